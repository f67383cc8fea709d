"""Namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.collectors.files.shapes import at, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.objects import AdmissionPolicy, Namespace

_LEVEL = "pod-security.kubernetes.io/"


@reads("Namespace", gives=(Namespace,))
def namespace(raw: RawObject) -> Iterator[Namespace]:
    """A namespace with its labels."""
    yield Namespace(
        **raw.values(),
        pod_security=raw.labels.get(f"{_LEVEL}enforce", ""),
        warned_of=raw.labels.get(f"{_LEVEL}warn", "") or raw.labels.get(f"{_LEVEL}audit", ""),
        constrained=any(each.startswith("openshift.io/sa.scc.") for each in raw.annotations),
        annotated=frozenset(raw.annotations),
    )


# Of Kyverno's sample policies and Gatekeeper's library those that forbid privileged pods.
_KYVERNO = re.compile(r"privileged|pod-security|podsecurity|psa|baseline|restricted")
_GATEKEEPER = "K8sPSPPrivilegedContainer"


@reads("ClusterPolicy.kyverno.io", "Policy.kyverno.io", f"{_GATEKEEPER}.constraints.gatekeeper.sh", gives=(AdmissionPolicy,))
def admission_policy(raw: RawObject) -> Iterator[AdmissionPolicy]:
    """A policy; Kyverno's tells by its rules whether it refuses (1.13), or as a whole before that."""
    if raw.kind == _GATEKEEPER:
        enforced = (text(raw.spec.get("enforcementAction")) or "deny") == "deny"
    else:
        rules = [text(at(each, "validate", "failureAction")) for each in mappings(raw.spec.get("rules"))]
        enforced = "enforce" in {each.lower() for each in (*rules, text(raw.spec.get("validationFailureAction")))}
    about_pods = raw.kind == _GATEKEEPER or bool(_KYVERNO.search(raw.name.lower()))
    yield AdmissionPolicy(**raw.values(), kind=raw.kind, enforced=enforced, about_pods=about_pods)
