"""Every kind of the core is read from the API servers of ten minor versions, each by what its discovery says it serves."""

from __future__ import annotations

import pytest
from cluster_world import FakeApiServer, access_to, observe, serving

from readiness.collectors.kubernetes.kinds import kinds_seen
from readiness.facts import Gap

MINORS = range(28, 38)
SECOND_DISCOVERY = 30
"""Minor version of Kubernetes 1 that first answers aggregated discovery in its second version; earlier ones answer the classic way."""

Life = tuple[int, int | None]
LIVES: dict[str, dict[str, dict[str, Life]]] = {
    "": {
        kind: {"v1": (0, None)}
        for kind in (
            "ConfigMap", "LimitRange", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "Pod", "ResourceQuota", "Secret",
            "Service", "ServiceAccount",
        )
    },
    "apiregistration.k8s.io": {"APIService": {"v1": (10, None), "v1beta1": (7, 22)}},
    "apps": {
        "Deployment": {"v1": (9, None), "v1beta1": (6, 16), "v1beta2": (8, 16)},
        "StatefulSet": {"v1": (9, None), "v1beta1": (5, 16), "v1beta2": (8, 16)},
        "DaemonSet": {"v1": (9, None), "v1beta2": (8, 16)},
        "ReplicaSet": {"v1": (9, None), "v1beta2": (8, 16)},
    },
    "autoscaling": {"HorizontalPodAutoscaler": {"v1": (2, None), "v2": (23, None), "v2beta1": (8, 25), "v2beta2": (12, 26)}},
    "batch": {"Job": {"v1": (2, None)}, "CronJob": {"v1": (21, None), "v1beta1": (8, 25)}},
    "discovery.k8s.io": {"EndpointSlice": {"v1": (21, None), "v1beta1": (16, 25)}},
    "extensions": {"Ingress": {"v1beta1": (1, 22)}},
    "flowcontrol.apiserver.k8s.io": {"FlowSchema": {"v1": (29, None), "v1beta2": (23, 29), "v1beta3": (26, 32)}},
    "networking.k8s.io": {"Ingress": {"v1": (19, None), "v1beta1": (14, 22)}, "NetworkPolicy": {"v1": (7, None)}},
    "policy": {"PodDisruptionBudget": {"v1": (21, None), "v1beta1": (5, 25)}},
    "rbac.authorization.k8s.io": {
        kind: {"v1": (8, None), "v1beta1": (6, 22)} for kind in ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
    },
    "resource.k8s.io": {
        "ResourceClaim": {"v1": (34, None), "v1beta1": (32, 38), "v1beta2": (33, 39)}
    },
    "scheduling.k8s.io": {"PriorityClass": {"v1": (14, None), "v1beta1": (11, 22)}},
    "storage.k8s.io": {"StorageClass": {"v1": (6, None), "v1beta1": (4, 22)}},
}  # fmt: skip
"""Minor version that introduced each version of a kind, and the one that served it no more: of all kinds of the core that are read,
and of two that are not, whose versions came and went meanwhile. From the lifecycle functions of k8s.io/api 0.37
(`APILifecycleIntroduced`, `APILifecycleRemoved`) and kube-aggregator's API."""


def served_by(minor: int) -> dict[tuple[str, str], tuple[str, ...]]:
    """Group and kind to the versions that an API server of this minor version serves."""
    served = {
        (group, kind): tuple(version for version, (since, until) in lives.items() if since <= minor and (until is None or minor < until))
        for group, kinds in LIVES.items()
        for kind, lives in kinds.items()
    }
    return {key: versions for key, versions in served.items() if versions}


def test_every_kind_of_the_core_that_is_read_stands_in_the_table() -> None:
    read = {*kinds_seen("in clusters"), *kinds_seen("as metadata")}
    core = {(group, kind) for group, kind in read if "." not in group or group in LIVES}
    assert core == {(group, kind) for group, kinds in LIVES.items() for kind in kinds} - {
        ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
        ("resource.k8s.io", "ResourceClaim"),
    }


@pytest.mark.parametrize("minor", MINORS)
def test_every_kind_of_the_core_is_listed(minor: int) -> None:
    served = served_by(minor)
    with serving(FakeApiServer(built_in=served, old=minor < SECOND_DISCOVERY)) as server:
        access = access_to(server.url)
        for (group, kind), kinds in [*kinds_seen("in clusters").items(), *kinds_seen("as metadata").items()]:
            found = access.served(group, kind)
            if (group, kind) not in served:
                assert found is None
                continue
            assert found is not None
            assert found.version == ("v2" if kind == "HorizontalPodAutoscaler" else "v1")
            assert found.version in served[group, kind]
            server.asked.clear()
            assert [each for each in observe(kinds[0].resource, access) if isinstance(each, Gap)] == []
            assert [each.partition("?")[0] for each in server.asked] == [found.path(None)]
