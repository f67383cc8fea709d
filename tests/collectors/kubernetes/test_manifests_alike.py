"""A property: whatever objects there are, a cluster that has them and a folder that holds their manifests get the same verdicts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml
from cluster_world import NAME, FakeApiServer, access_to, serving
from crowded_cluster import OBJECTS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.api import Status
from readiness.collectors import Place, load_collectors
from readiness.collectors.kubernetes.kinds import kinds_seen
from readiness.engine import in_scope, judge
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect

load_collectors()
CHECKS = {id: each for id, each in load_checks().items() if id.startswith("k8s-")}
MANIFESTED = kinds_seen("in manifests")
WRITTEN = [
    {key: value for key, value in each.items() if key != "status"}
    for each in OBJECTS
    if (each["apiVersion"].rpartition("/")[0], each["kind"]) in MANIFESTED and not each["metadata"].get("ownerReferences")
]
NAMESPACES = sorted({each["metadata"]["namespace"] for each in WRITTEN if "namespace" in each["metadata"]})
OF_CLUSTERS = {
    "k8s-accelerator-telemetry",
    "k8s-accelerators-suffice-at-peak",
    "k8s-accelerators-used",
    "k8s-autoscaler-below-ceiling",
    "k8s-autoscaler-works",
    "k8s-backup-holds-volume-data",
    "k8s-backup-location-outside",
    "k8s-backups-succeed",
    "k8s-environments-walled-off",
    "k8s-external-secret-synced",
    "k8s-logs-leave-nodes",
    "k8s-metrics-api-answers",
    "k8s-no-dangling-binding",
    "k8s-no-lasting-token",
    "k8s-node-version-supported",
    "k8s-nodes-healthy",
    "k8s-nodes-in-several-zones",
    "k8s-pods-in-several-zones",
    "k8s-pods-on-several-nodes",
    "k8s-pods-placed",
    "k8s-pods-stable",
    "k8s-queue-admits-jobs",
    "k8s-quota-has-room",
    "k8s-references-exist",
    "k8s-restore-rehearsed",
    "k8s-rollout-arrived",
    "k8s-secret-rotated",
    "k8s-serving-not-only-on-spot",
    "k8s-state-metrics-collected",
    "k8s-volumes-backed-up",
    "k8s-volumes-claimed",
    "k8s-workload-rebuildable",
}
"""What is judged of a state, of nodes, or of what is not there, which only a cluster tells."""
OF_MANIFESTS = {"k8s-api-version-served", "k8s-no-secret-manifest"}
"""What is judged of how an object is written."""
OF_EVERYTHING = {"k8s-accelerator-alerts"}
"""What is judged of the system, and of no object."""
Verdicts = dict[tuple[str, str, str, str], set[tuple[str, str, str]]]


def told(place: Place) -> Verdicts:
    """What could be told of each object."""
    snapshot = collect(plan([place], list(CHECKS.values())))
    found: Verdicts = {}
    for each in judge(snapshot, in_scope(snapshot, CHECKS).values()):
        if each.status in (Status.PASS, Status.FAIL) and each.resource.count("/") >= 3:
            namespace, kind, name = each.resource.partition("#")[0].split("/")[-3:]
            found.setdefault((each.check, namespace, kind, name), set()).add((str(each.status), each.message, str(each.environment)))
    return found


def live(objects: list[dict[str, Any]], environment: str = "production") -> Verdicts:
    with serving(FakeApiServer(objects=objects)) as server:
        given = {"environment": environment}
        return told(Place(kind="kubernetes", name=NAME, target=f"kubernetes:{NAME}", settings=given, access=access_to(server.url)))


def manifests(objects: list[dict[str, Any]], folder_name: str = "production") -> Verdicts:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / folder_name
        path.mkdir()
        (path / "all.yaml").write_text(yaml.safe_dump_all(objects), encoding="utf-8")
        return told(Place(kind="folder", name=".", target="folder:.", root=Path(folder), settings={}))


@example(left_out=frozenset())
@settings(max_examples=12, deadline=None, derandomize=True)
@given(left_out=st.frozensets(st.integers(0, len(WRITTEN) - 1), max_size=len(WRITTEN) // 2))
def test_manifests_and_the_objects_made_from_them_are_judged_alike(left_out: frozenset[int]) -> None:
    objects = [each for number, each in enumerate(WRITTEN) if number not in left_out]
    ours, theirs = live(objects), manifests(objects)
    both = ours.keys() & theirs.keys()
    assert {key: ours[key] for key in both} == {key: theirs[key] for key in both}
    if not left_out:
        assert set(CHECKS) - {check for check, *_ in both} == OF_CLUSTERS | OF_MANIFESTS | OF_EVERYTHING


def labelled(environments: Sequence[str]) -> list[dict[str, Any]]:
    """The objects in namespaces whose labels tell these environments in turn."""
    labels = {name: {"environment": each} for name, each in zip(NAMESPACES, cycle(environments), strict=False)}
    homes = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": each}} for name, each in labels.items()]
    return [*(each for each in WRITTEN if each["kind"] != "Namespace"), *homes]


def in_namespaces(found: Verdicts) -> Verdicts:
    return {key: verdicts for key, verdicts in found.items() if key[1] in NAMESPACES}


def test_what_labels_of_namespaces_tell_holds_in_manifests_and_clusters_alike() -> None:
    objects = labelled(["staging"])
    ours, theirs = in_namespaces(live(objects, "unclassified")), in_namespaces(manifests(objects, "deploy"))
    both = ours.keys() & theirs.keys()
    assert {key: ours[key] for key in both} == {key: theirs[key] for key in both}
    assert {environment for key in both for *_, environment in theirs[key]} >= {"staging"}


def test_objects_are_of_the_environments_of_their_namespaces_in_manifests_and_clusters_alike() -> None:
    # Manifests of several environments are several worlds, and a cluster is one: only where objects live is compared.
    objects = labelled(["production", "staging", "development"])
    ours, theirs = in_namespaces(live(objects, "unclassified")), in_namespaces(manifests(objects, "deploy"))
    found = [{key: {environment for *_, environment in each[key]} for key in ours.keys() & theirs.keys()} for each in (ours, theirs)]
    assert found[0] == found[1]
    assert set().union(*found[0].values()) >= {"production", "staging", "development"}
