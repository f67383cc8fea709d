"""Whether pipelines keep production's provider keys for production."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.delivery import Job, Workflow
from readiness.facts.serving import without_samples

PRODUCTION = re.compile(r"(?:^|[^a-z])(?:prod|production|prd|live)(?:[^a-z]|$)")
ELSEWHERE = re.compile(
    r"(?:^|[^a-z])(?:dev|develop|development|test|tests|testing|e2e|eval|evals|evaluate|evaluation|qa|sandbox|staging|stage|stg|uat|preview|review"
    r"|preprod|non-?prod|pre-?prod)(?:[^a-z]|$)"
)
"""Words of a job or environment that say whose it is."""
PROVIDER_KEY = re.compile(
    r"(?:^|_)(?:OPENAI|ANTHROPIC|CLAUDE|GEMINI|MISTRAL|COHERE|GROQ|HF|HUGGINGFACE|BEDROCK|OPENROUTER|TOGETHER|DEEPSEEK|XAI|REPLICATE|LITELLM|AZURE_AI)_"
    r"(?:\w+_)?(?:KEY|TOKEN|SECRET)(?:_|$)",
    re.IGNORECASE,
)


@check(
    "ai-pipeline-keys-per-environment",
    severity="high",
    effort="minutes",
    certainty="likely",
    maps=["owasp-aisvs-1.0:AISVS-C5.1", "iso-42001-2023:A.4.5", "aws-genai-lens:GENSEC01-BP01"],
)
def keys_per_environment(workflows: list[Workflow]) -> Verdict:
    """Pipelines use production's provider keys for production only.

    Why: A test can spend production's quota, or leak its key. A secret of the repository is the same for every job; one of a
    GitHub environment has another value in each, and only jobs that name the environment get it.

    Fix: Keep the key in each environment, and name it in the job

        jobs:
          <production>:
            environment: production     # Settings, Environments: a secret <secret> in each
    """
    pipelines = [each for each in without_samples(workflows) if each.product == "github actions"]
    given = [(workflow, job, name) for workflow in pipelines for job in workflow.jobs for name in job.secrets if PROVIDER_KEY.search(name)]
    ours = [each for each in given if _serves_production(each[1])]
    if not ours:
        return not_applicable("no job for production is given a provider's key")
    others = [each for each in given if _serves_others(each[1])]
    shared = [(one, other) for one in ours for other in others if one[2] == other[2]]
    if not shared:
        return passed(production=sorted({name for _, _, name in ours}), others=sorted({name for _, _, name in others}))
    repository_wide = [(one, other) for one, other in shared if not (one[1].environment or other[1].environment)]
    if repository_wide:
        (workflow, job, name), (_, beside, _) = repository_wide[0]
        return failed(
            "Tests and production use the same provider key",
            at=workflow.origin.at(job.line),
            secret=name,
            production=job.id,
            others=sorted({other[1].id for _, other in repository_wide} | {beside.id}),
        )
    (workflow, job, name), (_, beside, _) = shared[0]
    if job.environment and beside.environment:
        return passed(secret=name, environments=sorted({job.environment, beside.environment}))
    return unknown(
        "whether the environment has a key of its own stands in the code host's settings",
        at=workflow.origin.at(job.line),
        secret=name,
        jobs=sorted((job.id, beside.id)),
    )


def _told(job: Job) -> str:
    return (job.environment or job.id).lower()


def _serves_others(job: Job) -> bool:
    return bool(ELSEWHERE.search(_told(job)))


def _serves_production(job: Job) -> bool:
    return bool(PRODUCTION.search(_told(job))) and not _serves_others(job)
