"""Whether a new version of a model is tried on some requests before it answers all."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import Deployment, ModelRoute
from readiness.facts.serving import before_production

REACH = re.compile(r"^(?:us|eu|apac|jp|au|ca|global|us-gov)\.(?=[a-z0-9]+\.)")
VERSION = re.compile(r"[-@.:_]?v?\d[\w.:]*|-(?:latest|preview|exp)(?=-|$)")
"""What tells versions of one line of models apart: numbers, dates, and words for the newest."""


@check(
    "ai-model-versions-weighted",
    severity="medium",
    effort="minutes",
    certainty="likely",
    maps=["aws-ml-lens:MLREL04-BP02", "owasp-aisvs-1.0:AISVS-C3.3", "nist-ai-600-1:MG-1.3-001", "azure-waf-core:OE:11"],
)
def versions_weighted(route: ModelRoute) -> Verdict:
    """A new version of a model starts with a chosen share.

    Why: Half of the customers get an untested model at once. Two versions under one name share the requests evenly unless
    told otherwise; with a weight the new one starts with few of them, and going back is a change of one number.

    Fix: Give each version its weight

        model_list:
          - {model_name: <alias>, litellm_params: {model: azure/gpt-4.1-2025-04-14, weight: 9}}
          - {model_name: <alias>, litellm_params: {model: azure/gpt-5-2025-08-07, weight: 1}}
    """
    if before_production(route):
        return not_applicable("it lives before production")
    lines: dict[str, dict[str, list[Deployment]]] = {}
    for each in route.deployments:
        if each.model:
            name = REACH.sub("", each.model.rsplit("/", 1)[-1].lower())
            lines.setdefault(VERSION.sub("", name), {}).setdefault(name, []).append(each)
    mixed = next((versions for versions in lines.values() if len(versions) > 1), None)
    if mixed is None:
        return not_applicable("it has no two versions of one model")
    beside = [each for versions in mixed.values() for each in versions]
    if any(each.weight is not None for each in beside):
        return passed(alias=route.alias, weights=[f"{each.model}: {_number(each.weight)}" for each in beside])
    if all(each.requests_per_minute or each.tokens_per_minute for each in beside):
        return passed(alias=route.alias, shared_by="the limits of each deployment", versions=sorted(mixed))
    newest = beside[-1]
    return failed(
        "Versions of a model share the requests by chance",
        at=route.origin.at(newest.line) if newest.line else None,
        alias=route.alias,
        versions=sorted(mixed),
        routing=route.routing_strategy,
    )


def _number(weight: float | None) -> str:
    return "none" if weight is None else f"{weight:g}"
