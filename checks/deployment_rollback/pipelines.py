"""Whether somebody says yes before a release reaches production."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import ProviderUse
from readiness.facts.delivery import Job, Workflow
from readiness.facts.serving import without_samples

from .ai import deploys, makes_local_cluster

ELSEWHERE = re.compile(
    r"(^|[^a-z])(dev|develop|development|test|testing|qa|sandbox|staging|stage|stg|uat|preview|review|preprod|nonprod)([^a-z]|$)"
)
"""Words of a job or environment that say that it is not production's."""
BY_HAND = frozenset({"workflow_dispatch", "workflow_call"})


def _to_production(workflow: Workflow) -> list[Job]:
    """Jobs that deploy, but for those that name another environment, and for tests of a change."""
    if set(workflow.triggers) and set(workflow.triggers) <= {"pull_request", "pull_request_target", "merge_group"}:
        return []
    return [
        job
        for job in workflow.jobs
        if any(deploys(step) for step in job.steps)
        and not any(makes_local_cluster(step) for step in job.steps)
        and not ELSEWHERE.search((job.environment or job.id).lower())
    ]


@check(
    "ai-release-approved",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:OE:11", "owasp-aisvs-1.0:AISVS-C3.3", "iso-42001-2023:A.6.2.5", "eu-dora:DORA-Art9"],
)
def release_approved(workflow: Workflow, uses: list[ProviderUse]) -> Verdict:
    """A release to production passes an environment or a gate.

    Why: One wrong merge changes what every customer is told. A job that names an environment can be made to wait for
    reviewers, a manual job waits by itself; an input that is called environment holds nothing up. Whether reviewers are
    required stands in the code host's settings, not in files.

    Fix: Name an environment, and protect it with reviewers

        jobs:
          <job>:
            environment: {name: production}   # then Settings, Environments: required reviewers
        # GitLab: environment: {name: production} with when: manual, or a protected environment
    """
    if not without_samples(uses):
        return not_applicable("no model is used")
    jobs = _to_production(workflow)
    if not jobs:
        return not_applicable("it deploys nothing to production")
    open_jobs = [job for job in jobs if not (job.environment or job.manual)]
    if not open_jobs:
        if all(job.manual for job in jobs):
            return passed(at=workflow.origin.at(jobs[0].line), jobs=[job.id for job in jobs], by="manual jobs")
        names = sorted({job.environment for job in jobs if job.environment})
        return passed(at=workflow.origin.at(jobs[0].line), environments=names, reviewers="only the code host knows")
    first = workflow.origin.at(open_jobs[0].line)
    if set(workflow.triggers) <= BY_HAND:
        return unknown("somebody starts it by hand, and who may is not told", at=first, jobs=[job.id for job in open_jobs])
    return failed("A release reaches production without anybody's yes", at=first, job=open_jobs[0].id, triggers=sorted(workflow.triggers))
