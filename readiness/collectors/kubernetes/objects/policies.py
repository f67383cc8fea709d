"""Network policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.shapes import at, items, mapping, mappings, text, texts
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.selectors import selector
from readiness.facts import GapReason
from readiness.facts.kubernetes.networking import NetworkPolicy
from readiness.facts.kubernetes.objects import LabelSelector

_ANYWHERE = ("0.0.0.0/0", "::/0")


@reads("NetworkPolicy.networking.k8s.io", gives=(NetworkPolicy,))
def network_policy(raw: RawObject) -> Iterator[NetworkPolicy]:
    """Without `policyTypes` a policy is about ingress (and about egress too when it has egress rules)."""
    types = texts(raw.spec.get("policyTypes"))
    if "podSelector" not in raw.spec:
        return
    ingress = not types or "Ingress" in types
    yield NetworkPolicy(
        **raw.values(),
        selector=selector(raw.spec["podSelector"]),
        denies_ingress=ingress,
        open_ingress=ingress and any(_open(rule) for rule in items(raw.spec.get("ingress"))),
    )


def _open(rule: Any) -> bool:
    sources = mapping(rule).get("from")
    return not sources or any(
        text(at(each, "ipBlock", "cidr")) in _ANYWHERE and not at(each, "ipBlock", "except") for each in mappings(sources)
    )


@reads("CiliumNetworkPolicy.cilium.io", "CiliumClusterwideNetworkPolicy.cilium.io", gives=(NetworkPolicy,))
def cilium_policy(raw: RawObject) -> Iterator[NetworkPolicy]:
    """A Cilium policy denies ingress as soon as it has an ingress section (Cilium 1.17)."""
    specs = [raw.spec, *mappings(raw.data.get("specs"))]
    for position, spec in enumerate(each for each in specs if isinstance(each.get("endpointSelector"), dict)):
        rules = mappings(spec.get("ingress"))
        entities = {entity for rule in rules for entity in texts(rule.get("fromEntities"))}
        cidrs = {cidr for rule in rules for cidr in texts(rule.get("fromCIDR"))}
        values = raw.values()
        yield NetworkPolicy(
            **{**values, "resource": values["resource"] + (f"#{position}" if position else "")},
            selector=selector(spec["endpointSelector"]),
            denies_ingress="ingress" in spec or "ingressDeny" in spec,
            open_ingress=bool({"all", "world"} & entities) or bool(set(_ANYWHERE) & cidrs),
        )


@reads("NetworkPolicy.crd.projectcalico.org", "NetworkPolicy.projectcalico.org", gives=(NetworkPolicy,))
def calico_policy(raw: RawObject) -> Iterator[NetworkPolicy]:
    """A Calico policy whose selector is `all()` or equalities; another selector can't be told apart and is unread."""
    types, written = texts(raw.spec.get("types")), text(raw.spec.get("selector")) or "all()"
    ingress = "Ingress" in types or (not types and "egress" not in raw.spec)
    rules = [rule for rule in mappings(raw.spec.get("ingress")) if text(rule.get("action")) == "Allow"]
    policy = NetworkPolicy(
        **raw.values(),
        selector=LabelSelector(labels=dict(re.findall(r"([\w./-]+)\s*==\s*['\"]([^'\"]*)['\"]", written))),
        denies_ingress=ingress,
        open_ingress=ingress and any(not mapping(rule.get("source")) for rule in rules),
    )
    simple = written == "all()" or re.fullmatch(
        r"\s*[\w./-]+\s*==\s*['\"][^'\"]*['\"](\s*&&\s*[\w./-]+\s*==\s*['\"][^'\"]*['\"])*\s*", written
    )
    yield policy if simple else policy.unknown("selector", GapReason.UNSUPPORTED, "a Calico selector expression")
