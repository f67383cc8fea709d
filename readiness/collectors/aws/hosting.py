"""SageMaker endpoints with their models, ECS services with their containers, and Application Auto Scaling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.collectors.files.ai_services import product_of
from readiness.collectors.files.ai_variables import provider_of
from readiness.collectors.files.containers import arguments, image, literal_variable
from readiness.collectors.files.secrets import credential, masked
from readiness.environments import Classifier
from readiness.facts import Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import (
    AwsContainerService,
    AwsEndpoint,
    AwsEndpointQuotas,
    AwsHostedModel,
    AwsModelPackage,
    AwsMonitoringSchedule,
    AwsScalableTarget,
    ConfiguredVariant,
    EndpointVariant,
    LastDeployment,
    ModelContainer,
    PointsTo,
)
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.record import Environment

BATCH = 10
"""Services that one `DescribeServices` takes."""


@aws(
    "aws-region",
    gives=(AwsEndpoint,),
    calls=("sagemaker.list_endpoints", "sagemaker.describe_endpoint", "sagemaker.describe_endpoint_config", "sagemaker.list_tags"),
)
def endpoints(reading: Aws) -> Iterator[Observation]:
    """Endpoints as they run and as they are configured."""

    def read(each: dict[str, Any]) -> Iterator[AwsEndpoint]:
        name, arn = each["EndpointName"], each["EndpointArn"]
        tags = reading.optional(partial(_tags, reading, arn))
        yield reading.fact(
            AwsEndpoint,
            arn,
            "sagemaker.describe_endpoint",
            names=(name,),
            tags=tags if isinstance(tags, dict) else None,
            name=name,
            tagged=tags,
            status=each["EndpointStatus"],
            **_live(reading, name),
        )

    yield from reading.each(reading.pages("sagemaker.list_endpoints", "Endpoints"), read)


FOR_ENDPOINTS = re.compile(r"(ml\.\S+) for endpoint usage")
"""https://docs.aws.amazon.com/general/latest/gr/sagemaker.html: how SageMaker names its quotas of instances."""


@aws("aws-region", gives=(AwsEndpointQuotas,), after=(AwsEndpoint,), calls=("service-quotas.list_service_quotas",))
def endpoint_quotas(reading: Aws) -> Iterator[Observation]:
    """Quotas of instances for endpoints, where there is an endpoint."""
    if not any(isinstance(each, AwsEndpoint) for each in reading.place.before):
        return
    call = "service-quotas.list_service_quotas"
    told = [each for each in reading.pages(call, "Quotas", ServiceCode="sagemaker") if "Value" in each]
    named = [(FOR_ENDPOINTS.fullmatch(each.get("QuotaName", "")), int(each["Value"])) for each in told]
    most = {name[1]: value for name, value in named if name}
    yield reading.fact(AwsEndpointQuotas, f"{reading.account}/{reading.region}/endpoint-quotas", call, most=most)


@aws(
    "aws-region",
    gives=(AwsMonitoringSchedule,),
    calls=("sagemaker.list_monitoring_schedules", "sagemaker.describe_monitoring_schedule"),
)
def monitoring_schedules(reading: Aws) -> Iterator[Observation]:
    """Schedules of Model Monitor, and how they ran last."""
    for each in reading.pages("sagemaker.list_monitoring_schedules", "MonitoringScheduleSummaries"):
        name = each["MonitoringScheduleName"]
        yield reading.fact(
            AwsMonitoringSchedule,
            each["MonitoringScheduleArn"],
            "sagemaker.list_monitoring_schedules",
            names=(name, each.get("EndpointName")),
            name=name,
            endpoint=each.get("EndpointName", ""),
            status=each["MonitoringScheduleStatus"],
            last_run=reading.optional(partial(_last_run, reading, name)),
        )


def _last_run(reading: Aws, schedule: str) -> str:
    told = reading.call("sagemaker.describe_monitoring_schedule", MonitoringScheduleName=schedule)
    return str(told.get("LastMonitoringExecutionSummary", {}).get("MonitoringExecutionStatus", ""))


def _tags(reading: Aws, arn: str) -> dict[str, str]:
    return tags_of(reading.pages("sagemaker.list_tags", "Tags", ResourceArn=arn))


def _live(reading: Aws, name: str) -> dict[str, Any]:
    told = reading.optional(lambda: reading.call("sagemaker.describe_endpoint", EndpointName=name))
    if isinstance(told, Unread):
        return dict.fromkeys(("variants", "asynchronous", "at_once", "last_deployment", "captured", "configured"), told)
    capture = told.get("DataCaptureConfig") or {}
    return {
        "variants": tuple(_variant(each) for each in told.get("ProductionVariants") or ()),
        "asynchronous": "AsyncInferenceConfig" in told,
        "at_once": ((told.get("AsyncInferenceConfig") or {}).get("ClientConfig") or {}).get("MaxConcurrentInvocationsPerInstance"),
        "last_deployment": _deployment(told.get("LastDeploymentConfig")),
        "captured": bool(capture.get("EnableCapture")) and capture.get("CaptureStatus") == "Started",
        "configured": reading.optional(lambda: _configured(reading, told["EndpointConfigName"])),
    }


def _variant(told: dict[str, Any]) -> EndpointVariant:
    managed = told.get("ManagedInstanceScaling") or {}
    enabled = managed.get("Status") == "ENABLED"
    return EndpointVariant(
        name=told["VariantName"],
        instances=told.get("CurrentInstanceCount", _of_pools(told.get("InstancePools") or [])),
        serverless="CurrentServerlessConfig" in told,
        managed_minimum=managed.get("MinInstanceCount") if enabled else None,
        managed_maximum=managed.get("MaxInstanceCount") if enabled else None,
    )


def _of_pools(pools: list[dict[str, Any]]) -> int | None:
    return sum(each.get("CurrentInstanceCount", 0) for each in pools) if pools else None


def _deployment(told: dict[str, Any] | None) -> LastDeployment | None:
    if not told:
        return None
    alarms = tuple(each["AlarmName"] for each in (told.get("AutoRollbackConfiguration") or {}).get("Alarms") or ())
    if rolling := told.get("RollingUpdatePolicy"):
        return LastDeployment(policy="rolling", waits=rolling.get("WaitIntervalInSeconds", 0), alarms=alarms)
    if blue_green := told.get("BlueGreenUpdatePolicy"):
        return LastDeployment(policy="blue/green", waits=blue_green.get("TerminationWaitInSeconds", 0), alarms=alarms)
    return LastDeployment(alarms=alarms)


def _configured(reading: Aws, name: str) -> tuple[ConfiguredVariant, ...]:
    told = reading.call("sagemaker.describe_endpoint_config", EndpointConfigName=name)
    return tuple(
        ConfiguredVariant(name=each["VariantName"], model=each.get("ModelName", ""), instance_type=each.get("InstanceType", ""))
        for each in told["ProductionVariants"]
    )


@aws(
    "aws-region",
    gives=(AwsHostedModel, AwsModelPackage, AwsReference),
    after=(AwsEndpoint,),
    calls=("sagemaker.list_models", "sagemaker.describe_model", "sagemaker.describe_model_package"),
)
def models(reading: Aws) -> Iterator[Observation]:
    """Models, the packages they are made of, and the roles and buckets they use where an endpoint serves them."""
    endpoints = [each for each in reading.place.before if isinstance(each, AwsEndpoint) and "configured" not in each.unread]
    packages: set[str] = set()
    for each in reading.pages("sagemaker.list_models", "Models"):
        name, arn = each["ModelName"], each["ModelArn"]
        told = reading.optional(partial(reading.call, "sagemaker.describe_model", ModelName=name))
        if isinstance(told, Unread):
            hidden: dict[str, Any] = dict.fromkeys(("containers", "network_isolation", "subnets"), told)
            yield reading.fact(AwsHostedModel, arn, "sagemaker.describe_model", names=(name,), name=name, **hidden)
            continue
        model = reading.fact(
            AwsHostedModel,
            arn,
            "sagemaker.describe_model",
            names=(name,),
            name=name,
            containers=tuple(_model_container(part) for part in _parts(told)),
            network_isolation=bool(told.get("EnableNetworkIsolation")),
            subnets=tuple((told.get("VpcConfig") or {}).get("Subnets") or ()),
        )
        yield model
        packages.update(part.package for part in model.containers if part.package)
        if model.served_by(endpoints):
            yield from _used_by_model(reading, model, told.get("ExecutionRoleArn", ""))
    for package in sorted(packages):
        approval = reading.optional(partial(_approval, reading, package))
        resource = package if package.startswith("arn:") else f"{reading.account}/{reading.region}/{package}"
        yield reading.fact(AwsModelPackage, resource, "sagemaker.describe_model_package", name=package, approval=approval)


def _approval(reading: Aws, package: str) -> str:
    return str(reading.call("sagemaker.describe_model_package", ModelPackageName=package).get("ModelApprovalStatus", ""))


def _parts(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in (told.get("PrimaryContainer"), *(told.get("Containers") or ())) if part]


def _model_container(told: dict[str, Any]) -> ModelContainer:
    found = [credential(name, value) for name, value in (told.get("Environment") or {}).items()]
    sources = [told.get("ModelDataSource"), *(told.get("AdditionalModelDataSources") or ())]
    data = [told.get("ModelDataUrl"), *((each or {}).get("S3DataSource", {}).get("S3Uri") for each in sources)]
    return ModelContainer(
        image=image(told["Image"]) if told.get("Image") else None,
        package=told.get("ModelPackageName", ""),
        data=tuple(each for each in data if each),
        credentials=tuple(each for each in found if each is not None),
    )


def _used_by_model(reading: Aws, model: AwsHostedModel, role: str) -> Iterator[AwsReference]:
    used = [(role, "execution role")] if role else []
    used += [(address, "model artifacts") for part in model.containers for address in part.data]
    for what, purpose in dict.fromkeys(used):
        yield _reference(reading, model, "sagemaker.describe_model", what, purpose)


def _reference(reading: Aws, user: AwsHostedModel | AwsContainerService, call: str, used: str, role: str) -> AwsReference:
    known: AwsReference = reading.fact(
        AwsReference, f"{user.resource}#{role}#{used}", call, names=(user.name,), user=user.resource, used=used, role=role
    )
    return known.model_copy(update={"environment": user.environment})


@aws(
    "aws-region",
    gives=(AwsScalableTarget,),
    calls=("application-autoscaling.describe_scalable_targets", "application-autoscaling.describe_scaling_policies"),
)
def scaling(reading: Aws) -> Iterator[Observation]:
    """What scales endpoints and services."""
    for namespace in ("sagemaker", "ecs"):
        call = "application-autoscaling.describe_scalable_targets"
        policies = reading.optional(
            partial(reading.pages, "application-autoscaling.describe_scaling_policies", "ScalingPolicies", ServiceNamespace=namespace)
        )
        for each in reading.pages(call, "ScalableTargets", ServiceNamespace=namespace):
            target, dimension = each["ResourceId"], each["ScalableDimension"]
            yield reading.fact(
                AwsScalableTarget,
                f"{reading.account}/{reading.region}/{target}/{dimension}",
                call,
                names=(target,),
                namespace=each["ServiceNamespace"],
                target=target,
                dimension=dimension,
                minimum=each["MinCapacity"],
                maximum=each["MaxCapacity"],
                suspended=bool((each.get("SuspendedState") or {}).get("DynamicScalingOutSuspended")),
                policies=policies if isinstance(policies, Unread) else _policies_of(policies, target, dimension),
            )


def _policies_of(policies: list[dict[str, Any]], target: str, dimension: str) -> tuple[str, ...]:
    return tuple(each["PolicyName"] for each in policies if (each["ResourceId"], each["ScalableDimension"]) == (target, dimension))


@aws(
    "aws-region",
    gives=(AwsContainerService, AwsReference),
    calls=("ecs.list_clusters", "ecs.list_services", "ecs.describe_services", "ecs.describe_task_definition", "ec2.describe_subnets"),
)
def container_services(reading: Aws) -> Iterator[Observation]:
    """Active ECS services, and what those of the AI workload use."""
    for cluster in reading.pages("ecs.list_clusters", "clusterArns"):
        arns = reading.pages("ecs.list_services", "serviceArns", cluster=cluster)
        for start in range(0, len(arns), BATCH):
            asked = {"cluster": cluster, "services": arns[start : start + BATCH], "include": ["TAGS"]}
            for told in reading.call("ecs.describe_services", **asked)["services"]:
                if told.get("status") == "ACTIVE":
                    yield from _service(reading, cluster.rpartition("/")[2], told)


def _service(reading: Aws, cluster: str, told: dict[str, Any]) -> Iterator[Observation]:
    name, tags = told["serviceName"], tags_of(told.get("tags"))
    arn = told.get("taskDefinition", "")
    task = reading.optional(lambda: reading.call("ecs.describe_task_definition", taskDefinition=arn)["taskDefinition"]) if arn else {}
    network = (told.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    subnets = tuple(sorted(network.get("subnets") or ()))
    service = reading.fact(
        AwsContainerService,
        told["serviceArn"],
        "ecs.describe_services",
        names=(cluster, name),
        tags=tags,
        name=name,
        cluster=cluster,
        tagged=tags,
        wanted=told.get("desiredCount", 0),
        running=told.get("runningCount", 0),
        scheduling=told.get("schedulingStrategy", "REPLICA"),
        controller=(told.get("deploymentController") or {}).get("type", "ECS"),
        **_rollback(told.get("deploymentConfiguration") or {}),
        subnets=subnets,
        zones=reading.optional(lambda: _zones(reading, subnets)),
        target_groups=_target_groups(told),
        **(
            dict.fromkeys(("containers", "environment_files", "points_to", "signs"), task)
            if isinstance(task, Unread)
            else _task(reading, task)
        ),
    )
    yield service
    if not isinstance(task, Unread) and service.users(()):
        yield from _used_by_service(reading, service, task)


def _rollback(told: dict[str, Any]) -> dict[str, Any]:
    breaker, alarms = told.get("deploymentCircuitBreaker") or {}, told.get("alarms") or {}
    return {
        "breaker": bool(breaker.get("enable")),
        "breaker_rolls_back": bool(breaker.get("rollback")),
        "alarms": tuple(alarms.get("alarmNames") or ()) if alarms.get("enable") else (),
        "alarms_roll_back": bool(alarms.get("enable") and alarms.get("rollback")),
    }


def _target_groups(told: dict[str, Any]) -> tuple[str, ...]:
    """Those of the service, of its task sets, and the ones that blue/green deployments change to."""
    behind = [each for part in (told, *(told.get("taskSets") or ())) for each in part.get("loadBalancers") or ()]
    arns = [each.get("targetGroupArn") for each in behind]
    arns += [(each.get("advancedConfiguration") or {}).get("alternateTargetGroupArn") for each in behind]
    return tuple(sorted({each for each in arns if each}))


def _zones(reading: Aws, subnets: tuple[str, ...]) -> tuple[str, ...]:
    if not subnets:
        return ()
    told = reading.pages("ec2.describe_subnets", "Subnets", SubnetIds=list(subnets))
    return tuple(sorted({each["AvailabilityZone"] for each in told}))


def _task(reading: Aws, task: dict[str, Any]) -> dict[str, Any]:
    definitions = task.get("containerDefinitions") or []
    read = [service_container(each) for each in definitions]
    values = [(each["name"], each.get("value", "")) for part in definitions for each in part.get("environment") or ()]
    return {
        "containers": tuple(without_values(each) for each in read),
        "environment_files": tuple(each["value"] for part in definitions for each in part.get("environmentFiles") or ()),
        "points_to": tuple(service_points_to(reading.place.classifier, reading.account, values)),
        "signs": tuple(dict.fromkeys(service_signs(read, values))),
    }


def service_container(told: dict[str, Any]) -> Container:
    """A container of a task definition, secret values masked."""
    words, found = arguments([*(told.get("entryPoint") or ()), *(told.get("command") or ())], None)
    plain = [literal_variable(each["name"], each.get("value", ""), None) for each in told.get("environment") or ()]
    kept = [EnvironmentVariable(name=each["name"], source="secret", reference=each["valueFrom"]) for each in told.get("secrets") or ()]
    return Container(
        name=told["name"],
        image=image(told.get("image", "")),
        arguments=words,
        argument_credentials=found,
        environment=(*plain, *kept),
        ports=tuple(each["containerPort"] for each in told.get("portMappings") or () if "containerPort" in each),
    )


def without_values(container: Container) -> Container:
    """The same without the values of its variables."""
    variables = (each.model_copy(update={"value": None}) for each in container.environment)
    return container.model_copy(update={"environment": tuple(variables)})


_MODEL = re.compile(
    r"arn:aws[\w-]*:bedrock:|(?:(?:us|eu|apac|jp|au|global|us-gov)\.)?"
    r"(?:anthropic\.claude|amazon\.(?:nova|titan)|meta\.llama|mistral\.|cohere\.|ai21\.|deepseek\.|qwen\.|openai\.gpt)[\w.:-]*"
)


def service_signs(containers: Iterable[Container], values: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What shows that a service belongs to the AI workload: products, names of variables, and values that name models."""
    for container in containers:
        if (product := product_of(container)) is not None and product.role in ("inference", "gateway", "vector store"):
            yield f"{product.role} {product.name}"
        yield from (f"variable {each.name}" for each in container.environment if provider_of(each.name) is not None)
    yield from (f"variable {name}" for name, value in values if _MODEL.match(value))


_ARN = re.compile(r"arn:aws[\w-]*:[\w-]*:[\w-]*:(?P<account>\d{12})?:(?P<name>\S+)")


def service_points_to(classifier: Classifier, own: str, values: Iterable[tuple[str, str]]) -> Iterator[PointsTo]:
    """Variables that name resources of another account than `own` (empty when that is not known) or of a told environment."""
    for name, value in values:
        arn = _ARN.match(value)
        told = classifier.of_name(arn["name"]) if arn else Environment.UNCLASSIFIED
        account = (arn["account"] or "") if arn else ""
        if (account and own and account != own) or told is not Environment.UNCLASSIFIED:
            yield PointsTo(variable=name, account=account, environment=told)


def _used_by_service(reading: Aws, service: AwsContainerService, task: dict[str, Any]) -> Iterator[AwsReference]:
    call = "ecs.describe_task_definition"
    for field, role in (("taskRoleArn", "task role"), ("executionRoleArn", "execution role")):
        if task.get(field):
            yield _reference(reading, service, call, task[field], role)
    for part in task.get("containerDefinitions") or ():
        for each in part.get("secrets") or ():
            yield _reference(reading, service, call, each["valueFrom"], f"environment variable {each['name']}")
        for each in part.get("environment") or ():
            value = each.get("value", "")
            if credential(each["name"], value) is None and (
                _ARN.fullmatch(value) or _MODEL.match(value) or _NAMES_RESOURCE.search(each["name"])
            ):
                yield _reference(reading, service, call, masked(value), f"environment variable {each['name']}")


_NAMES_RESOURCE = re.compile(
    r"(BUCKET|TABLE|QUEUE|TOPIC|INDEX|COLLECTION|DOMAIN|HOST|ENDPOINT|URL|URI)(_NAME|_ARN|_URL|_ID)?$", re.IGNORECASE
)
