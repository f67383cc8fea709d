"""Clusters: lists, pages, discovery, what is refused, and what is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cluster_world import FakeApiServer, access_to, facts_of, observe, serving, thing

from readiness.collectors import COLLECTORS, load_collectors
from readiness.collectors.kubernetes.access import Served, _best
from readiness.collectors.kubernetes.errors import RequestError
from readiness.errors import UserError
from readiness.facts import Environment, Gap, GapReason
from readiness.facts.ai import AiService, ModelRoute
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import Namespace
from readiness.facts.kubernetes.scaling import PodDisruptionBudget
from readiness.facts.kubernetes.workloads import Workload

TEMPLATE = {"metadata": {"labels": {"app": "chat"}}, "spec": {"containers": [{"name": "vllm", "image": "vllm/vllm-openai:v0.11.0"}]}}


def deployment(name: str, namespace: str = "models", **metadata: Any) -> dict[str, Any]:
    spec = {"replicas": 2, "selector": {"matchLabels": {"app": "chat"}}, "template": TEMPLATE}
    return thing("apps/v1", "Deployment", name, namespace, metadata=metadata, spec=spec)


def budget(name: str, namespace: str = "models") -> dict[str, Any]:
    return thing("policy/v1", "PodDisruptionBudget", name, namespace, spec={"selector": {}, "maxUnavailable": 1})


def names(found: list[Any], kind: type) -> list[str]:
    return [each.name for each in found if isinstance(each, kind)]


def gaps(found: list[Any]) -> list[Gap]:
    return [each for each in found if isinstance(each, Gap)]


def test_a_deployment_of_a_cluster_is_the_workload_of_its_manifest() -> None:
    found = facts_of([deployment("chat")], "deployments.apps")
    (workload,) = [each for each in found if isinstance(each, Workload)]
    assert workload.resource == "kubernetes:lab/models/Deployment/chat"
    assert str(workload.origin) == "deployments.apps models/chat"
    assert (workload.replicas, workload.pod_labels) == (2, {"app": "chat"})
    (service,) = [each for each in found if isinstance(each, AiService)]
    assert (service.product, service.workload) == ("vllm", workload.resource)


def test_every_page_is_read_once() -> None:
    with serving(FakeApiServer(objects=[budget(f"b{number:03}") for number in range(23)])) as server:
        found = observe("poddisruptionbudgets.policy", access_to(server.url, page=5))
        assert names(found, PodDisruptionBudget) == [f"b{number:03}" for number in range(23)]
        assert sum("poddisruptionbudgets" in each for each in server.asked) == 5


def test_a_list_that_expires_is_begun_again_and_repeats_nothing() -> None:
    objects = [budget(f"b{number}") for number in range(9)]
    with serving(FakeApiServer(objects=objects, expire_after={"poddisruptionbudgets.policy": 2})) as server:
        found = observe("poddisruptionbudgets.policy", access_to(server.url, page=3))
    assert names(found, PodDisruptionBudget) == [f"b{number}" for number in range(9)]
    assert not gaps(found)


def test_a_list_that_is_forbidden_is_a_gap_that_names_the_rule() -> None:
    with serving(FakeApiServer(objects=[deployment("chat")], forbidden={"deployments.apps"})) as server:
        (gap,) = observe("deployments.apps", access_to(server.url))
    assert (gap.reason, gap.right) == (GapReason.DENIED, "list deployments.apps")
    assert "it is a secret why" not in gap.model_dump_json()
    assert {"Workload", "AiService"} <= set(gap.facts)


def test_who_may_read_one_namespace_gets_it_and_a_gap_for_the_rest() -> None:
    objects = [deployment("mine", "team-a"), deployment("theirs", "team-b")]
    with serving(FakeApiServer(objects=objects, forbidden={"*"}, allowed={"team-a"})) as server:
        access = access_to(server.url)
        found = observe("deployments.apps", access, own_namespaces=("team-a",))
        assert names(found, Workload) == ["mine"]
        (gap,) = gaps(found)
        assert "outside of namespace team-a" in gap.detail
        chosen = observe("deployments.apps", access, namespaces=("team-a",))
        assert names(chosen, Workload) == ["mine"]
        assert not gaps(chosen)


def test_namespaces_that_are_refused_leave_one_gap_for_each_environment() -> None:
    objects = [deployment("a", "one"), deployment("b", "chat-prod"), deployment("c", "two")]
    with serving(FakeApiServer(objects=objects, forbidden={"*"}, allowed={"one"})) as server:
        access = access_to(server.url)
        before = tuple(
            each for name in ("one", "two", "three", "chat-prod") for each in facts_of([thing("v1", "Namespace", name, None)], "namespaces")
        )
        found = observe("deployments.apps", access, before=before)
    assert names(found, Workload) == ["a"]
    told = {each.environment: each.detail for each in gaps(found)}
    assert told == {
        Environment.PRODUCTION: "list deployments.apps is forbidden in namespace chat-prod",
        Environment.UNCLASSIFIED: "list deployments.apps is forbidden in namespace three, two",
    }


def test_namespaces_are_left_out_as_asked() -> None:
    objects = [deployment("a", "one"), deployment("b", "two"), thing("v1", "Namespace", "one", None), thing("v1", "Namespace", "two", None)]
    assert names(facts_of(objects, "deployments.apps", exclude_namespaces=("two",)), Workload) == ["a"]
    assert names(facts_of(objects, "namespaces", exclude_namespaces=("two",)), Namespace) == ["one"]
    assert names(facts_of(objects, "namespaces", namespaces=("two",)), Namespace) == ["two"]


@pytest.mark.parametrize("old", [False, True])
def test_discovery_tells_what_is_installed(old: bool) -> None:
    with serving(
        FakeApiServer(objects=[thing("keda.sh/v1alpha1", "ScaledObject", "chat", spec={"scaleTargetRef": {"name": "chat"}})], old=old)
    ) as server:
        access = access_to(server.url)
        assert access.served("keda.sh", "ScaledObject") == Served("keda.sh", "v1alpha1", "ScaledObject", "scaledobjects", namespaced=True)
        assert access.served("ray.io", "RayService") is None
        assert {type(each).__name__ for each in observe("scaledobjects.keda.sh", access)} == {"Autoscaler", "AutoscalerState"}
        assert observe("rayservices.ray.io", access) == []
        assert not any("rayservices" in each for each in server.asked)


def test_the_newest_stable_version_is_read() -> None:
    served = [Served("g", version, "Thing", "things", namespaced=True) for version in ("v1", "v2beta1", "v2alpha3", "v2", "v10alpha1")]
    assert _best(iter(served))["g", "Thing"].version == "v2"
    assert _best(iter([served[1], served[2]]))["g", "Thing"].version == "v2beta1"


def test_what_another_object_made_is_not_told_twice() -> None:
    owned = deployment(
        "chat-predictor", ownerReferences=[{"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "controller": True}]
    )
    foreign = deployment("by-operator", ownerReferences=[{"apiVersion": "example.com/v1", "kind": "Assistant", "controller": True}])
    assert names(facts_of([owned, foreign], "deployments.apps"), Workload) == ["by-operator"]


def test_of_pods_only_those_are_workloads_that_nothing_made() -> None:
    spec = TEMPLATE["spec"]
    bare = thing("v1", "Pod", "bare", spec=spec)
    made = thing(
        "v1",
        "Pod",
        "chat-abc",
        metadata={"ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "controller": True}]},
        spec=spec,
    )
    assert names(facts_of([bare, made], "pods"), Workload) == ["bare"]


def test_environment_is_told_by_labels_then_namespace_then_names_then_configuration() -> None:
    space = facts_of([thing("v1", "Namespace", "models", None, metadata={"labels": {"environment": "production"}})], "namespaces")
    with serving(
        FakeApiServer(objects=[deployment("a"), deployment("b", labels={"environment": "dev"}), deployment("c", "staging")])
    ) as server:
        access = access_to(server.url)
        found = {
            each.name: each.environment for each in observe("deployments.apps", access, before=tuple(space)) if isinstance(each, Workload)
        }
        assert found == {"a": Environment.PRODUCTION, "b": Environment.DEVELOPMENT, "c": Environment.STAGING}
        told = [each for each in observe("deployments.apps", access, environment="production") if isinstance(each, Workload)]
        assert told[0].environment is Environment.PRODUCTION


def test_configuration_in_config_maps_is_read_by_its_own_format() -> None:
    key = "sk-proj-" + "abcdefghijklmnopqrstuvwxyz0123456789ABCD"
    litellm = f"model_list:\n- model_name: chat\n  litellm_params:\n    model: openai/gpt-4o\n    api_key: {key}\n"
    found = facts_of([thing("v1", "ConfigMap", "litellm", data={"config.yaml": litellm})], "configmaps")
    (route,) = [each for each in found if isinstance(each, ModelRoute)]
    assert str(route.origin) == "configmaps models/litellm config.yaml"
    assert any(isinstance(each, SecretLiteral) for each in found)
    assert key not in "".join(each.model_dump_json() for each in found)


def test_what_belongs_together_is_found_in_a_cluster_whatever_its_labels_say() -> None:
    objects = [
        deployment("chat", labels={"environment": "production"}),
        thing("v1", "Service", "chat", spec={"selector": {"app": "chat"}, "ports": [{"port": 80}]}),
    ]
    found = facts_of(objects, "deployments.apps", "services")
    (workload,) = [each for each in found if isinstance(each, Workload)]
    (service,) = [each for each in found if isinstance(each, Service)]
    assert service.environment is not workload.environment
    assert service.selects(workload)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(500, GapReason.FAILED), (429, GapReason.THROTTLED), (504, GapReason.TIMED_OUT), (b"<html>", GapReason.FAILED), (b"[]", None)],
)
def test_what_is_no_list_is_a_gap_or_empty(answer: int | bytes, reason: GapReason | None) -> None:
    with serving(FakeApiServer(objects=[deployment("chat")], broken={"deployments.apps": answer})) as server:
        found = observe("deployments.apps", access_to(server.url))
    assert [each.reason for each in gaps(found)] == ([reason] if reason else [])
    assert not names(found, Workload)


def test_credentials_that_ended_end_the_collection_with_one_line() -> None:
    with serving(FakeApiServer(broken={"deployments.apps": 401})) as server, pytest.raises(UserError, match="401 Unauthorized"):
        observe("deployments.apps", access_to(server.url))


def test_a_server_that_is_gone_is_a_gap() -> None:
    with serving(FakeApiServer()) as server:
        url = server.url
    (gap,) = observe("deployments.apps", access_to(url))
    assert gap.reason is GapReason.FAILED
    with pytest.raises(RequestError):
        access_to(url).version()


@pytest.mark.parametrize("no_objects", [(), ("text", None)])
@pytest.mark.parametrize("managed", [{}, {"managedFields": [{"manager": "helm", "fieldsV1": {"f:spec": {}}}]}])
def test_hostile_objects_leave_the_others_readable(no_objects: tuple[Any, ...], managed: dict[str, Any]) -> None:
    hostile: list[Any] = [{"metadata": "no"}, {"metadata": {"name": "x", "labels": ["a"]}, "spec": 7}, {"spec": {"template": []}}]
    chat = {key: value for key, value in deployment("chat").items() if key != "kind"}
    chat["metadata"] = {**chat["metadata"], **managed}
    body = json.dumps({"items": [*hostile, *no_objects, chat], "metadata": {}})
    with serving(FakeApiServer(broken={"deployments.apps": body.encode()})) as server:
        found = observe("deployments.apps", access_to(server.url))
    assert names(found, Workload) == ["chat"]


def test_secrets_are_never_asked_for() -> None:
    load_collectors()
    rights = {right for each in COLLECTORS.values() if each.kind == "kubernetes" for right in each.rights}
    assert "list secrets" not in rights
    assert {right.split(" ")[0] for right in rights} == {"list"}


def test_namespaces_of_one_name_in_two_clusters_are_not_one() -> None:
    one, two = (each for each in facts_of([deployment("chat"), deployment("search")], "deployments.apps") if isinstance(each, Workload))
    elsewhere = two.model_copy(update={"origin": two.origin.model_copy(update={"place": "kubernetes:other"})})
    assert one.beside(two)
    assert not one.beside(elsewhere)
