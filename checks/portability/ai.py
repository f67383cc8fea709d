"""What it would cost to change the model or to leave the provider."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import SourceModule
from readiness.facts.delivery import EvaluationSuite, Workflow
from readiness.facts.serving import without_samples
from readiness.lock_in import call_path, feature_points, identity_points, model_vendors, names_models, touching, vendors

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
    judged = touching(modules)
    if not judged:
        return not_applicable("no code that calls a model was found")
    path = call_path(judged)
    evidence: dict[str, Any] = {
        "score": round(path.score),
        "max_score": max_score,
        "modules": path.modules,
        "direct_modules": len(path.direct),
        "direct": [str(each.origin.file) for each in path.direct[:NAMED]],
    }
    if path.direct:
        evidence["isolated"] = path.isolated
    if round(path.score) > max_score:
        return failed("Calls to one provider are spread over the code", at=path.direct[0].origin if path.direct else None, **evidence)
    return passed(**evidence)


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
    hard = [each for each in judged if names_models(each) == "argument"]
    settings = [each for each in judged if names_models(each) == "default"]
    evidence: dict[str, Any] = {
        "modules": [str(each.origin.file) for each in hard[:NAMED]],
        "defaults": len(settings),
        "lock_points": round(identity_points(len(hard), len(settings)), 1),
    }
    if len(hard) > max_modules:
        first = next(each.line for each in hard[0].models if each.use == "argument")
        return failed("Model names are written into several modules", at=hard[0].origin.at(first), **evidence)
    return passed(**evidence)


@check(
    "ai-endpoint-configurable",
    severity="low",
    effort="minutes",
    maps=["azure-waf-ai:AI-application-design:abstract-your-models-and-tools"],
)
def endpoint_configurable(module: SourceModule) -> Verdict:
    """Addresses of model providers are not written into code.

    Why: Going through a gateway or to another provider would need a new release. Without an address of their own, the
    clients of OpenAI and Anthropic read it from the environment (OPENAI_BASE_URL, ANTHROPIC_BASE_URL), which is enough.

    Fix: Take the address from configuration

        client = OpenAI(base_url=os.environ["LLM_BASE_URL"])  # instead of <address>
    """
    free = [each for each in module.clients if each.coupling != "neutral" and each.endpoint]
    if not free:
        return not_applicable("no client with an address is made here")
    written = [each for each in free if each.endpoint == "literal" and "." in each.address]
    if written:
        return failed(
            "A provider's address is written into code",
            at=module.origin.at(written[0].line),
            address=written[0].address,
            lines=[each.line for each in written],
        )
    return passed(clients=len(free))


@check(
    "ai-provider-features-few",
    severity="medium",
    effort="days",
    maps=["nist-ai-600-1:GV-6.2-001", "eu-dora:DORA-Art29", "iso-42001-2023:A.10.3"],
)
def provider_features_few(modules: list[SourceModule], max_points: int = 8) -> Verdict:
    """Little rests on features that one provider alone offers.

    Why: What only one provider offers must be built again elsewhere. Assistants, managed retrieval and native request bodies
    are the parts of a system that take longest to move; up to 8 of 25 points are small change. What was decided on is waived.

    Fix: Own the parts that are hard to replace

        # <features>
        bedrock.converse(modelId=model, messages=messages)  # one body for all models, instead of invoke_model
    """
    judged = without_samples(modules)
    if not judged:
        return not_applicable("no code that calls a model was found")
    found = sorted({(each.name, module.origin.file or "", each.line) for module in judged for each in module.features})
    if not found:
        return not_applicable("nothing that only one provider offers is used")
    files = {name: len({file for other, file, _ in found if other == name}) for name, _, _ in found}
    points = round(feature_points(files), 1)
    evidence: dict[str, Any] = {
        "features": sorted(files),
        "points": points,
        "places": [f"{file}:{line}" for _, file, line in found][:NAMED],
    }
    if points > max_points:
        first = next(module for module in judged if module.features)
        return failed(
            "Much rests on features of one provider", at=first.origin.at(first.features[0].line), **evidence, max_points=max_points
        )
    return passed(**evidence)


@check(
    "ai-evaluations-second-vendor",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENOPS01-BP01", "nist-ai-600-1:MG-3.1-003", "aws-genai-lens:GENPERF02-BP03"],
)
def evaluations_second_vendor(suites: list[EvaluationSuite], workflows: list[Workflow]) -> Verdict:
    """Evaluations also run against another vendor's model.

    Why: Nobody knows whether another model would do. A fallback, a price rise or a withdrawal asks that question on a bad
    day; a suite that asks two vendors answers it every week, and so does a pipeline that runs it for a matrix of models.

    Fix: Name a second vendor in the suite

        # promptfooconfig.yaml, beside <vendors>
        providers: [openai:gpt-4.1-mini, anthropic:messages:claude-haiku-4-5]
    """
    own = without_samples(suites)
    if not own:
        return not_applicable("there is no evaluation suite")
    named = [vendors(each.providers) for each in own]
    known = sorted(set().union(*named))
    for suite, asked in zip(own, named, strict=True):
        if len(asked) > 1:
            return passed(at=suite.origin, vendors=sorted(asked))
    for workflow in without_samples(workflows):
        for job in workflow.jobs:
            if len(asked := model_vendors(job.matrix)) > 1:
                return passed(at=workflow.origin.at(job.line), vendors=sorted(asked), job=job.id)
    if not known:
        return unknown("whose models the suite asks can't be told from its providers", suites=[str(each.origin) for each in own][:NAMED])
    return failed("Evaluations ask one vendor's models only", at=own[0].origin, vendors=known)
