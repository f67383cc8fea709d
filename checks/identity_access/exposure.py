"""How an AI service can be reached from outside its host or cluster."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.facts.ai import AiService, ComposeService
from readiness.facts.kubernetes.networking import Ingress, NetworkPolicy, Service
from readiness.facts.kubernetes.objects import KubernetesObject

PROXIES = frozenset(
    "nginx nginx-unprivileged nginx-proxy nginx-proxy-manager openresty traefik caddy haproxy envoy httpd cloudflared swag".split()  # noqa: SIM905
)
"""Images, by the last part of their names, that pass on what they get."""

LOOPBACK = ("127.", "localhost", "[::1]", "::1")


def open_addresses(service: AiService) -> list[str]:
    """Addresses that Compose binds on more than the loopback interface."""
    return [each for each in service.published if not each.startswith(LOOPBACK)]


def open_proxies(service: AiService, others: Iterable[ComposeService]) -> list[str]:
    """Reverse proxies of the same Compose file that are published; what they lead to stands in their own configuration."""
    file, _, _ = service.workload.rpartition("/")
    return [
        each.name
        for each in others
        if service.platform == "compose" and each.resource.rpartition("/")[0] == file and _passes_on(each) and _is_open(each.published)
    ]


def _passes_on(service: ComposeService) -> bool:
    image = service.container.image
    return image is not None and image.repository.rpartition("/")[2] in PROXIES


def _is_open(published: Iterable[str]) -> bool:
    return any(not each.startswith(LOOPBACK) for each in published)


def services_before(service: AiService, services: Iterable[Service]) -> list[Service]:
    """Kubernetes Services that send to its pods."""
    return [each for each in services if each.selector and _beside(each, service) and each.selector.items() <= service.pod_labels.items()]


def published_by(service: AiService, services: Iterable[Service]) -> list[Service]:
    """Kubernetes Services that open its port on every node or on a load balancer."""
    return [each for each in services_before(service, services) if each.type in ("LoadBalancer", "NodePort")]


def routes_to(service: AiService, services: Iterable[Service], ingresses: Iterable[Ingress]) -> list[Ingress]:
    """Ingresses and routes that lead to its pods."""
    names = {each.name for each in services_before(service, services)}
    return [each for each in ingresses if _beside(each, service) and names & set(each.services)]


def isolated_by(service: AiService, policies: Iterable[NetworkPolicy]) -> list[NetworkPolicy]:
    """Network policies that let only named callers reach its pods; none when another one lets everybody in."""
    selecting = [each for each in policies if _beside(each, service) and each.selector.matches(service.pod_labels)]
    if any(each.open_ingress for each in selecting):
        return []
    return [each for each in selecting if each.denies_ingress]


def _beside(thing: KubernetesObject, service: AiService) -> bool:
    return service.platform == "kubernetes" and (thing.namespace, thing.environment) == (service.namespace, service.environment)
