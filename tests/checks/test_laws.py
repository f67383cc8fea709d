"""What holds for every check: its texts, its tables, its references and its steadiness."""

from __future__ import annotations

import importlib.util
import inspect
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from readiness.api import Check, Status
from readiness.engine import Finding, judge
from readiness.facts import Fact, Gap, GapReason
from readiness.frameworks import control, framework, framework_keys, title_of
from readiness.loader import load_checks, pillars
from readiness.testing import PLACE, TABLES, Row, snapshot_of

HERE = Path(__file__).parent
CHECKS = load_checks()
PREFIXES = ("ai-", "aws-", "k8s-", "org-")

DANGLING = re.compile(r"^(it|they|without (it|them))\b|\b(this (?!year)|these|such an?)\b", re.IGNORECASE)
"""Words that speak of something said before."""

READ_WHOLE = "its fact is read whole or is a gap"
WITHOUT_UNKNOWN = {
    "ai-component-debug-off": READ_WHOLE,
    "ai-mcp-secrets-referenced": READ_WHOLE,
    "ai-statements-renewed": READ_WHOLE,
    "ai-model-ids-configured": READ_WHOLE,
    "ai-model-permissions-least-privilege": READ_WHOLE,
    "k8s-no-secret-manifest": READ_WHOLE,
}
"""Checks whose tables have no unknown row, each with its reason."""

ALWAYS_ASKED = "whatever is found of this kind must answer"
EVERY_ACCOUNT = "every account costs money"
WITHOUT_NOT_APPLICABLE = {
    "aws-audit-store-protected": "a store is told of only when a trail writes to it",
    "aws-budget-notifies": EVERY_ACCOUNT,
    "aws-cost-allocation-tags-active": EVERY_ACCOUNT,
    "aws-cost-anomalies-told": EVERY_ACCOUNT,
    "aws-spend-stopped-automatically": EVERY_ACCOUNT,
    "ai-gateway-per-environment": ALWAYS_ASKED,
    "ai-no-vendor-default-credential": ALWAYS_ASKED,
    "aws-root-user-locked-down": ALWAYS_ASKED,
    "aws-trail-in-all-regions": ALWAYS_ASKED,
    "aws-contacts-named": ALWAYS_ASKED,
    "aws-account-in-organization": ALWAYS_ASKED,
    "aws-no-long-term-bedrock-key": ALWAYS_ASKED,
    "k8s-volumes-claimed": "a cluster without such volumes tells of none",
}
"""Checks whose tables have no not-applicable row, each with its reason. Checks that ask people are such by nature."""

CHOSEN_BY_THE_READER = {
    "version": "the version somebody wants to pin",
    "digest": "the digest of that image",
    "commit": "the revision somebody tested",
    "date": "a day, or the date of a model's version",
    "owner": "who stands by a statement",
}
"""Placeholders in `Fix:` that no evidence fills."""


@cache
def tables() -> dict[str, list[tuple[Status, Row]]]:
    """The rows of every table under this folder, by check id; importing the modules also fills `TABLES`."""
    found: dict[str, list[tuple[Status, Row]]] = {}
    for path in sorted(HERE.rglob("test_*.py")):
        if path == Path(__file__):
            continue
        for function in vars(module_at(path)).values():
            if (id := table_of(function)) is not None:
                found.setdefault(id, []).extend((each.values[0], each.values[1]) for each in function.pytestmark[0].args[1])
    return found


def module_at(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("tables_" + "_".join(path.relative_to(HERE).with_suffix("").parts), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table_of(thing: Any) -> str | None:
    """The check that a function made by `table()` tests."""
    if not inspect.isfunction(thing) or thing.__qualname__ != "table.<locals>.verdicts":
        return None
    return inspect.getclosurevars(thing).nonlocals["id"]


def judged(check: Check, row: Row, *, backwards: bool = False) -> tuple[Finding, ...]:
    seen = tuple(reversed(row.seen)) if backwards else row.seen
    return judge(snapshot_of(*seen, check=check), [check], {check.id: row.settings})


def failures(check: Check) -> list[Finding]:
    rows = [row for expected, row in tables().get(check.id, ()) if expected is Status.FAIL]
    return [finding for row in rows for finding in judged(check, row) if finding.status is Status.FAIL]


every_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)


def test_there_are_checks_for_every_pillar() -> None:
    assert len(CHECKS) >= 40
    assert {check.pillar for check in CHECKS.values()} == set(pillars())
    assert len(pillars()) == 13


@every_check
def test_ids_are_slugs_of_a_known_family(check: Check) -> None:
    assert check.id.startswith(PREFIXES)
    assert check.id.startswith("org-") == bool(check.question), "a check that people answer is called org-… and asks a question"


@every_check
def test_texts_fit_where_they_are_printed(check: Check) -> None:
    lengths = {"title": (check.title, 60), "action": (check.action, 60), "consequence": (check.consequence, 80)}
    assert {name: text for name, (text, most) in lengths.items() if len(text) > most} == {}
    assert "!" not in check.title + check.why + check.action + check.question
    assert check.consequence.endswith(".")
    assert not DANGLING.search(check.consequence), "it stands alone, as a headline of the first page"
    assert not check.action.endswith((".", ":")), "the action stands alone in a roadmap"
    assert len(check.fix.splitlines()) <= 15, "a snippet has 12 lines at most"


@every_check
def test_every_check_has_a_table(check: Check) -> None:
    tables()
    rows = TABLES.get(check.id, {})
    assert rows.get("passes")
    assert rows.get("fails")
    assert rows.get("unknown") or check.id in WITHOUT_UNKNOWN
    assert rows.get("not_applicable") or check.question or check.id in WITHOUT_NOT_APPLICABLE


@every_check
def test_nothing_seen_is_never_a_pass(check: Check) -> None:
    statuses = {finding.status for finding in judge(snapshot_of(check=check), [check])}
    assert Status.PASS not in statuses
    assert statuses == {Status.NOT_APPLICABLE} or check.subject is None


@every_check
def test_what_could_not_be_read_is_unknown(check: Check) -> None:
    hidden = (check.subject or next(iter(check.context.values()))[0]).__name__
    findings = judge(snapshot_of(Gap(place=PLACE, facts=(hidden,), reason=GapReason.UNPARSEABLE), check=check), [check])
    assert {finding.status for finding in findings} == {Status.UNKNOWN}


def test_exceptions_are_needed() -> None:
    tables()
    assert [id for id in WITHOUT_UNKNOWN if TABLES.get(id, {}).get("unknown")] == []
    assert [id for id in WITHOUT_NOT_APPLICABLE if TABLES.get(id, {}).get("not_applicable")] == []


def test_tables_test_checks_that_exist() -> None:
    assert set(tables()) <= set(CHECKS)


@every_check
def test_problems_read_as_titles(check: Check) -> None:
    messages = {finding.message for finding in failures(check)}
    assert messages
    assert {each for each in messages if len(each) > 60 or each.endswith((".", "!")) or each[:1].islower()} == set()


@every_check
def test_placeholders_are_filled_from_evidence(check: Check) -> None:
    placeholders = set(re.findall(r"<([a-z][a-z0-9_]*)>", check.fix)) - CHOSEN_BY_THE_READER.keys()
    known = {name for finding in failures(check) for name in finding.evidence}
    assert placeholders <= known


@every_check
def test_every_reference_is_shipped(check: Check) -> None:
    assert check.maps
    assert {each for each in check.maps if not title_of(each)} == set()


def test_what_contradicts_an_answer_is_seen_by_a_scan() -> None:
    told = {check.id: check.contradicted_by for check in CHECKS.values() if check.contradicted_by}
    assert told
    assert all(CHECKS[id].question and not CHECKS[other].question for id, others in told.items() for other in others)


def test_only_mapped_frameworks_are_shipped() -> None:
    assert {reference.partition(":")[0] for check in CHECKS.values() for reference in check.maps} == set(framework_keys())


@pytest.mark.parametrize("key", framework_keys())
def test_frameworks_are_whole(key: str) -> None:
    found = framework(key)
    assert found is not None
    assert found.key == key
    assert found.name
    assert found.version
    assert all(each.title and each.url.startswith("https://") for each in found.controls.values())
    assert found.edition == f"{found.name} ({found.version})"


@pytest.mark.parametrize("reference", ["nobody:1", "eu-dora", "eu-dora:DORA-Art999", ""])
def test_unknown_references_have_no_title(reference: str) -> None:
    assert control(reference) is None
    assert title_of(reference) is None


@every_check
def test_the_same_facts_say_the_same(check: Check) -> None:
    for _, row in tables().get(check.id, ()):
        once = judged(check, row)
        assert judged(check, row) == once
        assert verdicts(judged(check, row, backwards=True)) == verdicts(once)


def verdicts(findings: tuple[Finding, ...]) -> list[tuple[str, Status]]:
    return sorted((each.resource, each.status) for each in findings)


@every_check
def test_evidence_holds_no_fact(check: Check) -> None:
    """A fact or model as evidence would print its fields; evidence is names and values."""
    kinds = tuple(f"{kind.__name__}(" for kind in Fact.by_name.values())
    for _, row in tables().get(check.id, ()):
        for finding in judged(check, row):
            texts = [str(each) for value in finding.evidence.values() for each in (value if isinstance(value, list) else [value])]
            assert [text for text in texts if text.startswith((*kinds, "('repository'"))] == []
