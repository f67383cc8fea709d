"""Functions, APIs in front of them, queues, workflows and builds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.aws.serverless import EXPORTERS, TRACER, WRAPPER, evidence, named_variables, steps_of, workflow_secrets
from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, arn_of, identify, maps, unread
from readiness.collectors.files.infrastructure.services import variables
from readiness.collectors.files.infrastructure.services.firewalls import web_acl
from readiness.collectors.files.infrastructure.services.iam import role_evidence
from readiness.collectors.files.infrastructure.services.integrations import function_in
from readiness.collectors.files.infrastructure.services.network import subnets_of
from readiness.collectors.files.infrastructure.services.policies import statements
from readiness.collectors.files.infrastructure.services.storage import document_of
from readiness.collectors.files.infrastructure.stacks import blocks
from readiness.collectors.files.infrastructure.values import refs_in
from readiness.facts import Fact, Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import MODEL_ID
from readiness.facts.aws.serverless import (
    AwsAiFunction,
    AwsAlias,
    AwsApi,
    AwsApiStage,
    AwsBuildProject,
    AwsFunction,
    AwsPlan,
    AwsQueue,
    AwsRoute,
    AwsWorkflow,
)
from readiness.facts.aws.storage import SCOPE_TAG

PUBLISHED = "published"
"""Stands for the number of a version that only an apply gives."""


@maps(
    "aws_lambda_function",
    gives=(AwsFunction, AwsAiFunction, AwsReference),
    name="function_name",
    arn="arn:aws:lambda:{region}::function:{name}",
)
def function(view: View) -> Iterator[Fact]:
    """A function; of those of the AI workload also how they are run, and what they use."""
    held = view.raw_with_refs("environment.variables")
    given = view.stack.followed(held)
    shown = variables.shown(view, given)
    signs = (*evidence(shown, view.tags), *role_evidence(view.target("role")))
    yield view.fact(
        AwsFunction,
        name=view.name,
        ai_evidence=signs,
        tagged=view.tags.get(SCOPE_TAG[0]) == SCOPE_TAG[1],
        models=tuple(sorted({value for value in shown.values() if MODEL_ID.fullmatch(value)})),
        variables=tuple(named_variables(view.place.classifier, shown)),
        credentials=variables.credentials(view, held),
        tracing=view.text("tracing_config.mode", "PassThrough"),
        tracer=_tracer(view, shown),
        dead_letter=view.text("dead_letter_config.target_arn"),
        role=view.text("role"),
        subnets=subnets_of(view, "vpc_config.subnet_ids"),
    )
    yield _run(view)
    if not signs:
        return
    for name, value in (held if isinstance(held, dict) else {}).items():
        named = [each.used for each in named_variables(view.place.classifier, {name: shown.get(name, "")})]
        refs = [used for used in view.named(list(refs_in(value))) if used]
        for used in dict.fromkeys([*refs, *named]):
            role = f"environment variable {name}"
            yield view.fact(AwsReference, f"{view.arn} {role} {used}", user=view.arn, used=used, role=role)
    yield from view.uses(
        ("role", "execution role"), ("dead_letter_config.target_arn", "dead-letter target"), ("kms_key_arn", "encryption key")
    )
    for source in _mappings(view, "event_source_arn"):
        yield from view.uses_value(source, "event source")


def _tracer(view: View, shown: dict[str, str]) -> str:
    layers = view.texts("layers")
    wrapper = shown.get("AWS_LAMBDA_EXEC_WRAPPER", "")
    named = [] if isinstance(layers, Unread) else [each.split(":")[6] if each.count(":") > 6 else each for each in layers]
    found = [each for each in (*named, wrapper if WRAPPER.fullmatch(wrapper) else "") if TRACER.search(each)]
    off = shown.get("OTEL_SDK_DISABLED", "").lower() == "true" or shown.get("OTEL_TRACES_EXPORTER") == "none"
    return "" if off else next(iter([*found, *(each for each in EXPORTERS if shown.get(each))]), "")


def _run(view: View) -> AwsAiFunction:
    urls, invokes = (
        view.linked("aws_lambda_function_url", "function_name"),
        view.linked("aws_lambda_function_event_invoke_config", "function_name"),
    )
    aliases, permissions = view.linked("aws_lambda_alias", "function_name"), view.linked("aws_lambda_permission", "function_name")
    reserved = view.number("reserved_concurrent_executions", -1)
    return view.fact(
        AwsAiFunction,
        name=view.name,
        versions=RUNNING_ONLY,
        aliases=aliases if isinstance(aliases, Unread) else tuple(_alias(each) for each in aliases),
        reserved_concurrency=reserved if isinstance(reserved, Unread) else reserved if reserved >= 0 else None,
        url_authorization=urls if isinstance(urls, Unread) else urls[0].text("authorization_type") if urls else None,
        invoked_by=permissions
        if isinstance(permissions, Unread)
        else tuple(sorted({str(each.text("principal")).partition(".")[0] for each in permissions})),
        event_sources=tuple(used for value in _mappings(view, "event_source_arn") for used in view.named(value)),
        dead_letter=view.text("dead_letter_config.target_arn"),
        on_failure=invokes
        if isinstance(invokes, Unread)
        else (invokes[0].text("destination_config.on_failure.destination") or None)
        if invokes
        else None,
        invoke_configured=invokes if isinstance(invokes, Unread) else bool(invokes),
    )


def _mappings(view: View, attribute: str) -> list[Any]:
    found = view.linked("aws_lambda_event_source_mapping", "function_name")
    return [] if isinstance(found, Unread) else [each.raw_with_refs(attribute) for each in found]


def _alias(view: View) -> AwsAlias:
    """An alias; a version that is a reference to the function's is a published one."""
    version = view.text("function_version")
    told = version if isinstance(version, str) and (version.isdigit() or version == "$LATEST") else PUBLISHED
    return AwsAlias(name=view.name, version=told)


identify("aws_lambda_alias", "name", "{name}")
identify("aws_sns_topic", "name", "arn:aws:sns:{region}::{name}")
identify("aws_kms_alias", "name", "arn:aws:kms:{region}::{name}")
identify("aws_kinesis_stream", "name", "arn:aws:kinesis:{region}::stream/{name}")
identify("aws_ecr_repository", "name", "arn:aws:ecr:{region}::repository/{name}")


@maps("aws_api_gateway_rest_api", gives=(AwsApi,), name="name", arn="arn:aws:apigateway:{region}::/restapis/{name}")
def rest_api(view: View) -> Iterator[Fact]:
    """A REST API with its methods; one that an OpenAPI document makes tells none here."""
    yield view.fact(
        AwsApi,
        name=view.name,
        protocol="REST",
        private=_private(view),
        policy=_policy_kind(view),
        routes=view.has("body") if isinstance(view.has("body"), Unread) else _unread_body() if view.has("body") else _methods(view),
    )


def _unread_body() -> Unread:
    return unread(None).model_copy(update={"detail": "its methods stand in an OpenAPI document"})


def _private(view: View) -> Any:
    types = view.texts("endpoint_configuration.types")
    return types if isinstance(types, Unread) else "PRIVATE" in types


def _policy_kind(view: View) -> Any:
    separate = view.linked("aws_api_gateway_rest_api_policy", "rest_api_id")
    if isinstance(separate, Unread):
        return separate
    holder = separate[0] if separate else view
    if not holder.has("policy"):
        return "none"
    found = statements(holder, "policy", "policy")
    if isinstance(found, Unread):
        return found
    if any(each.effect == "Deny" and each.conditions for each in found):
        return "restricting"
    everybody = [each for each in found if "*" in each.principals.get("*", ()) or "*" in each.principals.get("AWS", ())]
    return "open" if any(each.effect == "Allow" and not each.conditions for each in everybody) else "restricting"


def _methods(view: View) -> Any:
    methods = view.linked("aws_api_gateway_method", "rest_api_id")
    integrations = view.linked("aws_api_gateway_integration", "rest_api_id")
    if isinstance(methods, Unread) or isinstance(integrations, Unread):
        return methods if isinstance(methods, Unread) else integrations
    found = []
    for method in methods:
        verb = method.text("http_method", "ANY")
        if verb == "OPTIONS":
            continue
        same = [each for each in integrations if _meet(method, each)]
        authorization, key = method.text("authorization", "NONE"), method.flag("api_key_required")
        if isinstance(authorization, Unread) or isinstance(key, Unread):
            return authorization if isinstance(authorization, Unread) else key
        found.append(
            AwsRoute(
                name=f"{verb} {_path_of(method)}",
                authorization=authorization,
                key_required=key,
                target=next((function_in(view, each.raw_with_refs("uri")) for each in same), ""),
            )
        )
    return tuple(sorted(found, key=lambda each: each.name))


def _meet(method: View, integration: View) -> bool:
    """Whether an integration belongs to a method."""
    one, other = method.raw_with_refs("resource_id"), integration.raw_with_refs("resource_id")
    verbs = {method.text("http_method"), integration.text("http_method")}
    by_method = any(ref.address == method.resource.address for ref in refs_in(integration.raw_with_refs("http_method")))
    return by_method or (_addresses(one) == _addresses(other) and (len(verbs) == 1 or any(isinstance(each, Unread) for each in verbs)))


def _addresses(value: Any) -> set[str]:
    return {each.address for each in refs_in(value)} or {str(value)}


def _path_of(method: View) -> str:
    target = method.target("resource_id")
    part = target.text("path_part") if target is not None and target.resource.type == "aws_api_gateway_resource" else ""
    return f"/{part}" if isinstance(part, str) else method.resource.address


identify("aws_api_gateway_resource", "", "{name}")


@maps("aws_api_gateway_stage", gives=(AwsApiStage,))
def rest_stage(view: View) -> Iterator[Fact]:
    """A stage of a REST API."""
    api = view.target("rest_api_id")
    settings = [view.of(each) for each in view.stack.of_type("aws_api_gateway_method_settings")]
    mine = [each for each in settings if api is not None and (found := each.target("rest_api_id")) and found.arn == api.arn]
    rates: dict[str, Any] = {str(each.text("method_path")): each.number("settings.throttling_rate_limit", -1) for each in mine}
    hidden = next((each for each in rates.values() if isinstance(each, Unread)), None)
    whole = rates.pop("*/*", -1)
    yield view.fact(
        AwsApiStage,
        f"{api.arn if api else 'unresolved'}/stages/{view.text('stage_name')}",
        api=api.arn if api else "",
        name=view.text("stage_name"),
        rate=hidden or (float(whole) if whole >= 0 else None),
        route_rates=hidden or {_route(name): float(rate) for name, rate in rates.items() if rate >= 0},
        tracing=view.flag("xray_tracing_enabled"),
        web_acl=web_acl(view, f"/stages/{view.text('stage_name')}"),
        plans=_plans(view, api),
    )


def _route(setting: str) -> str:
    path, _, verb = setting.replace("~1", "/").rpartition("/")
    return f"{verb} /{path.strip('/')}"


def _plans(view: View, api: View | None) -> Any:
    found = []
    for each in view.stack.of_type("aws_api_gateway_usage_plan"):
        plan = view.of(each)
        stages = plan.blocks("api_stages")
        if isinstance(stages, Unread):
            return stages
        if api is None or not any(
            ref.address in (api.resource.address, view.resource.address)
            for stage in blocks(each.values.get("api_stages"))
            for ref in refs_in(stage)
        ):
            continue
        rate, quota = plan.number("throttle_settings.rate_limit"), plan.number("quota_settings.limit")
        if isinstance(rate, Unread) or isinstance(quota, Unread):
            return rate if isinstance(rate, Unread) else quota
        found.append(AwsPlan(name=plan.name, rate=rate, quota=quota))
    return tuple(found)


identify("aws_api_gateway_usage_plan", "name", "{name}")


@maps("aws_apigatewayv2_api", gives=(AwsApi,), name="name", arn="arn:aws:apigateway:{region}::/apis/{name}")
def http_api(view: View) -> Iterator[Fact]:
    """An HTTP or WebSocket API with its routes."""
    routes = view.linked("aws_apigatewayv2_route", "api_id")
    quick = view.has("target")
    told: Any = (
        routes
        if isinstance(routes, Unread)
        else _unread_body()
        if view.has("body") is True
        else tuple(_http_route(each) for each in routes)
    )
    if quick is True and isinstance(told, tuple):
        told = (
            *told,
            AwsRoute(
                name=str(view.text("route_key", "$default")), authorization="NONE", target=function_in(view, view.raw_with_refs("target"))
            ),
        )
    hidden = next((each for each in told if isinstance(each, Unread)), None) if isinstance(told, tuple) else None
    yield view.fact(AwsApi, name=view.name, protocol=view.text("protocol_type", "HTTP"), routes=hidden or told)


def _http_route(view: View) -> Any:
    integration = view.target("target")
    authorization, key = view.text("authorization_type", "NONE"), view.flag("api_key_required")
    if isinstance(authorization, Unread) or isinstance(key, Unread):
        return authorization if isinstance(authorization, Unread) else key
    return AwsRoute(
        name=str(view.text("route_key")),
        authorization=authorization,
        key_required=key,
        target=function_in(view, integration.raw_with_refs("integration_uri")) if integration else "",
    )


@maps("aws_apigatewayv2_stage", gives=(AwsApiStage,))
def http_stage(view: View) -> Iterator[Fact]:
    """A stage of an HTTP or WebSocket API."""
    api = view.target("api_id")
    rate = view.number("default_route_settings.throttling_rate_limit")
    yield view.fact(
        AwsApiStage,
        f"{api.arn if api else 'unresolved'}/stages/{view.text('name')}",
        api=api.arn if api else "",
        name=view.text("name"),
        rate=rate if isinstance(rate, Unread) or rate is None else float(rate),
    )


@maps("aws_sqs_queue", gives=(AwsQueue,), name="name", arn="arn:aws:sqs:{region}::{name}")
def queue(view: View) -> Iterator[Fact]:
    """A queue that feeds a function, or takes what such a queue could not deliver."""
    feeds = _fed(view)
    redrive = _redrive(view)
    before = [
        view.of(each)
        for each in view.stack.of_type("aws_sqs_queue")
        if each.address != view.resource.address and any(one.address == view.resource.address for one in refs_in(_redrive(view.of(each))))
    ]
    takes = tuple(sorted(each.arn for each in before if _fed(each)))
    if not feeds and not takes:
        return
    target = next(
        (found for ref in refs_in(redrive) if (found := view.stack.find(ref.address)) is not None and found.type == "aws_sqs_queue"), None
    )
    policy = view.stack.followed(redrive)
    named = policy.get("deadLetterTargetArn") if isinstance(policy, dict) else None
    receives = policy.get("maxReceiveCount") if isinstance(policy, dict) else None
    yield view.fact(
        AwsQueue,
        name=view.name,
        feeds=tuple(sorted(feeds)),
        dead_letter_of=takes,
        redrive_target=arn_of(view.stack, target)
        if target
        else named
        if isinstance(named, str)
        else ""
        if redrive is None
        else unread(redrive),
        redrive_exists=True if target else None,
        max_receives=int(receives) if isinstance(receives, int | float) or (isinstance(receives, str) and receives.isdigit()) else None,
        messages=RUNNING_ONLY,
        alarms=RUNNING_ONLY,
    )


def _redrive(view: View) -> Any:
    """The redrive policy as data, also when it is a resource of its own."""
    beside = view.linked("aws_sqs_queue_redrive_policy", "queue_url")
    holder = beside[0] if not isinstance(beside, Unread) and beside else view
    value = holder.raw_with_refs("redrive_policy")
    if isinstance(value, str):
        found = document_of(holder, "redrive_policy")
        return None if isinstance(found, Unread) else found
    return value


def _fed(view: View) -> list[str]:
    found = view.linked("aws_lambda_event_source_mapping", "event_source_arn")
    return [] if isinstance(found, Unread) else [name for each in found if (name := function_in(view, each.raw_with_refs("function_name")))]


@maps("aws_sfn_state_machine", gives=(AwsWorkflow, AwsReference), name="name", arn="arn:aws:states:{region}::stateMachine:{name}")
def workflow(view: View) -> Iterator[Fact]:
    """A state machine; one that calls models tells what else it uses."""
    definition = document_of(view, "definition")
    told: dict[str, Any] = dict.fromkeys(("timeout", "steps", "credentials"), definition)
    if isinstance(definition, dict):
        readable = _readable(view, definition)
        told = {
            "timeout": "TimeoutSeconds" in definition,
            "steps": tuple(steps_of(readable)),
            "credentials": tuple(each for each in workflow_secrets(readable) if each.written_here),
        }
    kind = view.text("type", "STANDARD")
    yield view.fact(
        AwsWorkflow,
        name=view.name,
        express=kind if isinstance(kind, Unread) else kind == "EXPRESS",
        tracing=view.flag("tracing_configuration.enabled"),
        **told,
    )
    if isinstance(definition, dict) and any(each.calls_model for each in told["steps"]):
        yield from view.uses(("definition", "workflow step"), ("role_arn", "execution role"))


def _readable(view: View, value: Any) -> Any:
    """The definition with references written out."""
    if isinstance(value, dict):
        return {key: _readable(view, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_readable(view, each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    told = view.text_of(value)
    return told if isinstance(told, str) else "$.unresolved"


@maps("aws_codebuild_project", gives=(AwsBuildProject,), name="name", arn="arn:aws:codebuild:{region}::project/{name}")
def build(view: View) -> Iterator[Fact]:
    """A build project."""
    listed = view.blocks("environment")
    inner = [] if isinstance(listed, Unread) else [each for one in listed for each in blocks(one.get("environment_variable"))]
    plain = {str(each.get("name")): each.get("value") for each in inner if each.get("type", "PLAINTEXT") == "PLAINTEXT"}
    shown = variables.shown(view, plain)
    yield view.fact(
        AwsBuildProject,
        name=view.name,
        ai_evidence=listed if isinstance(listed, Unread) else evidence(shown, view.tags),
        credentials=listed if isinstance(listed, Unread) else variables.credentials(view, plain),
    )
