"""Going on in a second region: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.agents import AwsAgent
from readiness.facts.aws.estate import AwsRegionalCopies
from readiness.testing import PLACE, fact, row, table

SECOND = {"second_region": "eu-central-1"}
TEST = {"environment": Environment.DEVELOPMENT}
USED = fact(AwsReference, user="chat", used="chats", role="environment variable TABLE")


def store(*regions, **values):
    return fact(AwsRegionalCopies, **{"name": "chats", "form": "table", "region": "eu-west-1", "regions": regions, **values})


test_state = table(
    "aws-state-in-second-region",
    passes=[row(store("eu-central-1"), USED, **SECOND), row(store("us-east-1", "eu-central-1"), USED, **SECOND)],
    fails=[row(store(), USED, **SECOND, says="no copy"), row(store(tagged=True), **SECOND), row(store("us-east-1"), USED, **SECOND)],
    unknown=[
        row(store().unknown("regions", GapReason.DENIED, right="dynamodb:DescribeTable"), USED, **SECOND),
        row(store().unknown("tagged", GapReason.DENIED, right="tag:GetResources"), **SECOND),
        row(store(), Gap(place=PLACE, facts=("AwsReference",), reason=GapReason.DENIED), **SECOND),
    ],
    not_applicable=[
        [store(), USED],
        row(store(), **SECOND),
        row(store(**TEST), USED, **SECOND),
        row(store(region="eu-central-1"), USED, **SECOND),
    ],
)

ACCOUNT = fact(AwsAccount, account="123456789012", identity="arn", regions=("eu-west-1", "eu-central-1"))
NARROW = fact(AwsAccount, account="123456789012", identity="arn", regions=("eu-west-1",))


def agent(region="eu-west-1", model="eu.anthropic.claude-sonnet-4-5-20250929-v1:0", **values):
    id = f"A-{region}"
    known = {"name": "helper", "id": id, "status": "PREPARED", "model": model, "resource": f"arn:aws:bedrock:{region}:1:agent/{id}"}
    return fact(AwsAgent, **{**known, **values})


def there(**values):
    return agent("eu-central-1", **values)


test_agents = table(
    "aws-agents-in-second-region",
    passes=[
        row(agent(), there(), ACCOUNT, **SECOND),
        row(agent(), there(model="arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"), **SECOND),
        row(agent(model="arn:aws:bedrock:eu-west-1:1:application-inference-profile/a1b2"), there(), NARROW, **SECOND),
    ],
    fails=[
        row(agent(), ACCOUNT, **SECOND, says="missing"),
        row(agent(), there(name="another"), ACCOUNT, **SECOND),
        row(agent(), there(status="NOT_PREPARED"), ACCOUNT, **SECOND, says="not ready"),
        row(agent(), there(model="amazon.nova-pro-v1:0"), ACCOUNT, **SECOND, says="another model"),
    ],
    unknown=[
        row(agent(), NARROW, **SECOND),
        row(agent(), Gap(place=PLACE, facts=("AwsAccount",), reason=GapReason.DENIED), **SECOND),
    ],
    not_applicable=[[agent(), ACCOUNT], row(agent(**TEST), ACCOUNT, **SECOND)],
)
