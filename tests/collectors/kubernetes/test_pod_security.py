"""Security contexts, namespaces and admission policies, from manifests and from clusters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import Fact
from readiness.facts.kubernetes.objects import AdmissionPolicy, Namespace
from readiness.facts.kubernetes.pod_security import PodSecurity
from readiness.facts.kubernetes.workloads import Workload

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in


def both(kind: type[Fact], made: dict[str, Any], resource: str) -> Any:
    """The fact of one object, which must be the same from a manifest and from a cluster."""
    place: Any = {"resource": True, "origin": True, "environment": True, "containers": {"__all__": {"line"}}}
    live = [each for each in facts_of([made], resource) if isinstance(each, kind)]
    written = facts_in(yaml.safe_dump(made), "deploy/object.yaml")[kind]
    assert [each.model_dump(exclude=place) for each in live] == [each.model_dump(exclude=place) for each in written]
    (found,) = written
    return found


def security(context: Any = None, **spec: Any) -> PodSecurity:
    template = {
        "metadata": {"labels": {"app": "x"}, "annotations": {"vault.hashicorp.com/agent-inject": "true"}},
        "spec": {"containers": [{"name": "c", "image": "x:1", "securityContext": context, "ports": [{"hostPort": 80}]}], **spec},
    }
    made = thing("apps/v1", "Deployment", "x", spec={"selector": {"matchLabels": {"app": "x"}}, "template": template})
    found = both(Workload, made, "deployments.apps")
    assert found.pod_annotations == {"vault.hashicorp.com/agent-inject"}
    told: PodSecurity = found.security
    return told


def test_a_pod_that_says_nothing_has_the_defaults() -> None:
    (container,) = security().containers
    assert (container.root, container.escalates, container.privileged, container.seccomp) == (None, True, False, "")
    assert container.host_ports == (80,)


def test_a_container_goes_before_its_pod() -> None:
    shared = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    own = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["all"], "add": ["CAP_NET_ADMIN"]}, "readOnlyRootFilesystem": True}
    (container,) = security(own, securityContext=shared).containers
    assert (container.root, container.escalates, container.dropped, container.added) == (False, False, ("ALL",), ("NET_ADMIN",))
    assert (container.seccomp, container.read_only) == ("RuntimeDefault", True)
    (container,) = security({"runAsNonRoot": False, "runAsUser": 0}, securityContext=shared).containers
    assert container.root is True
    (container,) = security({"privileged": True, "allowPrivilegeEscalation": False}).containers
    assert container.escalates


def test_what_a_pod_shares_with_its_node() -> None:
    volumes = [{"name": "a", "hostPath": {"path": "/etc"}}, {"name": "b", "emptyDir": {}}, {"hostPath": "x"}]
    found = security(hostPID=True, hostIPC=True, hostNetwork=True, volumes=volumes, os={"name": "windows"})
    assert (found.host_processes, found.host_ipc, found.host_network, found.windows) == (True, True, True, True)
    assert found.host_paths == ("/etc",)


def test_a_namespace_tells_the_standard_of_its_pods() -> None:
    names = {"pod-security.kubernetes.io/enforce": "baseline", "pod-security.kubernetes.io/audit": "restricted"}
    found = both(Namespace, thing("v1", "Namespace", "models", None, metadata={"labels": names}), "namespaces")
    assert (found.pod_security, found.warned_of, found.constrained) == ("baseline", "restricted", False)
    annotations = {"openshift.io/sa.scc.uid-range": "1000/10000"}
    assert both(Namespace, thing("v1", "Namespace", "models", None, metadata={"annotations": annotations}), "namespaces").constrained


@pytest.mark.parametrize(
    ("kind", "name", "spec", "expected"),
    [
        ("ClusterPolicy", "disallow-privileged-containers", {"validationFailureAction": "Enforce"}, (True, True)),
        ("ClusterPolicy", "disallow-privileged", {"rules": [{"validate": {"failureAction": "Enforce"}}]}, (True, True)),
        ("ClusterPolicy", "disallow-privileged", {"validationFailureAction": "audit"}, (False, True)),
        ("ClusterPolicy", "require-labels", {"validationFailureAction": "Enforce"}, (True, False)),
        ("ClusterPolicy", "require-labels", {"rules": "x"}, (False, False)),
        ("K8sPSPPrivilegedContainer", "x", {}, (True, True)),
        ("K8sPSPPrivilegedContainer", "x", {"enforcementAction": "dryrun"}, (False, True)),
    ],
)
def test_admission_policies(kind: str, name: str, spec: dict[str, Any], expected: tuple[bool, bool]) -> None:
    group = "kyverno.io" if kind == "ClusterPolicy" else "constraints.gatekeeper.sh"
    plural = {"ClusterPolicy": "clusterpolicies", "K8sPSPPrivilegedContainer": "k8spspprivilegedcontainers"}[kind]
    found = both(AdmissionPolicy, thing(f"{group}/v1", kind, name, None, spec=spec), f"{plural}.{group}")
    assert (found.enforced, found.about_pods) == expected
