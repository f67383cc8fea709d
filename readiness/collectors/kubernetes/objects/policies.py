"""Network policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from readiness.collectors.files.shapes import at, flag, items, mapping, mappings, text, texts
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
    egress = "Egress" in types or (not types and "egress" in raw.spec)
    yield NetworkPolicy(
        **raw.values(),
        selector=selector(raw.spec["podSelector"]),
        denies_ingress=ingress,
        open_ingress=ingress and any(_open(rule, "from") for rule in items(raw.spec.get("ingress"))),
        denies_egress=egress,
        open_egress=egress and any(_open(rule, "to") and not _only_dns(rule) for rule in items(raw.spec.get("egress"))),
    )


def _open(rule: Any, side: Literal["from", "to"]) -> bool:
    peers = mapping(rule).get(side)
    # What is left out of "everywhere" is the network's own; the rest is still all of the internet.
    left_out = side == "from"
    return not peers or any(
        text(at(each, "ipBlock", "cidr")) in _ANYWHERE and not (left_out and at(each, "ipBlock", "except")) for each in mappings(peers)
    )


def _only_dns(rule: Any) -> bool:
    ports = [text(each.get("port")) for each in mappings(mapping(rule).get("ports"))]
    return bool(ports) and set(ports) <= {"53", "dns", "dns-tcp", "5353", "853"}


@reads("CiliumNetworkPolicy.cilium.io", "CiliumClusterwideNetworkPolicy.cilium.io", gives=(NetworkPolicy,))
def cilium_policy(raw: RawObject) -> Iterator[NetworkPolicy]:
    """A Cilium policy denies ingress as soon as it has an ingress section (Cilium 1.17)."""
    specs = [raw.spec, *mappings(raw.data.get("specs"))]
    for position, spec in enumerate(each for each in specs if isinstance(each.get("endpointSelector"), dict)):
        rules = mappings(spec.get("ingress"))
        entities = {entity for rule in rules for entity in texts(rule.get("fromEntities"))}
        cidrs = {cidr for rule in rules for cidr in texts(rule.get("fromCIDR"))}
        values = raw.values()
        egress = mappings(spec.get("egress"))
        out = {each for rule in egress for key in ("toEntities", "toCIDR") for each in texts(rule.get(key))}
        out |= {text(each.get("cidr")) for rule in egress for each in mappings(rule.get("toCIDRSet"))}
        yield NetworkPolicy(
            **{**values, "resource": values["resource"] + (f"#{position}" if position else "")},
            selector=selector(spec["endpointSelector"]),
            denies_ingress=("ingress" in spec or "ingressDeny" in spec) and flag(at(spec, "enableDefaultDeny", "ingress")) is not False,
            open_ingress=bool({"all", "world"} & entities) or bool(set(_ANYWHERE) & cidrs),
            denies_egress=("egress" in spec or "egressDeny" in spec) and flag(at(spec, "enableDefaultDeny", "egress")) is not False,
            open_egress=not out.isdisjoint({"all", "world", *_ANYWHERE}),
            cluster_wide=raw.kind == "CiliumClusterwideNetworkPolicy",
        )


_CALICO = ("NetworkPolicy", "GlobalNetworkPolicy")


@reads(*(f"{kind}.{group}" for kind in _CALICO for group in ("crd.projectcalico.org", "projectcalico.org")), gives=(NetworkPolicy,))
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
        denies_egress="Egress" in types or (not types and "egress" in raw.spec),
        open_egress=any(
            not mapping(rule.get("destination")) for rule in mappings(raw.spec.get("egress")) if text(rule.get("action")) == "Allow"
        ),
        cluster_wide=raw.kind == "GlobalNetworkPolicy",
    )
    simple: Any = written == "all()" or re.fullmatch(
        r"\s*[\w./-]+\s*==\s*['\"][^'\"]*['\"](\s*&&\s*[\w./-]+\s*==\s*['\"][^'\"]*['\"])*\s*", written
    )
    simple = simple and text(raw.spec.get("namespaceSelector")) in ("", "all()")
    yield policy if simple else policy.unknown("selector", GapReason.UNSUPPORTED, "a Calico selector expression")


_OF_CLUSTER = ("AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy")


@reads(*(f"{kind}.policy.networking.k8s.io" for kind in _OF_CLUSTER), gives=(NetworkPolicy,))
def cluster_policy(raw: RawObject) -> Iterator[NetworkPolicy]:
    """A policy of the cluster's administrator (network-policy-api v1alpha1 and v1alpha2).

    It denies when a rule denies all; a rule that allows all goes before the policies of namespaces, unless it is a baseline.
    """
    subject = mapping(raw.spec.get("subject"))
    pods = mapping(subject.get("pods"))
    if not (pods or "namespaces" in subject):
        return
    baseline = raw.kind.startswith("Baseline") or text(raw.spec.get("tier")) == "Baseline"
    allows = () if baseline else ("Allow", "Accept")
    yield NetworkPolicy(
        **raw.values(),
        selector=selector(pods.get("podSelector")),
        namespaces=selector(pods.get("namespaceSelector") if pods else subject["namespaces"]),
        denies_ingress=_about_all(raw.spec.get("ingress"), "from", ("Deny",)),
        open_ingress=_about_all(raw.spec.get("ingress"), "from", allows),
        denies_egress=_about_all(raw.spec.get("egress"), "to", ("Deny",)),
        open_egress=_about_all(raw.spec.get("egress"), "to", allows),
        cluster_wide=True,
    )


def _about_all(rules: Any, side: str, actions: tuple[str, ...]) -> bool:
    peers = [peer for rule in mappings(rules) if text(rule.get("action")) in actions for peer in mappings(rule.get(side))]
    return any(peer.get("namespaces") == {} or set(_ANYWHERE) & set(texts(peer.get("networks"))) for peer in peers)
