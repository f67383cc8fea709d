"""What pods may do on their nodes: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.pod_security import ContainerSecurity, PodSecurity
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import PLACE, fact, row, table

HARD = {"root": False, "escalates": False, "dropped": ("ALL",), "seccomp": "RuntimeDefault"}


def workload(*containers: dict[str, Any], host: dict[str, Any] | None = None, **values: Any) -> Any:
    """A workload with a container of each security context."""
    security = PodSecurity(containers=tuple(ContainerSecurity(**{"name": "app", **each}) for each in containers), **(host or {}))
    values = {"kind": "Deployment", "namespace": "models", "pod_labels": {"app": "x"}, "containers": (Container(name="app"),), **values}
    return fact(Workload, name="chat", api_version="apps/v1", security=security, **values)


test_no_host_access = table(
    "k8s-no-host-access",
    passes=[
        workload({}),
        workload({"added": ("IPC_LOCK", "NET_BIND_SERVICE")}),
        workload(host={"host_paths": ("/mnt/models", "/dev/shm", "/data/cache/", "/dev/infiniband")}),
    ],
    fails=[
        row(workload({"privileged": True}), says="app is privileged"),
        row(workload({"added": ("SYS_ADMIN",)}), says="SYS_ADMIN"),
        workload({"added": ("ALL",), "init": True}),
        row(workload(host={"host_ipc": True}), says="IPC"),
        workload(host={"host_network": True}),
        workload(host={"host_processes": True}),
        row(workload(host={"host_paths": ("/var/run/docker.sock",)}), says="docker.sock"),
        workload(host={"host_paths": ("/",)}),
        workload(host={"host_paths": ("/etc/",)}),
        workload(host={"host_paths": ("/var/lib/kubelet/pods",)}),
        workload(host={"host_paths": ("/dev",)}),
        workload({"privileged": True}, kind="Job"),
    ],
    unknown=[workload({}).unknown("security", GapReason.TEMPLATED)],
    not_applicable=[
        workload({"privileged": True}, kind="DaemonSet"),
        workload({"privileged": True}, namespace="kube-system"),
    ],
)

SERVICE = fact(Service, name="chat", namespace="models", selector={"app": "x"})

test_containers_hardened = table(
    "k8s-containers-hardened",
    passes=[[workload(HARD), SERVICE], [workload({**HARD, "seccomp": "Localhost"}), SERVICE]],
    fails=[
        row(workload({}), SERVICE, says="may run as root"),
        row(workload({**HARD, "escalates": True}), SERVICE, says="may gain rights"),
        [workload({**HARD, "root": True}), SERVICE],
        [workload({**HARD, "dropped": ("NET_RAW",)}), SERVICE],
        [workload({**HARD, "seccomp": "Unconfined"}), SERVICE],
        row(workload(HARD, {"name": "init", "init": True}), SERVICE, says="init"),
    ],
    unknown=[
        [workload({}).unknown("security", GapReason.TEMPLATED), SERVICE],
        [workload(HARD), Gap(place=PLACE, facts=("Service",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        workload({}),
        [workload({}, kind="DaemonSet"), SERVICE],
        [workload({}, kind="Job"), SERVICE],
        [workload({}, host={"windows": True}), SERVICE],
        [workload({}, injected=frozenset({"image"})), SERVICE],
    ],
)


def serving(*arguments: str, **variables: str) -> Any:
    environment = tuple(EnvironmentVariable(name=name, value=value) for name, value in variables.items())
    return workload(containers=(Container(name="vllm", arguments=arguments, environment=environment),))


test_remote_code_pinned = table(
    "k8s-remote-code-pinned",
    passes=[
        serving("--model", "org/m", "--trust-remote-code", "--revision", "0a1b2c3"),
        serving("--model=org/m", "--trust-remote-code", "--code-revision=0a1b2c3"),
        serving("--model", "/models/m", "--trust-remote-code"),
        serving("vllm", "serve", "/models/m", "--trust-remote-code"),
        serving("--model-id", "org/m", TRUST_REMOTE_CODE="true", REVISION="0a1b2c3"),
        serving(NIM_TRUST_CUSTOM_CODE="1", NIM_MODEL_PATH="/models/m"),
    ],
    fails=[
        row(serving("--model", "org/m", "--trust-remote-code"), says="vllm"),
        serving("--model", "org/m", "--trust-remote-code", "--revision", "main"),
        serving("vllm", "serve", "org/m", "--trust-remote-code"),
        serving(TRUST_REMOTE_CODE="1"),
        serving("--trust_remote_code", "true"),
        serving(NIM_FORCE_TRUST_REMOTE_CODE="1", NIM_MODEL_PATH="hf://org/m"),
    ],
    unknown=[serving().unknown("containers", GapReason.TEMPLATED)],
    not_applicable=[
        serving("--model", "org/m"),
        serving("--trust-remote-code=false"),
        serving(TRUST_REMOTE_CODE="false"),
        serving(NIM_TRUST_CUSTOM_CODE="1"),
    ],
)
