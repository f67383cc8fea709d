"""References by what they mean."""

from __future__ import annotations

import pytest
from effort import grows_no_faster
from infrastructure_world import PLACE, seen_in, written

from readiness.engine import judge
from readiness.facts import Fact, Origin
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.meaning import naming, storing, versioned
from readiness.loader import load_checks
from readiness.snapshot import Snapshot, SnapshotTarget
from readiness.testing import TODAY

BUCKET = "arn:aws:s3:::docs"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/docs"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:chat"
HOST = "docs.abc.eu-west-1.rds.amazonaws.com"

ROOT = """
provider "aws" {{ region = "eu-west-1" }}
resource "aws_s3_bucket" "docs" {{ bucket = "docs-{0}" }}
resource "aws_dynamodb_table" "sessions" {{ name = "sessions-{0}" }}
resource "aws_secretsmanager_secret" "key" {{ name = "key-{0}" }}
resource "aws_sqs_queue" "jobs" {{ name = "jobs-{0}" }}
resource "aws_cloudwatch_log_group" "chat" {{ name = "/aws/lambda/chat-{0}" }}
resource "aws_cloudwatch_metric_alarm" "errors" {{
  alarm_name  = "errors-{0}"
  namespace   = "AWS/Lambda"
  metric_name = "Errors"
  dimensions  = {{ FunctionName = aws_lambda_function.chat.function_name }}
}}
resource "aws_iam_role" "chat" {{
  name = "chat-{0}"
  assume_role_policy = jsonencode({{ Statement = [{{
    Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "lambda.amazonaws.com" }}
  }}] }})
}}
resource "aws_lambda_function" "chat" {{
  function_name = "chat-{0}"
  role          = aws_iam_role.chat.arn
  environment {{
    variables = {{
      CHAT_MODEL  = "anthropic.claude-3-haiku-20240307-v1:0"
      DOCS_BUCKET = aws_s3_bucket.docs.bucket
      TABLE       = aws_dynamodb_table.sessions.name
      SECRET_ARN  = aws_secretsmanager_secret.key.arn
    }}
  }}
}}
resource "aws_lambda_event_source_mapping" "jobs" {{
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.chat.arn
}}
resource "aws_bedrockagent_agent" "agent" {{
  agent_name              = "agent-{0}"
  agent_resource_role_arn = aws_iam_role.chat.arn
  foundation_model        = "anthropic.claude-3-haiku-20240307-v1:0"
}}
resource "aws_sfn_state_machine" "flow" {{
  name       = "flow-{0}"
  definition = jsonencode({{ StartAt = "A", States = {{ A = {{ Type = "Task", Resource = aws_lambda_function.chat.arn, End = true }} }} }})
}}
resource "aws_apigatewayv2_api" "api" {{
  name          = "api-{0}"
  protocol_type = "HTTP"
}}
resource "aws_apigatewayv2_integration" "chat" {{
  api_id           = aws_apigatewayv2_api.api.id
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.chat.invoke_arn
}}
resource "aws_apigatewayv2_route" "chat" {{
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "POST /chat"
  target    = "integrations/${{aws_apigatewayv2_integration.chat.id}}"
}}
resource "aws_apigatewayv2_stage" "live" {{
  api_id = aws_apigatewayv2_api.api.id
  name   = "$default"
}}
"""
"""A function with all that belongs to it."""


def reference(used: str) -> AwsReference:
    return AwsReference(resource=used, origin=Origin(place="aws:made-up"), user="made-up", used=used, role="store")


@pytest.mark.parametrize(
    "used", [BUCKET, f"{BUCKET}/", f"{BUCKET}/*", f"{BUCKET}/a/b", "docs", "docs/", "docs*", "s3://docs", "s3://docs/a"]
)
def test_a_bucket_is_meant(used):
    assert storing([reference(used)], BUCKET, "docs")


@pytest.mark.parametrize("used", [f"{BUCKET}s", "docs/a", "s3://docs2", "s3://a/docs", "a:docs", ""])
def test_another_bucket_is_meant(used):
    assert not storing([reference(used)], BUCKET, "docs")


@pytest.mark.parametrize("used", [TABLE, f"{TABLE}/stream/2024", f"{TABLE}:1"])
def test_a_table_is_meant(used):
    assert storing([reference(used)], TABLE)
    assert not storing([reference(used)], TABLE.removesuffix("s"))
    assert not storing([reference("s3://docs")], TABLE, "docs")


@pytest.mark.parametrize(
    "used", [HOST, HOST.upper(), f"{HOST}:5432", f"postgresql://chat@{HOST}:5432/db", f"https://{HOST}./", f"a.{HOST}"]
)
def test_a_host_is_meant(used):
    assert storing([reference(used)], "arn:aws:rds:eu-west-1:111122223333:db:docs", endpoints=[HOST])


@pytest.mark.parametrize("used", [f"other-{HOST}", f"{HOST}.example.org", HOST.partition(".")[2], "x." * 300 + HOST])
def test_another_host_is_meant(used):
    assert not storing([reference(used)], "arn:aws:rds:eu-west-1:111122223333:db:docs", endpoints=[HOST])


def test_a_function_is_meant_with_version_or_alias():
    known = [reference(FUNCTION), reference(f"{FUNCTION}:live"), reference(f"{FUNCTION}s"), reference("chat")]
    assert versioned(known, FUNCTION) == known[:2]
    assert naming(known, "chat", FUNCTION) == [known[0], known[3]]


def test_long_texts_are_taken_apart_in_part_only():
    assert storing([reference(BUCKET + "/:" * 1_000_000)], BUCKET)
    assert versioned([reference(FUNCTION + ":" * 1_000_000)], FUNCTION)


def test_judging_grows_with_the_resources_and_no_faster(tmp_path):
    checks = [check for id, check in load_checks().items() if id.startswith("aws-")]
    worlds = {}
    for roots in (1, 12, 24, 36):
        folder = written(tmp_path / str(roots), {f"{number:04}/main.tf": ROOT.format(number) for number in range(roots)})
        facts = tuple(each for each in seen_in(folder) if isinstance(each, Fact))
        worlds[roots] = Snapshot(
            taken=TODAY,
            targets=(SnapshotTarget(key=PLACE, kind="folder", name=".", places=(PLACE,)),),
            collected=frozenset(Fact.by_name),
            facts=facts,
        )
        assert sum(isinstance(each, AwsReference) for each in facts) > 4 * roots
    assert grows_no_faster(lambda roots: judge(worlds[roots], checks), 12)
