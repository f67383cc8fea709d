"""What pods may do on their nodes, and what code they load."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.pod_security import ContainerSecurity
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace, why_not_serving

INFRASTRUCTURE = frozenset({"DaemonSet", "CSIDriver"})
_HARMLESS = frozenset(
    {
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"),
        *("SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
        "IPC_LOCK",  # pins memory for RDMA
    }
)
"""What the Pod Security Standard `baseline` lets pods add, and what fast networks need."""
_SENSITIVE = re.compile(
    r"/|/(etc|root|proc|sys|boot|home|var/run|run|var/lib/(kubelet|docker|containerd|etcd))(/.*)?|/dev(/(mem|kmem|sd.*|nvme.*))?|.*\.sock"
)
"""Folders of a node that hold its secrets, its devices or the sockets that rule it. A cache of models is none."""


def _host_access(workload: Workload) -> list[str]:
    security = workload.security
    found = [f"{each.name} is privileged" for each in security.containers if each.privileged]
    found += [f"{each.name} adds {name}" for each in security.containers for name in each.added if name not in _HARMLESS]
    shared = {"processes": security.host_processes, "IPC": security.host_ipc, "network": security.host_network}
    found += [f"shares the node's {name}" for name, is_shared in shared.items() if is_shared]
    found += [f"mounts {path}" for path in security.host_paths if _SENSITIVE.fullmatch(path.rstrip("/") or "/")]
    return found


@check(
    "k8s-no-host-access",
    severity="high",
    effort="hours",
    maps=[
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.2",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.3",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.4",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.5",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.9",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.11",
        "azure-waf-core:SE:08",
    ],
)
def no_host_access(workload: Workload) -> Verdict:
    """Pods have no rights on the node they run on.

    Why: A break-in to one pod becomes a break-in to every pod of its node. Shared memory of accelerators needs no
    hostIPC: an emptyDir of medium Memory at /dev/shm does. DaemonSets and the platform are left out.

    Fix: Take the access to the host away

        # <workload>: <access>
        volumes:
          - name: shm
            emptyDir: {medium: Memory, sizeLimit: 8Gi}   # instead of hostIPC
    """
    if in_system_namespace(workload) or workload.kind in INFRASTRUCTURE:
        return not_applicable("it is infrastructure of the nodes")
    access = _host_access(workload)
    if access:
        return failed("A pod has rights on its node", workload=workload.name, access=access)
    return passed(workload=workload.name)


def _lacking(container: ContainerSecurity) -> list[str]:
    parts = {
        "may run as root": container.root is not False,
        "may gain rights": container.escalates,
        "keeps capabilities": not {"ALL"} <= set(container.dropped),
        "has no seccomp profile": container.seccomp not in ("RuntimeDefault", "Localhost"),
    }
    return [part for part, lacks in parts.items() if lacks]


@check(
    "k8s-containers-hardened",
    severity="medium",
    effort="hours",
    maps=[
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.6",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.7",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.8",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.2",
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.3",
        "azure-waf-core:SE:08",
    ],
)
def containers_hardened(workload: Workload, services: list[Service], ai_services: list[AiService]) -> Verdict:
    """Serving containers run with the fewest rights.

    Why: A flaw in a library is enough to take over the container, and more. Without root, escalation and capabilities
    an attacker gets no further than the process.

    Fix: Give the pod a security context

        # <workload>: container <containers> <lacks>
        securityContext:
          runAsNonRoot: true
          allowPrivilegeEscalation: false
          capabilities: {drop: [ALL]}
          seccompProfile: {type: RuntimeDefault}
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if workload.security.windows:
        return not_applicable("it runs on Windows")
    if "image" in workload.injected:
        return not_applicable("an operator writes its containers")
    lacking = {each.name: _lacking(each) for each in workload.security.containers if _lacking(each)}
    if lacking:
        parts = sorted({part for each in lacking.values() for part in each})
        return failed("A serving container has more rights than it needs", workload=workload.name, containers=list(lacking), lacks=parts)
    writable = [each.name for each in workload.security.containers if not each.read_only]
    return passed(workload=workload.name, writable=writable)


_TRUSTING = (
    "TRUST_REMOTE_CODE",
    "HF_TRUST_REMOTE_CODE",
    "VLLM_TRUST_REMOTE_CODE",
    "HF_HUB_TRUST_REMOTE_CODE",
)
_TRUSTING_NIM = ("NIM_FORCE_TRUST_REMOTE_CODE", "NIM_TRUST_CUSTOM_CODE")
"""Variables of NVIDIA NIM 1 and 2, whose image brings the model unless NIM_MODEL_PATH names another."""
_MOVING = ("", "main", "master", "latest", "head")


def _trusts(container: Container) -> bool:
    written = container.option("--trust-remote-code", "--trust_remote_code")
    if written is not None and written.lower() not in ("false", "0", "no"):
        return True
    named = (*_TRUSTING, *_TRUSTING_NIM) if container.variable("NIM_MODEL_PATH") else _TRUSTING
    variables = [container.variable(each) for each in named]
    return any(each is not None and (each.value or "").lower() in ("true", "1", "yes") for each in variables)


def _pinned(container: Container) -> str:
    """What holds the model's code still; empty when nothing does."""
    revision = container.option("--code-revision", "--code_revision") or container.option("--revision") or ""
    variable = container.variable("REVISION")
    revision = revision or (variable.value or "" if variable else "")
    if revision.lower() not in _MOVING:
        return revision
    path = container.variable("NIM_MODEL_PATH")
    model = container.option("--model", "--model-path", "--model-id") or _served(container) or (path.value or "" if path else "")
    return model if model.startswith(("/", "./")) else ""


def _served(container: Container) -> str:
    """The model that `vllm serve` names without an option."""
    words = container.arguments
    return next((words[number + 1] for number, word in enumerate(words[:-1]) if word == "serve"), "")


@check(
    "k8s-remote-code-pinned",
    severity="high",
    effort="minutes",
    maps=["owasp-llm-top10-2025:LLM03:2025", "mitre-atlas-mitigations:AML.M0013", "owasp-aisvs-1.0:AISVS-C6.1"],
)
def remote_code_pinned(workload: Workload) -> Verdict:
    """Code that comes with a model is of a chosen revision.

    Why: Whoever changes the model's repository runs code in our cluster. With trust-remote-code a server executes
    what it downloads at every start. A model in a folder of the pod passes.

    Fix: Name the revision, or drop the flag

        # <workload>, container <container>
        args: [--model, org/model, --trust-remote-code, --revision, <commit>]
    """
    trusting = [each for each in workload.containers if _trusts(each)]
    if not trusting:
        return not_applicable("it runs no code of a model")
    moving = [each for each in trusting if not _pinned(each)]
    if moving:
        return failed(
            "A server runs code that its model brings",
            at=workload.origin.at(moving[0].line),
            workload=workload.name,
            container=moving[0].name,
        )
    return passed(workload=workload.name, pinned_to=[_pinned(each) for each in trusting])
