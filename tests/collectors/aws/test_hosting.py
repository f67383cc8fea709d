"""Reading endpoints, models, services and what scales them."""

from __future__ import annotations

from typing import Any

from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.hosting import ANSWERS, CONTAINER, DEPLOYMENT, GROUP, PACKAGE, ROLE, SCHEDULE, SECRET, SERVICE, TASK

from readiness.collectors.aws import hosting
from readiness.facts import Environment, Fact
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import (
    AwsContainerService,
    AwsEndpoint,
    AwsEndpointQuotas,
    AwsHostedModel,
    AwsModelPackage,
    AwsMonitoringSchedule,
    ConfiguredVariant,
    EndpointVariant,
    LastDeployment,
    PointsTo,
)


def read(name: str, *before: Fact, **answers: Any) -> list[Any]:
    changed = {call.replace("__", "."): answer for call, answer in answers.items()}
    return list(observe(f"aws.hosting.{name}", recorded({**ANSWERS, **changed}), before))


def test_an_endpoint_field_by_field():
    (endpoint,) = read("endpoints")
    assert endpoint == AwsEndpoint(
        resource=endpoint.resource,
        origin=endpoint.origin,
        environment=Environment.PRODUCTION,
        name="chat-prod",
        tagged={"environment": "production"},
        status="InService",
        variants=(EndpointVariant(name="main", instances=2, managed_minimum=2, managed_maximum=4),),
        last_deployment=LastDeployment(policy="blue/green", waits=300, alarms=("chat-errors",)),
        captured=True,
        configured=(ConfiguredVariant(name="main", model="chat", instance_type="ml.g5.xlarge"),),
    )


def test_quotas_of_endpoints_are_read_where_there_is_one():
    (quotas,) = read("endpoint_quotas", *read("endpoints"))
    assert isinstance(quotas, AwsEndpointQuotas)
    assert quotas.most == {"ml.g5.xlarge": 8}
    assert read("endpoint_quotas") == []


def test_deployments():
    rolling = {"RollingUpdatePolicy": {"MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 20}, "WaitIntervalInSeconds": 90}}
    assert hosting._deployment(None) is None
    assert hosting._deployment(rolling) == LastDeployment(policy="rolling", waits=90)
    assert hosting._deployment({"AutoRollbackConfiguration": DEPLOYMENT["AutoRollbackConfiguration"]}) == LastDeployment(
        alarms=("chat-errors",)
    )


def test_a_model_its_package_and_what_it_uses():
    seen = read("models", *read("endpoints"))
    model = next(each for each in seen if isinstance(each, AwsHostedModel))
    (container,) = model.containers
    assert (model.name, model.network_isolation, model.subnets) == ("chat", True, ("subnet-a",))
    assert (container.package, container.data) == (PACKAGE, ("s3://weights/chat/",))
    assert [(each.name, each.state) for each in container.credentials] == [("HF_TOKEN", "literal")]
    assert "hf_abc" not in str(seen)
    (package,) = (each for each in seen if isinstance(each, AwsModelPackage))
    assert (package.resource, package.approval) == (PACKAGE, "Approved")
    used = {(each.used, each.role) for each in seen if isinstance(each, AwsReference)}
    assert used == {(ROLE, "execution role"), ("s3://weights/chat/", "model artifacts")}


def test_a_schedule_of_model_monitor_and_how_it_ran():
    (schedule,) = read("monitoring_schedules")
    assert isinstance(schedule, AwsMonitoringSchedule)
    assert (schedule.resource, schedule.name, schedule.endpoint) == (SCHEDULE, "chat-quality", "chat-prod")
    assert (schedule.status, schedule.last_run) == ("Scheduled", "CompletedWithViolations")


def test_a_schedule_that_has_not_run_yet():
    told = {**ANSWERS["sagemaker.describe_monitoring_schedule"]}
    del told["LastMonitoringExecutionSummary"]
    (schedule,) = read("monitoring_schedules", sagemaker__describe_monitoring_schedule=told)
    assert schedule.last_run == ""


def test_a_model_without_an_endpoint_refers_to_nothing():
    assert not [each for each in read("models") if isinstance(each, AwsReference)]


def test_what_scales():
    endpoint, service = read("scaling")
    assert (endpoint.namespace, endpoint.target) == ("sagemaker", "endpoint/chat-prod/variant/main")
    assert (service.target, service.minimum, service.maximum, service.policies) == ("service/prod/assistant", 2, 6, ("by-load",))
    assert service.grows


def test_a_service_field_by_field():
    service, *references = read("container_services")
    assert isinstance(service, AwsContainerService)
    assert (service.resource, service.name, service.cluster, service.environment) == (SERVICE, "assistant", "prod", Environment.PRODUCTION)
    assert (service.wanted, service.running, service.scheduling, service.controller) == (2, 1, "REPLICA", "ECS")
    assert (service.breaker, service.breaker_rolls_back) == (True, False)
    assert (service.alarms, service.alarms_roll_back) == (("slow",), True)
    assert (service.subnets, service.zones) == (("subnet-a", "subnet-b"), ("eu-west-1a", "eu-west-1b"))
    assert service.target_groups == (f"{GROUP}/blue/1", f"{GROUP}/green/2")
    assert service.environment_files == ("arn:aws:s3:::config/app.env",)
    assert service.points_to == (PointsTo(variable="DOCS", account="999988887777", environment=Environment.DEVELOPMENT),)
    assert service.signs == ("variable OPENAI_API_KEY", "variable MODEL_ID")
    assert service.tagged == {"team": "ai"}
    (container,) = service.containers
    assert (container.ports, container.image.tag) == ((8080,), "1.4")
    assert container.arguments == ("serve", "--api-key", "***")
    assert [each.name for each in container.environment if each.credential] == ["DB_PASSWORD"]
    assert {each.value for each in container.environment} == {None}
    used = {(each.used, each.role) for each in references}
    assert {
        (ROLE, "task role"),
        (SECRET, "environment variable OPENAI_API_KEY"),
        ("conversations", "environment variable HISTORY_TABLE"),
        ("eu.anthropic.claude-sonnet-4-20250514-v1:0", "environment variable MODEL_ID"),
    } <= used
    assert "hunter2" not in str([service, *references])
    assert "k3yF0r" not in str([service, *references])


def test_a_service_that_runs_no_ai_refers_to_nothing():
    plain = {**CONTAINER, "environment": [{"name": "ORDERS_TABLE", "value": "orders"}], "secrets": []}
    (service,) = read("container_services", ecs__describe_task_definition={"taskDefinition": {"containerDefinitions": [plain]}})
    assert service.signs == ()


def test_an_inference_server_is_known_by_its_image():
    vllm = {"name": "llm", "image": "vllm/vllm-openai:v0.9.0"}
    service, *_ = read("container_services", ecs__describe_task_definition={"taskDefinition": {"containerDefinitions": [vllm]}})
    assert service.signs == ("inference vllm",)


def test_services_are_described_ten_at_a_time():
    arns = [f"{SERVICE}-{number}" for number in range(12)]
    told = [[{"serviceArn": arn, "serviceName": arn, "status": "ACTIVE"} for arn in part] for part in (arns[:10], arns[10:])]
    seen = read(
        "container_services",
        ecs__list_services=[{"serviceArns": arns[:7], "nextToken": "more"}, {"serviceArns": arns[7:]}],
        ecs__describe_services=[{"services": part} for part in told],
    )
    assert len(seen) == 12


def test_endpoints_over_http(access, seed):
    sagemaker = seed("sagemaker")
    sagemaker.create_model(ModelName="chat", PrimaryContainer={"Image": "image:1", "Environment": {"A": "b"}}, ExecutionRoleArn=ROLE)
    variant = {"VariantName": "main", "ModelName": "chat", "InstanceType": "ml.m5.xlarge", "InitialInstanceCount": 2}
    sagemaker.create_endpoint_config(EndpointConfigName="c", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="chat", EndpointConfigName="c")
    (endpoint,) = observe("aws.hosting.endpoints", access)
    assert endpoint.configured == (ConfiguredVariant(name="main", model="chat", instance_type="ml.m5.xlarge"),)
    assert [each.instances for each in endpoint.variants] == [2]
    assert endpoint.last_deployment is None
    model, *references = observe("aws.hosting.models", access, (endpoint,))
    assert [str(each.image) for each in model.containers] == ["image:1"]
    assert [each.used for each in references] == [ROLE]


def test_services_over_http(access, seed):
    ecs = seed("ecs")
    ecs.create_cluster(clusterName="prod")
    container = {"name": "app", "image": "app:1", "memory": 64, "environment": [{"name": "OPENAI_MODEL", "value": "gpt"}]}
    ecs.register_task_definition(family="assistant", containerDefinitions=[container])
    ecs.create_service(cluster="prod", serviceName="assistant", taskDefinition="assistant", desiredCount=3)
    (service,) = observe("aws.hosting.container_services", access)
    assert (service.cluster, service.name, service.wanted, service.signs) == ("prod", "assistant", 3, ("variable OPENAI_MODEL",))
    assert service.origin.call == f"{REGION} ecs.describe_services"
    assert ACCOUNT in service.resource
    assert TASK.startswith("arn:aws:ecs")


def test_an_asynchronous_endpoint_tells_how_much_it_does_at_once():
    def told(**client: Any) -> Any:
        asynchronous = {"OutputConfig": {"S3OutputPath": "s3://answers"}, **client}
        answer = {**ANSWERS["sagemaker.describe_endpoint"], "AsyncInferenceConfig": asynchronous}
        (endpoint,) = observe("aws.hosting.endpoints", recorded({**ANSWERS, "sagemaker.describe_endpoint": answer}))
        return endpoint.asynchronous, endpoint.at_once

    assert told(ClientConfig={"MaxConcurrentInvocationsPerInstance": 4}) == (True, 4)
    assert told() == (True, None)
