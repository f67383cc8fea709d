"""Credentials in annotations, and in headers that routes and plugins add: told by name and kind, never by value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alike import both
from cluster_world import facts_of, thing

from readiness.facts.kubernetes.secrets import ConfigMap, RouteCredentials
from readiness.facts.kubernetes.workloads import Workload

KEY = "sk-proj-" + "Zk3vQ9xT7bL2mN8pR4wY6aC1dE5fG0hJ" * 2
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
CONTAINER = {"name": "chat", "image": "example.com/chat:1.4.2"}


def deployment(own: dict[str, str], of_pods: dict[str, str]) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": "chat"}, "annotations": of_pods}, "spec": {"containers": [CONTAINER]}}
    spec = {"selector": {"matchLabels": {"app": "chat"}}, "template": template}
    return thing("apps/v1", "Deployment", "chat", spec=spec, metadata={"annotations": own})


@pytest.mark.parametrize("padding", [0, 20_000])
def test_what_was_once_applied_is_kept_in_an_annotation(padding: int) -> None:
    applied = json.dumps({"spec": {"env": [{"name": "OPENAI_API_KEY", "value": KEY}], "noise": ["x"] * padding}})
    (found,) = (each for each in facts_of([deployment({APPLIED: applied}, {})], "deployments.apps") if isinstance(each, Workload))
    assert [(each.name, each.state) for each in found.annotation_credentials] == [(f"annotation {APPLIED}", "literal")]
    assert KEY not in found.model_dump_json()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (f"Authorization: Bearer {KEY}", True),
        ("vault.example.com/secret/data/openai", False),
        ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", False),
        ("sk-your-key-here", False),
    ],
)
def test_an_annotation_holds_a_credential_when_its_form_says_so(value: str, told: bool) -> None:
    (found,) = (each for each in facts_of([deployment({}, {"note": value})], "deployments.apps") if isinstance(each, Workload))
    assert bool(found.annotation_credentials) is told
    settings = thing("v1", "ConfigMap", "settings", data={}, metadata={"annotations": {"note": value}})
    (found,) = (each for each in facts_of([settings], "configmaps") if isinstance(each, ConfigMap))
    assert bool(found.credentials) is told


BEARER = "Bearer Zk3vQ9xT7bL2mN8pR4wY6aC1"
NGINX = "nginx.ingress.kubernetes.io/configuration-snippet"


def filters(*added: dict[str, str]) -> dict[str, Any]:
    return {"rules": [{"filters": [{"type": "RequestHeaderModifier", "requestHeaderModifier": {"set": list(added)}}]}]}


ROUTE = ("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes.gateway.networking.k8s.io")
MESH = ("networking.istio.io/v1", "VirtualService", "virtualservices.networking.istio.io")
TRAEFIK = ("traefik.io/v1alpha1", "Middleware", "middlewares.traefik.io")
BACKEND = ("aigateway.envoyproxy.io/v1alpha1", "AIServiceBackend", "aiservicebackends.aigateway.envoyproxy.io")
APISIX = ("apisix.apache.org/v2", "ApisixRoute", "apisixroutes.apisix.apache.org")


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        (ROUTE, filters({"name": "Authorization", "value": BEARER}), [("Authorization", "literal")]),
        (ROUTE, filters({"name": "x-api-key", "value": "<key>"}), [("x-api-key", "placeholder")]),
        (ROUTE, filters({"name": "Authorization", "value": "Bearer ${KEY}"}), [("Authorization", "reference")]),
        (ROUTE, filters({"name": "x-tenant", "value": "shop"}), []),
        (ROUTE, {"rules": [{"matches": [{"headers": [{"name": "Authorization", "value": BEARER}]}]}]}, []),
        (MESH, {"http": [{"headers": {"request": {"set": {"authorization": BEARER}}}}]}, [("authorization", "literal")]),
        (MESH, {"http": [{"headers": {"request": {"set": {"authorization": "%REQ(x-key)%"}}}}]}, []),
        (MESH, {"http": [{"match": [{"headers": {"authorization": {"exact": BEARER}}}]}]}, []),
        (TRAEFIK, {"headers": {"customRequestHeaders": {"Authorization": BEARER}}}, [("Authorization", "literal")]),
        (BACKEND, {"headerMutation": {"set": [{"name": "api-key", "value": "a8f7s9d8f7s9d8f7"}]}}, [("api-key", "literal")]),
        (
            APISIX,
            {"http": [{"plugins": [{"name": "ai-proxy", "config": {"auth": {"header": {"Authorization": BEARER}}}}]}]},
            [("Authorization", "literal")],
        ),
        (APISIX, {"http": [{"plugins": [{"name": "key-auth", "config": {"header": "Authorization"}}]}]}, []),
    ],
)
def test_headers_that_routes_add(kind: tuple[str, str, str], spec: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    made = thing(kind[0], kind[1], "models", spec=spec)
    found = both(RouteCredentials, made)
    assert [(each.name, each.state) for one in found for each in one.credentials] == expected
    assert BEARER.split()[1] not in "".join(each.model_dump_json() for each in found)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"auth": {"header_name": "Authorization", "header_value": BEARER}}, [("header_value", "literal")]),
        ({"auth": {"header_name": "Authorization", "header_value": "{vault://env/openai}"}}, [("header_value", "reference")]),
        ({"add": {"headers": [f"Authorization:{BEARER}"]}}, [("Authorization", "literal")]),
        ({"key_names": ["apikey", "Authorization"], "hide_credentials": True}, []),
    ],
)
def test_plugins_of_kong_hold_keys(config: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    made = thing("configuration.konghq.com/v1", "KongPlugin", "model", plugin="ai-proxy", config=config)
    found = both(RouteCredentials, made)
    assert [(each.name, each.state) for one in found for each in one.credentials] == expected


def test_a_snippet_of_an_ingress_holds_a_key() -> None:
    snippet = {NGINX: f'proxy_set_header Authorization "Bearer {KEY}";', "nginx.ingress.kubernetes.io/auth-secret": "basic-auth"}
    made = thing("networking.k8s.io/v1", "Ingress", "edge", spec={"rules": []}, metadata={"annotations": snippet})
    (found,) = both(RouteCredentials, made, "ingresses.networking.k8s.io")
    assert [each.name for each in found.credentials] == [f"annotation {NGINX}"]
