"""Functions, APIs, queues, workflows and builds: what is read of them, and that no secret is kept."""

from __future__ import annotations

import json

import pytest
from aws_world import observe, recorded
from aws_worlds.serverless import ANSWERS, DEAD, FALLBACK, FUNCTION, MODEL, QUEUE

from readiness.collectors.aws.serverless import lets_anyone, policy_kind
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsFunction
from readiness.testing import fact


def test_functions_tell_their_use_and_keep_no_secret():
    seen = observe("aws.serverless.functions", recorded(ANSWERS))
    (function,) = [each for each in seen if isinstance(each, AwsFunction)]
    assert function.ai_evidence == (f"variable FALLBACK_MODEL_ID: {FALLBACK}", f"variable MODEL_ID: {MODEL}")
    assert function.models == (FALLBACK, MODEL)
    assert {each.name: each.state for each in function.credentials} == {"API_KEY": "reference", "DB_PASSWORD": "literal"}
    assert (function.tracing, function.dead_letter) == ("Active", DEAD)
    assert function.subnets == ("subnet-a", "subnet-b")
    used = {each.role: each.used for each in seen if isinstance(each, AwsReference)}
    assert used["environment variable TABLE_NAME"] == "conversations-dev"
    assert "Zx81kQp0vTr7Lm" not in str(seen)


LAYER = "arn:aws:lambda:eu-west-1:901920570463:layer:aws-otel-python-amd64-ver-1-32-0:2"
OWN_LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:dependencies:7"


@pytest.mark.parametrize(
    ("layer", "variables", "tracer"),
    [
        (LAYER, {}, "aws-otel-python-amd64-ver-1-32-0"),
        (OWN_LAYER, {}, ""),
        (OWN_LAYER, {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument"}, "/opt/otel-instrument"),
        (OWN_LAYER, {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/bootstrap"}, ""),
        (OWN_LAYER, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT"),
        (LAYER, {"OTEL_TRACES_EXPORTER": "none"}, ""),
        (LAYER, {"OTEL_SDK_DISABLED": "True"}, ""),
    ],
)
def test_functions_tell_what_else_traces_them(layer: str, variables: dict[str, str], tracer: str):
    told = {"FunctionName": "chat", "FunctionArn": FUNCTION, "Layers": [{"Arn": layer}], "Environment": {"Variables": variables}}
    seen = observe("aws.serverless.functions", recorded({**ANSWERS, "lambda.list_functions": {"Functions": [told]}}))
    assert [each.tracer for each in seen if isinstance(each, AwsFunction)] == [tracer]


def test_variables_that_cannot_be_decrypted_are_unread():
    sealed = {"FunctionName": "sealed", "FunctionArn": FUNCTION, "Environment": {"Error": {"ErrorCode": "AccessDeniedException"}}}
    (function,) = observe("aws.serverless.functions", recorded({**ANSWERS, "lambda.list_functions": {"Functions": [sealed]}}))
    assert {function.unread[each].right for each in ("credentials", "variables", "models", "ai_evidence")} == {"kms:Decrypt"}


def test_queues_with_their_dead_letter_queue():
    dead, queue = sorted(observe("aws.serverless.queues", recorded(ANSWERS)), key=lambda each: not each.dead_letter_of)
    assert (queue.name, queue.feeds, queue.redrive_target, queue.redrive_exists, queue.max_receives) == ("jobs", (FUNCTION,), DEAD, True, 5)
    assert (dead.name, dead.messages, dead.alarms) == ("jobs-dead", 1, ("jobs failed",))


def test_workflows_show_steps_of_maps_and_no_secret():
    workflow = observe("aws.serverless.workflows", recorded(ANSWERS))[0]
    assert [(each.name, each.calls_model, each.retry) for each in workflow.steps] == [("Chat", False, True), ("Ask", True, False)]
    assert [each.name for each in workflow.credentials] == ["api_key"]
    assert workflow.timeout
    assert "Ab3dE6" not in str(workflow)


def test_apis_and_builds():
    (rest,) = observe("aws.serverless.rest_apis", recorded(ANSWERS))
    assert [(each.name, each.key_required, each.target) for each in rest.routes] == [("POST /chat", True, f"{FUNCTION}:live")]
    (http,) = observe("aws.serverless.http_apis", recorded(ANSWERS))
    assert [(each.authorization, each.target) for each in http.routes] == [("JWT", FUNCTION)]
    (build,) = observe("aws.serverless.builds", recorded(ANSWERS))
    assert {each.name: each.state for each in build.credentials} == {"OPENAI_API_KEY": "reference", "NPM_TOKEN": "literal"}


@pytest.mark.parametrize(
    ("policy", "kind"),
    [
        (None, "none"),
        ('{"Statement": [{"Effect": "Allow", "Principal": "*"}]}', "open"),
        ('{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}}]}', "restricting"),
        ('{"Statement": [{"Effect": "Allow", "Principal": "*", "Condition": {"IpAddress": {}}}]}', "restricting"),
    ],
)
def test_policies_of_apis(policy, kind):
    assert policy_kind(policy) == kind


def test_stages_with_limits_of_their_own():
    (rest,) = observe("aws.serverless.rest_stages", recorded(ANSWERS))
    assert (rest.rate, rest.route_rates) == (50.0, {"GET /ask": 2.0})
    assert [(each.name, each.rate, each.route_rates, each.quota) for each in rest.plans] == [("clients", 5.0, {"POST /chat": 1.0}, 1000)]
    (http,) = observe("aws.serverless.http_stages", recorded(ANSWERS))
    assert (http.rate, http.route_rates) == (10.0, {"POST /chat": 3.0})


def test_an_api_whose_stages_may_not_be_listed_hides_no_other():
    def stages(params):
        if "r1" in params["url_path"]:
            return "AccessDeniedException"
        return {"item": [{"stageName": "live"}]}

    apis = {"items": [{"id": "r1", "name": "one"}, {"id": "r2", "name": "two"}]}
    hidden, seen = observe(
        "aws.serverless.rest_stages", recorded({**ANSWERS, "apigateway.get_rest_apis": apis, "apigateway.get_stages": stages})
    )
    assert (hidden.api.endswith("/r1"), hidden.unread["rate"].right) == (True, "apigateway:GET")
    assert (seen.api.endswith("/r2"), seen.name) == (True, "live")


@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("eu-west-1", "aws")])
def test_apis_are_named_in_the_partition_of_their_region(region, partition):
    (api,) = observe("aws.serverless.rest_apis", recorded(ANSWERS), region=region)
    assert api.resource == f"arn:{partition}:apigateway:{region}::/restapis/r1"


def test_functions_that_only_an_agent_calls_are_read():
    plain = fact(AwsFunction, name="refund", resource=FUNCTION)
    agent = fact(AwsReference, user="arn:agent", used=f"{FUNCTION}:live", role="action group")
    (read,) = observe("aws.serverless.ai_functions", recorded(ANSWERS), before=(plain, agent))
    assert (read.resource, read.versions) == (FUNCTION, ("1", "2"))
    assert observe("aws.serverless.ai_functions", recorded(ANSWERS), before=(plain,)) == []


def test_event_sources_are_used_by_functions_of_the_workload():
    ours = fact(AwsFunction, name="chat", resource=FUNCTION, ai_evidence=("variable MODEL_ID",))
    (source,) = observe("aws.serverless.event_sources", recorded(ANSWERS), before=(ours,))
    assert (source.user, source.used, source.role) == (FUNCTION, QUEUE, "event source")


OPEN_URL = {"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunctionUrl"}
AS_THE_CONSOLE = {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}


@pytest.mark.parametrize(
    ("changed", "opens"),
    [
        ({}, True),
        ({"Condition": AS_THE_CONSOLE}, True),
        ({"Principal": {"AWS": ["*"]}, "Action": ["lambda:*"]}, True),
        ({"Condition": {**AS_THE_CONSOLE, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}, False),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, False),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, False),
        ({"Action": "lambda:InvokeFunction"}, False),
        ({"Effect": "Deny"}, False),
    ],
)
def test_a_policy_opens_a_url_to_anyone_or_does_not(changed: dict[str, object], opens: bool):
    assert lets_anyone(json.dumps({"Statement": [OPEN_URL | changed]})) is opens
    assert lets_anyone("{}") is False
