"""Credentials that routes, and the plugins of gateways, add to requests by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import mapping
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.written_credentials import in_annotations, in_headers
from readiness.facts.kubernetes.secrets import RouteCredentials


@reads(
    "Ingress.networking.k8s.io",
    "HTTPRoute.gateway.networking.k8s.io",
    "GRPCRoute.gateway.networking.k8s.io",
    "VirtualService.networking.istio.io",
    "AIGatewayRoute.aigateway.envoyproxy.io",
    "AIServiceBackend.aigateway.envoyproxy.io",
    "Middleware.traefik.io",
    "KongPlugin.configuration.konghq.com",
    "KongClusterPlugin.configuration.konghq.com",
    "ApisixRoute.apisix.apache.org",
    "ApisixPluginConfig.apisix.apache.org",
    "ApisixGlobalRule.apisix.apache.org",
    "PluginConfig.apisix.apache.org",
    gives=(RouteCredentials,),
)
def route_credentials(raw: RawObject) -> Iterator[RouteCredentials]:
    """What an object adds to requests; nothing where it adds no credential, wherever that is kept."""
    found = (*in_annotations(raw.data), *in_headers(raw.spec or mapping(raw.data.get("config"))))
    if found:
        yield RouteCredentials(**{**raw.values(), "resource": f"{raw.id()}#credentials"}, kind=raw.kind, credentials=found)
