"""Whether capacity for models is paid for that nobody uses."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.models import AwsPaidCapacity


@check(
    "aws-no-idle-model-capacity",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENCOST02-BP02", "azure-waf-core:CO:07"],
)
def no_idle_capacity(capacity: AwsPaidCapacity, today: date, least_days: int = 14) -> Verdict:
    """Capacity that is paid for gets requests.

    Why: An endpoint that nobody calls costs as much as a busy one. Instances and model units are billed by the hour until they
    are deleted. Capacity that stands by for a disaster is waived, with a reason.

    Fix: Delete it, or let it scale to zero

        # <type> <name>: <size>, no request in two weeks
        aws sagemaker delete-endpoint --endpoint-name <name>
        # or: aws bedrock delete-provisioned-model-throughput --provisioned-model-id <name>
    """
    if (today - capacity.since).days < least_days:
        return not_applicable("it is younger than two weeks")
    evidence: dict[str, Any] = {"type": capacity.type, "name": capacity.name, "since": capacity.since, "invocations": capacity.invocations}
    if not capacity.invocations:
        return failed("Capacity is paid for that nobody calls", **evidence, size=capacity.size)
    return passed(**evidence)
