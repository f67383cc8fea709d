"""What IAM roles may do and who may assume them: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.iam import AwsRole, AwsRootUser, AwsStatement
from readiness.testing import fact, row, table

ACCOUNT = "123456789012"
ARN = f"arn:aws:iam::{ACCOUNT}:role/assistant"
CLAUDE = "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0"
PROFILE = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:inference-profile/eu.anthropic.claude-sonnet-4"


def allow(*actions: str, on: Any = ("*",), **more: Any) -> AwsStatement:
    return AwsStatement(policy="own", effect="Allow", actions=actions, resources=on, **more)


def deny(*actions: str, on: Any = ("*",), **more: Any) -> AwsStatement:
    return AwsStatement(policy="own", effect="Deny", actions=actions, resources=on, **more)


def trust(service: str = "lambda.amazonaws.com", **more: Any) -> AwsStatement:
    return AwsStatement(policy="trust policy", effect="Allow", actions=("sts:AssumeRole",), principals={"Service": (service,)}, **more)


LAMBDA = trust()


def role(*statements: AwsStatement, by: Any = (LAMBDA,), **more: Any) -> Any:
    return fact(AwsRole, name="assistant", resource=ARN, account=ACCOUNT, trust=by, statements=statements, **more)


def refers(used: str = ARN, user: str = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:assistant") -> Any:
    return fact(AwsReference, user=user, used=used, role="execution role", resource=f"{user} {used}")


EVERYTHING_BUT = AwsStatement(policy="own", effect="Allow", not_actions=("iam:*",), resources=("*",))
EVERYTHING_BUT_MODELS = AwsStatement(policy="own", effect="Allow", not_actions=("bed*", "sagemaker:*"), resources=("*",))
PERSON = AwsStatement(policy="trust policy", effect="Allow", principals={"AWS": (f"arn:aws:iam::{ACCOUNT}:root",)})
POD = AwsStatement(
    policy="trust policy",
    effect="Allow",
    principals={"Federated": (f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC",)},
)

test_runtime_roles_without_wildcards = table(
    "aws-runtime-roles-without-wildcards",
    passes=[
        role(allow("bedrock:InvokeModel", on=(CLAUDE,))),
        role(allow("bedrock:Invoke*")),
        role(allow("bedrock:*"), deny("bedrock:*"), in_scope=True),
        [role(EVERYTHING_BUT_MODELS), refers()],
        [role(allow("s3:*")), refers()],
    ],
    fails=[
        row(role(allow("bedrock:*")), says="bedrock:*"),
        role(allow("bedrock:InvokeModel"), allow("sagemaker:*")),
        role(allow("Bedrock:*"), by=(POD,)),
        [role(allow("*")), refers()],
        [role(allow("*")), refers("assistant")],
        row(role(EVERYTHING_BUT), refers(), says="NotAction iam:*"),
        role(allow("*"), in_scope=True),
        role(allow("bedrock:*"), deny("bedrock:*", conditions={"Bool": {"aws:SecureTransport": ("false",)}})),
    ],
    unknown=[role().unknown("statements", GapReason.DENIED)],
    not_applicable=[
        role(allow("*")),
        role(allow("s3:*")),
        role(allow("bedrock:*"), by=(PERSON,)),
        [role(allow("s3:*")), refers("assistant-2")],
    ],
)

test_model_allow_list = table(
    "aws-model-allow-list",
    passes=[
        role(allow("bedrock:InvokeModel*", on=(CLAUDE, PROFILE))),
        role(allow("bedrock:InvokeModel", on=("arn:aws:bedrock:*::foundation-model/anthropic.*",))),
        role(allow("bedrock:InvokeModel", conditions={"StringEquals": {"bedrock:InferenceProfileArn": (PROFILE,)}})),
        role(
            allow("bedrock:InvokeModel"),
            AwsStatement(policy="own", effect="Deny", actions=("bedrock:Invoke*",), not_resources=(CLAUDE,)),
        ),
    ],
    fails=[
        role(allow("bedrock:InvokeModel")),
        role(allow("bedrock:InvokeModelWithResponseStream", on=("arn:aws:bedrock:eu-west-1::foundation-model/*",))),
        role(allow("bedrock:Invoke*", on=(CLAUDE, "*"))),
        role(allow("bedrock:InvokeModel", conditions={"StringLike": {"bedrock:InferenceProfileArn": ("*",)}})),
        role(allow("bedrock:InvokeModel", conditions={"StringNotEquals": {"bedrock:InferenceProfileArn": (PROFILE,)}})),
        [role(EVERYTHING_BUT), refers()],
    ],
    unknown=[role().unknown("statements", GapReason.DENIED)],
    not_applicable=[
        role(allow("bedrock:InvokeModel"), by=(PERSON,)),
        role(allow("bedrock:InvokeModel"), deny("bedrock:*")),
        role(allow("sagemaker:InvokeEndpoint")),
    ],
)


def root(**values: Any) -> Any:
    return fact(AwsRootUser, **{"mfa": False, "access_keys": 0, "password": True, **values})


test_root_user_locked_down = table(
    "aws-root-user-locked-down",
    passes=[root(mfa=True), root(password=False), root(mfa=True, password=None)],
    fails=[row(root(), says="second factor"), root(mfa=True, access_keys=1), root(password=False, access_keys=2)],
    unknown=[root(password=None), root().unknown("password", GapReason.DENIED)],
)

BEDROCK = "bedrock.amazonaws.com"

test_ai_roles_confused_deputy = table(
    "aws-ai-roles-confused-deputy",
    passes=[
        role(by=(trust(BEDROCK, conditions={"StringEquals": {"aws:SourceAccount": (ACCOUNT,)}}),)),
        role(by=(trust("sagemaker.amazonaws.com", conditions={"ArnLike": {"AWS:SourceArn": (f"arn:aws:sagemaker:*:{ACCOUNT}:*",)}}),)),
    ],
    fails=[
        role(by=(trust(BEDROCK),)),
        role(by=(trust(BEDROCK, conditions={"StringLike": {"aws:SourceAccount": ("*",)}}),)),
        role(by=(trust(BEDROCK, conditions={"StringNotEquals": {"aws:SourceAccount": (ACCOUNT,)}}),)),
        role(by=(trust(BEDROCK, conditions={"StringEquals": {"aws:SourceAccount": (ACCOUNT,)}}), trust(BEDROCK))),
    ],
    unknown=[role().unknown("trust", GapReason.DENIED)],
    not_applicable=[role()],
)

AGENT = refers(user=f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:agent/ABC")

test_agent_role_least_privilege = table(
    "aws-agent-role-least-privilege",
    passes=[
        [AGENT, role(allow("bedrock:InvokeModel", on=(CLAUDE,)))],
        [AGENT, role(allow("s3:*"), deny("s3:*"))],
    ],
    fails=[
        row(AGENT, role(allow("*")), says="administrator"),
        row(AGENT, role(allow("s3:Put*", "bedrock:InvokeModel")), says="s3:PutObject"),
        [AGENT, role(allow("dynamodb:*"))],
        [AGENT, role(EVERYTHING_BUT)],
    ],
    unknown=[AGENT, [AGENT, role().unknown("statements", GapReason.DENIED)]],
    not_applicable=[[refers(), role(allow("*"))]],
)


def pipeline(*subjects: str, provider: str = "token.actions.githubusercontent.com", operator: str = "StringLike") -> AwsStatement:
    conditions = {operator: {f"{provider}:sub": subjects}} if subjects else {"StringEquals": {f"{provider}:aud": ("sts.amazonaws.com",)}}
    who = {"Federated": (f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}",)}
    return AwsStatement(policy="trust policy", effect="Allow", principals=who, conditions=conditions)


OURS = pipeline("repo:we/assistant:ref:refs/heads/main")
BUILD = trust("codebuild.amazonaws.com")

test_deployment_role_apart = table(
    "aws-deployment-role-apart",
    passes=[
        [role(by=(OURS,)), refers("other")],
        [role(by=(BUILD,)), refers("other")],
        role(allow("bedrock:*"), by=(pipeline("project_path:we/*", provider="gitlab.com"),)),
    ],
    fails=[
        row(role(by=(pipeline(),)), refers("other"), says="githubusercontent"),
        [role(by=(pipeline("*"),)), refers("other")],
        [role(by=(pipeline("repo:*"),)), refers("other")],
        [role(by=(pipeline("repo:we/x:*", operator="StringNotLike"),)), refers("other")],
        row(role(by=(OURS, LAMBDA)), refers(), says="share"),
        [role(by=(BUILD, LAMBDA)), refers()],
    ],
    unknown=[role().unknown("trust", GapReason.DENIED)],
    not_applicable=[role(), role(by=(pipeline(),)), [role(by=(POD,)), refers()]],
)
