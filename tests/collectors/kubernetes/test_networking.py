"""Edges, Gateways and network policies, from manifests and from clusters."""

from __future__ import annotations

from typing import Any

import alike
import pytest
from cluster_world import thing

from readiness.facts import Fact
from readiness.facts.kubernetes.ai_stack import RayHead
from readiness.facts.kubernetes.networking import EdgeGateway, Ingress, MeshPolicy, NetworkPolicy, Service


def both(kind: type[Fact], api_version: str, name: str, spec: dict[str, Any], resource: str, **metadata: Any) -> Any:
    """The fact of one object, which must be the same from a manifest and from a cluster."""
    (found,) = alike.both(kind, thing(api_version, name, "x", spec=spec, metadata=metadata), resource)
    return found


EVERYWHERE = [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}]
DNS = [{"ports": [{"protocol": "UDP", "port": 53}]}]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"podSelector": {}}, (True, False, False, False)),
        ({"podSelector": {}, "egress": []}, (True, False, True, False)),
        ({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, (True, False, True, False)),
        ({"podSelector": {}, "policyTypes": ["Egress"], "egress": [{}]}, (False, False, True, True)),
        ({"podSelector": {}, "policyTypes": ["Egress"], "egress": EVERYWHERE}, (False, False, True, True)),
        ({"podSelector": {}, "policyTypes": ["Egress"], "egress": DNS}, (False, False, True, False)),
        ({"podSelector": {}, "ingress": [{}]}, (True, True, False, False)),
    ],
)
def test_network_policies(spec: dict[str, Any], expected: tuple[bool, bool, bool, bool]) -> None:
    found = both(NetworkPolicy, "networking.k8s.io/v1", "NetworkPolicy", spec, "networkpolicies.networking.k8s.io")
    assert (found.denies_ingress, found.open_ingress, found.denies_egress, found.open_egress) == expected


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"egress": [{"toFQDNs": [{"matchName": "a.example"}]}]}, (False, True, False)),
        ({"egress": [{"toEntities": ["world"]}]}, (False, True, True)),
        ({"egress": [{"toCIDRSet": [{"cidr": "0.0.0.0/0"}]}]}, (False, True, True)),
        ({"ingress": [{}], "egress": [{}]}, (True, True, False)),
        ({"ingress": [{}], "enableDefaultDeny": {"ingress": False}}, (False, False, False)),
    ],
)
def test_cilium_policies(spec: dict[str, Any], expected: tuple[bool, bool, bool]) -> None:
    found = both(NetworkPolicy, "cilium.io/v2", "CiliumNetworkPolicy", {"endpointSelector": {}, **spec}, "ciliumnetworkpolicies.cilium.io")
    assert (found.denies_ingress, found.denies_egress, found.open_egress) == expected


ALL: dict[str, Any] = {"namespaces": {}}
SOME = {"namespaces": {"matchLabels": {"a": "b"}}}


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        ("BaselineAdminNetworkPolicy", {"ingress": [{"action": "Deny", "from": [ALL]}]}, (True, False, False)),
        ("AdminNetworkPolicy", {"egress": [{"action": "Deny", "to": [{"networks": ["0.0.0.0/0"]}]}]}, (False, False, True)),
        ("AdminNetworkPolicy", {"ingress": [{"action": "Allow", "from": [ALL]}]}, (False, True, False)),
        ("BaselineAdminNetworkPolicy", {"ingress": [{"action": "Allow", "from": [ALL]}]}, (False, False, False)),
        ("AdminNetworkPolicy", {"ingress": [{"action": "Deny", "from": [SOME]}]}, (False, False, False)),
        ("ClusterNetworkPolicy", {"tier": "Admin", "ingress": [{"action": "Accept", "from": [ALL]}]}, (False, True, False)),
    ],
)  # fmt: skip
def test_policies_of_the_cluster(kind: str, spec: dict[str, Any], expected: tuple[bool, bool, bool]) -> None:
    resource = f"{kind.lower().removesuffix('y')}ies.policy.networking.k8s.io"
    subject = {"subject": {"namespaces": {"matchLabels": {"tier": "ai"}}}}
    found = both(NetworkPolicy, "policy.networking.k8s.io/v1alpha1", kind, subject | spec, resource)
    assert (found.denies_ingress, found.open_ingress, found.denies_egress) == expected
    assert found.cluster_wide
    assert found.covers("a", {"tier": "ai"})
    assert not found.covers("a", {})


def test_calico_policies_of_the_whole_cluster() -> None:
    resource, version = "globalnetworkpolicies.crd.projectcalico.org", "crd.projectcalico.org/v1"
    found = both(NetworkPolicy, version, "GlobalNetworkPolicy", {"types": ["Ingress", "Egress"]}, resource)
    assert (found.denies_ingress, found.denies_egress, found.cluster_wide, found.selects_all) == (True, True, True, True)
    found = both(NetworkPolicy, version, "GlobalNetworkPolicy", {"namespaceSelector": "has(x)"}, resource)
    assert "selector" in found.unread


def test_services() -> None:
    spec = {
        "type": "LoadBalancer",
        "ports": [{"port": 80, "targetPort": 8265}, {"port": 90, "targetPort": "web"}, {"port": 9090}],
        "loadBalancerSourceRanges": ["10.0.0.0/8"],
    }
    found = both(Service, "v1", "Service", spec, "services", annotations={"service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn"})
    assert (found.target_numbers, found.target_ports, found.certificate, found.open_to_others) == ((8265, 9090), ("web",), True, False)
    assert both(Service, "v1", "Service", {"type": "NodePort", "ports": [{"port": 1}]}, "services").open_to_others


BACKEND = {"service": {"name": "x"}}


@pytest.mark.parametrize(
    ("annotations", "tls"),
    [
        ({}, False),
        ({"alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS": 443}]'}, True),
        ({"alb.ingress.kubernetes.io/listen-ports": '[{"HTTP": 80}]'}, False),
        ({"networking.gke.io/managed-certificates": "x"}, True),
        ({"traefik.ingress.kubernetes.io/router.tls": "true"}, True),
    ],
)
def test_controllers_encrypt_by_annotation(annotations: dict[str, str], tls: bool) -> None:
    spec = {"defaultBackend": BACKEND}
    assert both(Ingress, "networking.k8s.io/v1", "Ingress", spec, "ingresses.networking.k8s.io", annotations=annotations).tls is tls


def test_routes_name_their_gateways() -> None:
    redirect = {"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}]}
    parents = [{"name": "edge", "namespace": "infra", "sectionName": "http"}, {"name": "own"}, {"kind": "Service", "name": "x"}]
    spec = {"parentRefs": parents, "rules": [redirect]}
    found = both(Ingress, "gateway.networking.k8s.io/v1", "HTTPRoute", spec, "httproutes.gateway.networking.k8s.io")
    assert (found.parents, found.redirects) == (("infra/edge/http", "models/own"), True)
    spec = {"gateways": ["mesh", "edge", "infra/edge"], "http": [{"route": [{"destination": {"host": "x"}}]}]}
    found = both(Ingress, "networking.istio.io/v1", "VirtualService", spec, "virtualservices.networking.istio.io")
    assert found.parents == ("models/edge", "infra/edge")


def test_gateways() -> None:
    listeners = [{"name": "a", "protocol": "HTTP"}, {"name": "b", "protocol": "HTTPS"}, {"name": "c", "protocol": "TLS"}, "x"]
    resource = "gateways.gateway.networking.k8s.io"
    found = both(EdgeGateway, "gateway.networking.k8s.io/v1", "Gateway", {"listeners": listeners}, resource)
    assert found.listeners == {"a": False, "b": True, "c": True}
    servers = [{"port": {"name": "a", "protocol": "HTTP"}}, {"port": {"protocol": "https"}}]
    found = both(EdgeGateway, "networking.istio.io/v1", "Gateway", {"servers": servers}, "gateways.networking.istio.io")
    assert found.listeners == {"a": False, "1": True}


def test_policies_of_the_mesh() -> None:
    group = "security.istio.io"
    found = both(
        MeshPolicy, f"{group}/v1", "AuthorizationPolicy", {"selector": {"matchLabels": {"a": "b"}}}, f"authorizationpolicies.{group}"
    )
    assert found.selector.labels == {"a": "b"}
    found = both(MeshPolicy, f"{group}/v1", "AuthorizationPolicy", {"targetRefs": [{"name": "x"}]}, f"authorizationpolicies.{group}")
    assert found.selector is None


def test_whether_a_ray_head_asks_who_calls() -> None:
    env = [{"name": "RAY_USE_TLS", "value": "1"}]
    template = {
        "metadata": {"labels": {"team": "a"}},
        "spec": {"containers": [{"name": "ray", "image": "rayproject/ray:2.52.0", "env": env}]},
    }
    spec = {"authOptions": {"mode": "token"}, "headGroupSpec": {"template": template}}
    found = both(RayHead, "ray.io/v1", "RayCluster", spec, "rayclusters.ray.io")
    assert (found.asks_for_token, found.asks_for_certificate, found.pod_labels["ray.io/cluster"]) == (True, True, "x")
    found = both(RayHead, "ray.io/v1", "RayService", {"rayClusterConfig": {"authOptions": {"mode": "disabled"}}}, "rayservices.ray.io")
    assert (found.asks_for_token, found.asks_for_certificate, "team" in found.pod_labels) == (False, False, False)
