"""Where in objects the things stand that a kustomization changes: the defaults of Kustomize 5.7."""

from __future__ import annotations

from typing import NamedTuple

from readiness.collectors.files.kustomize.resources import Id


class Field(NamedTuple):
    """A field of some objects.

    Attributes:
        path: keys that lead to it; one that ends in `[]` is that of a list, which is never made.
        kind, group, version: whose field it is; empty for any.
        create: make it where it is missing.
    """

    path: tuple[str, ...]
    kind: str = ""
    group: str = ""
    version: str = ""
    create: bool = False

    def is_of(self, id: Id) -> bool:
        """Whether such an object may have it."""
        return self.kind in ("", id.kind) and self.group in ("", id.group) and self.version in ("", id.version)


def _field(path: str, kinds: str = "", group: str = "", version: str = "", *, create: bool = True) -> tuple[Field, ...]:
    return tuple(Field(tuple(path.split("/")), kind, group, version, create) for kind in kinds.split() or [""])


_TEMPLATE = "spec/template"
_CRON = "spec/jobTemplate/spec/template"
_METADATA_LABELS = (
    *_field("metadata/labels"),
    *_field(f"{_TEMPLATE}/metadata/labels", "ReplicationController", version="v1"),
    *_field(f"{_TEMPLATE}/metadata/labels", "Deployment ReplicaSet DaemonSet"),
    *_field(f"{_TEMPLATE}/metadata/labels", "StatefulSet", "apps"),
    *_field("spec/volumeClaimTemplates[]/metadata/labels", "StatefulSet", "apps"),
    *_field(f"{_TEMPLATE}/metadata/labels", "Job", "batch"),
    *_field("spec/jobTemplate/metadata/labels", "CronJob", "batch"),
    *_field(f"{_CRON}/metadata/labels", "CronJob", "batch"),
)
_MATCHED = "labelSelector/matchLabels"
_AFFINITIES = tuple(
    field
    for which in ("podAffinity", "podAntiAffinity")
    for term in ("preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm", "requiredDuringSchedulingIgnoredDuringExecution")
    for field in _field(f"{_TEMPLATE}/spec/affinity/{which}/{term}/{_MATCHED}", "Deployment StatefulSet", "apps", create=False)
)

LABELS = _field("metadata/labels")
TEMPLATE_LABELS = _METADATA_LABELS
SELECTOR_LABELS = (
    *_field("spec/selector", "Service ReplicationController", version="v1"),
    *_field("spec/selector/matchLabels", "Deployment ReplicaSet DaemonSet"),
    *_field("spec/selector/matchLabels", "StatefulSet", "apps"),
    *_AFFINITIES,
    *_field(f"{_TEMPLATE}/spec/topologySpreadConstraints/{_MATCHED}", "Deployment StatefulSet", "apps", create=False),
    *_field("spec/selector/matchLabels", "Job", "batch", create=False),
    *_field("spec/jobTemplate/spec/selector/matchLabels", "CronJob", "batch", create=False),
    *_field("spec/selector/matchLabels", "PodDisruptionBudget", "policy", create=False),
    *_field("spec/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io", create=False),
    *_field("spec/ingress/from/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io", create=False),
    *_field("spec/egress/to/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io", create=False),
    *_METADATA_LABELS,
)
ANNOTATIONS = (
    *_field("metadata/annotations"),
    *_field(f"{_TEMPLATE}/metadata/annotations", "ReplicationController", version="v1"),
    *_field(f"{_TEMPLATE}/metadata/annotations", "Deployment ReplicaSet DaemonSet StatefulSet"),
    *_field(f"{_TEMPLATE}/metadata/annotations", "Job", "batch"),
    *_field("spec/jobTemplate/metadata/annotations", "CronJob", "batch"),
    *_field(f"{_CRON}/metadata/annotations", "CronJob", "batch"),
)
REPLICAS = _field("spec/replicas", "Deployment ReplicationController ReplicaSet StatefulSet")
NAMESPACES = (
    *_field("metadata/name", "Namespace", version="v1"),
    *_field("spec/service/namespace", "APIService", "apiregistration.k8s.io"),
    *_field("spec/conversion/webhook/clientConfig/service/namespace", "CustomResourceDefinition", "apiextensions.k8s.io", create=False),
)
UNPREFIXED = (
    Field((), "CustomResourceDefinition"),
    Field((), "APIService", "apiregistration.k8s.io"),
    Field((), "Namespace"),
)
"""Kinds whose names stay as they are."""

_PODS = {
    "Pod": "spec",
    "PodTemplate": "template/spec",
    "CronJob": f"{_CRON}/spec",
    **dict.fromkeys(("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController"), f"{_TEMPLATE}/spec"),
}


def _of_pods(paths: str, kinds: str) -> tuple[Field, ...]:
    return tuple(field for kind in kinds.split() for path in paths.split() for field in _field(f"{_PODS[kind]}/{path}", kind, create=False))


def _configuration(kind: str) -> str:
    """Where pods name a ConfigMap or a Secret."""
    first = kind[0].lower() + kind[1:]
    sources = [f"{where}/env/valueFrom/{first}KeyRef/name {where}/envFrom/{first}Ref/name" for where in ("containers", "initContainers")]
    return " ".join([*sources, f"volumes/projected/sources/{first}/name"])


_WITH_CONFIGURATION = "Pod PodTemplate Deployment ReplicaSet DaemonSet StatefulSet Job CronJob"
_WITH_ACCOUNT = "Pod StatefulSet Deployment ReplicationController CronJob Job DaemonSet"
_RBAC = "rbac.authorization.k8s.io"
_WEBHOOKS = "ValidatingWebhookConfiguration MutatingWebhookConfiguration"

REFERENCES: tuple[tuple[Field, tuple[Field, ...]], ...] = (
    *(
        (Field((), each), _field("spec/scaleTargetRef/name", "HorizontalPodAutoscaler", create=False))
        for each in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
    ),
    (
        Field((), "ConfigMap", version="v1"),
        (
            *_of_pods(f"volumes/configMap/name {_configuration('ConfigMap')}", _WITH_CONFIGURATION),
            *_field("rules/resourceNames", "Role ClusterRole", create=False),
        ),
    ),
    (
        Field((), "Secret", version="v1"),
        (
            *_of_pods(f"volumes/secret/secretName imagePullSecrets/name {_configuration('Secret')}", _WITH_CONFIGURATION),
            # Kustomize looks twice, and may take what it has just written for an earlier name of another Secret.
            *_field("spec/tls/secretName", "Ingress Ingress", create=False),
            *_field("imagePullSecrets/name", "ServiceAccount", create=False),
            *_field("rules/resourceNames", "Role ClusterRole", create=False),
            *_field("spec/template/spec/containers/env/valueFrom/secretKeyRef/name", "Service", "serving.knative.dev", "v1", create=False),
            *_field("spec/azureFile/secretName", "PersistentVolume", create=False),
        ),
    ),
    (
        Field((), "Service", version="v1"),
        (
            *_field("spec/serviceName", "StatefulSet", "apps", create=False),
            *_field("spec/rules/http/paths/backend/serviceName", "Ingress", create=False),
            *_field("spec/backend/serviceName", "Ingress", create=False),
            *_field("spec/rules/http/paths/backend/service/name", "Ingress", create=False),
            *_field("spec/defaultBackend/service/name", "Ingress", create=False),
            *_field("spec/service/name", "APIService", "apiregistration.k8s.io", create=False),
            *_field("webhooks/clientConfig/service", _WEBHOOKS, "admissionregistration.k8s.io", create=False),
        ),
    ),
    (Field((), "Role", _RBAC), _field("roleRef/name", "RoleBinding", _RBAC, create=False)),
    (Field((), "ClusterRole", _RBAC), _field("roleRef/name", "RoleBinding ClusterRoleBinding", _RBAC, create=False)),
    (
        Field((), "ServiceAccount", version="v1"),
        (*_field("subjects", "RoleBinding ClusterRoleBinding", _RBAC, create=False), *_of_pods("serviceAccountName", _WITH_ACCOUNT)),
    ),
    (Field((), "PersistentVolumeClaim", version="v1"), _of_pods("volumes/persistentVolumeClaim/claimName", _WITH_ACCOUNT)),
    (
        Field((), "PersistentVolume", version="v1"),
        (*_field("spec/volumeName", "PersistentVolumeClaim", create=False), *_field("rules/resourceNames", "ClusterRole", create=False)),
    ),
    (
        Field((), "StorageClass", "storage.k8s.io", "v1"),
        (
            *_field("spec/storageClassName", "PersistentVolume PersistentVolumeClaim", create=False),
            *_field("spec/volumeClaimTemplates/spec/storageClassName", "StatefulSet", create=False),
        ),
    ),
    (Field((), "PriorityClass", "scheduling.k8s.io", "v1"), _of_pods("priorityClassName", _WITH_ACCOUNT)),
    (Field((), "IngressClass", "networking.k8s.io"), _field("spec/ingressClassName", "Ingress", create=False)),
)
"""What names objects of a kind, in the order in which Kustomize looks."""
