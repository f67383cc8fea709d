"""Whether production's roles keep other environments out."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.iam import AwsRole

ACCOUNT_ID = re.compile(r"(?:^|:)(\d{12})(?::|$)")


@check(
    "aws-production-roles-apart",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:SE:04", "azure-waf-core:SE:05", "eu-dora:DORA-Art9"],
)
def production_roles_apart(role: AwsRole, nonproduction_accounts: tuple[str, ...] = ()) -> Verdict:
    """Production's roles trust no other environment.

    Why: Whoever may change test systems may change production. A trusted account hands the role to everybody it
    lets assume roles. Set `nonproduction_accounts` to the accounts of other environments.

    Fix: Take the account out of the trust policy

        # trust policy of <role>: without <accounts>
        aws iam get-role --role-name <role> --query Role.AssumeRolePolicyDocument
    """
    if not nonproduction_accounts:
        return not_applicable("no accounts of other environments are configured")
    if role.environment is not Environment.PRODUCTION:
        return not_applicable("it is no role of production")
    trusting = [each for each in role.trust if each.effect == "Allow"]
    everybody = [each for each in trusting if "*" in (*each.principals.get("AWS", ()), *each.principals.get("*", ()))]
    if any(not each.conditions for each in everybody):
        return failed("A production role trusts everybody", role=role.name, accounts=["*"])
    found = (ACCOUNT_ID.search(who) for each in trusting for who in each.principals.get("AWS", ()))
    trusted = {match[1] for match in found if match}
    # An account's number may be configured as a number.
    accounts = sorted(trusted & {str(each).zfill(12) for each in nonproduction_accounts})
    if accounts:
        return failed("A production role trusts another environment", role=role.name, accounts=accounts)
    if everybody:
        return unknown("conditions decide who may assume it", role=role.name)
    return passed(role=role.name, trusted=sorted(trusted))
