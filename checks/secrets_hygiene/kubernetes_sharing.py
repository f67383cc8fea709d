"""How many workloads one Secret opens doors for."""

from __future__ import annotations

import re
from collections import defaultdict

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.kubernetes.objects import Namespace
from readiness.facts.kubernetes.workloads import Workload, workloads_in
from readiness.facts.serving import is_of_platform

CERTIFICATES = re.compile(r"(^|[-.])(tls|ca|cert|certs|certificate)([-.]|$)")
SHOWN = 10


@check(
    "k8s-secret-not-shared-widely",
    severity="low",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-03"],
)
def not_shared_widely(namespace: Namespace, workloads: list[Workload], most: int = 5) -> Verdict:
    """A Secret serves few workloads.

    Why: One leak makes every password of the namespace useless at once. Replacing it then stops all who use it; keys of
    registries and certificates are left out.

    Fix: Give each workload a Secret of its own

        # namespace <namespace>: <shared>
        kind: ExternalSecret
        metadata: {name: assistant-keys}   # with the keys that this workload needs
    """
    if is_of_platform(namespace.name):
        return not_applicable("it belongs to the platform")
    users: dict[str, set[str]] = defaultdict(set)
    for workload in workloads_in(namespace, workloads):
        for each in workload.references:
            if each.kind == "Secret" and not each.pulls_image and not CERTIFICATES.search(each.name):
                users[each.name].add(workload.name)
    if not users:
        return not_applicable("no workload in it names a Secret")
    shared = sorted(f"{name}: {len(owners)} workloads" for name, owners in users.items() if len(owners) > most)
    if shared:
        return failed("Many workloads share one Secret", namespace=namespace.name, shared=shared[:SHOWN], most=most)
    return passed(namespace=namespace.name, secrets=len(users))
