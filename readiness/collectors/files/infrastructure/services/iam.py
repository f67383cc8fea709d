"""Roles with their policies. What AWS's own policies allow is known for the common ones; another one leaves the rights unread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, identify, maps
from readiness.collectors.files.infrastructure.services.policies import statements, statements_of
from readiness.collectors.files.infrastructure.stacks import blocks
from readiness.collectors.files.infrastructure.values import refs_in
from readiness.facts import Fact, GapReason, Unread
from readiness.facts.aws.iam import AwsRole, AwsStatement
from readiness.facts.aws.storage import SCOPE_TAG

LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
NETWORK = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)
MANAGED: dict[str, tuple[str, ...]] = {
    "AdministratorAccess": ("*",),
    "AmazonBedrockFullAccess": ("bedrock:*",),
    "AmazonSageMakerFullAccess": ("sagemaker:*",),
    "AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "AmazonS3FullAccess": ("s3:*", "s3-object-lambda:*"),
    "AmazonS3ReadOnlyAccess": ("s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "AWSLambdaBasicExecutionRole": LOGS,
    "AWSLambdaVPCAccessExecutionRole": (*LOGS, *NETWORK),
    "AWSLambdaSQSQueueExecutionRole": (*LOGS, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "AWSXRayDaemonWriteAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"),
    "AWSXrayWriteOnlyAccess": ("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"),
    "AmazonECSTaskExecutionRolePolicy": (
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
}
"""What policies of AWS allow on every resource, as far as it bears on models: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/."""


@maps("aws_iam_role", gives=(AwsRole,), name="name", arn="arn:aws:iam:::role/{name}")
def role(view: View) -> Iterator[Fact]:
    """A role with everything that is attached to it in its stack."""
    rights, names = _rights(view)
    yield view.fact(
        AwsRole,
        name=view.name,
        account="",
        trust=statements(view, "assume_role_policy", "trust policy"),
        statements=rights,
        policies=names,
        boundary=view.text("permissions_boundary"),
        last_used=RUNNING_ONLY,
        in_scope=view.tags.get(SCOPE_TAG[0]) == SCOPE_TAG[1],
    )


identify("aws_iam_policy", "name", "arn:aws:iam:::policy/{name}")
identify("aws_iam_role_policy", "name", "{name}")


def _rights(view: View) -> tuple[Any, Any]:
    """Statements and names of attached policies; unread when one of them is."""
    found: list[AwsStatement] = []
    names: list[str] = []
    for policy in blocks(view.resource.values.get("inline_policy")):
        told = statements_of(view, view.stack.follow(policy.get("policy")), str(policy.get("name", "inline")))
        if isinstance(told, Unread):
            return told, told
        found += told
    inline = view.linked("aws_iam_role_policy", "role")
    attached = view.linked("aws_iam_role_policy_attachment", "role")
    for linked in (inline, attached):
        if isinstance(linked, Unread):
            return linked, linked
    for each in inline if isinstance(inline, list) else []:
        told = statements(each, "policy", each.name)
        if isinstance(told, Unread):
            return told, told
        found += told
    arns = [(each, each.raw_with_refs("policy_arn")) for each in (attached if isinstance(attached, list) else [])]
    managed = view.raw_with_refs("managed_policy_arns")
    arns += [(view, each) for each in (managed if isinstance(managed, list) else [])]
    hidden: Unread | None = None
    for holder, arn in arns:
        name, told = _attached(holder, arn)
        names.append(name)
        if isinstance(told, Unread):
            hidden = told
        else:
            found += told
    return hidden if hidden is not None else tuple(found), tuple(sorted(names))


def _attached(view: View, arn: Any) -> tuple[str, tuple[AwsStatement, ...] | Unread]:
    for ref in refs_in(arn):
        target = view.stack.find(ref.address)
        if target is not None and target.type == "aws_iam_policy":
            policy = view.of(target)
            return policy.name, statements(policy, "policy", policy.name)
        if target is not None and target.type == "data.aws_iam_policy":
            return _managed(str(view.of(target).text("name") or view.of(target).text("arn")))
    written = view.text_of(arn)
    return ("unresolved", written) if isinstance(written, Unread) else _managed(written)


def _managed(arn: str) -> tuple[str, tuple[AwsStatement, ...] | Unread]:
    name = arn.rpartition("/")[2]
    actions = MANAGED.get(name)
    if actions is None:
        return name, Unread(reason=GapReason.NOT_IN_FILES, detail=f"what the policy {name} allows stands in no file")
    return name, (AwsStatement(policy=name, effect="Allow", actions=actions, resources=("*",)),)


CALLS_MODELS = re.compile(
    r"bedrock:(Invoke\w*|Converse\w*|Retrieve\w*|\*)|bedrock-agentcore:.*|sagemaker:(InvokeEndpoint\w*|\*)", re.IGNORECASE
)


def role_evidence(role: View | None) -> tuple[str, ...]:
    """What a role says of who runs with it: rights that name calls of models."""
    if role is None or role.resource.type != "aws_iam_role":
        return ()
    rights, _ = _rights(role)
    if isinstance(rights, Unread):
        return ()
    named = sorted({action for each in rights if each.effect == "Allow" for action in each.actions if CALLS_MODELS.fullmatch(action)})
    return (f"its role may call {named[0]}",) if named else ()
