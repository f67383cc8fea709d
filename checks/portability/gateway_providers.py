"""Whether another provider stands ready."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import SELF_HOSTED, ModelRoute
from readiness.facts.serving import before_production, without_samples


@check(
    "ai-second-provider-configured",
    severity="medium",
    effort="days",
    aggregate="any",
    maps=["nist-ai-600-1:GV-6.2-001", "aws-genai-lens:GENREL05-BP01", "eu-dora:DORA-Art29"],
)
def second_provider(routes: list[ModelRoute]) -> Verdict:
    """Models of two providers are configured for one task.

    Why: A price rise or a retired model leaves no choice. Where the same alias already reaches a second provider, moving is
    a change of weights; where none does, it is a project.

    Fix: Give an alias a deployment at another provider

        model_list:
          - {model_name: chat, litellm_params: {model: azure/gpt-4.1}}
          - {model_name: chat, litellm_params: {model: bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0}}
        # now all of <aliases> reach <providers>
    """
    judged = [each for each in without_samples(routes) if each.kind == "chat" and not before_production(each)]
    if not judged:
        return not_applicable("no route of a gateway was seen")
    both = [each for each in judged if len(_providers(each)) > 1]
    if both:
        return passed(at=both[0].origin, alias=both[0].alias, providers=sorted(_providers(both[0])))
    providers = sorted({name for each in judged for name in _providers(each)})
    if any(each.stored_in_database for each in judged):
        return unknown("more models may live in the gateway's database", providers=providers)
    return failed(
        "Every model alias depends on one provider",
        at=judged[0].origin,
        aliases=sorted({each.alias for each in judged})[:5],
        providers=providers,
    )


def _providers(route: ModelRoute) -> set[str]:
    """Providers that a route reaches, its fallbacks included; servers of one's own count as one."""
    reached = {each.partition("/")[0] for each in (*(one.failure_domain for one in route.deployments), *route.fallback_domains)}
    return {"self-hosted" if each in SELF_HOSTED else each for each in reached}
