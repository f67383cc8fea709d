"""How sure findings of secrets are: a value of a known form is certain, a name that ought to hold one is likely."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.api import Certainty, Status, failed
from readiness.engine import judge
from readiness.facts.containers import Container, Credential
from readiness.facts.files import FolderRead, SecretLiteral
from readiness.facts.kubernetes.workloads import Workload
from readiness.loader import load_checks
from readiness.testing import fact, snapshot_of

KEY = Credential(name="OPENAI_API_KEY", state="literal", kind="OpenAI API key")
NAMED = Credential(name="--api-key", state="literal")
DEFAULT = Credential(name="SALT", state="vendor default")


def certainty(check: str, *seen: Any) -> list[tuple[Status, Certainty, Any]]:
    asked = load_checks()[check]
    return [(each.status, each.certainty, each.evidence.get("told_by")) for each in judge(snapshot_of(*seen, check=asked), [asked], {})]


@pytest.mark.parametrize(
    ("credentials", "sure", "told_by"),
    [
        ((NAMED,), Certainty.LIKELY, "names"),
        ((KEY,), Certainty.CERTAIN, None),
        ((DEFAULT,), Certainty.CERTAIN, None),
        ((NAMED, KEY), Certainty.CERTAIN, None),
    ],
)
def test_a_value_told_by_its_name_alone_is_likely(credentials: tuple[Credential, ...], sure: Certainty, told_by: Any) -> None:
    container = Container(name="app", argument_credentials=credentials)
    workload = fact(Workload, name="assistant", kind="Deployment", api_version="apps/v1", containers=(container,))
    assert certainty("k8s-no-literal-credential", workload) == [(Status.FAIL, sure, told_by)]


@pytest.mark.parametrize(("detector", "sure"), [("field", Certainty.LIKELY), ("format", Certainty.CERTAIN)])
def test_a_literal_of_a_field_is_likely(detector: Any, sure: Certainty) -> None:
    secret = fact(SecretLiteral, key="api_key", kind="secret value", provider=True, detector=detector, holder="env")
    found = certainty("ai-no-provider-key-in-repository", fact(FolderRead, files_read=1), secret)
    assert [each[:2] for each in found] == [(Status.FAIL, sure)]


def test_a_verdict_is_no_guess() -> None:
    with pytest.raises(ValueError, match="guesses"):
        failed("A guess", certainty=Certainty.HEURISTIC)
