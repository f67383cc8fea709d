"""Terraform's files and an account that holds the same resources get the same verdicts."""

from __future__ import annotations

import io
import json
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_world import ACCOUNT, place_of, session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from infrastructure_world import verdicts, written

from readiness.collectors.aws.access import AwsAccess
from readiness.engine import judge
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect

CHECKS = (
    "aws-table-point-in-time-recovery",
    "aws-table-deletion-protected",
    "aws-table-capacity-follows-load",
    "aws-bucket-versioned",
    "aws-bucket-public-access-blocked",
    "aws-function-traced",
    "aws-function-concurrency-reserved",
    "aws-function-url-authenticated",
    "aws-function-behind-alias",
    "aws-log-retention-set",
    "aws-runtime-roles-without-wildcards",
    "aws-model-allow-list",
)
MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@dataclass(frozen=True)
class World:
    """What is made, in files and in the account alike."""

    recovery: bool
    protected: bool
    on_demand: bool
    versioning: str
    blocked: bool
    tracing: str
    reserved: int | None
    url: str
    alias: bool
    retention: int | None
    actions: str
    resource: str


WORLDS = st.builds(
    World,
    recovery=st.booleans(),
    protected=st.booleans(),
    on_demand=st.booleans(),
    versioning=st.sampled_from(["", "Enabled", "Suspended"]),
    blocked=st.booleans(),
    tracing=st.sampled_from(["Active", "PassThrough"]),
    reserved=st.sampled_from([None, 5]),
    url=st.sampled_from(["", "NONE", "AWS_IAM"]),
    alias=st.booleans(),
    retention=st.sampled_from([None, 30]),
    actions=st.sampled_from(["bedrock:InvokeModel", "bedrock:*", "s3:GetObject"]),
    resource=st.sampled_from(["*", f"arn:aws:bedrock:eu-west-1::foundation-model/{MODEL}"]),
)


def policy(world: World) -> dict[str, Any]:
    """What the function may do."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": world.actions, "Resource": world.resource}]}


def files(world: World) -> dict[str, str]:
    """The world as Terraform writes it."""
    true = {True: "true", False: "false"}
    parts = [
        'provider "aws" { region = "eu-west-1" }',
        f"""resource "aws_dynamodb_table" "chats" {{
  name                        = "chats"
  billing_mode                = "{"PAY_PER_REQUEST" if world.on_demand else "PROVISIONED"}"
  deletion_protection_enabled = {true[world.protected]}
  point_in_time_recovery {{ enabled = {true[world.recovery]} }}
}}""",
        'resource "aws_s3_bucket" "docs" { bucket = "docs" }',
        f"""resource "aws_s3_bucket_public_access_block" "docs" {{
  bucket                  = aws_s3_bucket.docs.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = {true[world.blocked]}
}}""",
        f'resource "aws_iam_role" "chat" {{\n  name = "chat"\n  assume_role_policy = jsonencode({json.dumps(TRUST)})\n}}',
        (
            f'resource "aws_iam_role_policy" "chat" {{\n  name = "p"\n  role = aws_iam_role.chat.id\n'
            f"  policy = jsonencode({json.dumps(policy(world))})\n}}"
        ),
        f"""resource "aws_lambda_function" "chat" {{
  function_name = "chat"
  role          = aws_iam_role.chat.arn
  {f"reserved_concurrent_executions = {world.reserved}" if world.reserved else ""}
  tracing_config {{ mode = "{world.tracing}" }}
  environment {{
    variables = {{
      MODEL_ID   = "{MODEL}"
      TABLE_NAME = aws_dynamodb_table.chats.name
      BUCKET     = aws_s3_bucket.docs.id
    }}
  }}
}}""",
        'resource "aws_cloudwatch_log_group" "chat" {\n  name = "/aws/lambda/${aws_lambda_function.chat.function_name}"\n'
        + (f"  retention_in_days = {world.retention}\n}}" if world.retention else "}"),
    ]
    if world.versioning:
        status = f'versioning_configuration {{ status = "{world.versioning}" }}'
        parts.append(f'resource "aws_s3_bucket_versioning" "docs" {{\n  bucket = aws_s3_bucket.docs.id\n  {status}\n}}')
    if world.url:
        names = f'function_name = aws_lambda_function.chat.function_name\n  authorization_type = "{world.url}"'
        parts.append(f'resource "aws_lambda_function_url" "chat" {{\n  {names}\n}}')
    if world.alias:
        names = 'name = "live"\n  function_name = aws_lambda_function.chat.arn\n  function_version = aws_lambda_function.chat.version'
        parts.append(f'resource "aws_lambda_alias" "live" {{\n  {names}\n}}')
    return {"main.tf": "\n".join(parts) + "\n"}


def make(world: World, moto: str) -> None:
    """The world in an account."""

    def client(name: str) -> Any:
        return session().client(name, endpoint_url=moto)

    key = {"AttributeName": "id"}
    billing = {"BillingMode": "PAY_PER_REQUEST"}
    if not world.on_demand:
        billing = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}  # type: ignore[dict-item] # parameters of a call
    client("dynamodb").create_table(
        TableName="chats",
        KeySchema=[{**key, "KeyType": "HASH"}],
        AttributeDefinitions=[{**key, "AttributeType": "S"}],
        DeletionProtectionEnabled=world.protected,
        **billing,
    )
    recovery = {"PointInTimeRecoveryEnabled": world.recovery}
    client("dynamodb").update_continuous_backups(TableName="chats", PointInTimeRecoverySpecification=recovery)
    store = client("s3")
    store.create_bucket(Bucket="docs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    switches = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": world.blocked}
    store.put_public_access_block(Bucket="docs", PublicAccessBlockConfiguration=switches)
    if world.versioning:
        store.put_bucket_versioning(Bucket="docs", VersioningConfiguration={"Status": world.versioning})
    client("iam").create_role(RoleName="chat", AssumeRolePolicyDocument=json.dumps(TRUST))
    client("iam").put_role_policy(RoleName="chat", PolicyName="p", PolicyDocument=json.dumps(policy(world)))
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "")
    functions = client("lambda")
    functions.create_function(
        FunctionName="chat",
        Runtime="python3.12",
        Handler="app.handler",
        Role=f"arn:aws:iam::{ACCOUNT}:role/chat",
        Code={"ZipFile": code.getvalue()},
        TracingConfig={"Mode": world.tracing},
        Environment={"Variables": {"MODEL_ID": MODEL, "TABLE_NAME": "chats", "BUCKET": "docs"}},
    )
    if world.reserved:
        functions.put_function_concurrency(FunctionName="chat", ReservedConcurrentExecutions=world.reserved)
    if world.url:
        functions.create_function_url_config(FunctionName="chat", AuthType=world.url)
    if world.alias:
        version = functions.publish_version(FunctionName="chat")["Version"]
        functions.create_alias(FunctionName="chat", Name="live", FunctionVersion=version)
    client("logs").create_log_group(logGroupName="/aws/lambda/chat")
    if world.retention:
        client("logs").put_retention_policy(logGroupName="/aws/lambda/chat", retentionInDays=world.retention)


def said_of_account(moto: str) -> dict[str, set[str]]:
    """Verdicts of a scan of the account."""
    access = AwsAccess(session=session(), account=ACCOUNT, endpoint_url=moto)
    checks = [load_checks()[id] for id in CHECKS]
    snapshot = collect(plan([place_of(kind, access) for kind in ("aws-account", "aws-region")], checks))
    told: dict[str, set[str]] = {id: set() for id in CHECKS}
    for each in judge(snapshot, checks):
        told[each.check].add(str(each.status))
    return {id: found - {"not applicable"} or found for id, found in told.items()}


@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(WORLDS)
def test_files_and_account_agree(moto: str, tmp_path: Path, world: World) -> None:
    with urllib.request.urlopen(urllib.request.Request(f"{moto}/moto-api/reset", method="POST"), timeout=20):
        make(world, moto)
    # Of calls that moto does not know the account's answer stays unknown; most are known.
    live = {id: said for id, said in said_of_account(moto).items() if "unknown" not in said}
    assert len(live) >= 8
    planned = verdicts(written(tmp_path, files(world)), *CHECKS)
    assert {id: planned[id] for id in live} == live
