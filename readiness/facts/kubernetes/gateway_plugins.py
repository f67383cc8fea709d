"""Plugins of Kong and APISIX in a cluster: which objects hold them, and for which requests they are in force."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject

CALL_MODELS = frozenset({"ai-proxy", "ai-proxy-advanced", "ai-proxy-multi"})
"""Plugins that send requests to model providers, with the provider's key (Kong 3.12, APISIX 3.13)."""
LIMIT_USE = frozenset(
    {"ai-rate-limiting", "ai-rate-limiting-advanced", "rate-limiting", "rate-limiting-advanced", "limit-count", "limit-req"}
)  # fmt: skip
ASK_CALLERS = frozenset(
    {
        "key-auth", "key-auth-enc", "basic-auth", "jwt", "jwt-signer", "jwt-auth", "oauth2", "oauth2-introspection", "openid-connect",
        "hmac-auth", "ldap-auth", "ldap-auth-advanced", "mtls-auth", "header-cert-auth", "vault-auth", "multi-auth", "forward-auth",
        "wolf-rbac", "cas-auth", "authz-keycloak", "authz-casdoor",
    }
)  # fmt: skip
CONSUMERS = frozenset({"KongConsumer", "KongConsumerGroup", "ApisixConsumer", "Consumer"})


class PluginSet(KubernetesObject):
    """An object that holds plugins for others to name: a KongPlugin, an ApisixPluginConfig.

    Attributes:
        kind: the object's kind.
        plugins: names of those that are on; one that asks callers and lets unknown ones pass is left out.
        everywhere: they are in force for every request.
    """

    kind: str
    plugins: tuple[str, ...] = ()
    everywhere: bool = False


class PluggedObject(KubernetesObject):
    """What plugins are attached to: a route, a Service or a consumer.

    Attributes:
        kind: the object's kind.
        plugins: names of those that stand in it, as in a PluginSet.
        sets: PluginSets that it names, as `namespace/name`; those without a namespace are the whole cluster's.
        services: Services of its namespace that it leads to.
        family: `kong` or `apisix`.
    """

    kind: str
    family: str
    plugins: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def in_force(thing: PluggedObject, sets: Iterable[PluginSet], objects: Iterable[PluggedObject]) -> tuple[set[str], list[str]]:
    """Plugins for requests by way of the object, those of the Services behind it included; and sets that were not seen."""
    known = by_key(sets, _address)
    plugins = set(thing.plugins)
    missing = []
    for named in _named_by(thing, objects):
        own = [each for world in thing.worlds for each in known.get((world, named), ())]
        # A Kong annotation may mean a plugin of the whole cluster.
        found = own or [each for world in thing.worlds for each in known.get((world, "/" + named.rpartition("/")[2]), ())]
        plugins.update(name for each in found for name in each.plugins)
        if not found:
            missing.append(named.lstrip("/"))
    plugins.update(
        name for each in sets if each.everywhere and each.world in thing.worlds and family_of(each) == thing.family for name in each.plugins
    )
    return plugins, missing


def _named_by(thing: PluggedObject, objects: Iterable[PluggedObject]) -> list[str]:
    behind = by_key(objects, _home)
    services = [
        one
        for world in thing.worlds
        for name in thing.services
        for one in behind.get((world, thing.namespace, "Service", name), ())
        if one.resource != thing.resource
    ]
    return list(dict.fromkeys([*thing.sets, *(name for each in services for name in each.sets)]))


def leading_to(service: PluggedObject, objects: Iterable[PluggedObject]) -> list[PluggedObject]:
    """Routes with plugins that lead to a Service with plugins."""
    return [
        each
        for each in objects
        if each.kind not in ("Service", *CONSUMERS) and service.name in each.services and each.namespace == service.namespace
        and each.world in service.worlds
    ]  # fmt: skip


def family_of(found: PluginSet) -> str:
    """`kong` or `apisix`."""
    return "kong" if found.kind.startswith("Kong") else "apisix"


def _address(found: PluginSet) -> tuple[tuple[str, str], str]:
    return found.world, f"{found.namespace or ''}/{found.name}"


def _home(thing: PluggedObject) -> tuple[tuple[str, str], str | None, str, str]:
    return thing.world, thing.namespace, thing.kind, thing.name
