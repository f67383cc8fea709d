"""Which workloads answer requests, and how many of them: relations between facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import Ingress, Service
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.record import Environment, Fact

SomeFact = TypeVar("SomeFact", bound=Fact)


OPERATORS = frozenset(
    {
        "argocd", "argo-cd", "argo", "cert-manager", "crossplane", "external-secrets", "gatekeeper", "gpu-operator", "karpenter", "keda",
        "kyverno", "node-feature-discovery", "velero", "amazon-cloudwatch", "amazon-guardduty",
    }
)  # fmt: skip
"""Namespaces of what runs the platform, beside those that are named as such; it may need to do anything."""
_OF_PLATFORMS = ("kube-", "gmp-", "gke-", "openshift", "cattle-", "rook-", "olm", "calico-")


def is_of_platform(namespace: str | None) -> bool:
    """Whether a namespace of that name belongs to the platform (`kube-*`, `*-system`, an operator's own) rather than to the AI system."""
    name = namespace or ""
    return name in OPERATORS or name.startswith(_OF_PLATFORMS) or name.endswith(("-system", "-operator"))


def in_system_namespace(thing: KubernetesObject) -> bool:
    """Whether it lives in a namespace of the platform."""
    return is_of_platform(thing.namespace)


def runs_the_cluster(thing: KubernetesObject) -> bool:
    """Whether it lives where Kubernetes itself does, which a user of one namespace can't read."""
    return (thing.namespace or "").startswith("kube-")


def before_production(fact: Fact) -> bool:
    """Whether it lives where an outage hurts no user; what can't be told counts as production."""
    return fact.environment in (Environment.DEVELOPMENT, Environment.STAGING)


def stands_beside_kubernetes(compose: Fact, workloads: Iterable[Workload]) -> bool:
    """Whether a Compose file of no told environment lies next to Kubernetes manifests, which then carry production."""
    return compose.environment is Environment.UNCLASSIFIED and any(
        each.environment is not Environment.SAMPLE and not before_production(each) for each in workloads
    )


def without_samples(facts: Iterable[SomeFact]) -> list[SomeFact]:
    """Facts about the system itself, without what stands in folders of tests and examples."""
    return [each for each in facts if each.environment is not Environment.SAMPLE]


def _workload_of(service: AiService) -> str:
    return service.workload


def _namespace_of(thing: KubernetesObject) -> str | None:
    return thing.namespace


def _target_of(autoscaler: Autoscaler) -> tuple[str, str]:
    return autoscaler.target_kind, autoscaler.target_name


def why_not_serving(workload: Workload, services: Iterable[Service], ai_services: Iterable[AiService]) -> str:
    """Why the workload answers no requests, in a few words; empty when it does.

    A workload serves when it is long running and a Service selects it, or an AI service runs in it. DaemonSets
    are infrastructure of the nodes and are left out.
    """
    if in_system_namespace(workload):
        return "it belongs to the platform"
    if not workload.long_running:
        return "it runs to an end"
    if workload.kind == "DaemonSet":
        return "it runs once on each node"
    if workload.resource in by_key(ai_services, _workload_of):
        return ""
    if any(each.selects(workload) for each in by_key(services, _namespace_of).get(workload.namespace, ())):
        return ""
    return "no Service sends it requests"


def serving_containers(workload: Workload, ai_services: Iterable[AiService]) -> tuple[Container, ...]:
    """The containers that answer requests: the AI services', else those with ports, else the first one."""
    names = {each.container.name for each in by_key(ai_services, _workload_of).get(workload.resource, ())}
    main = workload.main_containers
    return tuple(each for each in main if each.name in names) or tuple(each for each in main if each.ports) or main[:1]


def least_replicas(workload: Workload, autoscalers: Iterable[Autoscaler]) -> int | None:
    """How many replicas run at least; an autoscaler's minimum overrides the template. None: an operator decides."""
    aimed = by_key(autoscalers, _target_of).get((workload.kind, workload.name), ())
    minimum = next((each.minimum for each in aimed if each.scales(workload)), None)
    if minimum is not None:
        return minimum
    return 1 if workload.kind == "Pod" else workload.replicas


def exposing(workload: Workload, services: Iterable[Service], ingresses: Iterable[Ingress]) -> list[str]:
    """Names of the load balancers, node ports and routes by which requests from outside of the cluster reach its pods."""
    sending = [each for each in by_key(services, _namespace_of).get(workload.namespace, ()) if each.selects(workload)]
    names = {each.name for each in sending}
    direct = [f"Service/{each.name}" for each in sending if each.type in ("LoadBalancer", "NodePort")]
    beside = by_key(ingresses, _namespace_of).get(workload.namespace, ())
    return direct + [f"{each.kind}/{each.name}" for each in beside if names & set(each.services) and each.beside(workload)]
