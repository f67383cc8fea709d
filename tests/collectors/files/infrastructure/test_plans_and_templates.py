"""Plans and CloudFormation's templates become the same facts."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from infrastructure_world import facts_in, only, seen_in, verdicts, written

from readiness.facts import Environment
from readiness.facts.aws.agents import AwsAgent, AwsDataSource
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.iam import AwsRole
from readiness.facts.aws.secret_stores import AwsStackOutput
from readiness.facts.aws.serverless import AwsAiFunction, AwsFunction
from readiness.facts.aws.storage import AwsBucket, AwsTable


def planned(*resources: tuple[str, str, dict, dict], expressions: dict | None = None) -> str:
    """A plan that creates these resources: type, name, known values and what is known after the apply."""
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "planned_values": {
                "root_module": {
                    "resources": [
                        {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "values": values}
                        for kind, name, values, _ in resources
                    ]
                }
            },
            "resource_changes": [
                {"address": f"{kind}.{name}", "change": {"actions": ["create"], "after_unknown": unknown}}
                for kind, name, _, unknown in resources
            ],
            "configuration": {
                "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}},
                "root_module": {
                    "resources": [
                        {
                            "address": f"{kind}.{name}",
                            "type": kind,
                            "name": name,
                            "expressions": (expressions or {}).get(f"{kind}.{name}", {}),
                        }
                        for kind, name, _, _ in resources
                    ]
                },
            },
        },
        indent=2,
    )


FUNCTION = (
    "aws_lambda_function",
    "chat",
    {
        "function_name": "chat",
        "environment": [{"variables": {"MODEL_ID": "anthropic.claude-3-haiku-20240307-v1:0"}}],
        "tags_all": {"env": "prod"},
    },
    {"arn": True, "environment": [{"variables": {"BUCKET": True}}]},
)
BUCKET = {"aws_lambda_function.chat": {"environment": [{"variables": {"references": ["aws_s3_bucket.docs.id", "aws_s3_bucket.docs"]}}]}}
VERSIONING = {"aws_s3_bucket_versioning.docs": {"bucket": {"references": ["aws_s3_bucket.docs.id", "aws_s3_bucket.docs"]}}}


def test_a_plan_tells_values_and_references(tmp_path):
    text = planned(
        FUNCTION,
        ("aws_s3_bucket", "docs", {"bucket_prefix": "docs"}, {"id": True, "bucket": True}),
        ("aws_s3_bucket_versioning", "docs", {"versioning_configuration": [{"status": "Enabled"}]}, {"bucket": True}),
        expressions={**BUCKET, **VERSIONING},
    )
    bucket = only(written(tmp_path, {"plan.json": text}), AwsBucket)
    assert (bucket.name, bucket.versioning) == ("aws_s3_bucket.docs", "Enabled")
    assert "aws_s3_bucket.docs" in text.splitlines()[bucket.origin.line or 0]
    assert only(tmp_path, AwsFunction).environment is Environment.PRODUCTION
    assert verdicts(tmp_path, "aws-bucket-versioned") == {"aws-bucket-versioned": {"pass"}}


def test_what_a_plan_knows_only_after_the_apply_is_unknown(tmp_path):
    text = planned(
        FUNCTION,
        ("aws_s3_bucket", "docs", {"bucket": "docs"}, {}),
        (
            "aws_s3_bucket_versioning",
            "docs",
            {"versioning_configuration": [{}]},
            {"bucket": True, "versioning_configuration": [{"status": True}]},
        ),
        expressions={**BUCKET, **VERSIONING},
    )
    assert verdicts(written(tmp_path, {"plan.json": text}), "aws-bucket-versioned") == {"aws-bucket-versioned": {"unknown"}}


def test_a_plan_beside_its_files_takes_their_lines(tmp_path):
    text = planned(FUNCTION)
    files = {"plan.json": text, "main.tf": '\nresource "aws_lambda_function" "chat" {\n  function_name = var.name\n}\nvariable "name" {}\n'}
    function = only(written(tmp_path, files), AwsFunction)
    assert (function.name, function.origin.file, function.origin.line) == ("chat", "main.tf", 2)


TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: prod}
  Protect: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Protected: !Equals [!Ref Protect, "yes"]
Resources:
  Chats:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      DeletionProtectionEnabled: !If [Protected, true, false]
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: !If [IsProd, true, false]}
  Docs:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "docs-${Stage}"
      VersioningConfiguration: {Status: Enabled}
  Chat:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: NONE}
      Environment:
        Variables:
          MODEL_ID: anthropic.claude-3-haiku-20240307-v1:0
          TABLE: !Ref Chats
          DOCS: !GetAtt Docs.Arn
          OPENAI_API_KEY: "{{resolve:secretsmanager:openai:SecretString:key}}"
      Policies:
        - Statement: [{Effect: Allow, Action: "bedrock:*", Resource: "*"}]
        - AWSLambdaVPCAccessExecutionRole
        - DynamoDBCrudPolicy: {TableName: !Ref Chats}
"""


def test_a_template_becomes_the_same_facts(tmp_path):
    table = only(written(tmp_path, {"template.yaml": TEMPLATE}), AwsTable)
    assert table.point_in_time_recovery is True
    assert "deletion_protection" in table.unread
    assert only(tmp_path, AwsBucket).name == "docs-prod"
    assert only(tmp_path, AwsAiFunction).url_authorization == "NONE"
    assert only(tmp_path, AwsRole).policies == ("AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole")
    said = {
        "aws-table-point-in-time-recovery": {"pass"},
        "aws-table-deletion-protected": {"unknown"},
        "aws-bucket-versioned": {"pass"},
        "aws-bucket-public-access-blocked": {"pass"},
        "aws-function-url-authenticated": {"fail"},
        "aws-function-secrets-referenced": {"fail"},
        "aws-runtime-roles-without-wildcards": {"fail"},
    }
    assert verdicts(tmp_path, *said) == said


def test_a_template_of_cdk_tells_agents_and_their_sources(tmp_path):
    resources = {
        "Docs1234": {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"Status": "Suspended"}}},
        "Base": {"Type": "AWS::Bedrock::KnowledgeBase", "Properties": {"Name": "kb", "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}}},
        "Source": {
            "Type": "AWS::Bedrock::DataSource",
            "Properties": {
                "Name": "docs",
                "KnowledgeBaseId": {"Fn::GetAtt": ["Base", "KnowledgeBaseId"]},
                "DataSourceConfiguration": {"Type": "S3", "S3Configuration": {"BucketArn": {"Fn::GetAtt": ["Docs1234", "Arn"]}}},
            },
        },
        "Agent": {
            "Type": "AWS::Bedrock::Agent",
            "Properties": {
                "AgentName": "claims",
                "AgentResourceRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                "ActionGroups": [
                    {"ActionGroupName": "g", "FunctionSchema": {"Functions": [{"Name": "deleteClaim", "RequireConfirmation": "ENABLED"}]}}
                ],
                "KnowledgeBases": [{"KnowledgeBaseId": {"Ref": "Base"}}],
            },
        },
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
        "Policy": {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": "p",
                "Roles": [{"Ref": "Role"}],
                "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]},
            },
        },
    }
    written(tmp_path, {"cdk.out/App.template.json": json.dumps({"Resources": resources})})
    agent = only(tmp_path, AwsAgent)
    assert [(each.name, each.confirmed) for each in agent.actions] == [("deleteClaim", True)]
    assert only(tmp_path, AwsDataSource).bucket_versioning == "Suspended"
    said = {
        "aws-agent-guardrail": {"fail"},
        "aws-agent-actions-confirmed": {"pass"},
        "aws-agent-role-least-privilege": {"fail"},
        "aws-knowledge-base-rebuildable": {"fail"},
        "aws-bucket-versioned": {"fail"},
    }
    assert verdicts(tmp_path, *said) == said


def test_containers_of_a_template(tmp_path):
    resources = {
        "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "Family": "gw",
                "ContainerDefinitions": [
                    {
                        "Name": "litellm",
                        "Image": "ghcr.io/berriai/litellm:v1.60.0",
                        "Environment": [{"Name": "OPENAI_API_KEY", "Value": {"Ref": "Key"}}],
                    }
                ],
            },
        },
        "Service": {"Type": "AWS::ECS::Service", "Properties": {"ServiceName": "gw", "TaskDefinition": {"Ref": "Task"}}},
    }
    service = only(
        written(tmp_path, {"t.json": json.dumps({"Parameters": {"Key": {"Type": "String", "NoEcho": True}}, "Resources": resources})}),
        AwsContainerService,
    )
    assert service.wanted == 1
    assert service.signs == ("gateway litellm", "variable OPENAI_API_KEY")
    assert verdicts(tmp_path, "aws-ecs-secrets-referenced") == {"aws-ecs-secrets-referenced": {"unknown"}}


@pytest.mark.parametrize(
    "text",
    ["Resources: {A: {Type: AWS::S3::Bucket, Properties: !Ref x}}", "Resources: {A: {Type: 'AWS::Lambda::Function', Properties: [1]}}"],
)
def test_odd_templates_end_nothing(tmp_path, text):
    assert not [each for each in seen_in(written(tmp_path, {"t.yaml": text})) if hasattr(each, "detail")]


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["A", "AWS::NoValue", "${A.Arn}", "${", "*"])
)
NAMES = st.sampled_from(
    [
        "Ref",
        "Fn::Sub",
        "Fn::GetAtt",
        "Fn::Join",
        "Fn::If",
        "Fn::Select",
        "Statement",
        "Action",
        "Variables",
        "Environment",
        "Policies",
        "Tags",
        "X",
    ]
)
TREES = st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)), max_leaves=20)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TREES,
    st.sampled_from(["AWS::S3::Bucket", "AWS::Lambda::Function", "AWS::Serverless::Function", "AWS::IAM::Role", "AWS::Bedrock::Guardrail"]),
)
def test_whatever_properties_hold_no_reader_fails(tmp_path, tree, kind):
    model = {"Type": "AWS::SageMaker::Model", "Properties": {"ModelName": "m"}}
    property_names = (
        "Environment",
        "Policies",
        "AssumeRolePolicyDocument",
        "Role",
        "Tags",
        "ContentPolicyConfig",
        "LifecycleConfiguration",
        "BucketName",
    )
    properties = dict.fromkeys(property_names, tree)
    text = json.dumps({"Resources": {"A": {"Type": kind, "Properties": properties}, "M": model}})
    for each in seen_in(written(tmp_path, {"t.json": text})):
        assert not (hasattr(each, "detail") and "reader" in each.detail), each
    assert facts_in(tmp_path, AwsTable) == {}


OUTPUTS = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  ApiKey: {Type: String, NoEcho: true}
  Model: {Type: String}
Resources:
  User: {Type: AWS::IAM::User}
  Key: {Type: AWS::IAM::AccessKey, Properties: {UserName: !Ref User}}
  Guard: {Type: AWS::Bedrock::Guardrail, Properties: {Name: g}}
Outputs:
  Plain: {Value: !Ref ApiKey}
  Joined: {Value: !Join [":", ["key", !Ref ApiKey]]}
  Written: {Value: !Sub "Bearer ${ApiKey}"}
  Secret: {Value: !GetAtt Key.SecretAccessKey}
  Long: {Value: {"Fn::GetAtt": [Key, SecretAccessKey]}}
  Id: {Value: !Ref Key}
  Model: {Value: !Ref Model}
  Arn: {Value: !GetAtt Guard.GuardrailArn}
  Escaped: {Value: !Sub "${!ApiKey}"}
"""


def test_outputs_that_show_a_secret(tmp_path):
    found = {each.name: each.shows for each in facts_in(written(tmp_path, {"t.yaml": OUTPUTS}), AwsStackOutput).values()}
    shown = dict.fromkeys(("Plain", "Joined", "Written"), "the parameter ApiKey")
    shown |= dict.fromkeys(("Secret", "Long"), "the secret key of Key")
    assert found == {**shown, **dict.fromkeys(("Id", "Model", "Arn", "Escaped"), "")}
    check = "aws-stack-output-holds-no-secret"
    assert verdicts(tmp_path, check) == {check: {"pass", "fail"}}
