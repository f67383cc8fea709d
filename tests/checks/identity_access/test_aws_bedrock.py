"""Guardrails that calls can't leave out: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import AwsBedrockRegion
from readiness.facts.aws.iam import AwsRole, AwsStatement
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.testing import fact, row, table

MODELS = "arn:aws:bedrock:eu-west-1::foundation-model/*"
MINE = "arn:aws:bedrock:eu-west-1:1:guardrail/abc"
KEY = "bedrock:GuardrailIdentifier"
TRAFFIC = fact(AwsBedrockTraffic, region="eu-west-1", model="anthropic.claude-sonnet")
AGENT = fact(AwsReference, user="arn:aws:bedrock:eu-west-1:1:agent/A1", used="arn:aws:iam::1:role/agent", role="execution role")


def region(**values: Any) -> Any:
    return fact(AwsBedrockRegion, **{"region": "eu-west-1", "log_group": None, "log_bucket": None, "text_recorded": False, **values})


REGION = region()
UNREAD = REGION.unknown("enforced_guardrails", GapReason.DENIED)


def statement(effect: Any, conditions: Any, on: Any, actions: Any) -> AwsStatement:
    held = {operator: {key: (value,)} for operator, (key, value) in conditions.items()}
    return AwsStatement(policy="own", effect=effect, actions=actions, resources=on, conditions=held)


def allow(on: Any = (MODELS,), actions: Any = ("bedrock:InvokeModel*",), **conditions: Any) -> AwsStatement:
    return statement("Allow", conditions, on, actions)


def deny(on: Any = ("*",), actions: Any = ("bedrock:InvokeModel*",), **conditions: Any) -> AwsStatement:
    return statement("Deny", conditions, on, actions)


def role(*statements: AwsStatement, by: str = "lambda.amazonaws.com", name: str = "chat") -> Any:
    trust = (AwsStatement(policy="trust policy", effect="Allow", actions=("sts:AssumeRole",), principals={"Service": (by,)}),)
    return fact(AwsRole, name=name, account="1", trust=trust, statements=statements, resource=f"arn:aws:iam::1:role/{name}")


def judged(*statements: AwsStatement) -> list[Any]:
    return [REGION, TRAFFIC, role(*statements)]


test_enforced = table(
    "aws-guardrail-enforced",
    passes=[
        row(region(enforced_guardrails=(MINE,)), TRAFFIC, role(allow()), says=MINE),
        [region(enforced_guardrails=(MINE,)), TRAFFIC],
        judged(allow(StringEquals=(KEY, MINE))),
        judged(allow(StringLike=(KEY, f"{MINE}:*"))),
        judged(allow(Null=(KEY.lower(), "false"))),
        judged(allow(), deny(Null=(KEY, "true"))),
        judged(allow(("*",), ("*",)), deny(StringNotEquals=(KEY, MINE)), allow(actions=("bedrock:ListFoundationModels",))),
        judged(allow(), deny((MODELS,), StringNotEquals=(KEY, MINE), StringNotLike=(KEY, f"{MINE}:*"))),
        judged(allow(), deny(("arn:aws:bedrock:*",), Null=(KEY, "true"))),
        judged(allow((MODELS, "arn:aws:bedrock:eu-west-1:1:inference-profile/*")), deny((MODELS,), Null=(KEY, "true"))),
        # Elsewhere nothing is demanded, and nothing is used.
        judged(allow(StringEquals=(KEY, MINE)), allow(("arn:aws:bedrock:us-east-1::foundation-model/*",))),
        # People who administer, and agents with a guardrail of their own, are no calls of software.
        [*judged(allow(StringEquals=(KEY, MINE))), role(allow(("*",), ("*",)), by="sso.amazonaws.com", name="admin")],
        [*judged(allow(StringEquals=(KEY, MINE))), AGENT, role(allow(), by="bedrock.amazonaws.com", name="agent")],
        [UNREAD, TRAFFIC, role(allow(StringEquals=(KEY, MINE)))],
    ],
    fails=[
        row(REGION, TRAFFIC, role(allow()), says="chat"),
        judged(allow(("*",), ("bedrock:*",))),
        judged(allow(StringEquals=("aws:RequestedRegion", "eu-west-1"))),
        judged(allow(StringEqualsIfExists=(KEY, MINE))),
        judged(allow(StringNotEquals=(KEY, MINE))),
        judged(allow(Null=(KEY, "true"))),
        judged(allow(**{"ForAllValues:StringEquals": (KEY, MINE)})),
        judged(allow(StringEquals=(KEY, MINE)), allow(actions=("bedrock:InvokeModelWithResponseStream",))),
        judged(allow(), deny(StringEquals=(KEY, MINE))),
        judged(allow(), deny(Null=(KEY, "false"))),
        judged(allow(), deny(**{"ForAnyValue:StringNotEquals": (KEY, MINE)})),
        judged(allow(), deny(Null=(KEY, "true"), StringEquals=("aws:PrincipalTag/team", "claims"))),
        judged(allow(), deny(actions=("bedrock:InvokeModel",), Null=(KEY, "true"))),
        judged(allow(), deny((f"{MODELS[:-1]}anthropic.*",), Null=(KEY, "true"))),
        judged(
            allow(("arn:aws:bedrock:*::foundation-model/*",)), deny(("arn:aws:bedrock:us-east-1::foundation-model/*",), Null=(KEY, "true"))
        ),
        judged(allow((MODELS, "arn:aws:bedrock:eu-west-1:1:provisioned-model/*")), deny((MODELS,), Null=(KEY, "true"))),
        [*judged(allow(StringEquals=(KEY, MINE))), role(allow(), name="batch")],
        [region(mantle_called=True), TRAFFIC, role(allow())],
    ],
    unknown=[
        [region(mantle_called=True), TRAFFIC, role(allow(StringEquals=(KEY, MINE)))],
        [region(mantle_called=True, enforced_guardrails=(MINE,)), TRAFFIC, role(allow())],
        [region(mantle_called=True)],
        [UNREAD, TRAFFIC, role(allow())],
        [UNREAD, TRAFFIC],
        [REGION, TRAFFIC],
        [REGION, TRAFFIC, role(allow(("arn:aws:bedrock:us-east-1::foundation-model/*",)))],
        [REGION, TRAFFIC, Gap(place="table:.", facts=("AwsRole",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        (),
        REGION,
        [REGION, role(allow())],
        [REGION, AGENT, role(allow(), by="bedrock.amazonaws.com", name="agent")],
    ],
)
