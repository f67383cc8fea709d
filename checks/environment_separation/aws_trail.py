"""Whether an AWS account stands in an organization, and not at its head."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.trail import AwsOrganization


@check(
    "aws-account-in-organization",
    severity="medium",
    effort="days",
    maps=["aws-ml-lens:MLSEC04-BP01", "azure-waf-core:SE:04"],
)
def account_in_organization(organization: AwsOrganization, references: list[AwsReference]) -> Verdict:
    """The account is a member of an organization.

    Why: Nothing outside the account limits what is done in it. Organizations separate environments by accounts, and
    their policies hold for administrators too; but not for the account that manages the organization.

    Fix: Join the account to the organization

        aws organizations describe-organization   # in account <account>
    """
    account = organization.account
    if organization.organization is None:
        return failed("The account is in no organization", account=account)
    if references and organization.management_account == account:
        return failed("The AI workload runs in the management account", account=account)
    return passed(organization=organization.organization)
