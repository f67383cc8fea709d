"""Whether somebody wrote down what the AI system is made of, and whether that is true."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, ModelRoute
from readiness.facts.documents import DeclaredComponent
from readiness.facts.serving import before_production, without_samples

NAMED = 10
"""How many parts evidence names."""


def _plain(name: str) -> str:
    """A model's name as inventories vary it: without provider, region, case and punctuation."""
    return re.sub(r"[^a-z0-9]+", "", name.lower().rsplit("/", 1)[-1])


def _names(declared: Iterable[DeclaredComponent]) -> set[str]:
    return {_plain(name) for each in declared for name in (each.name, *each.also)} - {""}


@check(
    "ai-inventory-matches",
    severity="medium",
    effort="hours",
    certainty="likely",
    aggregate="any",
    maps=[
        "nist-ai-600-1:GV-1.6-001",
        "nist-ai-600-1:GV-1.6-003",
        "iso-42001-2023:A.4.2",
        "mitre-atlas-mitigations:AML.M0023",
        "owasp-aisvs-1.0:AISVS-C6.2",
    ],
)
def inventory_matches(declared: list[DeclaredComponent], routes: list[ModelRoute], services: list[AiService]) -> Verdict:
    """An inventory names every model in use.

    Why: Nobody can tell which systems a withdrawn model touches. An inventory that is kept by hand and compared with what is
    configured answers it in a minute.

    Fix: Name what is in use, with licence and source

        # ai-inventory.yaml; missing now: <missing>
        models:
          - {model: gpt-4.1-2025-04-14, provider: OpenAI, purpose: answers}
    """
    released = [each for each in without_samples(routes) if not before_production(each)]
    models = {each.model for route in released for each in route.deployments if each.model and "*" not in each.model}
    serving = [each for each in without_samples(services) if each.role == "inference" and not before_production(each)]
    models |= {each.model for each in serving if each.model}
    listed = without_samples(declared)
    if not models:
        return not_applicable("no model is configured here")
    if not listed:
        return unknown("no inventory is in the folder", models=len(models), missing=sorted(models)[:NAMED])
    known = _names(listed)
    missing = sorted(each for each in models if _plain(each) not in known)
    if missing:
        place = listed[0].origin
        return failed("The inventory misses what is in use", at=place, missing=missing[:NAMED], declared=len(listed))
    matching = [each for each in listed if _names([each]) & {_plain(name) for name in models}]
    return passed(at=matching[0].origin, models=sorted(models)[:NAMED], declared=len(listed))


@check(
    "ai-model-licence-recorded",
    severity="low",
    effort="minutes",
    certainty="likely",
    maps=[
        "owasp-llm-top10-2025:LLM03:2025",
        "nist-ai-600-1:MG-3.1-005",
        "iso-42001-2023:A.10.3",
        "mitre-atlas-mitigations:AML.M0023",
    ],
)
def licence_recorded(service: AiService, declared: list[DeclaredComponent]) -> Verdict:
    """Licence and source of self-hosted models are recorded.

    Why: A licence may forbid what we sell. Open weights come under terms of their own, some of which exclude commercial use,
    large companies or whole regions.

    Fix: Record the licence in the inventory

        # ai-inventory.yaml
        models:
          - {model: <model>, licence: apache-2.0, source: https://huggingface.co/<model>}
    """
    if service.role != "inference" or before_production(service):
        return not_applicable("it serves no model in production")
    model = service.model
    if not model:
        return unknown("the model's name comes from elsewhere", product=service.product)
    listed = [each for each in without_samples(declared) if each.kind == "model"]
    if not listed:
        return unknown("no inventory is in the folder", model=model)
    found = [each for each in listed if _plain(model) in _names([each])]
    if found and found[0].licence:
        return passed(model=model, licence=found[0].licence)
    return failed("A model's licence is recorded nowhere", at=found[0].origin if found else None, model=model)
