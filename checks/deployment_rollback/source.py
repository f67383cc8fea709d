"""Changes that come from outside: a model that ends, an index that must be made anew."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Fact
from readiness.facts.ai import ModelRoute, SourceModule
from readiness.facts.model_retirements import AS_OF, SOURCES, retirement_of, vendor_named, vendor_of
from readiness.facts.serving import without_samples
from readiness.facts.source import VectorStoreUse


@check(
    "ai-models-not-retiring",
    severity="medium",
    effort="days",
    certainty="likely",
    maps=[
        "azure-waf-ai:AI-application-design#plan-for-model-deprecation",
        "aws-genai-lens:GENREL04-BP02",
        "iso-42001-2023:A.6.2.6",
    ],
)
def models_not_retiring(
    modules: list[SourceModule], routes: list[ModelRoute], today: date, least_days: int = 90, table_days: int = 180
) -> list[Verdict]:
    """No model in use is shut down soon.

    Why: On the day a model is shut down, every request to it fails. Prompts must be tested with its successor before. The
    dates are those that OpenAI, Anthropic, Google, Mistral and Cohere announced for their own APIs, and Amazon for Bedrock;
    other clouds that host the same models set dates of their own. After half a year without a new table, what it does not
    name is unknown.

    Fix: Test the successor, and switch before <retires>

        # <model>: see <source>
    """
    verdicts = []
    for model, vendor, place, line in _named(without_samples(modules), without_samples(routes)):
        retires = retirement_of(model, vendor)
        read = AS_OF[vendor]
        evidence: dict[str, Any] = {"model": model, "retires": retires, "source": SOURCES[vendor], "as_of": read}
        at = place.origin.at(line)
        if retires is None and (today - read).days > table_days:
            verdicts.append(unknown(f"the table of shutdowns is of {read}", about=place, at=at, model=model, source=SOURCES[vendor]))
        elif retires is None:
            verdicts.append(not_applicable(f"no shutdown of it was known on {read}", about=place, model=model))
        elif retires <= today:
            verdicts.append(failed("A model in use was shut down", about=place, at=at, **evidence))
        elif (retires - today).days < least_days:
            verdicts.append(failed("A model in use is shut down soon", about=place, at=at, **evidence))
        else:
            verdicts.append(passed(about=place, at=at, **evidence))
    return verdicts or [not_applicable("no model is named whose provider's dates are known")]


Named = tuple[str, str, Fact, int | None]


def _named(modules: list[SourceModule], routes: list[ModelRoute]) -> list[Named]:
    """Each model that is asked for at an API with dates, once for each file."""
    found: dict[tuple[str, str], Named] = {}
    for module in modules:
        hosts = {each.provider for each in module.clients} - {"any", ""}
        for literal in module.models:
            vendor = vendor_of(literal.model)
            if literal.use != "catalogue" and vendor and (not hosts or vendor in hosts):
                found.setdefault((module.resource, literal.model), (literal.model, vendor, module, literal.line))
    for route in routes:
        for each in route.deployments:
            if each.model and (vendor := vendor_named(each.provider)):
                found.setdefault((route.resource, each.model), (each.model, vendor, route, each.line))
    return list(found.values())


VERSIONED = re.compile(r"(?:^|[-_.])v?\d+(?:$|[-_.])|blue|green|\d{6,}", re.IGNORECASE)


@check(
    "ai-index-replaceable",
    severity="low",
    effort="hours",
    certainty="heuristic",
    maps=[
        "azure-waf-ai:AI-grounding-data-design:update-your-index-to-prevent-inferencing-on-stale-data",
        "aws-genai-lens:GENREL04-BP02",
    ],
)
def index_replaceable(use: VectorStoreUse, uses: list[VectorStoreUse]) -> Verdict:
    """A new index can be built beside the one in use.

    Why: A change of embedding model would take search away for hours. Vectors of two models can't be compared, so that all of
    them are made anew; with an alias, a version in the name or a name from configuration, the old index serves meanwhile.

    Fix: Search an alias, and point it at the new index

        client.update_collection_aliases(
            change_aliases_operations=[CreateAliasOperation(create_alias=CreateAlias(alias_name="kb", collection_name="kb_v3"))]
        )
    """
    if any(each.aliases for each in without_samples(uses)):
        return passed(aliases="made in code")
    fixed = sorted(name for name in use.collections if not VERSIONED.search(name))
    if fixed:
        return failed("An index can only be replaced in place", at=use.origin.at(use.collections[fixed[0]]), collections=fixed)
    if use.collections:
        return passed(collections=sorted(use.collections))
    if not use.queries or use.store in ("langchain", "llama-index", "azure search", "weaviate"):
        return not_applicable("no name of an index was seen here")
    return passed(name="from configuration")
