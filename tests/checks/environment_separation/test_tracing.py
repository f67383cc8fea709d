"""Places of traces: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

PRODUCTION, STAGING = Environment.PRODUCTION, Environment.STAGING


def workload(environment: Environment, **variables: str | None) -> Any:
    written = tuple(EnvironmentVariable(name=name, value=value) for name, value in variables.items())
    container = Container(name="assistant", environment=written)
    values = {"name": "assistant", "api_version": "apps/v1", "kind": "Deployment", "containers": (container,), "environment": environment}
    return fact(Workload, resource=f"kubernetes:{environment}/assistant", **values)


ATTRIBUTE = "deployment.environment.name=production,service.name=assistant"

test_traces = table(
    "ai-traces-per-environment",
    passes=[
        [workload(PRODUCTION, LANGSMITH_PROJECT="a-production"), workload(STAGING, LANGSMITH_PROJECT="a-staging")],
        workload(PRODUCTION, OTEL_RESOURCE_ATTRIBUTES=ATTRIBUTE),
        [workload(PRODUCTION, OTEL_RESOURCE_ATTRIBUTES=ATTRIBUTE, PHOENIX_PROJECT_NAME="a"), workload(STAGING, PHOENIX_PROJECT_NAME="a")],
        [workload(PRODUCTION, LANGSMITH_PROJECT="a"), workload(STAGING, LANGSMITH_PROJECT=None)],
    ],
    fails=[
        row(workload(PRODUCTION, LANGSMITH_PROJECT="a"), workload(STAGING, LANGSMITH_PROJECT="a"), says="one place"),
        [
            workload(PRODUCTION, OTEL_RESOURCE_ATTRIBUTES="service.name=assistant"),
            workload(STAGING, OTEL_RESOURCE_ATTRIBUTES="service.name=assistant"),
        ],
    ],
    unknown=[
        workload(PRODUCTION, LANGSMITH_PROJECT="a"),
        workload(PRODUCTION, LANGSMITH_PROJECT="a").unknown("containers", GapReason.TEMPLATED),
    ],
    not_applicable=[(), workload(PRODUCTION, PORT="8000"), workload(Environment.UNCLASSIFIED, LANGSMITH_PROJECT="a")],
)
