"""Terraform's files: what is resolved, what stays unknown, and what the checks of the live account say of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from infrastructure_world import facts_in, findings_in, gaps_in, only, seen_in, verdicts, written

from readiness.collectors.files.infrastructure import terraform
from readiness.collectors.files.infrastructure.expressions import Budget, Names, evaluate
from readiness.collectors.files.infrastructure.hcl import parse_hcl
from readiness.collectors.files.infrastructure.terraform import Instance, Module
from readiness.collectors.files.infrastructure.values import Ref, Text, Unresolved, unresolved_in
from readiness.engine import judge
from readiness.facts import Environment, Fact, Gap, GapReason, Origin
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import AwsAgent
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail, AwsInferenceProfile
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint
from readiness.facts.aws.iam import AwsRole
from readiness.facts.aws.serverless import AwsAiFunction, AwsApi, AwsFunction, AwsQueue
from readiness.facts.aws.storage import AwsBucket, AwsTable
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.facts.estate import DeclaredAccount, DeclaredSecretReference
from readiness.loader import load_checks
from readiness.snapshot import Snapshot, SnapshotTarget
from readiness.testing import TODAY

FUNCTION = """
resource "aws_lambda_function" "chat" {
  function_name = "chat"
  role          = "arn:aws:iam::123456789012:role/chat"
  environment {
    variables = {
      MODEL_ID = "anthropic.claude-3-haiku-20240307-v1:0"
      %s
    }
  }
}
"""


def value_of(expression: str, files: str = "", **given: object):
    """What an expression comes to in a module."""
    module = Module("")
    module.add("main.tf", parse_hcl(files))
    names = Names(Instance(module, "", {}, given, Budget()))
    return evaluate(parse_hcl(f"x = {expression}\n").body.attributes["x"], names)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a"', "a"),
        ("12", 12),
        ("-1", -1),
        ("null", None),
        ('"${1 + 2}-${true}"', "3-true"),
        ('"$${kept}"', "${kept}"),
        ('"line\\n\\"q\\""', 'line\n"q"'),
        ("[1, 2][1]", 2),
        ('{ a = 1, "b c" = 2 }', {"a": 1, "b c": 2}),
        ("true ? 1 : 2", 1),
        ("1 > 2 || !false", True),
        ('var.name == "prod"', True),
        ("local.both", {"env": "prod", "team": "ai"}),
        ('merge(local.both, { team = "x" })', {"env": "prod", "team": "x"}),
        ('[for each in ["a", "b"] : upper(each) if each != "b"]', ["A"]),
        ("{ for k, v in local.both : k => upper(v) }", {"env": "PROD", "team": "AI"}),
        ('format("%s-%d", var.name, 3)', "prod-3"),
        ('join("/", ["a", var.name])', "a/prod"),
        ('try(var.missing, "b")', "b"),
        ('lookup(local.both, "none", 4)', 4),
        ("aws_s3_bucket.docs.arn", Ref("aws_s3_bucket.docs", "arn")),
        ('aws_s3_bucket.docs["a"].arn', Ref('aws_s3_bucket.docs["a"]', "arn")),
        ("aws_subnet.all[*].id", Ref("aws_subnet.all", "id")),
        ("data.aws_region.now.name", Ref("data.aws_region.now", "name")),
        ('"${aws_s3_bucket.docs.arn}/*"', Text((Ref("aws_s3_bucket.docs", "arn"), "/*"))),
        ("jsonencode({ a = [var.name] })", {"a": ["prod"]}),
    ],
)
def test_expressions_that_the_files_decide(expression, value):
    files = 'variable "name" { default = "prod" }\nlocals {\n  both = { env = var.name, team = "ai" }\n}\nvariable "missing" {}\n'
    assert value_of(expression, files) == value


@pytest.mark.parametrize(
    "expression",
    [
        "var.missing",
        "local.nothing",
        "module.other.out",
        'file("secret.txt")',
        "var.missing ? 1 : 2",
        "local.itself",
        "each.value.name",
        "{ (var.missing) = 1 }",
        "[for each in var.missing : each]",
        "var.name.part",
        "timestamp()",
    ],
)
def test_what_the_files_leave_open_stays_unresolved(expression):
    files = 'variable "name" { default = "prod" }\nvariable "missing" {}\nlocals {\n  itself = local.itself\n}\n'
    assert isinstance(value_of(expression, files), Unresolved)


def test_an_unresolved_value_keeps_the_resources_that_it_names():
    assert value_of("sha1(aws_s3_bucket.docs.id)").refs == (Ref("aws_s3_bucket.docs", "id"),)


def test_values_that_double_are_not_followed():
    lines = ['  a0 = ["x", "x"]'] + [f"  a{n} = [local.a{n - 1}, local.a{n - 1}]" for n in range(1, 60)]
    assert unresolved_in(value_of("local.a59", "locals {\n" + "\n".join(lines) + "\n}\n")) is not None
    lines = ['  a0 = "xxxxxxxxxx"'] + [f'  a{n} = "${{local.a{n - 1}}}${{local.a{n - 1}}}"' for n in range(1, 60)]
    assert unresolved_in(value_of("local.a59", "locals {\n" + "\n".join(lines) + "\n}\n")) is not None


def test_a_chain_of_a_thousand_operators_ends_nothing(tmp_path):
    long = f"locals {{\n  x = {'!' * 5000}true\n  y = {' + '.join(['1'] * 20_000)}\n}}\n"
    files = {"main.tf": FUNCTION % "X = local.x\n      Y = local.y", "long.tf": long}
    assert only(written(tmp_path, files), AwsFunction).name == "chat"


MODULES = {
    "modules/store/main.tf": """
variable "env" {}
variable "protected" { default = false }
resource "aws_dynamodb_table" "this" {
  name                        = "sessions-${var.env}"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = var.protected
}
output "name" { value = aws_dynamodb_table.this.name }
""",
    "envs/prod/main.tf": 'provider "aws" { region = "eu-west-1" }\n'
    + FUNCTION % "TABLE_NAME = module.store.name"
    + 'module "store" {\n  source = "../../modules/store"\n  env = "prod"\n  protected = true\n}\n',
    "envs/dev/main.tf": FUNCTION % "TABLE_NAME = module.store.name"
    + 'module "store" {\n  source = "../../modules/store"\n  env = "dev"\n}\n',
}


def test_modules_are_put_together_once_for_each_root(tmp_path):
    tables = facts_in(written(tmp_path, MODULES), AwsTable)
    prod = tables["arn:aws:dynamodb:eu-west-1::table/sessions-prod"]
    dev = tables["arn:aws:dynamodb:unresolved-region::table/sessions-dev"]
    assert (prod.deletion_protection, dev.deletion_protection) == (True, False)
    assert (prod.environment, dev.environment) == (Environment.PRODUCTION, Environment.DEVELOPMENT)
    assert (prod.origin.file, prod.origin.line) == ("modules/store/main.tf", 4)


def test_what_the_workload_uses_is_known_by_the_graph(tmp_path):
    written(tmp_path, MODULES)
    used = {each.used for each in facts_in(tmp_path, AwsReference).values()}
    assert "arn:aws:dynamodb:eu-west-1::table/sessions-prod" in used
    (tmp_path / "envs/prod/more.tf").write_text('resource "aws_dynamodb_table" "unused" { name = "unrelated" }\n')
    said = findings_in(tmp_path, "aws-table-point-in-time-recovery")
    assert {each.resource for each in said if each.status == "fail"} == {
        "arn:aws:dynamodb:eu-west-1::table/sessions-prod",
        "arn:aws:dynamodb:unresolved-region::table/sessions-dev",
    }
    assert any("unrelated" in str(each.evidence) for each in said if each.status == "not applicable") or any(
        "unrelated" in each.resource for each in said if each.status == "not applicable"
    )


def test_a_root_is_worked_out_for_each_environment_with_values_of_its_own(tmp_path):
    files = {
        "main.tf": FUNCTION % "BUCKET = aws_s3_bucket.docs.id"
        + 'variable "env" {}\nvariable "versioned" { default = "Suspended" }\n'
        + 'resource "aws_s3_bucket" "docs" { bucket = "docs-${var.env}" }\n'
        + 'resource "aws_s3_bucket_versioning" "docs" {\n  bucket = aws_s3_bucket.docs.id\n'
        + "  versioning_configuration { status = var.versioned }\n}\n",
        "env/prod.tfvars": 'env = "prod"\nversioned = "Enabled"\n',
        "env/staging.tfvars": 'env = "staging"\n',
    }
    buckets = facts_in(written(tmp_path, files), AwsBucket)
    assert {name: (each.environment, each.versioning) for name, each in buckets.items()} == {
        "arn:aws:s3:::docs-prod": (Environment.PRODUCTION, "Enabled"),
        "arn:aws:s3:::docs-staging": (Environment.STAGING, "Suspended"),
    }


def test_what_is_only_known_later_is_unknown_and_never_a_pass(tmp_path):
    files = {
        "main.tf": FUNCTION % "BUCKET = aws_s3_bucket.docs.id\n      TABLE = aws_dynamodb_table.t.name"
        + 'variable "on" {}\nresource "aws_s3_bucket" "docs" { bucket = "docs" }\n'
        + 'resource "aws_s3_bucket_versioning" "docs" {\n  bucket = aws_s3_bucket.docs.id\n'
        + "  versioning_configuration { status = var.on }\n}\n"
        + 'resource "aws_dynamodb_table" "t" {\n  name = "t"\n  deletion_protection_enabled = var.on\n'
        + "  point_in_time_recovery { enabled = var.on }\n}\n"
    }
    ids = ("aws-bucket-versioned", "aws-table-deletion-protected", "aws-table-point-in-time-recovery")
    assert verdicts(written(tmp_path, files), *ids) == {id: {"unknown"} for id in ids}
    said = findings_in(tmp_path, ids[0])
    assert "var.on has no value" in str(next(each for each in said if each.status == "unknown").evidence)


def test_a_companion_of_whom_it_is_not_told_whose_it_is_leaves_the_field_open(tmp_path):
    files = {
        "main.tf": FUNCTION % "BUCKET = aws_s3_bucket.docs.id"
        + 'resource "aws_s3_bucket" "docs" { bucket = "docs" }\nvariable "which" {}\n'
        + 'resource "aws_s3_bucket_versioning" "some" {\n  bucket = var.which\n  versioning_configuration { status = "Enabled" }\n}\n'
    }
    assert verdicts(written(tmp_path, files), "aws-bucket-versioned") == {"aws-bucket-versioned": {"unknown"}}


def test_secrets_of_variables_are_told_apart(tmp_path):
    held = """OPENAI_API_KEY = data.aws_secretsmanager_secret_version.openai.secret_string
      SECRET_ARN = aws_secretsmanager_secret.openai.arn"""
    files = {
        "main.tf": FUNCTION % held
        + 'resource "aws_secretsmanager_secret" "openai" { name = "prod/openai" }\n'
        + 'data "aws_secretsmanager_secret_version" "openai" { secret_id = aws_secretsmanager_secret.openai.id }\n'
    }
    function = only(written(tmp_path, files), AwsFunction)
    assert [(each.name, each.state) for each in function.credentials] == [("OPENAI_API_KEY", "literal")]
    assert verdicts(tmp_path, "aws-function-secrets-referenced") == {"aws-function-secrets-referenced": {"fail"}}


def test_no_secret_of_a_file_gets_into_a_fact(tmp_path):
    value = "sk-proj-" + "Abc123def456" * 4
    files = {"main.tf": FUNCTION % f'OPENAI_API_KEY = "{value}"\n      OTHER = "x{value}"'}
    assert value not in "".join(each.model_dump_json() for each in seen_in(written(tmp_path, files)))


def test_roles_have_what_is_attached_to_them(tmp_path):
    files = {
        "main.tf": FUNCTION % ""
        + """
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}
data "aws_iam_policy_document" "models" {
  statement {
    actions   = ["bedrock:*"]
    resources = ["*"]
  }
}
resource "aws_iam_role" "chat" {
  name               = "chat-role"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_policy" "models" {
  name   = "models"
  policy = data.aws_iam_policy_document.models.json
}
resource "aws_iam_role_policy_attachment" "models" {
  role       = aws_iam_role.chat.name
  policy_arn = aws_iam_policy.models.arn
}
resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.chat.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
"""
    }
    role = only(written(tmp_path, files), AwsRole)
    assert role.policies == ("AWSLambdaBasicExecutionRole", "models")
    assert role.services == {"lambda.amazonaws.com"}
    assert verdicts(tmp_path, "aws-runtime-roles-without-wildcards") == {"aws-runtime-roles-without-wildcards": {"fail"}}
    attachment = 'resource "aws_iam_role_policy_attachment" "x" {\n  role = aws_iam_role.chat.name\n'
    (tmp_path / "more.tf").write_text(attachment + '  policy_arn = "arn:aws:iam::aws:policy/SomethingElse"\n}\n')
    assert verdicts(tmp_path, "aws-runtime-roles-without-wildcards") == {"aws-runtime-roles-without-wildcards": {"not applicable"}}


def test_how_a_function_is_reached_and_served(tmp_path):
    files = {
        "main.tf": FUNCTION % ""
        + """
resource "aws_lambda_function_url" "chat" {
  function_name      = aws_lambda_function.chat.function_name
  authorization_type = "NONE"
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.chat.function_name
  function_version = aws_lambda_function.chat.version
}
resource "aws_sqs_queue" "in" {
  name           = "in"
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3 })
}
resource "aws_sqs_queue" "dead" { name = "dead" }
resource "aws_lambda_event_source_mapping" "in" {
  event_source_arn = aws_sqs_queue.in.arn
  function_name    = aws_lambda_function.chat.arn
}
resource "aws_apigatewayv2_api" "chat" {
  name          = "chat"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_integration" "chat" {
  api_id           = aws_apigatewayv2_api.chat.id
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.chat.invoke_arn
}
resource "aws_apigatewayv2_route" "chat" {
  api_id    = aws_apigatewayv2_api.chat.id
  route_key = "POST /chat"
  target    = "integrations/${aws_apigatewayv2_integration.chat.id}"
}
"""
    }
    run = only(written(tmp_path, files), AwsAiFunction)
    assert (run.url_authorization, [each.version for each in run.aliases]) == ("NONE", ["published"])
    queues = facts_in(tmp_path, AwsQueue)
    assert queues["arn:aws:sqs:unresolved-region::in"].redrive_exists
    assert queues["arn:aws:sqs:unresolved-region::dead"].dead_letter_of == ("arn:aws:sqs:unresolved-region::in",)
    assert [each.target for each in only(tmp_path, AwsApi).routes] == ["arn:aws:lambda:unresolved-region::function:chat"]
    ids = ("aws-function-url-authenticated", "aws-inference-api-authenticated", "aws-queue-dead-letters", "aws-function-behind-alias")
    assert verdicts(tmp_path, *ids) == dict(zip(ids, ({"fail"}, {"fail"}, {"pass"}, {"pass"}), strict=True))


AGENT = """
resource "aws_bedrockagent_agent" "claims" {
  agent_name              = "claims"
  agent_resource_role_arn = "arn:aws:iam::123456789012:role/claims"
  foundation_model        = "anthropic.claude-3-5-sonnet-20240620-v1:0"
  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.g.guardrail_id
    guardrail_version    = %s
  }
}
resource "aws_bedrockagent_agent_alias" "live" {
  agent_alias_name = "live"
  agent_id         = aws_bedrockagent_agent.claims.agent_id
}
resource "aws_bedrock_guardrail" "g" {
  name = "g"
  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }
}
resource "aws_bedrock_guardrail_version" "v" {
  guardrail_arn = aws_bedrock_guardrail.g.guardrail_arn
}
resource "aws_bedrockagent_agent_action_group" "pay" {
  agent_id          = aws_bedrockagent_agent.claims.agent_id
  agent_version     = "DRAFT"
  action_group_name = "pay"
  action_group_executor { lambda = "arn:aws:lambda:eu-west-1:123456789012:function:pay" }
  function_schema {
    member_functions {
      functions {
        name        = "deletePayment"
        description = "Deletes a payment"
      }
    }
  }
}
"""


@pytest.mark.parametrize(
    ("version", "said"), [("aws_bedrock_guardrail_version.v.version", "pass"), ('"DRAFT"', "fail"), ("var.v", "unknown")]
)
def test_agents_and_their_guardrails(tmp_path, version, said):
    written(tmp_path, {"main.tf": 'variable "v" {}\n' + AGENT % version})
    assert verdicts(tmp_path, "aws-agent-guardrail", "aws-agent-alias-versioned", "aws-agent-actions-confirmed") == {
        "aws-agent-guardrail": {said},
        "aws-agent-alias-versioned": {"pass"},
        "aws-agent-actions-confirmed": {"fail"},
    }
    assert only(tmp_path, AwsGuardrail).filter("PROMPT_ATTACK").input_strength == "HIGH"
    assert verdicts(tmp_path, "aws-agent-prepared", "aws-guardrail-works") == {
        "aws-agent-prepared": {"not applicable"},
        "aws-guardrail-works": {"not applicable"},
    }


def test_a_filter_without_its_strength_is_not_told(tmp_path):
    policy = 'content_policy_config { filters_config { type = "PROMPT_ATTACK" } }'
    written(tmp_path, {"main.tf": 'resource "aws_bedrock_guardrail" "g" {\n  name = "g"\n  ' + policy + "\n}\n"})
    assert "filters" in only(tmp_path, AwsGuardrail).unread


def test_services_and_endpoints(tmp_path):
    files = {
        "main.tf": """
resource "aws_ecs_cluster" "c" { name = "c" }
resource "aws_ecs_task_definition" "gateway" {
  family = "gateway"
  container_definitions = jsonencode([{
    name        = "litellm"
    image       = "ghcr.io/berriai/litellm:main-latest"
    environment = [{ name = "OPENAI_API_KEY", value = data.aws_ssm_parameter.key.value }]
  }])
}
data "aws_ssm_parameter" "key" { name = "/openai" }
resource "aws_ecs_service" "gateway" {
  name            = "gateway"
  cluster         = aws_ecs_cluster.c.id
  task_definition = aws_ecs_task_definition.gateway.arn
  desired_count   = 2
}
resource "aws_appautoscaling_target" "gateway" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.c.name}/${aws_ecs_service.gateway.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 8
}
resource "aws_appautoscaling_policy" "gateway" {
  name        = "cpu"
  resource_id = aws_appautoscaling_target.gateway.resource_id
}
resource "aws_sagemaker_endpoint_configuration" "e" {
  name = "e"
  production_variants {
    variant_name           = "all"
    model_name             = "m"
    initial_instance_count = 1
    instance_type          = "ml.g5.xlarge"
  }
}
resource "aws_sagemaker_endpoint" "e" {
  name                 = "e"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.e.name
}
"""
    }
    service = only(written(tmp_path, files), AwsContainerService)
    assert service.signs[0] == "gateway litellm"
    assert [each.instances for each in only(tmp_path, AwsEndpoint).variants] == [1]
    ids = (
        "aws-ecs-service-scales",
        "aws-ecs-deployment-rolls-back",
        "aws-ecs-secrets-referenced",
        "aws-sagemaker-endpoint-replicated",
        "aws-sagemaker-endpoint-scales",
    )
    assert verdicts(tmp_path, *ids) == dict(zip(ids, ({"pass"}, {"fail"}, {"fail"}, {"fail"}, {"fail"}), strict=True))


# What is left out


def test_infrastructure_without_ai_says_nothing(tmp_path):
    files = {"main.tf": 'resource "aws_s3_bucket" "b" { bucket = "b" }\nresource "aws_lambda_function" "f" { function_name = "f" }\n'}
    assert facts_in(written(tmp_path, files), AwsBucket) == {}
    assert verdicts(tmp_path, "aws-bucket-versioned") == {"aws-bucket-versioned": {"not applicable"}}


def test_what_may_be_made_elsewhere_is_not_missed(tmp_path):
    written(tmp_path, {"main.tf": FUNCTION % ""})
    ids = ("aws-function-alarms-cover-trouble", "aws-trail-in-all-regions", "aws-model-quota-headroom", "aws-bedrock-guardrail-ready")
    assert verdicts(tmp_path, *ids) == {id: {"not applicable"} for id in ids}
    assert {each.message for each in findings_in(tmp_path, *ids)} == {"no target of this kind was assessed"}
    assert verdicts(tmp_path, "aws-bedrock-invocation-logging") == {"aws-bedrock-invocation-logging": {"unknown"}}


def test_a_broken_file_is_a_gap_that_names_what_it_may_hide(tmp_path):
    files = {
        "main.tf": FUNCTION % "",
        "storage.tf": 'resource "aws_s3_bucket" "docs" {\n  bucket = = "x"\n}\nresource "aws_dynamodb_table" "t" { name = "t" }\n',
    }
    gap = next(each for each in gaps_in(written(tmp_path, files)) if each.file == "storage.tf")
    assert (gap.reason, gap.line) == (GapReason.UNPARSEABLE, 2)
    assert "AwsBucket" in gap.facts
    assert verdicts(tmp_path, "aws-bucket-versioned") == {"aws-bucket-versioned": {"unknown"}}


def test_a_module_from_elsewhere_is_a_gap_that_names_it(tmp_path):
    files = {
        "main.tf": FUNCTION % ""
        + 'module "docs" {\n  source = "terraform-aws-modules/s3-bucket/aws"\n  version = "4.1.0"\n}\n'
        + 'module "private" {\n  source = "git::https://user:token@git.example.com/modules.git?ref=v1"\n}\n'
        + 'module "off" {\n  count = 0\n  source = "terraform-aws-modules/rds/aws"\n}\n'
    }
    gaps = {each.detail: each.facts for each in gaps_in(written(tmp_path, files)) if each.reason is GapReason.UNRESOLVED}
    assert gaps == {
        "module.docs comes from terraform-aws-modules/s3-bucket/aws": ("AwsBucket",),
        "module.private comes from git::https://git.example.com/modules.git": (),
    }
    assert verdicts(tmp_path, "aws-bucket-versioned") == {"aws-bucket-versioned": {"unknown"}}


def test_examples_are_samples(tmp_path):
    files = {"examples/chat/main.tf": FUNCTION % "", "main.tf": FUNCTION % ""}
    assert {each.environment for each in seen_in(written(tmp_path, files)) if type(each) is AwsFunction} == {
        Environment.SAMPLE,
        Environment.UNCLASSIFIED,
    }


def test_syntax_in_json(tmp_path):
    data = {
        "resource": {
            "aws_bedrockagent_agent": {"a": {"agent_name": "${var.n}-agent", "agent_resource_role_arn": "arn:aws:iam::1:role/a"}},
            "aws_bedrockagent_agent_alias": {"live": {"agent_alias_name": "live", "agent_id": "${aws_bedrockagent_agent.a.id}"}},
        },
        "variable": {"n": {"default": "claims"}},
    }
    agent = only(written(tmp_path, {"main.tf.json": json.dumps(data)}), AwsAgent)
    assert (agent.name, [each.name for each in agent.aliases]) == ("claims-agent", ["live"])


PIECES = (
    *("resource", ' "aws_s3_bucket"', ' "x"', " {", "}", "\n", " a = ", '"${', '"', "var.", "[", "]", "for ", " : ", "<<EOF\n", "\nEOF\n"),
    *("module", "locals", " each.key", "?", "!", "1", "data.x.y", "#", "/*", "%{ if", "\x00", "é"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_nothing_that_a_file_may_hold_ends_the_walk(tmp_path, pieces):
    text = "".join(pieces)
    written(tmp_path, {"main.tf": text, "more.tf": FUNCTION % ("X = " + text), "prod.tfvars": text})
    for each in seen_in(tmp_path):
        assert not (hasattr(each, "detail") and "reader" in each.detail), each


GUARDRAIL = 'resource "aws_bedrock_guardrail" "g" { name = "g" }\nresource "aws_s3_bucket" "x" {\n  a = = 1\n}\n'


def test_files_are_no_news_of_a_live_account(tmp_path):
    written(tmp_path, {"main.tf": FUNCTION % "" + GUARDRAIL})
    live, files = "aws-region:1/unresolved-region", "folder:."
    told = [each for each in seen_in(tmp_path) if not isinstance(each, Gap)]
    hidden = [each for each in seen_in(tmp_path) if isinstance(each, Gap)]
    guardrail = next(each for each in told if type(each) is AwsGuardrail)
    region = AwsBedrockRegion(
        resource="1/unresolved-region/bedrock",
        origin=Origin(place=live, call="x"),
        region=guardrail.region,
        log_group=None,
        log_bucket=None,
        text_recorded=False,
    )
    traffic = AwsBedrockTraffic(
        resource="t", origin=Origin(place=live, call="x"), region=guardrail.region, model="anthropic.claude-3-haiku-20240307-v1:0"
    )
    snapshot = Snapshot(
        taken=TODAY,
        targets=(
            SnapshotTarget(key="aws:1", kind="aws", name="1", places=(live,)),
            SnapshotTarget(key=files, kind="folder", name=".", places=(files,)),
        ),
        collected=frozenset(Fact.by_name),
        facts=(*told, region, traffic),
        gaps=tuple(hidden),
    )
    said = {each.target: each.status for each in judge(snapshot, [load_checks()["aws-bedrock-guardrail-ready"]])}
    assert said["aws:1"] == "fail"


ACCOUNT = """
variable "subscription" { type = string }
provider "azurerm" {
  features {}
  subscription_id = var.subscription
}
provider "azurerm" {
  alias           = "shared"
  subscription_id = "hub"
}
provider "google" { project = "p-1" }
provider "aws" {
  assume_role { role_arn = "arn:aws:iam::111122223333:role/deploy" }
}
resource "azurerm_ai_services" "a" { name = "a" }
"""


def test_accounts_that_providers_work_in(tmp_path):
    files = {
        "main.tf": ACCOUNT,
        "prod.tfvars": 'subscription = "s-1"\n',
        "staging.tfvars": 'subscription = "s-2"\n',
        "dev.tfvars": "other = 1\n",
    }
    found = facts_in(written(tmp_path, files), DeclaredAccount).values()
    told = {(str(each.environment), each.cloud): each.account for each in found if not each.unread}
    assert {key: value for key, value in told.items() if key[1] == "azure"} == {("production", "azure"): "s-1", ("staging", "azure"): "s-2"}
    assert (told["production", "google"], told["production", "aws"]) == ("p-1", "111122223333")
    assert {str(each.environment) for each in found if each.unread} == {"development"}
    assert verdicts(tmp_path, "ai-accounts-per-environment") == {"ai-accounts-per-environment": {"fail", "unknown"}}


TAGS = """
variable "tags" { type = map(string) }
provider "aws" { REGION }
resource "aws_bedrock_inference_profile" "own" {
  name = "own"
  model_source { copy_from = "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0" }
  tags = { app = "kb" }
}
resource "aws_bedrock_inference_profile" "bare" {
  name = "bare"
  model_source { copy_from = "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0" }
}
resource "aws_bedrock_inference_profile" "open" {
  name = "open"
  model_source { copy_from = "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0" }
  tags = var.tags
}
"""


@pytest.mark.parametrize(
    ("provider", "bare"),
    [
        ('region = "eu-west-1"', ()),
        ('default_tags { tags = { team = "ai" } }', ("team",)),
        ("default_tags { tags = var.tags }", None),
    ],
)
def test_tags_that_are_told(tmp_path, provider, bare):
    text = TAGS.replace("{ REGION }", "{\n" + provider + "\n}")
    found = {
        each.name: None if "tagged" in each.unread else tuple(each.tagged)
        for each in facts_in(written(tmp_path, {"main.tf": text}), AwsInferenceProfile).values()
    }
    assert found["bare"] == bare
    assert "app" in found["own"]
    assert found["open"] == (bare or None)


NAMED = """
openai_secret = "https://kv-ai.vault.azure.net/secrets/openai"
database      = "https://kv-ai2.vault.azure.net/secrets/database"
keys          = { llm = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/llm-AbCdEf" }
name          = "openai"
"""


def test_secrets_that_values_name_in_full(tmp_path):
    files = {"main.tf": 'resource "azurerm_ai_services" "a" { name = "a" }', "prod.tfvars": NAMED, "staging.tfvars": NAMED}
    found = facts_in(written(tmp_path, files), DeclaredSecretReference).values()
    assert {(each.variable, each.secret, str(each.environment)) for each in found if each.environment is Environment.PRODUCTION} == {
        ("openai_secret", "https://kv-ai.vault.azure.net/secrets/openai", "production"),
        ("keys.llm", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/llm-AbCdEf", "production"),
    }
    check = "ai-secret-references-per-environment"
    assert verdicts(tmp_path, check) == {check: {"fail"}}


def test_modules_that_are_parsed_again_say_the_same(tmp_path, monkeypatch):
    called = 'variable "name" {}\nresource "aws_s3_bucket" "docs" { bucket = var.name }\noutput "arn" { value = aws_s3_bucket.docs.arn }\n'
    root = 'module "docs" {\n  source = "../modules/docs"\n  name   = "docs-%s"\n}\n' + FUNCTION
    files = {f"root-{each}/main.tf": root % (each, "BUCKET = module.docs.arn") for each in range(3)}
    files |= {"root-0/more.tf": 'resource "aws_sqs_queue" "jobs" { name = "jobs" }\n', "modules/docs/main.tf": called}
    folder = written(tmp_path, files)
    seen = seen_in(folder)
    monkeypatch.setattr(terraform, "MOST_PARSED", 0)
    assert seen_in(folder) == seen
    assert {each.name for each in facts_in(folder, AwsBucket).values()} == {"docs-0", "docs-1", "docs-2"}
