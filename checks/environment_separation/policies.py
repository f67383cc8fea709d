"""What production shares with other environments, and what it lacks that they have."""

from __future__ import annotations

import re
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.ai import Gateway, Guardrail
from readiness.facts.retrieval import VectorStoreTarget
from readiness.facts.serving import before_production, without_samples

EVERYWHERE = re.compile(r"localhost|127\..*|0\.0\.0\.0|host\.docker\.internal|[^.]+|[^.]+\.[^.]+\.svc(\..*)?")
"""Hosts that are another machine in each environment: the same machine, a neighbour, a Service of the cluster."""


@check(
    "ai-vector-index-per-environment",
    severity="high",
    effort="days",
    maps=[
        "owasp-aisvs-1.0:AISVS-C8.1",
        "owasp-llm-top10-2025:LLM08:2025",
        "aws-genai-lens:GENSEC01-BP03",
        "iso-42001-2023:A.7.2",
    ],
)
def index_per_environment(targets: list[VectorStoreTarget]) -> Verdict | list[Verdict]:
    """Production's vector index is production's alone.

    Why: A test that refills the index changes what customers are told. A shared index also lets every developer read what only
    production may hold.

    Fix: Give each environment an index of its own

        # <file>
        AZURE_SEARCH_INDEX: kb-${ENVIRONMENT}   # was <index> on <host> in both
    """
    own = [each for each in targets if each.environment is Environment.PRODUCTION and not EVERYWHERE.fullmatch(each.host)]
    if not own:
        return not_applicable("production's vector store is named nowhere, or by a name that each environment resolves for itself")
    return [_apart(each, targets) for each in own]


def _apart(target: VectorStoreTarget, targets: list[VectorStoreTarget]) -> Verdict:
    others = [
        each for each in without_samples(targets) if before_production(each) and (each.store, each.host) == (target.store, target.host)
    ]
    evidence: dict[str, Any] = {"host": target.host, "index": target.index, "file": target.origin.file}
    same = [each for each in others if each.index == target.index]
    if target.index and same:
        return failed(
            "Production shares its vector index", about=target, shared_with=sorted({str(each.origin) for each in same}), **evidence
        )
    if others and not (target.index and all(each.index for each in others)):
        return unknown(
            "both use one vector store, and the index is named elsewhere", about=target, shared_with=str(others[0].origin), **evidence
        )
    if not any(before_production(each) for each in without_samples(targets)):
        return unknown("no other environment's store is visible", about=target, **evidence)
    return passed(about=target, **evidence)


@check(
    "ai-policies-as-strict-in-production",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENSEC02-BP01", "iso-42001-2023:A.9.2", "owasp-aisvs-1.0:AISVS-C2.2"],
)
def policies_as_strict(gateways: list[Gateway], guardrails: list[Guardrail]) -> Verdict | list[Verdict]:
    """Production's gateway is as strict as the others.

    Why: What was tested is not what protects customers. A guardrail or a budget that only staging has gives confidence in
    something that is not there.

    Fix: Give production what the other environment has

        # <file> lacks: <missing>
        guardrails:
          - guardrail_name: pii
            litellm_params: {guardrail: presidio, mode: pre_call, default_on: true}
    """
    staging = [each for each in gateways if each.environment is Environment.STAGING]
    compared = [
        (each, [other for other in staging if other.product == each.product])
        for each in gateways
        if each.environment is Environment.PRODUCTION
    ]
    verdicts = [_as_strict(each, others, guardrails) for each, others in compared if others]
    return verdicts or not_applicable("production and staging have no gateway of one kind here")


def _as_strict(gateway: Gateway, others: list[Gateway], guardrails: list[Guardrail]) -> Verdict:
    if gateway.stored_in_database:
        return unknown("its guardrails and budgets may be stored in a database", about=gateway)
    own = _controls(gateway, guardrails)
    theirs = {control for each in others for control in _controls(each, guardrails)}
    missing = sorted(theirs - own)
    file = gateway.origin.file
    if missing:
        return failed(
            "Production lacks a control that staging has", file=file, missing=missing, staging=[str(each.origin) for each in others]
        )
    return passed(about=gateway, file=file, controls=sorted(own))


def _controls(gateway: Gateway, guardrails: list[Guardrail]) -> set[str]:
    """What a gateway has attached, in words that are the same for all."""
    attached = [each for each in guardrails if each.gateway == gateway.resource and each.attached]
    controls = {f"{each.engine} on {stage}" for each in attached for stage in each.stages}
    settings = (
        ("budget", gateway.max_budget is not None or gateway.provider_budgets or gateway.key_budgets),
        ("timeout", gateway.request_timeout is not None),
        ("bound on parallel requests", gateway.max_parallel_requests is not None),
    )
    return controls | {name for name, has in settings if has}
