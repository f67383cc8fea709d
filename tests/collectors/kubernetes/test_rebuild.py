"""What tells whether a cluster can be built again, and what limits its gateways: from manifests and from clusters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml
from cluster_world import facts_of, thing

from readiness.facts.kubernetes.ai_stack import AiRoute, UsageLimit
from readiness.facts.kubernetes.backups import RestoreHistory
from readiness.facts.kubernetes.workloads import Workload

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in

OWN = {"resource", "origin", "environment"}


def both(kind: Any, resource: str, written: dict[str, Any]) -> Any:
    (one,) = facts_in(yaml.safe_dump(written), "k8s/it.yaml")[kind]
    (other,) = [each for each in facts_of([written], resource) if isinstance(each, kind)]
    assert one.model_dump(exclude=OWN) == other.model_dump(exclude=OWN)
    return one


def restore(name: str, phase: str, ended: str, namespace: str = "velero") -> dict[str, Any]:
    return thing("velero.io/v1", "Restore", name, namespace, status={"phase": phase, "completionTimestamp": f"2026-05-{ended}T10:00:00Z"})


def test_of_restores_the_newest_and_the_last_good_one_are_told() -> None:
    objects = [
        restore("b", "Failed", "04"),
        restore("a", "Completed", "03"),
        restore("c", "Completed", "01"),
        restore("d", "InProgress", "09"),
    ]
    objects.append(restore("e", "PartiallyFailed", "02", "other"))
    found = facts_of(objects, "restores.velero.io")
    told = {each.name: (each.newest, each.phase, each.restored and each.restored.day) for each in found if isinstance(each, RestoreHistory)}
    assert told == {"velero": ("b", "Failed", 3), "other": ("e", "PartiallyFailed", None)}


TEMPLATE = {"metadata": {"labels": {"app": "chat"}}, "spec": {"containers": [{"name": "app", "image": "chat:1"}]}}


def test_who_wrote_a_workload_and_what_becomes_of_its_claims_is_told() -> None:
    spec = {
        "selector": {"matchLabels": {"app": "chat"}},
        "template": TEMPLATE,
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"},
    }
    metadata = {
        "managedFields": [{"manager": "kubectl-edit"}, {"manager": "argocd-controller"}, {}],
        "annotations": {"argocd.argoproj.io/tracking-id": "x"},
    }
    (found,) = facts_of([thing("apps/v1", "StatefulSet", "chat", metadata=metadata, spec=spec)], "statefulsets.apps")
    assert (found.managers, found.claims_deleted, found.made_by) == (("argocd-controller", "kubectl-edit"), True, "")
    assert found.annotated == frozenset({"argocd.argoproj.io/tracking-id"})
    owner = [{"apiVersion": "example.com/v1", "kind": "Chat", "name": "chat", "controller": True}]
    written = thing("apps/v1", "StatefulSet", "chat", metadata={"ownerReferences": owner}, spec=spec)
    (owned,) = facts_of([written], "statefulsets.apps")
    assert isinstance(owned, Workload)
    assert owned.made_by == "Chat"


def test_a_route_tells_its_gateways_and_providers() -> None:
    rules = [{"backendRefs": [{"name": "openai"}, {"name": "pool", "kind": "InferencePool", "group": "inference.networking.k8s.io"}]}]
    parents = [{"name": "edge", "kind": "Gateway"}, {"name": "public", "namespace": "edge"}]
    for version, key in (("v1alpha1", "targetRefs"), ("v1beta1", "parentRefs")):
        written = thing(f"aigateway.envoyproxy.io/{version}", "AIGatewayRoute", "models", spec={key: parents, "rules": rules})
        found = both(AiRoute, "aigatewayroutes.aigateway.envoyproxy.io", written)
        assert (found.gateways, found.backends) == (("models/edge", "edge/public"), ("openai",))


def test_only_policies_that_limit_are_limits() -> None:
    target = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "edge"}
    resource = "backendtrafficpolicies.gateway.envoyproxy.io"

    def policy(**spec: Any) -> dict[str, Any]:
        return thing("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy", "tokens", spec=spec)

    limited = both(UsageLimit, resource, policy(targetRefs=[target], rateLimit={"global": {"rules": [{"limit": {"requests": 5}}]}}))
    assert (limited.targets, limited.selective) == ((("Gateway", "edge"),), False)
    chosen = both(UsageLimit, resource, policy(targetSelectors=[{"kind": "HTTPRoute"}], rateLimit={"local": {"rules": []}}))
    assert (chosen.targets, chosen.selective) == ((), True)
    assert facts_of([policy(targetRefs=[target], retry={"numRetries": 3})], resource) == []
    backend = {"group": "aigateway.envoyproxy.io", "kind": "AIServiceBackend", "name": "openai"}
    quota = thing("aigateway.envoyproxy.io/v1alpha1", "QuotaPolicy", "quota", spec={"targetRefs": [backend]})
    assert both(UsageLimit, "quotapolicies.aigateway.envoyproxy.io", quota).targets == (("AIServiceBackend", "openai"),)
