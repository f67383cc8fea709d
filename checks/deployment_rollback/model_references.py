"""Whether code and files name one version of the models that they load."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.models import ModelReference
from readiness.facts.serving import before_production

from .model_addresses import pinned


@check(
    "ai-model-reference-pinned",
    severity="medium",
    effort="minutes",
    maps=["owasp-aisvs-1.0:AISVS-C3.1", "owasp-llm-top10-2025:LLM03:2025", "iso-42001-2023:A.6.2.5", "aws-genai-lens:GENREL04-BP02"],
)
def model_reference_pinned(reference: ModelReference) -> Verdict:
    """Code and files name one version of each model they load.

    Why: A restart can answer with a model that nobody tested. Whatever was registered last, or bears no tag, changes without a
    release of ours.

    Fix: Name a version, or an alias that a release moves

        # <file>: instead of <model>
        models:/claims@champion        # MLflow: an alias, or models:/claims/7
        FROM llama3.1:8b-instruct-q4_K_M   # Ollama
        models: ["claims:7f3a2c"]      # BentoML's bentofile.yaml
    """
    if before_production(reference):
        return not_applicable("it lives before production")
    match pinned(reference.uri):
        case True:
            return passed(model=reference.shown)
        case None:
            return unknown("the address does not tell a version", model=reference.shown)
        case _:
            return failed("A model is named without a version", file=reference.origin.file, model=reference.shown)
