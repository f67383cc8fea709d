"""What pods may do on their node: the security context of a pod and its containers (v1.PodSpec)."""

from __future__ import annotations

from readiness.facts.record import Model


class ContainerSecurity(Model):
    """What one container may do; what it does not say itself is taken from its pod.

    Attributes:
        privileged: it has the rights of root on the node.
        root: `True`: it asks for root; `False`: it may not start as root; None: its image decides.
        escalates: a process may gain more rights than its parent (the default).
        added, dropped: capabilities (`NET_ADMIN`, `ALL`).
        seccomp: `RuntimeDefault`, `Localhost` or `Unconfined`; empty where the kubelet decides.
        read_only: it can't write to its own file system.
        host_ports: ports that it opens on the node.
    """

    name: str
    init: bool = False
    privileged: bool = False
    root: bool | None = None
    escalates: bool = True
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    seccomp: str = ""
    read_only: bool = False
    host_ports: tuple[int, ...] = ()


class PodSecurity(Model):
    """What a pod may do on its node.

    Attributes:
        host_network, host_processes, host_ipc: it shares these with its node.
        host_paths: folders of the node that it mounts.
        windows: it runs on Windows, to which most of this does not apply.
    """

    host_network: bool = False
    host_processes: bool = False
    host_ipc: bool = False
    host_paths: tuple[str, ...] = ()
    windows: bool = False
    containers: tuple[ContainerSecurity, ...] = ()
