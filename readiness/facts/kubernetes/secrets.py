"""Secrets as manifests write them, and the objects that fetch them from elsewhere."""

from __future__ import annotations

from readiness.facts.containers import Credential
from readiness.facts.kubernetes.objects import KubernetesObject


class SecretManifest(KubernetesObject):
    """A Secret written in a file. Encrypted forms (SealedSecret, SOPS, ExternalSecret) are no SecretManifest."""

    credentials: tuple[Credential, ...] = ()


class ExternalSecretManifest(KubernetesObject):
    """A secret that an operator or driver fetches: ExternalSecret, SealedSecret, SecretProviderClass, SOPS file."""

    kind: str
    target: str
