"""Plugins of Kong and APISIX, and what they are attached to."""

from __future__ import annotations

from typing import Any

import pytest
from alike import both
from cluster_world import thing

from readiness.facts.kubernetes.gateway_plugins import PluggedObject, PluginSet

KONG, APISIX = "configuration.konghq.com/v1", "apisix.apache.org/v2"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (thing(KONG, "KongPlugin", "x", plugin="ai-proxy", config={}), (("ai-proxy",), False)),
        (thing(KONG, "KongPlugin", "x", plugin="ai-proxy", disabled=True), ((), False)),
        (thing(KONG, "KongPlugin", "x", plugin="key-auth", config={"anonymous": "guest"}), ((), False)),
        (thing(KONG, "KongClusterPlugin", "x", None, plugin="rate-limiting"), (("rate-limiting",), False)),
        (
            thing(KONG, "KongClusterPlugin", "x", None, plugin="rate-limiting", metadata={"labels": {"global": "true"}}),
            (("rate-limiting",), True),
        ),
        (
            thing(APISIX, "ApisixPluginConfig", "x", spec={"plugins": [{"name": "limit-count"}, {"name": "cors", "enable": False}]}),
            (("limit-count",), False),
        ),
        (thing(APISIX, "ApisixGlobalRule", "x", spec={"plugins": [{"name": "key-auth", "enable": True}]}), (("key-auth",), True)),
        (
            thing("apisix.apache.org/v1alpha1", "GatewayProxy", "x", spec={"plugins": [{"name": "limit-req", "enabled": True}]}),
            (("limit-req",), True),
        ),
    ],
)
def test_sets_of_plugins(made: dict[str, Any], expected: tuple[tuple[str, ...], bool]) -> None:
    (found,) = both(PluginSet, made)
    assert (found.plugins, found.everywhere) == expected


def annotated(**annotations: str) -> dict[str, Any]:
    return {"annotations": {"konghq.com/plugins": "model, edge:limit", **annotations}}


BACKEND = {"backend": {"service": {"name": "models", "port": {"number": 80}}}}
INGRESS = {"rules": [{"http": {"paths": [BACKEND]}}]}
NAMED = ("models/model", "edge/limit")


def extension(group: str, kind: str) -> dict[str, Any]:
    return {"type": "ExtensionRef", "extensionRef": {"group": group, "kind": kind, "name": "limit"}}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (thing("v1", "Service", "models", spec={"ports": [{"port": 80}]}, metadata=annotated()), [("kong", NAMED, (), ("models",))]),
        (thing("v1", "Service", "models", spec={"ports": [{"port": 80}]}), []),
        (thing(KONG, "KongConsumer", "shop", username="shop", metadata=annotated()), [("kong", NAMED, (), ())]),
        (thing("networking.k8s.io/v1", "Ingress", "x", spec=INGRESS, metadata=annotated()), [("kong", NAMED, (), ("models",))]),
        (thing("networking.k8s.io/v1", "Ingress", "x", spec={**INGRESS, "ingressClassName": "kong"}), [("kong", (), (), ("models",))]),
        (thing("networking.k8s.io/v1", "Ingress", "x", spec={**INGRESS, "ingressClassName": "nginx"}), []),
        (
            thing(
                "networking.k8s.io/v1",
                "Ingress",
                "x",
                spec=INGRESS,
                metadata={"annotations": {"k8s.apisix.apache.org/plugin-config-name": "a"}},
            ),
            [("apisix", ("models/a",), (), ("models",))],
        ),
        (
            thing(
                "gateway.networking.k8s.io/v1",
                "HTTPRoute",
                "x",
                spec={
                    "rules": [
                        {"filters": [extension("configuration.konghq.com", "KongPlugin")], "backendRefs": [{"name": "models", "port": 80}]},
                        {"filters": [extension("apisix.apache.org", "PluginConfig")]},
                        {"backendRefs": [{"name": "other", "port": 80}]},
                    ]
                },
            ),
            [("kong", ("models/limit",), (), ("models",)), ("apisix", ("models/limit",), (), ())],
        ),
        (
            thing(
                APISIX,
                "ApisixRoute",
                "x",
                spec={
                    "http": [
                        {
                            "name": "chat",
                            "backends": [{"serviceName": "models", "servicePort": 80}],
                            "plugins": [{"name": "ai-proxy", "enable": True}, {"name": "limit-count", "enable": False}],
                            "authentication": {"enable": True, "type": "keyAuth"},
                            "plugin_config_name": "shared",
                            "plugin_config_namespace": "edge",
                        },
                        {"backends": []},
                    ]
                },
            ),
            [("apisix", ("edge/shared",), ("ai-proxy", "key-auth"), ("models",)), ("apisix", (), (), ())],
        ),
        (
            thing("apisix.apache.org/v1alpha1", "Consumer", "x", spec={"plugins": [{"name": "limit-count", "config": {}}]}),
            [("apisix", (), ("limit-count",), ())],
        ),
    ],
)
def test_what_plugins_are_attached_to(made: dict[str, Any], expected: list[Any]) -> None:
    assert [(each.family, each.sets, each.plugins, each.services) for each in both(PluggedObject, made)] == expected
