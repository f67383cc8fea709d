"""Secrets as manifests write them, and objects that fetch them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.ai_variables import provider_of
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, line_of, mapping, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.times import moment
from readiness.facts.ai import ProviderUse
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.secrets import ExternalSecretManifest, RemoteKey, SecretManifest, SecretMetadata, SecretSync, SyncState

_NO_SECRET = re.compile(
    r"(user(name)?|login|host(name)?|port|database|db(name)?|name|region|endpoint|bucket|email|ca\.crt|tls\.crt|.*\.pem\.pub)$",
    re.IGNORECASE,
)


@reads("Secret", gives=(SecretManifest, ProviderUse), hides=(SecretManifest, SecretLiteral), seen="in manifests")
def secret(raw: RawObject) -> Iterator[Observation]:
    """A Secret written in a file. A cluster is never asked for its data."""
    if text(raw.data.get("type")) == "kubernetes.io/service-account-token":
        return
    yield SecretManifest(**raw.values(), credentials=tuple(_secret_values(raw)))
    yield from named_providers(raw, ("data", "stringData"))


@reads("Secret", gives=(SecretMetadata,), seen="as metadata")
def secret_metadata(raw: RawObject) -> Iterator[SecretMetadata]:
    """What the metadata of a Secret tells; its type is not part of it, but a token's annotation is."""
    written = (
        moment(each.get("time"))
        for each in mappings(at(raw.data, "metadata", "managedFields"))
        if "f:data" in mapping(each.get("fieldsV1"))
    )
    yield SecretMetadata(
        **raw.values(),
        created=moment(at(raw.data, "metadata", "creationTimestamp")),
        changed=max((each for each in written if each is not None), default=None),
        made_by=text(raw.maker.get("kind")),
        is_token="kubernetes.io/service-account.name" in raw.annotations,
        token_used=raw.labels.get("kubernetes.io/legacy-token-last-used", ""),
        read_at=datetime.now(UTC),
    )


def _secret_values(raw: RawObject) -> Iterator[Credential]:
    """What each key holds. Values are decoded to be judged and are not kept."""
    for section in ("data", "stringData"):
        values = mapping(raw.data.get(section))
        for key, value in values.items():
            plain = _decoded(text(value)) if section == "data" else text(value)
            line = line_of(values, key)
            found = credential(str(key), plain, line)
            if found is None and plain and not _NO_SECRET.fullmatch(str(key)):
                found = credential("password", plain, line)
            if found is not None:
                yield found.model_copy(update={"name": str(key)})


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return value


@reads(
    "ExternalSecret.external-secrets.io",
    "ExternalSecret.kubernetes-client.io",
    "ClusterExternalSecret.external-secrets.io",
    "SealedSecret.bitnami.com",
    "SecretProviderClass.secrets-store.csi.x-k8s.io",
    "VaultStaticSecret.secrets.hashicorp.com",
    "InfisicalSecret.secrets.infisical.com",
    gives=(ExternalSecretManifest,),
)
def external_secret(raw: RawObject) -> Iterator[ExternalSecretManifest]:
    """An object that fetches or decrypts a secret."""
    match raw.kind:
        case "SealedSecret":
            target = text(at(raw.spec, "template", "metadata", "name"))
        case "SecretProviderClass":
            target = next((text(each.get("secretName")) for each in mappings(raw.spec.get("secretObjects"))), "")
        case "ClusterExternalSecret":
            target = text(raw.spec.get("externalSecretName"))
        case _:
            target = text(at(raw.spec, "target", "name")) or text(at(raw.spec, "destination", "name"))
    fetches = tuple(_remote_keys(raw)) if raw.kind == "ExternalSecret" else ()
    yield ExternalSecretManifest(**raw.values(), kind=raw.kind, target=target or raw.name, fetches=fetches)


def _remote_keys(raw: RawObject) -> Iterator[RemoteKey]:
    """The values that it names one by one (`dataFrom` takes all of a secret, and names none)."""
    for each in mappings(raw.spec.get("data")):
        variable, key = text(each.get("secretKey")), text(at(each, "remoteRef", "key"))
        if variable and key:
            environment = raw.document.place.classifier.of_name(key)
            yield RemoteKey(variable=variable, provider=provider_of(re.sub(r"[-.]", "_", variable)) or "", key=key, environment=environment)


_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)")


def _seconds(value: Any, default: int) -> int | None:
    """A duration as Go writes it (`1h0m0s`); what the operator's own default is where none is written."""
    if value is None:
        return default
    written = text(value)
    if written == "0":
        return 0
    parts = list(_PART.finditer(written))
    if not parts or "".join(each[0] for each in parts) != written:
        return None
    return int(sum(float(each[1]) * _UNITS[each[2]] for each in parts))


def _fetched(raw: RawObject) -> tuple[str, int | None]:
    return text(raw.spec.get("refreshPolicy")) or "Periodic", _seconds(raw.spec.get("refreshInterval"), 3600)


@reads("ExternalSecret.external-secrets.io", gives=(SecretSync,))
def secret_sync(raw: RawObject) -> Iterator[SecretSync]:
    """How often an ExternalSecret is fetched: the CRD's default is an hour."""
    policy, seconds = _fetched(raw)
    yield SecretSync(**{**raw.values(), "resource": f"{raw.id()}#refresh"}, policy=policy, seconds=seconds)


@reads("ExternalSecret.external-secrets.io", gives=(SyncState,), seen="in clusters")
def sync_state(raw: RawObject) -> Iterator[SyncState]:
    """What the operator says of an ExternalSecret."""
    policy, seconds = _fetched(raw)
    told = next((each for each in mappings(raw.status.get("conditions")) if text(each.get("type")) == "Ready"), {})
    ready = flag(told.get("status"))
    yield SyncState(
        **{**raw.values(), "resource": f"{raw.id()}#state"},
        ready=ready,
        reason="" if ready else text(told.get("reason")),
        refreshed=moment(raw.status.get("refreshTime")),
        # Windows in which it may be fetched make any age right.
        seconds=seconds if policy == "Periodic" and "syncWindows" not in raw.spec else None,
        read_at=datetime.now(UTC),
    )


@reads("Certificate.cert-manager.io", gives=(ExternalSecretManifest,))
def certificate(raw: RawObject) -> Iterator[ExternalSecretManifest]:
    """A certificate that cert-manager keeps in a Secret."""
    if text(raw.spec.get("secretName")):
        yield ExternalSecretManifest(**raw.values(), kind=raw.kind, target=text(raw.spec.get("secretName")))


def named_providers(raw: RawObject, sections: tuple[str, ...]) -> Iterator[ProviderUse]:
    """Keys that are a provider's variables; workloads take them over with `envFrom`."""
    seen: set[str] = set()
    for section in sections:
        values = mapping(raw.data.get(section))
        for key, value in values.items():
            provider = provider_of(str(key))
            if provider and provider not in seen and text(value):
                seen.add(provider)
                yield ProviderUse(
                    resource=f"{raw.id()}/provider/{provider}",
                    origin=raw.document.origin(line_of(values, key)),
                    environment=raw.environment,
                    provider=provider,
                    via="env",
                )
