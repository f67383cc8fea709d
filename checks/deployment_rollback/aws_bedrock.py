"""Whether guardrails of Amazon Bedrock work."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.bedrock import AwsGuardrail


@check(
    "aws-guardrail-works",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC02-BP01", "aws-agentic-ai-lens:AGENTREL05-BP03"],
)
def guardrail_works(guardrail: AwsGuardrail) -> Verdict:
    """Guardrails are ready.

    Why: Calls that name a guardrail which failed are refused or go unscreened. Its state tells before users do. The newest
    numbered version counts; a draft in work disturbs nobody who names a version.

    Fix: Read why it failed, and mend that

        # guardrail <guardrail>, version <version>
        aws bedrock list-guardrails
        aws bedrock get-guardrail --guardrail-identifier … --query '[statusReasons,failureRecommendations]'
    """
    if guardrail.status == "READY":
        return passed(status=guardrail.status, guardrail=guardrail.name)
    if guardrail.status == "FAILED":
        return failed("The guardrail failed", status=guardrail.status, guardrail=guardrail.name, version=guardrail.version)
    if guardrail.status == "DELETING":
        return not_applicable("it is being deleted")
    return unknown("the guardrail is being changed", status=guardrail.status)
