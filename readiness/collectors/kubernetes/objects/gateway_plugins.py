"""Plugins of Kong's and APISIX's ingress controllers, and what they are attached to.

Fields as the Kong Ingress Controller 3.5 and the APISIX Ingress Controller 2.0 define them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.shapes import at, flag, mapping, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.gateway_plugins import PluggedObject, PluginSet

_KONG = "konghq.com/plugins"
_APISIX = "k8s.apisix.apache.org/plugin-config-name"
_KONG_GROUP = "configuration.konghq.com"
_APISIX_GROUP = "apisix.apache.org"


@reads("KongPlugin.configuration.konghq.com", "KongClusterPlugin.configuration.konghq.com", gives=(PluginSet,))
def kong_plugin(raw: RawObject) -> Iterator[PluginSet]:
    """A plugin of Kong; one of the whole cluster is in force everywhere where its label `global` says so."""
    name = text(raw.data.get("plugin"))
    lets_pass = bool(text(at(raw.data, "config", "anonymous")))
    yield PluginSet(
        **raw.values(),
        kind=raw.kind,
        plugins=() if flag(raw.data.get("disabled")) is True or lets_pass or not name else (name,),
        everywhere=raw.kind == "KongClusterPlugin" and flag(raw.labels.get("global")) is True,
    )


def _on(plugins: Any) -> tuple[str, ...]:
    """Names of APISIX's plugins that are on, as they are unless said otherwise."""
    written = [each for each in mappings(plugins) if flag(each.get("enable", each.get("enabled"))) is not False]
    return tuple(name for each in written if (name := text(each.get("name"))))


@reads(
    "ApisixPluginConfig.apisix.apache.org",
    "ApisixGlobalRule.apisix.apache.org",
    "PluginConfig.apisix.apache.org",
    "GatewayProxy.apisix.apache.org",
    gives=(PluginSet,),
)
def apisix_plugins(raw: RawObject) -> Iterator[PluginSet]:
    """Plugins that routes of APISIX name, or that hold for all of them."""
    everywhere = raw.kind in ("ApisixGlobalRule", "GatewayProxy")
    yield PluginSet(
        **{**raw.values(), "resource": f"{raw.id()}#plugins"}, kind=raw.kind, plugins=_on(raw.spec.get("plugins")), everywhere=everywhere
    )


def _annotated(raw: RawObject) -> tuple[str, ...]:
    """Sets that annotations name: Kong's may be of another namespace (`namespace:name`)."""
    words = [each.strip() for each in raw.annotations.get(_KONG, "").split(",")]
    named = [each.replace(":", "/", 1) if ":" in each else f"{raw.namespace or ''}/{each}" for each in words if each]
    other = raw.annotations.get(_APISIX, "")
    return (*named, *((f"{raw.namespace or ''}/{other}",) if other else ()))


def _plugged(raw: RawObject, part: str, sets: tuple[str, ...], **rest: Any) -> PluggedObject:
    values = {**raw.values(), "resource": f"{raw.id()}#{part}"}
    return PluggedObject(**values, kind=raw.kind, sets=tuple(dict.fromkeys(sets)), **rest)


def _family(raw: RawObject) -> str:
    return "apisix" if _APISIX in raw.annotations or raw.group == _APISIX_GROUP else "kong"


@reads(
    "Service", "KongConsumer.configuration.konghq.com", "KongConsumerGroup.configuration.konghq.com", gives=(PluggedObject,)
)  # fmt: skip
def plugged_object(raw: RawObject) -> Iterator[PluggedObject]:
    """A Service or a consumer with plugins of Kong."""
    if sets := _annotated(raw):
        services = (raw.name,) if raw.kind == "Service" else ()
        yield _plugged(raw, "plugins", sets, family=_family(raw), services=services)


@reads("Ingress.networking.k8s.io", gives=(PluggedObject,))
def plugged_ingress(raw: RawObject) -> Iterator[PluggedObject]:
    """An Ingress that Kong or APISIX serves, as far as an annotation tells."""
    paths = [path for rule in mappings(raw.spec.get("rules")) for path in mappings(at(rule, "http", "paths"))]
    names = [text(at(each, "backend", "service", "name")) for each in paths] + [text(at(raw.spec, "defaultBackend", "service", "name"))]
    words = {text(raw.spec.get("ingressClassName")), raw.annotations.get("kubernetes.io/ingress.class", "")}
    sets = _annotated(raw)
    family = _family(raw) if sets else next((each for each in ("kong", "apisix") if each in words), "")
    if family:
        yield _plugged(raw, "plugins", sets, family=family, services=_distinct(names))


@reads("HTTPRoute.gateway.networking.k8s.io", "GRPCRoute.gateway.networking.k8s.io", gives=(PluggedObject,))
def plugged_route(raw: RawObject) -> Iterator[PluggedObject]:
    """Each rule of a route that names plugins; one that only leads to a Service with plugins is Kong's where that is."""
    for position, rule in enumerate(mappings(raw.spec.get("rules"))):
        extended = [mapping(each.get("extensionRef")) for each in mappings(rule.get("filters"))]
        named = [each for each in extended if text(each.get("group")) in (_KONG_GROUP, _APISIX_GROUP)]
        sets = (*_annotated(raw), *(f"{raw.namespace or ''}/{text(each.get('name'))}" for each in named))
        backends = mappings(rule.get("backendRefs"))
        services = _distinct([text(each.get("name")) for each in backends if text(each.get("kind")) in ("", "Service")])
        if sets:
            groups = {text(each.get("group")) for each in named}
            yield _plugged(raw, f"rules/{position}", sets, family="apisix" if _APISIX_GROUP in groups else _family(raw), services=services)


_LOGINS = {"keyAuth": "key-auth", "basicAuth": "basic-auth", "jwtAuth": "jwt-auth", "hmacAuth": "hmac-auth", "ldapAuth": "ldap-auth"}


def _login(rule: dict[str, Any]) -> tuple[str, ...]:
    """The plugin that a rule's own `authentication` stands for."""
    written = mapping(rule.get("authentication"))
    return (_LOGINS.get(text(written.get("type")), "wolf-rbac"),) if flag(written.get("enable")) is True else ()


@reads("ApisixRoute.apisix.apache.org", gives=(PluggedObject,))
def apisix_route(raw: RawObject) -> Iterator[PluggedObject]:
    """Each rule of an ApisixRoute: its own plugins, and the set that it names."""
    for position, rule in enumerate(mappings(raw.spec.get("http"))):
        named = text(rule.get("plugin_config_name"))
        home = text(rule.get("plugin_config_namespace")) or raw.namespace or ""
        services = _distinct([text(each.get("serviceName")) for each in mappings(rule.get("backends"))])
        sets = (f"{home}/{named}",) if named else ()
        part = text(rule.get("name")) or f"http/{position}"
        yield _plugged(raw, part, sets, family="apisix", plugins=(*_on(rule.get("plugins")), *_login(rule)), services=services)


@reads("Consumer.apisix.apache.org", gives=(PluggedObject,))
def apisix_consumer(raw: RawObject) -> Iterator[PluggedObject]:
    """A consumer of APISIX, for whom plugins of its own are in force."""
    yield _plugged(raw, "plugins", (), family="apisix", plugins=_on(raw.spec.get("plugins")))


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in names if each))
