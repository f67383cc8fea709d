"""Services and edges."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import at, items, labels, mapping, mappings, text, texts, whole
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import GapReason
from readiness.facts.kubernetes.networking import Ingress, Service

_INTERNAL = (
    ("service.beta.kubernetes.io/aws-load-balancer-internal", ("true", "0.0.0.0/0")),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", ("internal",)),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", ("true",)),
    ("networking.gke.io/load-balancer-type", ("Internal",)),
    ("cloud.google.com/load-balancer-type", ("Internal",)),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", ("true",)),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", ("true",)),
    ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", ("private",)),
)


@reads("Service", gives=(Service,))
def service(raw: RawObject) -> Iterator[Service]:
    """A Service."""
    kind = text(raw.spec.get("type")) or "ClusterIP"
    ports = tuple(port for each in mappings(raw.spec.get("ports")) if (port := whole(each.get("port"))) is not None)
    # A Service without ports is refused unless it has no address of its own: it is a patch.
    if kind not in ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName") or not (
        ports or kind == "ExternalName" or raw.spec.get("clusterIP") == "None"
    ):
        return
    yield Service(
        **raw.values(),
        type=kind,
        internal_load_balancer=any(raw.annotations.get(key) in values for key, values in _INTERNAL),
        selector=labels(raw.spec.get("selector")),
        ports=ports,
        made_by=next((text(each.get("kind")) for each in raw.owners if each.get("controller") is True), None),
        target_ports=tuple(
            name for each in mappings(raw.spec.get("ports")) if (name := text(each.get("targetPort"))) and whole(name) is None
        ),
    )


_AUTHENTICATING = (
    "nginx.ingress.kubernetes.io/auth-url",
    "nginx.ingress.kubernetes.io/auth-type",
    "nginx.ingress.kubernetes.io/auth-tls-secret",
    "nginx.org/basic-auth-secret",
    "nginx.org/jwt-key",
    "haproxy.org/auth-type",
    "haproxy-ingress.github.io/auth-url",
)
# These name an object that may or may not authenticate.
_UNTOLD = ("traefik.ingress.kubernetes.io/router.middlewares", "konghq.com/plugins", "nginx.org/policies")


def _authenticated(annotations: dict[str, str]) -> bool | None:
    if any(annotations.get(key) for key in _AUTHENTICATING) or annotations.get("alb.ingress.kubernetes.io/auth-type", "none") != "none":
        return True
    return None if any(key in annotations for key in _UNTOLD) else False


@reads("Ingress.networking.k8s.io", "Ingress.extensions", gives=(Ingress,))
def ingress(raw: RawObject) -> Iterator[Ingress]:
    """An Ingress that leads somewhere."""
    rules = mappings(raw.spec.get("rules"))
    backends = [at(path, "backend") for rule in rules for path in mappings(at(rule, "http", "paths"))]
    backends += [raw.spec.get("defaultBackend") or raw.spec.get("backend")]
    services = [text(at(each, "service", "name")) or text(at(each, "serviceName")) for each in backends]
    if not any(services):
        return
    yield Ingress(
        **raw.values(),
        kind="Ingress",
        services=_distinct(services),
        hosts=_distinct([text(rule.get("host")) for rule in rules]),
        tls=bool(items(raw.spec.get("tls"))) or "alb.ingress.kubernetes.io/certificate-arn" in raw.annotations,
        authenticated=_authenticated(raw.annotations),
    )


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


@reads("HTTPRoute.gateway.networking.k8s.io", "GRPCRoute.gateway.networking.k8s.io", gives=(Ingress,))
def gateway_route(raw: RawObject) -> Iterator[Ingress]:
    """HTTPRoute and GRPCRoute; TLS is the listener's, which another object holds."""
    rules = mappings(raw.spec.get("rules"))
    backends = [each for rule in rules for each in mappings(rule.get("backendRefs")) if text(each.get("kind")) in ("", "Service")]
    if not mappings(raw.spec.get("parentRefs")):
        return
    extended = any(text(each.get("type")) == "ExtensionRef" for rule in rules for each in mappings(rule.get("filters")))
    yield _edge(raw, [text(each.get("name")) for each in backends], texts(raw.spec.get("hostnames")), None if extended else False)


@reads("VirtualService.networking.istio.io", gives=(Ingress,))
def virtual_service(raw: RawObject) -> Iterator[Ingress]:
    """An Istio VirtualService bound to a gateway other than the mesh itself."""
    if not [each for each in texts(raw.spec.get("gateways")) if each != "mesh"]:
        return
    routes = [route for each in mappings(raw.spec.get("http")) for route in mappings(each.get("route"))]
    names = [text(at(route, "destination", "host")).split(".", 1)[0] for route in routes]
    # AuthorizationPolicy and RequestAuthentication are objects of their own.
    yield _edge(raw, names, texts(raw.spec.get("hosts")), None)


def _edge(raw: RawObject, services: list[str], hosts: tuple[str, ...], authenticated: bool | None) -> Ingress:  # noqa: FBT001 - three states
    return Ingress(
        **raw.values(),
        kind=raw.kind,
        services=_distinct(services),
        hosts=hosts,
        authenticated=authenticated,
        unread={"tls": {"reason": GapReason.UNSUPPORTED, "detail": "TLS is set at the gateway's listener, in another object"}},
    )


@reads("Route.route.openshift.io", gives=(Ingress,))
def openshift_route(raw: RawObject) -> Iterator[Ingress]:
    """An OpenShift Route."""
    services = [text(at(raw.spec, "to", "name"))] + [text(each.get("name")) for each in mappings(raw.spec.get("alternateBackends"))]
    if not any(services):
        return
    host = text(raw.spec.get("host"))
    yield Ingress(
        **raw.values(),
        kind="Route",
        services=_distinct(services),
        hosts=(host,) if host else (),
        tls=bool(mapping(raw.spec.get("tls"))),
        authenticated=False,
    )
