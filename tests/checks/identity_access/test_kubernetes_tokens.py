"""Tokens that never end: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.kubernetes.secrets import SecretMetadata
from readiness.testing import TODAY, fact, row, table


def secret(**values: Any) -> Any:
    return fact(SecretMetadata, **({"name": "chat-token", "namespace": "models", "read_at": TODAY, "is_token": True} | values))


test_tokens = table(
    "k8s-no-lasting-token",
    passes=[secret(made_by="Agent")],
    fails=[row(secret(token_used="2026-05-01"), says="2026-05-01"), row(secret(), says="not told")],
    unknown=[
        secret().unknown("made_by", GapReason.FAILED),
        [Gap(place="kubernetes-metadata:lab", facts=("SecretMetadata",), reason=GapReason.DENIED, right="list secrets")],
    ],
    not_applicable=[secret(is_token=False), secret(namespace="kube-system")],
)
