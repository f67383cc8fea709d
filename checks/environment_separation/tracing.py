"""Whether traces of production stand apart from those of trials."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.workloads import Workload

PROJECTS = frozenset(
    {"LANGSMITH_PROJECT", "LANGCHAIN_PROJECT", "PHOENIX_PROJECT_NAME", "LANGFUSE_TRACING_ENVIRONMENT", "MLFLOW_EXPERIMENT_NAME"}
)
"""Variables that name where a tracer writes to."""
RESOURCE = "OTEL_RESOURCE_ATTRIBUTES"
SAYS_ENVIRONMENT = re.compile(r"(^|,)\s*(deployment\.environment(\.name)?|service\.namespace|k8s\.namespace\.name)\s*=")
NAMED = (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT)


@check(
    "ai-traces-per-environment",
    severity="low",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS02-BP01", "azure-waf-core:OE:07"],
)
def traces_per_environment(workloads: list[Workload]) -> Verdict:
    """Traces say which environment they come from.

    Why: Failures of a trial look like an outage, and outages like a trial. Evaluations and figures drawn from traces are wrong
    as soon as tests and customers stand in one project.

    Fix: Give each environment its own project or attribute

        OTEL_RESOURCE_ATTRIBUTES: deployment.environment.name=production
        LANGSMITH_PROJECT: assistant-production    # now <project> in <environments>
    """
    seen = [(each.environment, variable) for each in workloads if each.environment in NAMED for variable in _tracing(each)]
    if not seen:
        return not_applicable("no variable names a place for traces")
    where: dict[tuple[str, str], set[Environment]] = {}
    for environment, variable in seen:
        if variable.value and not (variable.name == RESOURCE and SAYS_ENVIRONMENT.search(variable.value)):
            where.setdefault((variable.name, variable.value), set()).add(environment)
    shared = {key: found for key, found in where.items() if Environment.PRODUCTION in found and len(found) > 1}
    told = {environment for environment, variable in seen if variable.name == RESOURCE and SAYS_ENVIRONMENT.search(variable.value or "")}
    if shared and Environment.PRODUCTION not in told:
        (name, value), found = min(shared.items())
        return failed("Traces of two environments stand in one place", variable=name, project=value, environments=sorted(found))
    environments = sorted({environment for environment, _ in seen})
    if told or len(environments) > 1:
        return passed(environments=environments)
    return unknown("only one environment is visible", environments=environments)


def _tracing(workload: Workload) -> list[EnvironmentVariable]:
    containers: tuple[Container, ...] = workload.main_containers
    return [each for container in containers for each in container.environment if each.name in PROJECTS | {RESOURCE}]
