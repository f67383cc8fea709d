"""Secrets as manifests write them, and the objects that fetch them from elsewhere."""

from __future__ import annotations

from datetime import datetime

from readiness.facts.containers import Credential
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.record import Environment, Model, Names


class ConfigMap(KubernetesObject):
    """A ConfigMap.

    Attributes:
        keys: what it holds, text and binary.
        credentials: secrets among its values and in its annotations.
        hosts: hosts of the URLs in it, in lower case.
        immutable: its content can't change under its name.
    """

    keys: Names = frozenset()
    hosts: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    immutable: bool = False


class RouteCredentials(KubernetesObject):
    """The credentials that a route, or a plugin of a gateway, adds to requests: written into it, or filled in from elsewhere.

    Attributes:
        kind: the object's kind.
    """

    kind: str
    credentials: tuple[Credential, ...] = ()


class SecretSync(KubernetesObject):
    """How often an ExternalSecret is fetched, with the defaults of External Secrets 0.20.

    Attributes:
        policy: `Periodic`, `CreatedOnce` or `OnChange`.
        seconds: between two fetches; 0 for never again, None where it is no duration.
    """

    policy: str
    seconds: int | None = None


class SyncState(KubernetesObject):
    """What the operator says of an ExternalSecret. Only clusters tell.

    Attributes:
        ready: the last fetch succeeded; None before the first one.
        reason: the operator's word (`SecretSyncedError`).
        refreshed: when it was last fetched.
        seconds: between two fetches, when it is fetched periodically.
        read_at: when the cluster was asked.
    """

    ready: bool | None = None
    reason: str = ""
    refreshed: datetime | None = None
    seconds: int | None = None
    read_at: datetime


class SecretMetadata(KubernetesObject):
    """What a cluster tells of a Secret without its data: read only where the user allows it.

    Attributes:
        created: when it was made.
        changed: when a field of its data was last written; None where the API server does not tell.
        made_by: kind of the object whose controller keeps it (`ExternalSecret`); empty when a person or a tool made it.
        is_token: it is the long-lived token of a service account.
        token_used: the day on which that token was last used, as the API server writes it; empty where it does not tell.
        read_at: when the cluster was asked.
    """

    created: datetime | None = None
    changed: datetime | None = None
    made_by: str = ""
    is_token: bool = False
    token_used: str = ""
    read_at: datetime


class SecretManifest(KubernetesObject):
    """A Secret written in a file. Encrypted forms (SealedSecret, SOPS, ExternalSecret) are no SecretManifest."""

    credentials: tuple[Credential, ...] = ()


class RemoteKey(Model):
    """Where an ExternalSecret fetches one value.

    Attributes:
        variable: the key that it gets in the cluster.
        provider: the model provider whose credential it is; empty for none.
        key: path in the store.
        environment: the one that the path speaks of.
    """

    variable: str
    provider: str = ""
    key: str
    environment: Environment = Environment.UNCLASSIFIED


class ExternalSecretManifest(KubernetesObject):
    """A secret that an operator or driver fetches: ExternalSecret, SealedSecret, SecretProviderClass, SOPS file.

    Attributes:
        fetches: values that an ExternalSecret names one by one.
    """

    kind: str
    target: str
    fetches: tuple[RemoteKey, ...] = ()
