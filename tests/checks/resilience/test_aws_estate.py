"""Going on in a second region: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.agents import AwsAgent
from readiness.facts.aws.estate import AwsDnsZone, AwsRegionalCopies, AwsResponsePlans, RoutedName
from readiness.facts.aws.trail import AwsContacts
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

CHAT = {"hostname": "chat.example.org"}


def zone(routing="", answers=2, checked=2, **values):
    routed = (RoutedName(name="chat.example.org", routing=routing, answers=answers, checked=checked),) if routing else ()
    return fact(AwsDnsZone, resource="arn:aws:route53:::hostedzone/Z1", **{"name": "example.org", "routed": routed, **values})


test_traffic = table(
    "aws-traffic-fails-over",
    passes=[
        row(zone("latency"), **CHAT),
        row(zone("failover", checked=1), **CHAT),
        row(zone("weighted"), hostname="Chat.Example.org."),
    ],
    fails=[
        row(zone(), **CHAT, says="one answer"),
        row(zone("weighted", answers=1, checked=1), **CHAT),
        row(zone("latency", checked=1), **CHAT, says="not health-checked"),
        row(zone("failover", checked=0), **CHAT),
        row(zone("latency"), hostname="other.example.org"),
    ],
    unknown=[row(zone().unknown("routed", GapReason.DENIED).unknown("fronted", GapReason.DENIED), **CHAT)],
    not_applicable=[
        [zone()],
        row(zone(name="another-example.org"), hostname="example.org"),
        row(zone(fronted=("chat.example.org",)), **CHAT),
    ],
)


def contacts(*kinds, **values):
    return fact(AwsContacts, account="123456789012", kinds=kinds, **values)


def plans(*names):
    return fact(AwsResponsePlans, region="eu-west-1", plans=names)


RUNBOOK = {"runbook": "https://wiki.example.org/assistant"}

test_incidents = table(
    "aws-incident-plan-known",
    passes=[[contacts(), plans("outage")], row(contacts("OPERATIONS"), plans(), **RUNBOOK)],
    fails=[
        row(contacts(), plans(), says="Neither"),
        row(contacts("SECURITY"), plans(), **RUNBOOK, says="Nobody"),
        row(contacts("SECURITY"), says="Neither"),
    ],
    unknown=[
        [contacts("OPERATIONS"), plans()],
        [contacts("OPERATIONS"), Gap(place=PLACE, facts=("AwsResponsePlans",), reason=GapReason.DENIED)],
        [contacts().unknown("kinds", GapReason.DENIED, right="account:GetAlternateContact"), plans()],
    ],
    not_applicable=[contacts(**TEST)],
)
