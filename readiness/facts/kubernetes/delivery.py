"""How new versions reach users: gradual releases, where models come from, and API versions of manifests."""

from __future__ import annotations

from typing import Literal

from readiness.facts.kubernetes.objects import KubernetesObject


class ProgressiveDelivery(KubernetesObject):
    """An object that sends part of the users to a new version first.

    Attributes:
        kind: Rollout, Canary (Flagger), InferenceService, HTTPRoute, GRPCRoute or VirtualService.
        target_kind, target_name: the workload it releases; empty for routes.
        services: Services that a route splits requests between.
        method: `canary`, `blue-green`, or `split` where only weights are written and nothing moves them.
        judged_by: metrics and analysis templates that decide whether it goes on.
        asks_a_person: it stops at least once until somebody promotes it.
    """

    kind: str
    target_kind: str = ""
    target_name: str = ""
    services: tuple[str, ...] = ()
    method: Literal["canary", "blue-green", "split"]
    judged_by: tuple[str, ...] = ()
    asks_a_person: bool = False


class ModelSource(KubernetesObject):
    """A place that a model is loaded from, as an object names it.

    Attributes:
        kind: the object's kind.
        uri: `hf://org/model:revision`, `s3://bucket/path`, `oci://registry/image@sha256:…`, `pvc://claim/path`, `ollama://model:tag`.
        revision: where it stands in a field of its own.
    """

    kind: str
    uri: str
    revision: str = ""


class WrittenApi(KubernetesObject):
    """The API version that a manifest is written in, of kinds of which Kubernetes has removed versions.

    Attributes:
        kind: as written.
        api_version: as written (`policy/v1beta1`).
        removed_in: minor version of Kubernetes 1 that no longer serves it; None while it is served.
        instead: what serves it now; empty when nothing does.
    """

    kind: str
    api_version: str
    removed_in: int | None = None
    instead: str = ""
