"""What it would cost to change the model or to leave the provider."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import SourceModule
from readiness.facts.serving import without_samples

from .coupling import call_path

NAMED = 10
"""How many modules evidence names."""


@check(
    "ai-provider-calls-isolated",
    severity="medium",
    effort="days",
    certainty="heuristic",
    maps=[
        "aws-ml-lens:MLREL01-BP01",
        "azure-waf-ai:AI-application-design:abstract-your-models-and-tools",
        "azure-waf-ai:AI-application-design#plan-for-abstraction-and-future-flexibility",
    ],
)
def provider_calls_isolated(modules: list[SourceModule], max_score: int = 18) -> Verdict:
    """Calls to model providers go through a gateway or adapter.

    Why: Changing the provider would mean rewriting code in many places. The score (0 to 30) rises with the share of
    modules that are bound to one vendor's interface and with their number; up to 8 is loose.

    Fix: Route calls through one client with a free address

        # llm/client.py, used by the <direct_modules> modules of: <direct>
        client = OpenAI(
            base_url=os.environ["LLM_BASE_URL"],  # a gateway
            api_key=os.environ["LLM_API_KEY"],
        )
    """
    judged = without_samples(modules)
    if not judged:
        return not_applicable("no code that calls a model was found")
    path = call_path(judged)
    evidence: dict[str, Any] = {
        "score": path.score,
        "max_score": max_score,
        "modules": path.modules,
        "direct_modules": len(path.direct),
        "direct": [str(each.origin.file) for each in path.direct[:NAMED]],
        "isolated": path.isolated,
    }
    if path.score > max_score:
        return failed("Calls to one provider are spread over the code", at=path.direct[0].origin if path.direct else None, **evidence)
    return passed(**evidence)


CATALOGUE = 5
"""From this many distinct ids on, a module is a catalogue or a price table."""


@check(
    "ai-model-ids-configured",
    severity="medium",
    effort="hours",
    certainty="likely",
    maps=["aws-genai-lens:GENREL04-BP02", "azure-waf-ai:AI-application-design#externalize-prompts-and-configuration"],
)
def model_ids_configured(modules: list[SourceModule], max_modules: int = 2) -> Verdict:
    """Model names come from configuration.

    Why: When a model is withdrawn, we must change code in several places. A default in a settings file is fine, and
    so is a catalogue of models.

    Fix: Name the model in one setting

        # settings.py, read by <modules>
        CHAT_MODEL = os.environ.get("CHAT_MODEL", "gpt-4.1-2025-04-14")
    """
    judged = without_samples(modules)
    if not judged:
        return not_applicable("no code that calls a model was found")
    hard = [each for each in judged if _names_models(each, "argument")]
    settings = [each for each in judged if _names_models(each, "default") and each not in hard]
    evidence: dict[str, Any] = {
        "modules": [str(each.origin.file) for each in hard[:NAMED]],
        "defaults": len(settings),
        "lock_points": round(15 * min(1.0, (len(hard) + 0.2 * len(settings)) / 5), 1),
    }
    if len(hard) > max_modules:
        first = next(each.line for each in hard[0].models if each.use == "argument")
        return failed("Model names are written into several modules", at=hard[0].origin.at(first), **evidence)
    return passed(**evidence)


def _names_models(module: SourceModule, use: str) -> bool:
    catalogue = len({each.model for each in module.models}) >= CATALOGUE
    return not catalogue and any(each.use == use for each in module.models)
