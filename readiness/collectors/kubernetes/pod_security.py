"""The security contexts of a pod specification, with the API server's defaults."""

from __future__ import annotations

from typing import Any

from readiness.collectors.files.shapes import at, flag, mapping, mappings, text, texts, whole
from readiness.facts.kubernetes.pod_security import ContainerSecurity, PodSecurity


def pod_security(spec: dict[str, Any]) -> PodSecurity:
    """What the pod may do on its node; a container's own context goes before the pod's (Kubernetes 1.34)."""
    shared = mapping(spec.get("securityContext"))
    paths = [text(at(each, "hostPath", "path")) for each in mappings(spec.get("volumes"))]
    return PodSecurity(
        host_network=flag(spec.get("hostNetwork")) is True,
        host_processes=flag(spec.get("hostPID")) is True,
        host_ipc=flag(spec.get("hostIPC")) is True,
        host_paths=tuple(each for each in paths if each),
        windows=text(at(spec, "os", "name")) == "windows",
        containers=tuple(
            _container(each, shared, init=key == "initContainers")
            for key in ("initContainers", "containers")
            for each in mappings(spec.get(key))
        ),
    )


def _container(data: dict[str, Any], shared: dict[str, Any], *, init: bool) -> ContainerSecurity:
    own = mapping(data.get("securityContext"))
    context = {**shared, **{key: value for key, value in own.items() if value is not None}}
    capabilities = mapping(own.get("capabilities"))
    privileged = flag(own.get("privileged")) is True
    added = _capabilities(capabilities.get("add"))
    return ContainerSecurity(
        name=text(data.get("name")) or "container",
        init=init,
        privileged=privileged,
        root=_root(context),
        # The API server refuses `false` beside these two, which need escalation.
        escalates=flag(own.get("allowPrivilegeEscalation")) is not False or privileged or "SYS_ADMIN" in added,
        added=added,
        dropped=_capabilities(capabilities.get("drop")),
        seccomp=text(at(context, "seccompProfile", "type")),
        read_only=flag(own.get("readOnlyRootFilesystem")) is True,
        host_ports=tuple(port for each in mappings(data.get("ports")) if (port := whole(each.get("hostPort")))),
    )


def _root(context: dict[str, Any]) -> bool | None:
    user = whole(context.get("runAsUser"))
    if flag(context.get("runAsNonRoot")) is True:
        return False
    return None if user is None else user == 0


def _capabilities(value: Any) -> tuple[str, ...]:
    return tuple(each.upper().removeprefix("CAP_") for each in texts(value))
