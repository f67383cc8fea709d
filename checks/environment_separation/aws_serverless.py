"""Whether production functions and APIs stay apart from the other environments."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsFunction

MAPS = ["aws-ml-lens:MLOPS06-BP01", "azure-waf-core:OE:05"]
ELSEWHERE = (Environment.DEVELOPMENT, Environment.STAGING)


@check("aws-function-uses-production-only", severity="medium", effort="minutes", certainty="heuristic", maps=MAPS)
def production_only(function: AwsFunction, references: list[AwsReference], other_accounts: tuple[str, ...] = ()) -> Verdict:
    """Production functions use production resources.

    Why: Customers meet test data, and tests can break production. A function whose variables name a resource of
    another environment is one redeployment away from an outage.

    Fix: Point the variables at production's resources

        # <function>: <variables>
        aws lambda get-function-configuration --function-name <function> --query 'keys(Environment.Variables)'
    """
    if function.environment is not Environment.PRODUCTION:
        return not_applicable("it is not known to serve production")
    if not function.belongs(references):
        return not_applicable("the AI workload does not refer to it")
    others = {str(each).zfill(12) for each in other_accounts}
    found = [each.name for each in function.variables if each.environment in ELSEWHERE or each.account in others]
    if found:
        return failed("A production function uses another environment", function=function.name, variables=found)
    return passed(function=function.name, variables=len(function.variables))
