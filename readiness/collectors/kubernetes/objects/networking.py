"""Services and edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.shapes import at, flag, items, labels, mapping, mappings, text, texts, whole
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.selectors import selector
from readiness.facts import GapReason
from readiness.facts.kubernetes.networking import EdgeGateway, Ingress, MeshPolicy, Service

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

_BALANCER_CERTIFICATES = (
    "service.beta.kubernetes.io/aws-load-balancer-ssl-cert",
    "service.beta.kubernetes.io/do-loadbalancer-certificate-id",
    "service.beta.kubernetes.io/oci-load-balancer-tls-secret",
    "load-balancer.hetzner.cloud/http-certificates",
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
        port_names=tuple(name for each in mappings(raw.spec.get("ports")) if (name := text(each.get("name")))),
        scraped=flag(raw.annotations.get("prometheus.io/scrape")) is True,
        made_by=text(raw.maker.get("kind")) or None,
        target_ports=tuple(
            name for each in mappings(raw.spec.get("ports")) if (name := text(each.get("targetPort"))) and whole(name) is None
        ),
        target_numbers=tuple(
            port
            for each in mappings(raw.spec.get("ports"))
            if (port := whole(each.get("targetPort") if "targetPort" in each else each.get("port"))) is not None
        ),
        certificate=any(raw.annotations.get(each) for each in _BALANCER_CERTIFICATES),
        source_ranges=texts(raw.spec.get("loadBalancerSourceRanges")),
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
        tls=bool(items(raw.spec.get("tls"))) or _encrypted_by_annotation(raw.annotations),
        authenticated=_authenticated(raw.annotations),
    )


_CERTIFICATES = (
    "alb.ingress.kubernetes.io/certificate-arn",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "networking.gke.io/managed-certificates",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
)


def _encrypted_by_annotation(annotations: dict[str, str]) -> bool:
    """Whether a controller encrypts what the object's own `tls` does not name; ALB looks certificates up by host."""
    if annotations.get("traefik.ingress.kubernetes.io/router.tls") == "true":
        return True
    return any(annotations.get(each) for each in _CERTIFICATES) or "HTTPS" in annotations.get("alb.ingress.kubernetes.io/listen-ports", "")


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
    yield _edge(
        raw,
        [text(each.get("name")) for each in backends],
        texts(raw.spec.get("hostnames")),
        None if extended else False,
        parents=[_parent(raw, each) for each in mappings(raw.spec.get("parentRefs")) if text(each.get("kind")) in ("", "Gateway")],
        redirects=bool(rules) and all(_redirects(rule) for rule in rules),
    )


def _parent(raw: RawObject, reference: dict[str, Any]) -> str:
    parts = [text(reference.get("namespace")) or raw.namespace or "-", text(reference.get("name")), text(reference.get("sectionName"))]
    return "/".join(each for each in parts if each)


def _redirects(rule: dict[str, Any]) -> bool:
    return any(text(at(each, "requestRedirect", "scheme")) == "https" for each in mappings(rule.get("filters")))


@reads("Gateway.gateway.networking.k8s.io", gives=(EdgeGateway,))
def gateway(raw: RawObject) -> Iterator[EdgeGateway]:
    """A Gateway and which of its listeners are encrypted."""
    listeners = mappings(raw.spec.get("listeners"))
    yield EdgeGateway(
        **raw.values(),
        kind="Gateway",
        listeners={text(each.get("name")): text(each.get("protocol")).upper() in ("HTTPS", "TLS") for each in listeners},
    )


@reads("Gateway.networking.istio.io", gives=(EdgeGateway,))
def istio_gateway(raw: RawObject) -> Iterator[EdgeGateway]:
    """An Istio Gateway."""
    servers = mappings(raw.spec.get("servers"))
    named = [(text(at(each, "port", "name")) or str(number), each) for number, each in enumerate(servers)]
    yield EdgeGateway(
        **raw.values(),
        kind="Gateway",
        listeners={name: text(at(each, "port", "protocol")).upper() in ("HTTPS", "TLS", "GRPCS") for name, each in named},
    )


@reads("AuthorizationPolicy.security.istio.io", "RequestAuthentication.security.istio.io", gives=(MeshPolicy,))
def mesh_policy(raw: RawObject) -> Iterator[MeshPolicy]:
    """A policy of the mesh; the newer `targetRefs` names Services and Gateways."""
    chosen = mapping(raw.spec.get("selector"))
    named = None if mappings(raw.spec.get("targetRefs")) or at(raw.spec, "targetRef") else selector(chosen)
    yield MeshPolicy(**raw.values(), kind=raw.kind, selector=named)


@reads("VirtualService.networking.istio.io", gives=(Ingress,))
def virtual_service(raw: RawObject) -> Iterator[Ingress]:
    """An Istio VirtualService bound to a gateway other than the mesh itself."""
    if not [each for each in texts(raw.spec.get("gateways")) if each != "mesh"]:
        return
    routes = [route for each in mappings(raw.spec.get("http")) for route in mappings(each.get("route"))]
    names = [text(at(route, "destination", "host")).split(".", 1)[0] for route in routes]
    gateways = [each if "/" in each else f"{raw.namespace or '-'}/{each}" for each in texts(raw.spec.get("gateways")) if each != "mesh"]
    # AuthorizationPolicy and RequestAuthentication are objects of their own.
    yield _edge(raw, names, texts(raw.spec.get("hosts")), None, parents=gateways, redirects=False)


def _edge(
    raw: RawObject,
    services: list[str],
    hosts: tuple[str, ...],
    authenticated: bool | None,  # noqa: FBT001 - three states
    *,
    parents: list[str],
    redirects: bool,
) -> Ingress:
    return Ingress(
        **raw.values(),
        kind=raw.kind,
        services=_distinct(services),
        hosts=hosts,
        authenticated=authenticated,
        parents=tuple(parents),
        redirects=redirects,
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
