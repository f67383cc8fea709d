"""Whether a gateway's models outlive the loss of a region."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import Deployment, ModelRoute
from readiness.facts.serving import before_production

PROFILED = re.compile(
    r"(?P<reach>(?:us|eu|apac|jp|au|ca|global|us-gov)\.)?(?:anthropic\.claude-(?!v\d|instant)|amazon\.nova-|meta\.llama(?:3-[1-9]|[4-9]))"
)
"""Models that Bedrock offers through profiles over the regions of a geography, most of them only so."""


@check(
    "ai-bedrock-model-spans-regions",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENREL05-BP01", "aws-genai-lens:GENREL02-BP01", "azure-waf-core:RE:05", "aws-agentic-ai-lens:AGENTREL03-BP02"],
)
def bedrock_spans_regions(route: ModelRoute) -> Verdict:
    """Bedrock's models are called through several regions.

    Why: When one region is full or down, the assistant is, too. An inference profile (`eu.`, `us.`) sends requests to other
    regions of the same geography, at the same price. Where data must stay in one region, waive this and say so.

    Fix: Call the profile instead of the model

        litellm_params:
          model: bedrock/eu.<model>
    """
    if before_production(route):
        return not_applicable("it lives before production")
    asked = [(each, found) for each in route.deployments if each.provider == "bedrock" and (found := PROFILED.search(_name(each)))]
    if not asked:
        return not_applicable("it calls no model of Bedrock that has a profile")
    bound = [each for each, found in asked if not found["reach"]]
    if not bound:
        return passed(alias=route.alias, models=[_name(each) for each, _ in asked])
    domains = sorted({*(each.failure_domain for each in route.deployments), *route.fallback_domains})
    if len(domains) > 1:
        return passed(alias=route.alias, failure_domains=domains)
    return failed(
        "A model is called in one region alone",
        at=route.origin.at(bound[0].line) if bound[0].line else None,
        alias=route.alias,
        model=_name(bound[0]),
        failure_domain=domains[0],
    )


def _name(deployment: Deployment) -> str:
    """The model's id, without how it is called; empty for a resource of one's own, which has regions of its own."""
    model = deployment.model or ""
    return "" if model.startswith("arn:") else model.rsplit("/", 1)[-1]
