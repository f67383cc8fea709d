"""Programs of the CDK, Pulumi and SST are not run, and whoever reads the result is told so."""

from __future__ import annotations

import json

import pytest
from infrastructure_world import facts_in, findings_in, gaps_in, written

from readiness.api import Status
from readiness.facts import Environment, GapReason
from readiness.facts.aws.agents import AwsAgent

CDK = {"cdk.json": json.dumps({"app": "npx ts-node bin/app.ts"})}
STACK = """
import * as cdk from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { aws_bedrock as bedrock } from 'aws-cdk-lib';
"""
TEMPLATE = json.dumps(
    {
        "Resources": {
            "Agent": {"Type": "AWS::Bedrock::Agent", "Properties": {"AgentName": "claims", "FoundationModel": "amazon.nova-pro-v1:0"}}
        }
    }
)


def told(folder):
    (gap,) = gaps_in(folder)
    return gap


def test_a_program_of_the_cdk_hides_what_its_libraries_make(tmp_path):
    gap = told(written(tmp_path, {**CDK, "lib/stack.ts": STACK}))
    assert (gap.file, gap.reason, gap.right) == ("cdk.json", GapReason.UNRESOLVED, "npx cdk synth --quiet, and scan cdk.out")
    assert {"AwsAgent", "AwsBucket", "AwsRole"} <= set(gap.facts)
    assert not {"AwsFunction", "AwsTable", "AzureAiAccount"} & set(gap.facts)


def test_checks_of_what_it_hides_are_unknown(tmp_path):
    written(tmp_path, {**CDK, "lib/stack.ts": STACK})
    (finding,) = findings_in(tmp_path, "aws-agent-guardrail")
    assert (finding.status, finding.right) == (Status.UNKNOWN, "npx cdk synth --quiet, and scan cdk.out")
    (other,) = findings_in(tmp_path, "aws-function-traced")
    assert other.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("path", "source", "fact"),
    [
        ("stack.py", "from aws_cdk import aws_lambda_python_alpha as functions\nimport aws_cdk.aws_bedrock", "AwsFunction"),
        ("stack.py", "from aws_cdk.aws_sagemaker import CfnEndpoint", "AwsEndpoint"),
        ("Stack.java", "import software.amazon.awscdk.services.sagemaker.CfnEndpoint;", "AwsEndpoint"),
        ("stack.go", 'import "github.com/aws/aws-cdk-go/awscdk/v2/awssagemaker"', "AwsEndpoint"),
        ("Stack.cs", "using Amazon.CDK;\nusing Amazon.CDK.AWS.Sagemaker;", "AwsEndpoint"),
        ("stack.ts", "import { bedrock } from '@cdklabs/generative-ai-cdk-constructs';\nimport 'aws-cdk-lib';", "AwsKnowledgeBase"),
        ("stack.ts", f"{STACK}\nbucket.metricAllRequests().createAlarm(this, 'Busy', {{}});", "AwsAlarm"),
        (
            "stack.ts",
            f"{STACK}\nnew AwsCustomResource(this, 'x', {{action: 'putModelInvocationLoggingConfiguration'}})",
            "AwsBedrockRegion",
        ),
    ],
)
def test_libraries_in_every_language_tell_what_is_made(tmp_path, path, source, fact):
    assert fact in told(written(tmp_path, {**CDK, path: source})).facts


@pytest.mark.parametrize("path", ["cdk.out/App.template.json", "synth/App.template.json"])
def test_templates_that_were_made_of_it_leave_no_gap(tmp_path, path):
    written(tmp_path, {**CDK, "lib/stack.ts": STACK, path: TEMPLATE})
    assert gaps_in(tmp_path) == []
    assert len(facts_in(tmp_path, AwsAgent)) == 1


def test_a_template_with_paths_of_constructs_was_made_of_it(tmp_path):
    made = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Metadata: {aws:cdk:path: App/B/Resource}\n"
    assert gaps_in(written(tmp_path, {**CDK, "lib/stack.ts": STACK, "template.yaml": made})) == []


def test_a_template_by_hand_beside_it_tells_nothing_of_it(tmp_path):
    by_hand = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"
    assert told(written(tmp_path, {**CDK, "lib/stack.ts": STACK, "template.yaml": by_hand})).file == "cdk.json"


def test_each_program_has_its_own_sources_and_templates(tmp_path):
    functions = "import * as lambda from 'aws-cdk-lib/aws-lambda';\n// asks bedrock"
    files = {
        "one/cdk.json": CDK["cdk.json"],
        "one/stack.ts": STACK,
        "one/cdk.out/One.template.json": TEMPLATE,
        "two/cdk.json": CDK["cdk.json"],
        "two/stack.ts": functions,
    }
    gap = told(written(tmp_path, files))
    assert gap.file == "two/cdk.json"
    assert "AwsFunction" in gap.facts
    assert "AwsBucket" not in gap.facts


def test_a_program_without_a_model_hides_nothing_that_is_judged(tmp_path):
    gap = told(written(tmp_path, {**CDK, "lib/site.ts": "import * as s3 from 'aws-cdk-lib/aws-s3';"}))
    assert gap.facts == ()


def test_models_that_other_code_asks_are_enough(tmp_path):
    files = {**CDK, "lib/site.ts": "import * as s3 from 'aws-cdk-lib/aws-s3';", "app.py": "import openai\nclient = openai.OpenAI()\n"}
    assert "AwsBucket" in told(written(tmp_path, files)).facts


def test_a_program_among_samples_is_one(tmp_path):
    assert told(written(tmp_path, {f"examples/{path}": text for path, text in CDK.items()})).environment is Environment.SAMPLE


@pytest.mark.parametrize("text", ["{}", "[]", '{"app": {"nested": 1}}', '{"context": {"@aws-cdk/core:x": true}}', '"cdk"'])
def test_a_file_that_starts_no_program(tmp_path, text):
    assert gaps_in(written(tmp_path, {"cdk.json": text, "lib/stack.ts": STACK})) == []


def test_a_broken_file_is_a_gap_of_its_own(tmp_path):
    assert told(written(tmp_path, {"cdk.json": '{"app": ', "lib/stack.ts": STACK})).reason is GapReason.UNPARSEABLE


@pytest.mark.parametrize(
    ("path", "source", "fact"),
    [
        ("index.ts", 'import * as aws from "@pulumi/aws";\nnew aws.bedrock.AgentAgent("a", {});', "AwsAgent"),
        ("index.ts", 'import { Function } from "@pulumi/aws/lambda";\n// bedrock', "AwsFunction"),
        ("__main__.py", "import pulumi\nfrom pulumi_aws import sfn, sagemaker\n", "AwsWorkflow"),
        ("__main__.py", "import pulumi_azure_native as azure\nazure.cognitiveservices.Account('a')\n", "AzureAiAccount"),
    ],
)
def test_a_program_of_pulumi(tmp_path, path, source, fact):
    gap = told(written(tmp_path, {"infra/Pulumi.yaml": "name: claims\nruntime: nodejs\n", f"infra/{path}": source}))
    assert (gap.file, gap.right) == ("infra/Pulumi.yaml", "scan the account that it deploys to (pulumi preview --json is not read)")
    assert fact in gap.facts


def test_a_program_of_pulumi_in_yaml(tmp_path):
    text = "name: claims\nruntime: yaml\nresources:\n  agent:\n    type: aws:bedrock:AgentAgent\n"
    assert "AwsAgent" in told(written(tmp_path, {"Pulumi.yaml": text})).facts


def test_a_program_of_sst(tmp_path):
    text = """
export default $config({
  app(input) { return { name: "claims", home: "aws" }; },
  async run() { new sst.aws.Function("Chat", { handler: "chat.handler", permissions: [{ actions: ["bedrock:InvokeModel"] }] }); },
});
"""
    gap = told(written(tmp_path, {"sst.config.ts": text}))
    assert (gap.file, "AwsFunction" in gap.facts) == ("sst.config.ts", True)
