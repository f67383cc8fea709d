"""Whether functions can go back to what ran before."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.aws.serverless import AwsAiFunction

MAPS = ["aws-agentic-ai-lens:AGENTOPS02-BP03", "aws-ml-lens:MLREL04-BP02", "aws-genai-lens:GENOPS04-BP02"]
ELSEWHERE = (Environment.DEVELOPMENT, Environment.SAMPLE, Environment.STAGING)


@check("aws-function-previous-version-kept", severity="high", effort="hours", maps=MAPS)
def previous_version(function: AwsAiFunction) -> Verdict:
    """Functions keep a published version to go back to.

    Why: A bad release can't be undone within minutes. Without published versions the code that ran before is gone as
    soon as new code is uploaded.

    Fix: Publish a version with every release

        aws lambda publish-version --function-name <function>
        aws lambda list-versions-by-function --function-name <function> --query 'Versions[].Version'
    """
    if function.environment in ELSEWHERE:
        return not_applicable("it does not serve production")
    if len(function.versions) < 2:
        return failed("A function has no version to go back to", function=function.name, versions=function.versions)
    return passed(function=function.name, versions=function.versions[-2:])


@check("aws-function-behind-alias", severity="medium", effort="hours", maps=MAPS)
def behind_alias(function: AwsAiFunction) -> Verdict:
    """Functions are served through an alias of a version.

    Why: Every upload reaches all users at once and can't be taken back. An alias shifts traffic to a new version step
    by step, and back in one call.

    Fix: Point an alias at a published version

        aws lambda create-alias --function-name <function> --name live --function-version <version>
        # AWS SAM: AutoPublishAlias: live, DeploymentPreference: {Type: Canary10Percent5Minutes}
    """
    if function.environment in ELSEWHERE:
        return not_applicable("it does not serve production")
    served = [f"{each.name} -> {each.version}" for each in function.aliases if each.version != "$LATEST"]
    if not served:
        return failed("A function is served as it was last uploaded", function=function.name)
    return passed(function=function.name, aliases=served)
