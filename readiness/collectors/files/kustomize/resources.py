"""One object on its way through a kustomization, and the names it has had."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from readiness.collectors.files.formats import Document
from readiness.collectors.files.kustomize.values import Budget, below, put
from readiness.collectors.files.shapes import at, text
from readiness.collectors.files.tree import Mapping

_CLUSTER_WIDE = frozenset(
    """
    MutatingWebhookConfiguration.admissionregistration.k8s.io ValidatingWebhookConfiguration.admissionregistration.k8s.io
    CustomResourceDefinition.apiextensions.k8s.io APIService.apiregistration.k8s.io CertificateSigningRequest.certificates.k8s.io
    FlowSchema.flowcontrol.apiserver.k8s.io PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io IngressClass.networking.k8s.io
    RuntimeClass.node.k8s.io PodSecurityPolicy.policy ClusterRole.rbac.authorization.k8s.io ClusterRoleBinding.rbac.authorization.k8s.io
    PriorityClass.scheduling.k8s.io CSIDriver.storage.k8s.io CSINode.storage.k8s.io StorageClass.storage.k8s.io
    VolumeAttachment.storage.k8s.io ComponentStatus. Namespace. Node. PersistentVolume.
    """.split()  # noqa: SIM905 - a list of thirty lines says no more
)
"""Kinds that Kustomize knows to have no namespace; all others, custom ones too, are given one."""


class Id(NamedTuple):
    """What an object is known by."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def group(self) -> str:
        """Its API group; empty for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def version(self) -> str:
        """Its API version without the group."""
        return self.api_version.rpartition("/")[2]

    @property
    def is_cluster_wide(self) -> bool:
        """Whether such objects have no namespace."""
        return f"{self.kind}.{self.group}" in _CLUSTER_WIDE

    @property
    def same(self) -> Id:
        """Equal for ids that Kustomize takes for one: no namespace is `default`."""
        return self._replace(namespace="" if self.is_cluster_wide or self.namespace == "default" else self.namespace)


@dataclass(frozen=True)
class Doubt:
    """Why the effective form of an object is not known.

    Attributes:
        where: the kustomization.
        key: its field that tells.
        detail: in a sentence's words.
    """

    where: Document
    key: str
    detail: str


@dataclass(eq=False)
class Resource:
    """An object as far as it is composed.

    Attributes:
        data: the object, owned by this one.
        document: where it was written.
        earlier: what it was known by before, the original first.
        doubts: what could not be applied surely.
    """

    data: Mapping
    document: Document
    earlier: list[Id] = field(default_factory=list)
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def id(self) -> Id:
        """What it is known by now."""
        return id_of(self.data)

    @property
    def original(self) -> Id:
        """What it was known by where it was written."""
        return self.earlier[0] if self.earlier else self.id

    @property
    def ids(self) -> list[Id]:
        """All of them."""
        return [*self.earlier, self.id]

    def rename(self, name: str) -> None:
        """Give it a name, and keep the old one."""
        self.earlier.append(self.id)
        put(below(self.data, "metadata"), "name", name)


def id_of(data: Mapping) -> Id:
    """What an object, or a patch for one, names."""
    meta = (text(at(data, "metadata", key)) for key in ("namespace", "name"))
    return Id(text(data.get("apiVersion")), text(data.get("kind")), *meta)


@dataclass
class Composed:
    """What became of a kustomization so far.

    Attributes:
        resources: its objects; those with doubts are not known.
        unseen: why there may be more of them.
        there: what they are known by while they are put together.
    """

    resources: list[Resource] = field(default_factory=list)
    unseen: list[Doubt] = field(default_factory=list)
    there: set[Id] = field(default_factory=set)
    index: dict[Id, list[Resource]] | None = None

    def add(self, resource: Resource) -> None:
        """One more object."""
        self.resources.append(resource)
        if self.index is not None:
            self._enter(self.index, resource)

    def named(self, id: Id, budget: Budget) -> list[Resource]:
        """The objects that are known by an id, or were."""
        if self.index is None:
            budget.spend(len(self.resources))
            self.index = {}
            for each in self.resources:
                self._enter(self.index, each)
        return self.index.get(id.same, [])

    def renamed(self) -> None:
        """Something is known by another id now, or is gone."""
        self.index = None

    def _enter(self, index: dict[Id, list[Resource]], resource: Resource) -> None:
        for id in {each.same for each in resource.ids}:
            index.setdefault(id, []).append(resource)
