"""The age of Secrets: situations and verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.facts import Gap, GapReason, Origin
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.secrets import ExternalSecretManifest, SecretMetadata
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import TODAY, fact, row, table

PLACE = "kubernetes:lab"
LIVE = Origin(place=PLACE, call="it")


def live(kind: Any, /, **values: Any) -> Any:
    return fact(kind, **({"origin": LIVE, "namespace": "models"} | values))


def secret(days: int | None = 20, **values: Any) -> Any:
    known = {"name": "keys", "read_at": TODAY, "created": None if days is None else TODAY - timedelta(days=days)}
    return live(SecretMetadata, **(known | values))


USER = live(
    Workload, name="chat", kind="Deployment", api_version="apps/v1", containers=(), references=(Reference(kind="Secret", name="keys"),)
)

test_rotated = table(
    "k8s-secret-rotated",
    passes=[[secret(), USER], [secret(900, changed=TODAY - timedelta(days=3)), USER], row(secret(400), USER, most_days=500)],
    fails=[
        row(secret(400), USER, says="'days': 400"),
        [secret(900, changed=TODAY - timedelta(days=800)), USER],
        row(secret(40), USER, most_days=30),
    ],
    unknown=[
        [secret(None), USER],
        [Gap(place=PLACE, facts=("SecretMetadata",), reason=GapReason.DENIED, right="list secrets")],
    ],
    not_applicable=[
        secret(400),
        [secret(400, namespace="kube-system"), USER],
        [secret(400, is_token=True), USER],
        [secret(400, made_by="ExternalSecret"), USER],
        [secret(400), USER, live(ExternalSecretManifest, name="keys", kind="SealedSecret", target="keys")],
    ],
)
