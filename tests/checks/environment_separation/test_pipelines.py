"""Provider keys in pipelines: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.delivery import Job, Workflow
from readiness.testing import fact, row, table


def workflow(*jobs: Job, **values: Any) -> Any:
    return fact(Workflow, name="release", jobs=jobs, **values)


def job(id: str, *secrets: str, environment: str | None = None) -> Job:
    return Job(id=id, secrets=secrets, environment=environment, line=7)


KEY = "OPENAI_API_KEY"

test_keys = table(
    "ai-pipeline-keys-per-environment",
    passes=[
        workflow(job("deploy-prod", KEY), job("e2e", "OPENAI_API_KEY_TEST")),
        row(workflow(job("deploy", KEY, environment="production"), job("try", KEY, environment="staging")), says="staging"),
        workflow(job("deploy-prod", KEY), job("build", KEY)),
    ],
    fails=[
        row(workflow(job("deploy-prod", KEY), job("deploy-staging", KEY)), says="config.yaml:7"),
        row(
            workflow(job("evaluate", "AZURE_OPENAI_KEY")),
            workflow(job("deploy_production", "AZURE_OPENAI_KEY")),
            says="AZURE_OPENAI_KEY",
        ),
    ],
    unknown=[
        row(workflow(job("deploy", KEY, environment="production"), job("test", KEY)), says="code host"),
        workflow(job("deploy-prod", KEY)).unknown("jobs", GapReason.UNSUPPORTED),
    ],
    not_applicable=[
        [],
        workflow(job("deploy-prod", "SENTRY_DSN"), job("test", "SENTRY_DSN")),
        workflow(job("deploy-nonprod", KEY), job("deploy-pre-prod", KEY)),
        workflow(job("products", KEY), job("test", KEY)),
        workflow(job("deploy-prod", KEY), job("test", KEY), product="gitlab"),
        workflow(job("deploy-prod", KEY), job("test", KEY), environment=Environment.SAMPLE),
    ],
)
