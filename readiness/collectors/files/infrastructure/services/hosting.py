"""SageMaker endpoints with their models, ECS services with their task definitions, and what scales them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from readiness.collectors.aws.hosting import service_container, service_points_to, service_signs, without_values
from readiness.collectors.files.containers import image
from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, identify, maps, unread
from readiness.collectors.files.infrastructure.services import variables
from readiness.collectors.files.infrastructure.services.iam import role_evidence
from readiness.collectors.files.infrastructure.services.network import subnets_of, zones_of
from readiness.collectors.files.infrastructure.stacks import blocks
from readiness.collectors.files.infrastructure.values import Text, refs_in
from readiness.facts import Fact, GapReason, Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import (
    AwsContainerService,
    AwsEndpoint,
    AwsHostedModel,
    AwsScalableTarget,
    ConfiguredVariant,
    EndpointVariant,
    LastDeployment,
    ModelContainer,
)
from readiness.facts.containers import Container


@maps("aws_ecs_service", gives=(AwsContainerService, AwsReference), name="name", arn="arn:aws:ecs:{region}::service/{name}")
def container_service(view: View) -> Iterator[Fact]:
    """A service with the task definition that it runs."""
    task = view.target("task_definition")
    definition = task if task is not None and task.resource.type == "aws_ecs_task_definition" else None
    strategy, controller = view.text("scheduling_strategy", "REPLICA"), view.text("deployment_controller.type", "ECS")
    told = _task(view, definition)
    yield view.fact(
        AwsContainerService,
        name=view.name,
        cluster=_cluster(view),
        tagged=view.tags,
        wanted=view.number("desired_count", 0),
        running=RUNNING_ONLY,
        scheduling=strategy,
        controller=controller,
        breaker=view.flag("deployment_circuit_breaker.enable"),
        breaker_rolls_back=view.flag("deployment_circuit_breaker.rollback"),
        alarms=view.texts("alarms.alarm_names") if view.flag("alarms.enable") is True else (),
        alarms_roll_back=view.flag("alarms.rollback"),
        subnets=subnets_of(view, "network_configuration.subnets"),
        zones=zones_of(view, "network_configuration.subnets"),
        target_groups=_target_groups(view),
        **told,
    )
    if definition is None or not isinstance(told["signs"], tuple) or not told["signs"]:
        return
    for path, role in (("task_role_arn", "task role"), ("execution_role_arn", "execution role")):
        yield from view.uses_value(definition.raw_with_refs(path), role)
    for part in _parts(definition, follow=False) or []:
        for each in blocks(part.get("secrets")):
            yield from view.uses_value(each.get("valueFrom"), f"environment variable {each.get('name')}")
        for each in blocks(part.get("environment")):
            if list(refs_in(each.get("value"))):
                yield from view.uses_value(list(refs_in(each.get("value"))), f"environment variable {each.get('name')}")


def _target_groups(view: View) -> Any:
    """Target groups that its tasks register with, load balancers of the first generation left out."""
    found = view.blocks("load_balancer")
    if isinstance(found, Unread):
        return found
    return view.arns([each["target_group_arn"] for each in blocks(view.raw_with_refs("load_balancer")) if each.get("target_group_arn")])


def _cluster(view: View) -> Any:
    target = view.target("cluster")
    if target is not None:
        return target.name
    told = view.text("cluster", "default")
    return told if isinstance(told, Unread) else told.rpartition("/")[2]


identify("aws_ecs_cluster", "name", "arn:aws:ecs:{region}::cluster/{name}")
identify("aws_ecs_task_definition", "family", "arn:aws:ecs:{region}::task-definition/{name}")


def _parts(view: View, *, follow: bool = True) -> list[dict[str, Any]] | None:
    """Containers of a task definition; None when they are not told."""
    value = view.raw("container_definitions") if follow else view.raw_with_refs("container_definitions")
    if isinstance(value, Text):
        value = view.text_of(value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else None


def _task(view: View, definition: View | None) -> dict[str, Any]:
    fields = ("containers", "environment_files", "points_to", "signs")
    if definition is None:
        return dict.fromkeys(fields, Unread(reason=GapReason.UNRESOLVED, detail="its task definition is not among the files"))
    parts = _parts(definition)
    if parts is None:
        return dict.fromkeys(fields, unread(definition.raw("container_definitions")))
    readable = [_readable(definition, each) for each in parts]
    read = [_with_secrets(definition, service_container(each), each) for each in readable]
    values = [(each["name"], each["value"]) for part in readable for each in part["environment"]]
    hidden = [variables.credentials(definition, {each["name"]: each["raw"]}) for part in readable for each in part["environment"]]
    secret = next((each for each in hidden if isinstance(each, Unread)), None)
    signs = (*service_signs(read, values), *role_evidence(definition.target("task_role_arn")))
    return {
        "containers": secret or tuple(without_values(each) for each in read),
        "environment_files": (),
        "points_to": tuple(service_points_to(view.place.classifier, "", values)),
        "signs": tuple(dict.fromkeys(signs)),
    }


def _with_secrets(view: View, container: Container, part: dict[str, Any]) -> Container:
    """The container with variables that get a secret out of its store."""
    held = variables.credentials(view, {each["name"]: each["raw"] for each in part["environment"]})
    literal = {each.name: each for each in (() if isinstance(held, Unread) else held) if each.state == "literal"}
    environment = (
        each.model_copy(update={"credential": literal[each.name]}) if each.name in literal else each for each in container.environment
    )
    return container.model_copy(update={"environment": tuple(environment)})


def _readable(view: View, part: dict[str, Any]) -> dict[str, Any]:
    """A container definition with references written out, in the words of ECS's API."""

    def shown(value: Any) -> str:
        told = view.text_of(value)
        return told if isinstance(told, str) else "${unresolved}"

    environment = [each for each in blocks(part.get("environment")) if each.get("name")]
    return {
        "name": shown(part.get("name")),
        "image": shown(part.get("image")),
        "entryPoint": [shown(each) for each in part.get("entryPoint") or ()] if isinstance(part.get("entryPoint"), list) else [],
        "command": [shown(each) for each in part.get("command") or ()] if isinstance(part.get("command"), list) else [],
        "environment": [{"name": shown(each["name"]), "value": shown(each.get("value")), "raw": each.get("value")} for each in environment],
        "secrets": [{"name": shown(each.get("name")), "valueFrom": shown(each.get("valueFrom"))} for each in blocks(part.get("secrets"))],
        "portMappings": [
            {"containerPort": each["containerPort"]}
            for each in blocks(part.get("portMappings"))
            if isinstance(each.get("containerPort"), int)
        ],
    }


@maps("aws_appautoscaling_target", gives=(AwsScalableTarget,))
def scalable_target(view: View) -> Iterator[Fact]:
    """What Application Auto Scaling moves."""
    namespace = view.text("service_namespace")
    if namespace not in ("sagemaker", "ecs"):
        return
    policies = view.linked("aws_appautoscaling_policy", "resource_id")
    named = view.text("resource_id")
    same = [view.of(each) for each in view.stack.of_type("aws_appautoscaling_policy")]
    mine = (
        policies
        if isinstance(policies, Unread)
        else [*policies, *(each for each in same if each.text("resource_id") == named and isinstance(named, str))]
    )
    yield view.fact(
        AwsScalableTarget,
        view.resource.address,
        namespace=namespace,
        target=named,
        dimension=view.text("scalable_dimension"),
        minimum=view.number("min_capacity", 0),
        maximum=view.number("max_capacity", 0),
        suspended=view.flag("suspended_state.dynamic_scaling_out_suspended"),
        policies=mine if isinstance(mine, Unread) else tuple(sorted({each.name for each in mine})),
    )


identify("aws_appautoscaling_policy", "name", "arn:aws:autoscaling:{region}::scalingPolicy:{name}")


@maps("aws_sagemaker_endpoint", gives=(AwsEndpoint,), name="name", arn="arn:aws:sagemaker:{region}::endpoint/{name}", own=True)
def endpoint(view: View) -> Iterator[Fact]:
    """An endpoint with its configuration: what it is made with, as it starts."""
    config = view.target("endpoint_config_name")
    variants = config.blocks("production_variants") if config is not None else None
    hidden = Unread(reason=GapReason.UNRESOLVED, detail="its endpoint configuration is not among the files")
    listed: Any = hidden if variants is None else variants
    yield view.fact(
        AwsEndpoint,
        name=view.name,
        tagged=view.tags,
        status="InService",
        variants=listed if isinstance(listed, Unread) else _all(_variant(config, each) for each in listed),
        asynchronous=config.has("async_inference_config") if config else hidden,
        at_once=config.number("async_inference_config.client_config.max_concurrent_invocations_per_instance") if config else hidden,
        last_deployment=_deployment(view),
        captured=config.flag("data_capture_config.enable_capture") if config else hidden,
        configured=listed if isinstance(listed, Unread) else tuple(_configured(config, each) for each in listed),
    )


def _all(found: Iterator[Any]) -> Any:
    read = list(found)
    return next((each for each in read if isinstance(each, Unread)), tuple(read))


def _variant(view: View | None, told: dict[str, Any]) -> Any:
    assert view is not None  # noqa: S101 - its variants were read from it
    managed = next(blocks(told.get("managed_instance_scaling")), {})
    instances = told.get("initial_instance_count")
    serverless = bool(told.get("serverless_config"))
    if instances is not None and not isinstance(instances, int):
        return unread(instances)
    enabled = managed.get("status") == "ENABLED"
    bounds = [managed.get(key) if enabled else None for key in ("min_instance_count", "max_instance_count")]
    if any(each is not None and not isinstance(each, int) for each in bounds):
        return unread(bounds)
    return EndpointVariant(
        name=_name(view, told),
        instances=None if serverless else instances if instances is not None else 1,
        serverless=serverless,
        managed_minimum=bounds[0],
        managed_maximum=bounds[1],
    )


def _name(view: View, told: dict[str, Any]) -> str:
    name = view.text_of(told.get("variant_name"), "AllTraffic")
    return name if isinstance(name, str) else "unresolved"


def _configured(view: View | None, told: dict[str, Any]) -> ConfiguredVariant:
    assert view is not None  # noqa: S101 - its variants were read from it
    model, size = view.text_of(told.get("model_name")), view.text_of(told.get("instance_type"))
    return ConfiguredVariant(
        name=_name(view, told), model=model if isinstance(model, str) else "", instance_type=size if isinstance(size, str) else ""
    )


def _deployment(view: View) -> Any:
    """How it will be updated."""
    held = view.has("deployment_config")
    if held is not True:
        return held or None
    alarms = [view.text_of(each.get("alarm_name")) for each in _blocks(view, "deployment_config.auto_rollback_configuration.alarms")]
    names = tuple(each if isinstance(each, str) else "unresolved" for each in alarms)
    if view.has("deployment_config.rolling_update_policy"):
        waits = view.number("deployment_config.rolling_update_policy.wait_interval_in_seconds", 0)
        return waits if isinstance(waits, Unread) else LastDeployment(policy="rolling", waits=waits, alarms=names)
    if view.has("deployment_config.blue_green_update_policy"):
        waits = view.number("deployment_config.blue_green_update_policy.termination_wait_in_seconds", 0)
        return waits if isinstance(waits, Unread) else LastDeployment(policy="blue/green", waits=waits, alarms=names)
    return LastDeployment(alarms=names)


def _blocks(view: View, path: str) -> list[dict[str, Any]]:
    found = view.blocks(path)
    return [] if isinstance(found, Unread) else found


identify("aws_sagemaker_endpoint_configuration", "name", "arn:aws:sagemaker:{region}::endpoint-config/{name}")


@maps("aws_sagemaker_model", gives=(AwsHostedModel, AwsReference), name="name", arn="arn:aws:sagemaker:{region}::model/{name}", own=True)
def hosted_model(view: View) -> Iterator[Fact]:
    """A model, and what it uses."""
    primary, more = view.blocks("primary_container"), view.blocks("container")
    parts: Any = primary if isinstance(primary, Unread) else more if isinstance(more, Unread) else [*primary, *more]
    yield view.fact(
        AwsHostedModel,
        name=view.name,
        containers=parts if isinstance(parts, Unread) else _all(_container(view, each) for each in parts),
        network_isolation=view.flag("enable_network_isolation"),
        subnets=subnets_of(view, "vpc_config.subnets"),
    )
    yield from view.uses(("execution_role_arn", "execution role"))
    for each in [] if isinstance(parts, Unread) else parts:
        yield from view.uses_value(each.get("model_data_url"), "model artifacts")


def _container(view: View, told: dict[str, Any]) -> Any:
    held = variables.credentials(view, told.get("environment"))
    if isinstance(held, Unread):
        return held
    named, package, data = (view.text_of(told.get(key)) for key in ("image", "model_package_name", "model_data_url"))
    return ModelContainer(
        image=image(named) if isinstance(named, str) and named else None,
        package=package if isinstance(package, str) else "unresolved",
        data=(data,) if isinstance(data, str) and data else (),
        credentials=held,
    )
