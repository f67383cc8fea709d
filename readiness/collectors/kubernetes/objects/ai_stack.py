"""Endpoint pickers, AI gateways and Ray heads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.shapes import at, flag, labels, line_of, mapping, mappings, text, texts, walk
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.gateways import ToolAccess
from readiness.facts.kubernetes.ai_stack import (
    AccessPolicy,
    AiBackend,
    AiRoute,
    AiRule,
    InferencePool,
    ProviderAddress,
    RayHead,
    UsageLimit,
)


@reads("InferencePool.inference.networking.k8s.io", "InferencePool.inference.networking.x-k8s.io", gives=(InferencePool,))
def inference_pool(raw: RawObject) -> Iterator[InferencePool]:
    """An InferencePool; before v1 its labels stood in the selector itself, and the picker was called `extensionRef`."""
    reference = mapping(raw.spec.get("endpointPickerRef")) or mapping(raw.spec.get("extensionRef"))
    selected = mapping(raw.spec.get("selector"))
    yield InferencePool(
        **raw.values(),
        selector=labels(selected.get("matchLabels") if "matchLabels" in selected else selected),
        picker=text(reference.get("name")),
        without_picker=text(reference.get("failureMode")) != "FailOpen",
    )


@reads("AIGatewayRoute.aigateway.envoyproxy.io", gives=(AiRoute,))
def ai_route(raw: RawObject) -> Iterator[AiRoute]:
    """An AIGatewayRoute (Envoy AI Gateway 0.4; 0.1 called its parents `targetRefs`)."""
    parents = mappings(raw.spec.get("parentRefs")) or mappings(raw.spec.get("targetRefs"))
    backends = [each for rule in mappings(raw.spec.get("rules")) for each in mappings(rule.get("backendRefs"))]
    yield AiRoute(
        **raw.values(),
        gateways=tuple(f"{text(each.get('namespace')) or raw.namespace or ''}/{text(each.get('name'))}" for each in parents),
        backends=tuple(sorted({text(each.get("name")) for each in backends if text(each.get("kind")) in ("", "AIServiceBackend")})),
        rules=tuple(each for rule in mappings(raw.spec.get("rules")) if (each := _rule(rule)) is not None),
        counted=tuple(text(each.get("metadataKey")) for each in mappings(raw.spec.get("llmRequestCosts"))),
    )


_MODEL_HEADERS = frozenset({"x-ai-eg-model", "x-envoy-ai-gateway-model"})


def _rule(rule: dict[str, Any]) -> AiRule | None:
    """A rule that sends to AIServiceBackends alone; pools choose among servers of one's own."""
    backends = mappings(rule.get("backendRefs"))
    if not backends or any(text(each.get("kind")) not in ("", "AIServiceBackend") for each in backends):
        return None
    headers = [header for each in mappings(rule.get("matches")) for header in mappings(each.get("headers"))]
    names = [f"{text(each.get('namespace'))}/{text(each.get('name'))}".lstrip("/") for each in backends]
    return AiRule(
        models=tuple(text(each.get("value")) for each in headers if text(each.get("name")).lower() in _MODEL_HEADERS),
        backends=tuple(dict.fromkeys(names)),
        line=line_of(rule),
    )


@reads("AIServiceBackend.aigateway.envoyproxy.io", gives=(AiBackend,))
def ai_backend(raw: RawObject) -> Iterator[AiBackend]:
    """An AIServiceBackend (Envoy AI Gateway 0.4)."""
    target = mapping(raw.spec.get("backendRef"))
    yield AiBackend(
        **raw.values(),
        dialect=text(at(raw.spec, "schema", "name")),
        sends_to=(text(target.get("kind")) or "Service", text(target.get("name"))),
    )


@reads("Backend.gateway.envoyproxy.io", gives=(ProviderAddress,))
def provider_address(raw: RawObject) -> Iterator[ProviderAddress]:
    """A Backend (Envoy Gateway 1.5)."""
    names = [text(at(each, "fqdn", "hostname")) or text(at(each, "ip", "address")) for each in mappings(raw.spec.get("endpoints"))]
    yield ProviderAddress(**raw.values(), hosts=tuple(each for each in names if each))


@reads("MCPRoute.aigateway.envoyproxy.io", gives=(ToolAccess,))
def mcp_route(raw: RawObject) -> Iterator[ToolAccess]:
    """Tools behind an MCPRoute (Envoy AI Gateway 0.4): all of a server unless selected; callers unknown without a policy of its own.

    A SecurityPolicy that is attached from outside says the same, which no MCPRoute can know.
    """
    policy = mapping(raw.spec.get("securityPolicy"))
    asks = any(mapping(policy.get(key)) for key in ("oauth", "apiKeyAuth", "extAuth", "jwt"))
    backends = raw.spec.get("backendRefs")
    for each in mappings(backends):
        selected = mapping(each.get("toolSelector"))
        tools = (*texts(selected.get("include")), *texts(selected.get("includeRegex")))
        name = text(each.get("name"))
        yield ToolAccess(
            resource=f"{raw.id()}#{name}",
            origin=raw.document.origin(line_of(each, "name")),
            environment=raw.environment,
            gateway=raw.id(),
            product="envoy ai gateway",
            server=name,
            tools=tools or None,
            authenticated=bool(mapping(each.get("securityPolicy"))),
            callers_known=True if asks else None,
        )


@reads("BackendTrafficPolicy.gateway.envoyproxy.io", "QuotaPolicy.aigateway.envoyproxy.io", gives=(UsageLimit,))
def usage_limit(raw: RawObject) -> Iterator[UsageLimit]:
    """A policy that limits; a BackendTrafficPolicy without a rate limit does something else (Envoy Gateway 1.5)."""
    if raw.kind == "BackendTrafficPolicy" and not mapping(raw.spec.get("rateLimit")):
        return
    targets = [*mappings(raw.spec.get("targetRefs")), mapping(raw.spec.get("targetRef"))]
    yield UsageLimit(
        **raw.values(),
        kind=raw.kind,
        targets=tuple((text(each.get("kind")), text(each.get("name"))) for each in targets if text(each.get("name"))),
        selective=bool(mappings(raw.spec.get("targetSelectors"))),
        refuses=any(flag(each.get("shadowMode")) is not True for each in _limits(raw)) or not _limits(raw),
        counts=_counts(raw),
    )


def _limits(raw: RawObject) -> list[dict[str, Any]]:
    """The rules that limit; quotas stand in buckets since 0.5, of which the default one is always in force."""
    spec = raw.spec.get("rateLimit") if raw.kind == "BackendTrafficPolicy" else raw.spec
    rules = [each for each in walk(spec) if isinstance(each.get("limit"), dict | int) or "defaultBucket" in each]
    return rules + [each for each in walk(spec) if {"tokens", "duration"} & mapping(each.get("quota")).keys()]


def _counts(raw: RawObject) -> tuple[str, ...]:
    """Metadata of the AI gateway that every rule counts by; empty as soon as one counts requests."""
    keys = [
        text(at(each, "cost", "response", "metadata", "key"))
        for each in _limits(raw)
        if text(at(each, "cost", "response", "metadata", "namespace")) == "io.envoy.ai_gateway"
    ]
    return tuple(dict.fromkeys(keys)) if len(keys) == len(_limits(raw)) else ()


_ASKING = ("jwt", "oidc", "apiKeyAuth", "basicAuth", "extAuth")


@reads("SecurityPolicy.gateway.envoyproxy.io", gives=(AccessPolicy,))
def access_policy(raw: RawObject) -> Iterator[AccessPolicy]:
    """A SecurityPolicy (Envoy Gateway 1.5); one with CORS or an allow-list of addresses alone asks nobody who they are."""
    targets = [*mappings(raw.spec.get("targetRefs")), mapping(raw.spec.get("targetRef"))]
    yield AccessPolicy(
        **raw.values(),
        targets=tuple((text(each.get("kind")), text(each.get("name"))) for each in targets if text(each.get("name"))),
        selective=bool(mappings(raw.spec.get("targetSelectors"))),
        asks=any(mapping(raw.spec.get(key)) for key in _ASKING) and flag(at(raw.spec, "jwt", "optional")) is not True,
    )


@reads("RayService.ray.io", "RayCluster.ray.io", gives=(RayHead,))
def ray_head(raw: RawObject) -> Iterator[RayHead]:
    """Whether a Ray head keeps its state outside: by KubeRay's options, or by the annotation of before 1.3."""
    cluster = mapping(raw.spec.get("rayClusterConfig")) if raw.kind == "RayService" else raw.spec
    annotated = flag(raw.annotations.get("ray.io/ft-enabled")) is True
    template = mapping(at(cluster, "headGroupSpec", "template"))
    container = next(iter(mappings(at(template, "spec", "containers"))), {})
    variables = {text(each.get("name")): text(each.get("value")) for each in mappings(container.get("env"))}
    own = {"ray.io/node-type": "head", "ray.io/is-ray-node": "yes"} | ({"ray.io/cluster": raw.name} if raw.kind == "RayCluster" else {})
    yield RayHead(
        **{**raw.values(), "resource": f"{raw.id()}#head"},
        kind=raw.kind,
        asks_for_token="token" in (text(at(cluster, "authOptions", "mode")), variables.get("RAY_AUTH_MODE")),
        asks_for_certificate=variables.get("RAY_USE_TLS") == "1",
        pod_labels=labels(at(template, "metadata", "labels")) | own,
        state_outside=isinstance(cluster.get("gcsFaultToleranceOptions"), dict) or annotated,
    )
