"""What a refused call or a cap hides is told by every check that needs it, also where one collector starts from another's facts."""

from __future__ import annotations

import pytest
from aws_world import ACCOUNT, REGION, Answer, place_of, recorded
from aws_worlds.serverless import ANSWERS

from readiness.api import Check, Status
from readiness.engine import Finding, judge
from readiness.facts.aws.serverless import AwsAiFunction, AwsFunction
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect

CHECKS = load_checks()
ON_AI_FUNCTIONS = sorted(id for id, each in CHECKS.items() if each.subject is AwsAiFunction)


def found(check: Check, answers: dict[str, Answer], caps: dict[str, int] | None = None) -> tuple[Finding, ...]:
    work = plan([place_of("aws-region", recorded(answers))], [check])
    return judge(collect(work, caps=caps), [check])


@pytest.mark.parametrize("id", ON_AI_FUNCTIONS)
def test_functions_that_can_t_be_listed_are_not_functions_that_are_not_there(id):
    findings = found(CHECKS[id], {**ANSWERS, "lambda.list_functions": "AccessDeniedException"})
    assert {each.status for each in findings} == {Status.UNKNOWN}
    assert {each.right for each in findings} == {"lambda:ListFunctions"}


def test_a_cap_that_bites_is_an_unknown_that_says_how_many_were_read():
    (one,) = ANSWERS["lambda.list_functions"]["Functions"]
    three = [{**one, "FunctionName": name, "FunctionArn": f"{one['FunctionArn']}-{name}"} for name in ("a", "b", "c")]
    check = next(each for each in CHECKS.values() if each.subject is AwsFunction)
    findings = found(check, {**ANSWERS, "lambda.list_functions": {"Functions": three}}, caps={"AwsFunction": 2})
    told = [each for each in findings if each.resource.endswith("#too large")]
    assert [each.message for each in told] == ["too large: the first 2 were read, and no more (max_resources)"]
    assert told[0].right == "a larger number for AwsFunction in max_resources"
    assert told[0].resource == f"aws-region:{ACCOUNT}/{REGION}#too large"
