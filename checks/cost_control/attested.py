"""What people say of who pays."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-budget-approved",
    severity="medium",
    effort="hours",
    aggregate="any",
    maps=["azure-waf-core:CO:01", "azure-waf-core:CO:02", "aws-agentic-ai-lens:AGENTCOST07-BP01"],
    question="Who owns the spend of the AI service, and which monthly budget was approved?",
)
def budget_approved(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """A named owner answers for an approved monthly budget.

    Why: Nobody stops the spending because nobody owns it. A cap in a gateway is a number; somebody must have decided it, watch
    it and be asked when it is reached.

    Fix: Name the owner and the approved budget

        - check: org-budget-approved
          answer: true
          owner: <owner>
          answered: <date>
          evidence: https://example.com/approvals/ai-assistant
          values: {monthly_budget: 5000 USD, approver: "Head of Operations"}
    """
    return attested(answers, "org-budget-approved", today, max_age_days, denied="No monthly budget is approved")
