"""Whether a gateway's cache gives one caller's answer to another."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway
from readiness.facts.serving import before_production


@check(
    "ai-answer-cache-keeps-callers-apart",
    severity="medium",
    effort="minutes",
    maps=["owasp-llm-top10-2025:LLM02:2025", "aws-genai-lens:GENCOST03-BP03"],
)
def cache_keeps_callers_apart(gateway: Gateway) -> Verdict:
    """Answers from the cache stay with who asked.

    Why: One customer may read the answer that another one got. A semantic cache takes a question that is alike for the same
    and returns what it kept, whoever asks; account numbers in it come along.

    Fix: Let the cache vary by caller

        <azure-openai-semantic-cache-lookup score-threshold="0.05" ...>
          <vary-by>@(context.Subscription.Id)</vary-by>
        </azure-openai-semantic-cache-lookup>
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    if not gateway.cache:
        return not_applicable("it keeps no answers")
    if "semantic" not in gateway.cache:
        return not_applicable("it answers only the very same request from its cache")
    if gateway.cache_keeps_callers_apart is None:
        return unknown("a caller's own part of the cache is chosen with each request", product=gateway.product, cache=gateway.cache)
    if not gateway.cache_keeps_callers_apart:
        at = gateway.origin.at(gateway.cache_line) if gateway.cache_line else None
        return failed("Callers share one cache of answers", at=at, product=gateway.product, cache=gateway.cache, seconds=gateway.cache_ttl)
    return passed(product=gateway.product, cache=gateway.cache, seconds=gateway.cache_ttl)
