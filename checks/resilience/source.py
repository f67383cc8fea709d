"""Whether code knows what to do when no answer comes."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import SourceModule
from readiness.facts.serving import without_samples

NAMED = 10
ASKING = ("framework", "neutral")
"""Couplings of clients that are called by names too plain to tell (`model.invoke`)."""


@check(
    "ai-model-failure-handled",
    severity="medium",
    effort="hours",
    certainty="heuristic",
    aggregate="any",
    maps=[
        "aws-genai-lens:GENREL03-BP01",
        "azure-waf-core:RE:07",
        "owasp-aisvs-1.0:AISVS-C9.6",
        "azure-waf-ai:AI-R:design-for-a-reliable-user-experience",
    ],
)
def model_failure_handled(modules: list[SourceModule]) -> Verdict:
    """Code handles a model that does not answer.

    Why: When the provider is down or full, users see a bare error. Somewhere between the call and the user a handler must
    decide what is said instead: an apology, a search result, an earlier answer.

    Fix: Answer without the model when it fails

        except (openai.APIConnectionError, openai.APITimeoutError, openai.RateLimitError):
            return answer_without_model(question)
    """
    calling = [each for each in without_samples(modules) if each.calls or any(one.coupling in ASKING for one in each.clients)]
    if not calling:
        return not_applicable("no code that calls a model was found")
    handling = [each for each in without_samples(modules) if each.handlers or each.fallbacks]
    if handling:
        return passed(handled_in=[str(each.origin.at(next(iter(each.handlers), None))) for each in handling][:NAMED])
    naming = [each for each in without_samples(modules) if each.failures_named]
    if naming:
        return passed(errors_named_in=[str(each.origin.at(each.failures_named[0])) for each in naming][:NAMED])
    return failed("No code handles a model that fails", at=calling[0].origin, modules=[str(each.origin.file) for each in calling][:NAMED])
