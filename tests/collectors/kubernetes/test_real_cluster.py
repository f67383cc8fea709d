"""A real API server: who may read what, kinds that are installed or not, long lists, crashes, and manifests judged alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from readiness.api import Check, Status
from readiness.collectors import Place
from readiness.collectors.kubernetes.errors import RequestError
from readiness.collectors.kubernetes.kinds import kinds_seen, resource_of
from readiness.config import KubernetesEntry
from readiness.engine import Finding, in_scope, judge
from readiness.environments import Classifier
from readiness.errors import UserError
from readiness.facts import GapReason
from readiness.facts.kubernetes.workloads import Workload
from readiness.kubernetes_targets import cluster_places
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.rbac import kubernetes_rights, rules
from readiness.runner import collect
from readiness.snapshot import Snapshot

if TYPE_CHECKING:
    from api_server.server import ApiServer, User

SAMPLES = Path(__file__).parents[3] / "sample_configs"
BUILT_IN = ("", "apps", "batch", "policy", "autoscaling", "networking.k8s.io", "rbac.authorization.k8s.io", "storage.k8s.io")


def chat(name: str, namespace: str, **spec: Any) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "chat", "image": "example.com/chat:latest"}]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": name}}, "template": template} | spec,
    }


@pytest.fixture
def reading(api_server: ApiServer, tmp_path: Path) -> Any:
    """Makes the place of the cluster as a user reads it."""

    def place(user: User | None = None, own: str = "", **entry: Any) -> Place:
        path = api_server.kubeconfig(tmp_path / "kubeconfig", user, namespace=own)
        (found,) = cluster_places([KubernetesEntry(kubeconfig=str(path), **entry)], Classifier(), tmp_path, lambda _: None)
        return found

    return place


def checks(prefix: str = "k8s-") -> list[Check]:
    return [each for id, each in load_checks().items() if id.startswith(prefix)]


def assessed(place: Place, *asked: str) -> tuple[Snapshot, dict[str, list[Finding]]]:
    wanted = [each for each in checks() if not asked or each.id in asked]
    snapshot = collect(plan([place], wanted))
    found: dict[str, list[Finding]] = {}
    for each in judge(snapshot, in_scope(snapshot, {check.id: check for check in wanted}).values()):
        found.setdefault(each.check, []).append(each)
    return snapshot, found


def names(snapshot: Snapshot, namespace: str) -> set[str]:
    return {each.name for each in snapshot.of(Workload) if isinstance(each, Workload) and each.namespace == namespace}


def test_who_we_are_and_what_is_there(api_server: ApiServer, reading: Any, tmp_path: Path) -> None:
    space = api_server.namespace("models")
    api_server.apply(chat("assistant", space))
    said: list[str] = []
    path = api_server.kubeconfig(tmp_path / "config")
    (place,) = cluster_places([KubernetesEntry(kubeconfig=str(path))], Classifier(), tmp_path, said.append)
    assert api_server.admin.name in said[0]
    snapshot, found = assessed(place)
    assert snapshot.gaps == ()
    assert names(snapshot, space) == {"assistant"}
    (pinned,) = [each for each in found["k8s-image-pinned"] if space in each.resource]
    assert (pinned.status, pinned.location) == (Status.FAIL, f"deployments.apps {space}/assistant")


def test_nobody_with_rights_gets_unknown_and_never_a_pass(api_server: ApiServer, reading: Any) -> None:
    api_server.apply(chat("assistant", api_server.namespace()))
    _, found = assessed(reading(api_server.user()))
    assert {each.status for told in found.values() for each in told} <= {Status.UNKNOWN, Status.NOT_APPLICABLE}
    (pinned,) = found["k8s-image-pinned"]
    assert pinned.status is Status.UNKNOWN
    assert "list deployments.apps" in pinned.right


def test_the_printed_role_is_enough_and_nothing_less_is(api_server: ApiServer, reading: Any) -> None:
    space = api_server.namespace()
    api_server.apply(chat("assistant", space))
    rights = kubernetes_rights(checks())
    everything = api_server.user()
    api_server.grant(everything, *rules(rights))
    snapshot, _ = assessed(reading(everything))
    assert snapshot.gaps == ()
    built_in = {each[0].resource for key, each in kinds_seen("in clusters").items() if key[0] in BUILT_IN}
    withheld = [each for each in rights if each.removeprefix("list ") in built_in]
    assert len(withheld) > 10
    for right in withheld[:: max(1, len(withheld) // 16)]:
        user = api_server.user()
        api_server.grant(user, *rules(each for each in rights if each != right))
        less, found = assessed(reading(user))
        assert {each.right for each in less.gaps} == {right}
        hidden = {name for gap in less.gaps for name in gap.facts}
        for check in checks():
            if check.subject is not None and check.subject.__name__ in hidden and check.id in found:
                of_the_place = [each for each in found[check.id] if each.discovery and each.resource.startswith("kubernetes:tests#")]
                assert [(each.status, each.right) for each in of_the_place] == [(Status.UNKNOWN, right)]


def test_one_namespace_alone_is_assessed(api_server: ApiServer, reading: Any) -> None:
    mine, theirs = api_server.namespace("mine"), api_server.namespace("theirs")
    api_server.apply(chat("ours", mine), chat("hidden", theirs))
    user = api_server.user()
    api_server.grant(user, *rules(kubernetes_rights(checks())), namespace=mine)
    snapshot, _ = assessed(reading(user, own=mine), "k8s-image-pinned")
    assert (names(snapshot, mine), names(snapshot, theirs)) == ({"ours"}, set())
    assert all(each.reason is GapReason.DENIED for each in snapshot.gaps)
    chosen, found = assessed(reading(user, namespaces=(mine,)), "k8s-image-pinned")
    assert names(chosen, mine) == {"ours"}
    assert [each.facts for each in chosen.gaps if "Workload" in each.facts] == []
    assert [each.status for each in found["k8s-image-pinned"]] == [Status.FAIL]


def installed(kind: str, group: str, version: str) -> dict[str, Any]:
    """A CRD that takes whatever is written."""
    plural = resource_of("", kind)
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [{"name": version, "served": True, "storage": True, "schema": schema}],
        },
    }


SCALED_OBJECT = installed("ScaledObject", "keda.sh", "v1alpha1")


def test_kinds_that_are_not_installed_hide_nothing(api_server: ApiServer, reading: Any) -> None:
    space = api_server.namespace()
    before, _ = assessed(reading(), "k8s-autoscaler-ceiling")
    assert before.gaps == ()
    scaler = {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {"name": "chat", "namespace": space},
        "spec": {"scaleTargetRef": {"name": "chat"}, "maxReplicaCount": 900},
    }
    api_server.apply(SCALED_OBJECT)
    try:
        api_server.apply(scaler)
        _, found = assessed(reading(), "k8s-autoscaler-ceiling")
        assert [each.status for each in found["k8s-autoscaler-ceiling"] if space in each.resource] == [Status.FAIL]
    finally:
        api_server.delete(SCALED_OBJECT)


def listed(place: Place, kind: tuple[str, str], page: int) -> Iterator[dict[str, Any]]:
    place.access.page = page
    return iter(place.access.listed(place.access.served(*kind)))


@pytest.fixture(scope="module")
def crowded(api_server: ApiServer) -> str:
    space = api_server.namespace("crowd")
    api_server.apply(
        *({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{number:04}", "namespace": space}} for number in range(5000))
    )
    return space


def test_long_lists_come_by_pages_and_expired_tokens_repeat_nothing(api_server: ApiServer, reading: Any, crowded: str) -> None:
    place = reading()
    whole = [each["metadata"]["name"] for each in listed(place, ("", "ConfigMap"), 500) if each["metadata"]["namespace"] == crowded]
    assert whole == [f"c{number:04}" for number in range(5000)]
    assert place.access.requests["list configmaps"] >= 10
    seen = []
    for each in listed(place, ("", "ConfigMap"), 1000):
        seen.append((each["metadata"]["namespace"], each["metadata"]["name"]))
        if len(seen) == 1500:
            api_server.expire()
    assert len(seen) == len(set(seen))
    assert {name for space, name in seen if space == crowded} == set(whole)


def test_a_server_that_crashes_in_the_middle_leaves_a_gap_and_what_was_read(api_server: ApiServer, reading: Any, crowded: str) -> None:
    place = reading(namespaces=(crowded,))
    place.access.page, place.access.retries = 500, 0
    pages = place.access.listed(place.access.served("", "ConfigMap"), crowded)
    first = [next(pages) for _ in range(500)]
    api_server.stop()
    try:
        with pytest.raises(RequestError, match="list configmaps"):
            next(pages)
        snapshot = collect(plan([place], checks()))
        assert {each.reason for each in snapshot.gaps} == {GapReason.FAILED}
    finally:
        api_server.start()
    assert len(first) == 500
    assert collect(plan([reading(namespaces=(crowded,))], checks())).gaps == ()


def test_a_token_that_is_unknown_ends_with_one_line(api_server: ApiServer, reading: Any, tmp_path: Path) -> None:
    path = api_server.kubeconfig(tmp_path / "config")
    written = yaml.safe_load(path.read_text("utf-8"))
    written["users"][0]["user"]["token"] = "ended"
    path.write_text(yaml.safe_dump(written), encoding="utf-8")
    with pytest.raises(UserError, match="HTTP 401") as ended:
        cluster_places([KubernetesEntry(kubeconfig=str(path))], Classifier(), tmp_path, lambda _: None)
    assert "ended" not in str(ended.value).replace("tests", "")


def manifests(folder: Path) -> list[dict[str, Any]]:
    documents = (each for path in sorted(folder.rglob("*.yaml")) for each in yaml.safe_load_all(path.read_text("utf-8")))
    return [each for each in documents if isinstance(each, dict) and "apiVersion" in each and "kind" in each]


@pytest.mark.parametrize("sample", ["pilot/k8s", "production/deploy/production"])
def test_manifests_and_what_a_cluster_makes_of_them_are_judged_alike(api_server: ApiServer, reading: Any, sample: str) -> None:

    foreign = ("Secret", "Kustomization")
    objects = [each for each in manifests(SAMPLES / sample) if each["kind"] not in foreign]
    kinds = {
        (each["kind"], *each["apiVersion"].split("/")) for each in objects if each["apiVersion"].split("/")[0] not in ("v1", *BUILT_IN)
    }
    crds = [installed(*each) for each in sorted(kinds)]
    own = {(each["kind"], each["metadata"]["name"]) for each in objects}
    spaces = {each["metadata"].get("namespace") for each in objects} - {None}
    api_server.apply(*({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": each}} for each in spaces - {"default"}))
    api_server.apply(*crds, *objects)
    places = [reading(namespaces=tuple(spaces)), Place(kind="folder", name=".", target="folder:.", root=SAMPLES / sample, settings={})]
    try:
        live, written = (_told(place, own) for place in places)
    finally:
        api_server.delete(*(each for each in objects if each["kind"] != "Namespace"), *crds)
    shared = {each[0] for each in live} & {each[0] for each in written}
    assert len(shared) > 5
    assert {each for each in live if each[0] in shared} == {each for each in written if each[0] in shared}


def _told(place: Place, own: set[tuple[str, str]]) -> set[tuple[str, ...]]:
    """Check, kind, name, verdict and message of all that could be told of these objects."""
    _, found = assessed(place)
    verdicts = [each for told in found.values() for each in told if each.status in (Status.PASS, Status.FAIL)]
    named = [(each, *each.resource.split("#")[0].split("/")[-2:]) for each in verdicts if "/" in each.resource]
    return {(each.check, kind, name, str(each.status), each.message) for each, kind, name in named if (kind, name) in own}


def test_what_runs_now_is_judged_by_what_the_cluster_says(api_server: ApiServer, reading: Any) -> None:
    namespace = api_server.namespace()
    stuck = {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "lastUpdateTime": "2026-05-04T10:00:00Z"}
    crashing = {
        "name": "chat",
        "image": "x",
        "imageID": "",
        "ready": False,
        "restartCount": 7,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
    }
    made = api_server.apply(chat("chat", namespace) | {"status": {"conditions": [stuck], "observedGeneration": 1}})[0]
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "chat-5d9", "uid": made["metadata"]["uid"], "controller": True}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "chat-5d9-a", "namespace": namespace, "labels": {"pod-template-hash": "5d9"}, "ownerReferences": [owner]},
        "spec": {"containers": [{"name": "chat", "image": "example.com/chat:1"}], "automountServiceAccountToken": False},
        "status": {"phase": "Running", "containerStatuses": [crashing]},
    }
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": namespace}}
    api_server.apply(account, pod)
    _, found = assessed(reading(namespaces=(namespace,)), "k8s-rollout-arrived", "k8s-pods-stable")
    told = {check: [each.message for each in findings if each.status is Status.FAIL] for check, findings in found.items()}
    assert told == {"k8s-rollout-arrived": ["A rollout failed"], "k8s-pods-stable": ["Pods crash again and again"]}
    (resource,) = {each.resource.rpartition("#")[0] for findings in found.values() for each in findings if each.status is Status.FAIL}
    assert resource.endswith(f"/{namespace}/Deployment/chat")


def test_configuration_in_a_live_config_map_is_judged_with_its_key(api_server: ApiServer, reading: Any) -> None:
    namespace = api_server.namespace("settings-prod")
    nobody = "route: {receiver: none}\nreceivers: [{name: none}]\n"
    thrown = "service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n"
    unguarded = "model_list:\n- model_name: chat\n  litellm_params: {model: openai/gpt-4o, api_key: sk-1234}\n"
    data = {"alertmanager.yml": nobody, "relay": thrown, "config.yaml": unguarded}
    api_server.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "configs", "namespace": namespace}, "data": data})
    wanted = checks("ai-")
    snapshot = collect(plan([reading(namespaces=(namespace,))], wanted))
    found = judge(snapshot, in_scope(snapshot, {check.id: check for check in wanted}).values())
    told = {(each.check, each.location) for each in found if each.status is Status.FAIL}
    assert ("ai-alert-routes-notify", f"configmaps {namespace}/configs alertmanager.yml") in told
    assert ("ai-telemetry-leaves-collector", f"configmaps {namespace}/configs relay") in told
    assert any(location == f"configmaps {namespace}/configs config.yaml" for _, location in told), told
