"""Whether a cluster's contents can be brought back: situations and verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.kubernetes.backups import RestoreHistory
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import TODAY, fact, row, table

PLACE = "kubernetes:lab"
LIVE = Origin(place=PLACE, call="it")
OWNER = "kubernetes:lab/ai/StatefulSet/qdrant"


def workload(**values: Any) -> Any:
    known = {"name": "qdrant", "namespace": "ai", "kind": "StatefulSet", "api_version": "apps/v1", "containers": (), "origin": LIVE}
    known |= {"resource": OWNER, "claims": True, "pod_labels": {"app": "qdrant"}}
    return fact(Workload, **(known | values))


def running(role: str) -> Any:
    return fact(
        AiService, role=role, product="it", platform="kubernetes", workload=OWNER, container=Container(name="a"), authentication=True
    )


test_claims = table(
    "k8s-claims-outlive-their-set",
    passes=[workload(), [workload(), running("inference"), running("vector store")]],
    fails=[workload(claims_deleted=True), [workload(claims_deleted=True), running("vector store")]],
    unknown=[workload().unknown("claims_deleted", GapReason.TEMPLATED)],
    not_applicable=[
        workload(kind="Deployment", claims_deleted=True),
        workload(claims=False, claims_deleted=True),
        workload(claims_deleted=True, namespace="kube-system"),
        workload(claims_deleted=True, environment=Environment.STAGING),
        [workload(claims_deleted=True), running("inference")],
    ],
)


def history(days: int | None, **values: Any) -> Any:
    known = {"name": "velero", "namespace": "velero", "newest": "rehearsal", "phase": "Completed", "read_at": TODAY}
    return fact(RestoreHistory, **(known | {"restored": None if days is None else TODAY - timedelta(days=days)} | values))


test_restore = table(
    "k8s-restore-rehearsed",
    passes=[history(10), row(history(120), most_days=180)],
    fails=[row(history(91), says="'days': 91"), history(10, phase="PartiallyFailed"), history(None, phase="Failed")],
    unknown=[history(None), [Gap(place=PLACE, facts=("RestoreHistory",), reason=GapReason.DENIED, right="list restores.velero.io")]],
    not_applicable=[workload()],
)

SERVICE = fact(Service, name="qdrant", namespace="ai", selector={"app": "qdrant"}, origin=LIVE)

test_rebuildable = table(
    "k8s-workload-rebuildable",
    passes=[
        [SERVICE, workload(managers=("argocd-controller", "kubectl-edit"))],
        [SERVICE, workload(managers=("kubectl-create",), annotated=frozenset({"meta.helm.sh/release-name"}))],
        [SERVICE, workload(labels={"kustomize.toolkit.fluxcd.io/name": "apps"})],
        row(SERVICE, workload(managers=("Terraform",)), says="Terraform"),
    ],
    fails=[
        row(SERVICE, workload(managers=("kube-controller-manager", "kubectl-create")), says="kubectl-create"),
        [SERVICE, workload(managers=("kubectl-edit",))],
    ],
    unknown=[
        [SERVICE, workload()],
        [SERVICE, workload(managers=("kubectl-client-side-apply", "kubectl-edit"))],
        [SERVICE, workload(managers=("kubectl-rollout",))],
    ],
    not_applicable=[
        workload(managers=("kubectl-edit",)),
        [SERVICE, workload(managers=("kubectl-edit",), environment=Environment.STAGING)],
        [SERVICE, workload(managers=("kubectl-edit",), made_by="Qdrant")],
        [SERVICE, workload(managers=("kubectl-edit",), origin=Origin(place="folder:.", file="k8s/qdrant.yaml", line=1))],
    ],
)
