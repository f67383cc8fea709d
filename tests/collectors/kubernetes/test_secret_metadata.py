"""Metadata of Secrets: asked for only where it is allowed, without any value."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cluster_world import FakeApiServer, access_to, observe, serving, thing

from readiness.collectors import COLLECTORS, load_collectors
from readiness.config import KubernetesEntry
from readiness.environments import Classifier
from readiness.facts import Gap, GapReason
from readiness.facts.kubernetes.secrets import SecretManifest, SecretMetadata
from readiness.kubernetes_targets import cluster_places
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.rbac import kubernetes_rights, metadata_rights, rules
from readiness.runner import collect

if TYPE_CHECKING:
    from api_server.server import ApiServer

VALUE = "aHVudGVyMi1odW50ZXIy"
FIELDS = [
    {"manager": "kubectl", "time": "2025-02-01T10:00:00Z", "fieldsV1": {"f:data": {"f:key": {}}}},
    {"manager": "labeller", "time": "2026-03-01T10:00:00Z", "fieldsV1": {"f:metadata": {}}},
]


def secret(name: str, **metadata: Any) -> dict[str, Any]:
    known = {"creationTimestamp": "2024-01-01T10:00:00Z", "managedFields": FIELDS}
    known |= {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": VALUE}}
    return thing("v1", "Secret", name, metadata=known | metadata, data={"key": VALUE}, type="Opaque")


def seen(*objects: dict[str, Any], **server: Any) -> tuple[list[Any], list[str]]:
    with serving(FakeApiServer(objects=list(objects), **server)) as running:
        return observe("secrets", access_to(running.url)), running.asked


def test_names_and_times_are_told_and_no_value() -> None:
    token = secret(
        "token", annotations={"kubernetes.io/service-account.name": "chat"}, labels={"kubernetes.io/legacy-token-last-used": "2026-05-01"}
    )
    owner = [{"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "name": "keys", "controller": True}]
    found, _ = seen(secret("keys", ownerReferences=owner), token)
    keys, lasting = found
    assert isinstance(keys, SecretMetadata)
    assert (keys.created, keys.changed) == (datetime(2024, 1, 1, 10, tzinfo=UTC), datetime(2025, 2, 1, 10, tzinfo=UTC))
    assert (keys.made_by, keys.is_token) == ("ExternalSecret", False)
    assert (lasting.is_token, lasting.token_used) == (True, "2026-05-01")
    assert keys.world == ("kubernetes:lab", "")
    assert VALUE not in "".join(each.model_dump_json() for each in found)


def test_a_server_that_gives_whole_secrets_is_not_listened_to() -> None:
    (gap,), _ = seen(secret("keys"), only_whole=True)
    assert isinstance(gap, Gap)
    assert (gap.reason, gap.detail) == (GapReason.FAILED, "list secrets failed (the server gives no metadata alone)")


def test_a_refusal_names_the_right() -> None:
    (gap,), _ = seen(secret("keys"), forbidden={"secrets"})
    assert (gap.reason, gap.right, gap.facts) == (GapReason.DENIED, "list secrets", ("SecretMetadata",))


def test_secrets_are_listed_where_it_is_allowed_alone() -> None:
    load_collectors()
    checks = list(load_checks().values())
    assert [each.kind for each in COLLECTORS.values() if "list secrets" in each.rights] == ["kubernetes-metadata"]
    assert "list secrets" not in kubernetes_rights(checks)
    assert set(metadata_rights(checks)) - set(kubernetes_rights(checks)) == {"list secrets"}


def test_a_real_server_cuts_secrets_down(api_server: ApiServer, tmp_path: Path) -> None:
    space, user = api_server.namespace(), api_server.user()
    written = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys", "namespace": space}, "data": {"key": VALUE}}
    api_server.apply(written)
    checks = [load_checks()[each] for each in ("k8s-secret-rotated", "k8s-no-lasting-token", "k8s-references-exist")]
    api_server.grant(user, *rules(metadata_rights(checks)))
    path = api_server.kubeconfig(tmp_path / "kubeconfig", user)
    said: list[str] = []
    for allowed in (False, True):
        places = cluster_places(
            [KubernetesEntry(kubeconfig=str(path), namespaces=(space,), secret_metadata=allowed)], Classifier(), tmp_path, said.append
        )
        snapshot = collect(plan(places, checks))
        found = [each for each in snapshot.of(SecretMetadata) if isinstance(each, SecretMetadata)]
        assert [each.name for each in found] == (["keys"] if allowed else [])
        assert snapshot.gaps == ()
        assert not snapshot.of(SecretManifest)
        assert VALUE not in "".join(each.model_dump_json() for each in snapshot.facts)
    assert found[0].changed is not None
    assert "the metadata of Secrets" not in said[0]
    assert "and the metadata of Secrets as" in said[1]
