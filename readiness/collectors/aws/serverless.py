"""Functions, APIs, queues, workflows and builds of an AWS region."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.collectors.files.ai_variables import provider_of
from readiness.collectors.files.secrets import credential
from readiness.environments import Classifier
from readiness.facts import GapReason, Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import MODEL_ID
from readiness.facts.aws.meaning import versioned
from readiness.facts.aws.serverless import (
    AwsAiFunction,
    AwsAlias,
    AwsApi,
    AwsApiStage,
    AwsBuildProject,
    AwsFunction,
    AwsLambdaLimit,
    AwsPlan,
    AwsQueue,
    AwsRoute,
    AwsStep,
    AwsVariable,
    AwsWorkflow,
)
from readiness.facts.containers import Credential

AI_ARN = re.compile(
    r"arn:aws[\w-]*:(?:bedrock|bedrock-agentcore):[^\s]+|arn:aws[\w-]*:sagemaker:[^\s]*:(?:endpoint|inference-component)/[^\s]+"
)
AI_NAME = re.compile(
    r"(?:^|_)(?:BEDROCK|AGENTCORE|KNOWLEDGE_?BASE|GUARDRAIL)(?:_\w+)?_(?:ID|ARN|NAME)$|(?:^|_)SAGEMAKER(?:_\w+)?_ENDPOINT(?:_NAME)?$"
)
ARN = re.compile(r"arn:aws[\w-]*:[\w-]+:[\w-]*:(?P<account>\d{12}|aws)?:[^\s]+")
QUEUE_URL = re.compile(r"https://sqs\.[\w-]+\.amazonaws\.com(?:\.cn)?/(?P<account>\d{12})/[\w.-]+")
S3_URL = re.compile(r"s3://[a-z0-9][\w./-]+")
HOST = re.compile(r"(?:https?://)?[\w.-]+\.amazonaws\.com(?:\.cn)?(?::\d+)?(?:/[\w./-]*)?")
NAMING = re.compile(
    r"(?:^|_)(?:TABLE|BUCKET|QUEUE|TOPIC|STREAM|COLLECTION|INDEX|DOMAIN|CLUSTER|FUNCTION|ENDPOINT|STATE_MACHINE|LOG_GROUP|SECRET|PARAMETER)"
    r"(?:_NAME|_ID)?$"
)
NAME = re.compile(r"[A-Za-z0-9/][\w./-]{1,127}")
PARAMETER = re.compile(r"(?:/[A-Za-z][\w.-]{0,30}){2,}|[a-z][a-z-]{1,30}(?:/[a-z][a-z-]{1,30})+")
"""A path in Parameter Store or Secrets Manager: the value of a variable that says where the secret is."""
TRACER = re.compile(r"otel|opentelemetry|datadog|newrelic|dynatrace|lumigo|instana|elastic-apm|splunk-apm", re.IGNORECASE)
WRAPPER = re.compile(r"/opt/[\w./-]{1,100}")
EXPORTERS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
SCOPE = ("readiness:scope", "ai")
FUNCTION = re.compile(r"arn:aws[\w-]*:lambda:[\w-]+:\d*:function:[\w.-]+(?::[\w$-]+)?")


def secret_in(name: str, value: str) -> Credential | None:
    """The secret that a variable holds or refers to; a path in a secret store is a reference."""
    found = credential(name, value)
    if found is not None and found.state == "literal" and not found.kind and PARAMETER.fullmatch(value):
        return Credential(name=name, state="reference", reference=value)
    return found


def evidence(variables: Mapping[str, str], tags: Mapping[str, str]) -> tuple[str, ...]:
    """What says that a resource with these variables and tags belongs to the AI workload."""
    found = []
    for name, value in sorted(variables.items()):
        if MODEL_ID.fullmatch(value) or AI_ARN.fullmatch(value):
            found.append(f"variable {name}: {value}")
        elif (AI_NAME.search(name.upper()) and value) or provider_of(name):
            found.append(f"variable {name}")
    return (*found, *(["tag {}={}".format(*SCOPE)] if tags.get(SCOPE[0]) == SCOPE[1] else []))


def named_variables(classifier: Classifier, variables: Mapping[str, str]) -> Iterator[AwsVariable]:
    """Variables that name a resource. What looks like a secret is never one of them."""
    for name, value in sorted(variables.items()):
        found = secret_in(name, value)
        if found is not None and found.state != "reference":
            continue
        match = ARN.fullmatch(value) or QUEUE_URL.fullmatch(value)
        by_form = match or MODEL_ID.fullmatch(value) or S3_URL.fullmatch(value) or HOST.fullmatch(value)
        by_name = (NAMING.search(name.upper()) or AI_NAME.search(name.upper())) and NAME.fullmatch(value)
        if by_form or by_name:
            account = (match["account"] or "") if match else ""
            yield AwsVariable(name=name, used=value, environment=classifier.of_name(value), account=account)


@aws(
    "aws-region",
    gives=(AwsFunction, AwsReference),
    calls=("lambda.list_functions", "resourcegroupstaggingapi.get_resources"),
)
def functions(reading: Aws) -> Iterator[Observation]:
    """Functions, and what those of the AI workload name in their variables."""
    listed = reading.pages("lambda.list_functions", "Functions")
    tags = reading.optional(lambda: _tags(reading, "lambda:function")) if listed else {}
    for each in listed:
        function = _function(reading, each, tags)
        yield function
        if "ai_evidence" in function.unread or not function.ai_evidence:
            continue
        used = [(each.used, f"environment variable {each.name}") for each in function.variables]
        used += [(function.role, "execution role"), (function.dead_letter, "dead-letter target")]
        for resource, role in used:
            if resource:
                yield reading.fact(
                    AwsReference,
                    f"{function.resource} {role}",
                    "lambda.list_functions",
                    names=(function.name,),
                    tags={} if isinstance(tags, Unread) else tags.get(function.resource, {}),
                    user=function.resource,
                    used=resource,
                    role=role,
                )


def _tags(reading: Aws, kind: str) -> dict[str, dict[str, str]]:
    tagged = reading.pages("resourcegroupstaggingapi.get_resources", "ResourceTagMappingList", ResourceTypeFilters=[kind])
    return {each["ResourceARN"]: tags_of(each.get("Tags")) for each in tagged}


def _function(reading: Aws, each: dict[str, Any], tags: dict[str, dict[str, str]] | Unread) -> AwsFunction:
    environment = each.get("Environment") or {}
    variables: dict[str, str] = environment.get("Variables") or {}
    own = {} if isinstance(tags, Unread) else tags.get(each["FunctionArn"], {})
    found: Any = evidence(variables, own)
    fields: dict[str, Any] = {
        "models": tuple(sorted({value for value in variables.values() if MODEL_ID.fullmatch(value)})),
        "variables": tuple(named_variables(reading.place.classifier, variables)),
        "credentials": tuple(secret for name, value in sorted(variables.items()) if (secret := secret_in(name, value))),
        "tracer": _tracer(each, variables),
    }
    if environment.get("Error"):
        hidden = Unread(reason=GapReason.DENIED, detail="the variables are encrypted with a key that may not be used", right="kms:Decrypt")
        fields = dict.fromkeys(fields, hidden)
        found = found or hidden
    return reading.fact(
        AwsFunction,
        each["FunctionArn"],
        "lambda.list_functions",
        names=(each["FunctionName"],),
        tags=own,
        name=each["FunctionName"],
        ai_evidence=found,
        tagged=_of(tags, lambda _: own.get(SCOPE[0]) == SCOPE[1]),
        tracing=(each.get("TracingConfig") or {}).get("Mode", "PassThrough"),
        dead_letter=(each.get("DeadLetterConfig") or {}).get("TargetArn", ""),
        role=each.get("Role", ""),
        subnets=tuple(sorted((each.get("VpcConfig") or {}).get("SubnetIds") or ())),
        **fields,
    )


def _tracer(function: dict[str, Any], variables: dict[str, str]) -> str:
    """What traces a function beside X-Ray: images bring their tracer with them and are told by their variables."""
    layers = [each["Arn"].split(":")[6] for each in function.get("Layers") or ()]
    wrapper = variables.get("AWS_LAMBDA_EXEC_WRAPPER", "")
    found = [each for each in (*layers, wrapper if WRAPPER.fullmatch(wrapper) else "") if TRACER.search(each)]
    switched_off = variables.get("OTEL_SDK_DISABLED", "").lower() == "true" or variables.get("OTEL_TRACES_EXPORTER") == "none"
    return "" if switched_off else next(iter([*found, *(each for each in EXPORTERS if variables.get(each))]), "")


@aws("aws-region", gives=(AwsLambdaLimit,), calls=("lambda.get_account_settings",), after=(AwsFunction,))
def limits(reading: Aws) -> Iterator[Observation]:
    """Lambda's concurrency, where there are functions."""
    if not _here(reading):
        return
    limit = reading.call("lambda.get_account_settings")["AccountLimit"]
    yield reading.fact(
        AwsLambdaLimit,
        f"{reading.account}/{reading.region}/lambda",
        "lambda.get_account_settings",
        region=reading.region,
        concurrency=limit["ConcurrentExecutions"],
        unreserved=limit["UnreservedConcurrentExecutions"],
    )


def _here(reading: Aws) -> list[AwsFunction]:
    """Functions of the region that is read."""
    return [each for each in reading.place.before if isinstance(each, AwsFunction) and f":{reading.region}:" in each.resource]


@aws(
    "aws-region",
    gives=(AwsAiFunction,),
    calls=(
        "lambda.list_versions_by_function",
        "lambda.list_aliases",
        "lambda.get_function_concurrency",
        "lambda.get_function_url_config",
        "lambda.get_function_event_invoke_config",
        "lambda.get_policy",
        "lambda.list_event_source_mappings",
    ),
    after=(AwsFunction, AwsReference),
)
def ai_functions(reading: Aws) -> Iterator[Observation]:
    """How the functions of the AI workload are versioned, limited, invoked and exposed: also those that only agents call."""
    references = [each for each in reading.place.before if isinstance(each, AwsReference)]
    used = [
        function
        for function in _here(reading)
        if versioned(references, function.resource) or ("ai_evidence" not in function.unread and function.ai_evidence)
    ]
    yield from reading.each(used, lambda function: [_ai_function(reading, function)])


@aws("aws-region", gives=(AwsReference,), calls=("lambda.list_event_source_mappings",), after=(AwsFunction,))
def event_sources(reading: Aws) -> Iterator[Observation]:
    """Queues and streams that feed functions of the AI workload."""
    ours = {each.resource: each for each in _here(reading) if "ai_evidence" not in each.unread and each.ai_evidence}
    mappings = reading.pages("lambda.list_event_source_mappings", "EventSourceMappings") if ours else []
    for each in mappings:
        # A mapping may name a version or an alias of its function.
        function = ours.get(":".join(each["FunctionArn"].split(":")[:7]))
        if function is not None and "EventSourceArn" in each:
            yield _reference(reading, function, each["EventSourceArn"], "event source")


ABSENT = {"ResourceNotFoundException": None}


def _ai_function(reading: Aws, function: AwsFunction) -> AwsAiFunction:
    name = {"FunctionName": function.name}

    def read(call: str) -> Any:
        return reading.optional(lambda: reading.call(call, **name), ABSENT)

    url, invoke = read("lambda.get_function_url_config"), read("lambda.get_function_event_invoke_config")
    versions = reading.optional(lambda: reading.pages("lambda.list_versions_by_function", "Versions", **name))
    aliases = reading.optional(lambda: reading.pages("lambda.list_aliases", "Aliases", **name))
    sources = reading.optional(lambda: reading.pages("lambda.list_event_source_mappings", "EventSourceMappings", **name))
    policy, concurrency = read("lambda.get_policy"), read("lambda.get_function_concurrency")
    return reading.fact(
        AwsAiFunction,
        function.resource,
        "lambda.list_versions_by_function",
        names=(function.name,),
        tags={"environment": function.environment},
        name=function.name,
        versions=_of(versions, lambda read: tuple(each["Version"] for each in read if each["Version"] != "$LATEST")),
        aliases=_of(aliases, lambda read: tuple(AwsAlias(name=each["Name"], version=each["FunctionVersion"]) for each in read)),
        reserved_concurrency=_of(concurrency, lambda read: (read or {}).get("ReservedConcurrentExecutions")),
        url_authorization=_of(url, lambda read: (read or {}).get("AuthType")),
        url_lets_anyone=_of(policy, lambda read: lets_anyone((read or {}).get("Policy", "{}"))),
        invoked_by=_of(policy, lambda read: _invokers((read or {}).get("Policy", "{}"))),
        event_sources=_of(sources, lambda read: tuple(each["EventSourceArn"] for each in read if "EventSourceArn" in each)),
        dead_letter=function.dead_letter,
        on_failure=_of(invoke, _on_failure),
        invoke_configured=_of(invoke, bool),
    )


def _reference(reading: Aws, user: AwsFunction | AwsWorkflow, used: str, role: str) -> AwsReference:
    return reading.fact(
        AwsReference,
        f"{user.resource} {role} {used}",
        f"{user.name}'s {role}",
        names=(user.name,),
        tags={"environment": user.environment},
        user=user.resource,
        used=used,
        role=role,
    )


def _of(read: Any, made: Any) -> Any:
    """What is made of an answer, or that it is unread."""
    return read if isinstance(read, Unread) else made(read)


def _on_failure(invoke: dict[str, Any] | None) -> str | None:
    destination: str | None = ((invoke or {}).get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination")
    return destination


def _invokers(policy: str) -> tuple[str, ...]:
    """Services that a resource policy allows to invoke."""
    found: set[str] = set()
    for statement in _listed(json.loads(policy).get("Statement")):
        principal = statement.get("Principal")
        if statement.get("Effect") == "Allow" and isinstance(principal, dict):
            found |= {str(each).partition(".")[0] for each in _listed(principal.get("Service"))}
    return tuple(sorted(found))


OF_URLS_ALONE = frozenset({"lambda:functionurlauthtype", "lambda:invokedviafunctionurl"})
"""Conditions that every caller of an open URL meets: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html ."""


def lets_anyone(policy: str) -> bool:
    """Whether a resource policy lets everybody call the function's URL."""
    return any(_opens_url(each) for each in _listed(json.loads(policy).get("Statement")))


def _opens_url(statement: dict[str, Any]) -> bool:
    principal = statement.get("Principal")
    whose = _listed(principal.get("AWS") if isinstance(principal, dict) else principal)
    actions = [str(each).lower() for each in _listed(statement.get("Action"))]
    asked = {key.lower() for condition in (statement.get("Condition") or {}).values() for key in condition}
    return (
        statement.get("Effect") == "Allow"
        and "*" in whose
        and any(fnmatchcase("lambda:invokefunctionurl", each) for each in actions)
        and asked <= OF_URLS_ALONE
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


@aws("aws-region", gives=(AwsApi,), calls=("apigateway.get_rest_apis", "apigateway.get_resources"))
def rest_apis(reading: Aws) -> Iterator[Observation]:
    """REST APIs with their methods."""
    for api in reading.pages("apigateway.get_rest_apis", "items"):
        resources = reading.optional(
            lambda api=api: reading.pages("apigateway.get_resources", "items", restApiId=api["id"], embed=["methods"])  # type: ignore[misc]
        )
        yield reading.fact(
            AwsApi,
            _api_arn(reading, "restapis", api["id"]),
            "apigateway.get_rest_apis",
            names=(api.get("name"),),
            tags=api.get("tags"),
            name=api.get("name", api["id"]),
            protocol="REST",
            private="PRIVATE" in (api.get("endpointConfiguration") or {}).get("types", ()),
            policy=policy_kind(api.get("policy")),
            routes=_of(resources, lambda read: tuple(_methods(read))),
        )


def _api_arn(reading: Aws, kind: str, id: str) -> str:
    return f"arn:{reading.partition}:apigateway:{reading.region}::/{kind}/{id}"


def _methods(resources: Iterable[dict[str, Any]]) -> Iterator[AwsRoute]:
    for resource in resources:
        for verb, method in sorted((resource.get("resourceMethods") or {}).items()):
            if verb != "OPTIONS":
                yield AwsRoute(
                    name=f"{verb} {resource.get('path', '')}",
                    authorization=method.get("authorizationType", "NONE"),
                    key_required=bool(method.get("apiKeyRequired")),
                    target=_target((method.get("methodIntegration") or {}).get("uri", "")),
                )


def _target(uri: str) -> str:
    function = FUNCTION.search(uri)
    return function[0] if function else uri if uri.startswith("arn:") else ""


def policy_kind(policy: str | None) -> str:
    """What a resource policy does to strangers: `none` (there is none), `open` or `restricting`."""
    if not policy:
        return "none"
    text = policy if policy.lstrip().startswith('{"') else policy.replace('\\"', '"')
    try:
        statements = _listed(json.loads(text).get("Statement"))
    except ValueError:
        return "restricting" if "Condition" in text else "open"
    if any(each.get("Effect") == "Deny" and each.get("Condition") for each in statements):
        return "restricting"
    for each in statements:
        principal = each.get("Principal")
        everybody = principal == "*" or (isinstance(principal, dict) and "*" in _listed(principal.get("AWS")))
        if each.get("Effect") == "Allow" and everybody and not each.get("Condition"):
            return "open"
    return "restricting"


@aws("aws-region", gives=(AwsApi,), calls=("apigatewayv2.get_apis", "apigatewayv2.get_routes", "apigatewayv2.get_integrations"))
def http_apis(reading: Aws) -> Iterator[Observation]:
    """HTTP and WebSocket APIs with their routes."""
    for api in reading.pages("apigatewayv2.get_apis", "Items"):
        routes = reading.optional(lambda id=api["ApiId"]: _routes(reading, id))  # type: ignore[misc]
        yield reading.fact(
            AwsApi,
            _api_arn(reading, "apis", api["ApiId"]),
            "apigatewayv2.get_apis",
            names=(api.get("Name"),),
            tags=api.get("Tags"),
            name=api.get("Name", api["ApiId"]),
            protocol=api["ProtocolType"],
            routes=_of(routes, tuple),
        )


def _routes(reading: Aws, id: str) -> list[AwsRoute]:
    integrations = {
        f"integrations/{each['IntegrationId']}": _target(each.get("IntegrationUri", ""))
        for each in reading.pages("apigatewayv2.get_integrations", "Items", ApiId=id)
    }
    return [
        AwsRoute(
            name=each["RouteKey"],
            authorization=each.get("AuthorizationType", "NONE"),
            key_required=bool(each.get("ApiKeyRequired")),
            target=integrations.get(each.get("Target", ""), ""),
        )
        for each in reading.pages("apigatewayv2.get_routes", "Items", ApiId=id)
        if not each["RouteKey"].startswith("OPTIONS ")
    ]


@aws("aws-region", gives=(AwsApiStage,), calls=("apigateway.get_stages", "apigateway.get_usage_plans", "apigateway.get_rest_apis"))
def rest_stages(reading: Aws) -> Iterator[Observation]:
    """Stages of REST APIs with their usage plans."""
    apis = reading.pages("apigateway.get_rest_apis", "items")
    plans = reading.optional(lambda: reading.pages("apigateway.get_usage_plans", "items")) if apis else []
    for api in apis:
        arn = _api_arn(reading, "restapis", api["id"])
        asked = partial(reading.call, "apigateway.get_stages", restApiId=api["id"])
        stages = reading.optional(lambda asked=asked: asked()["item"])  # type: ignore[misc]
        if isinstance(stages, Unread):
            yield _hidden_stages(reading, "apigateway.get_stages", arn, api.get("name"), stages)
            continue
        for stage in stages:
            held = _of(plans, lambda read, where=(api["id"], stage["stageName"]): tuple(_plans(read, *where)))
            rates = {name: rate for name, each in (stage.get("methodSettings") or {}).items() if (rate := _rate(each)) is not None}
            yield reading.fact(
                AwsApiStage,
                f"{arn}/stages/{stage['stageName']}",
                "apigateway.get_stages",
                names=(stage["stageName"], api.get("name")),
                tags=stage.get("tags"),
                api=arn,
                name=stage["stageName"],
                rate=rates.pop("*/*", None),
                route_rates={_route_name(name): rate for name, rate in rates.items()},
                tracing=bool(stage.get("tracingEnabled")),
                web_acl=stage.get("webAclArn") or None,
                plans=held,
            )


def _hidden_stages(reading: Aws, call: str, api: str, name: str | None, why: Unread) -> AwsApiStage:
    """The stages of one API that may not be listed: they hide no other API's."""
    hidden: dict[str, Any] = dict.fromkeys(("name", "rate", "route_rates", "tracing", "web_acl", "plans"), why)
    return reading.fact(AwsApiStage, f"{api}/stages", call, names=(name,), api=api, **hidden)


def _rate(settings: dict[str, Any] | None) -> float | None:
    """Requests a second; -1 stands for no limit of one's own."""
    rate = (settings or {}).get("throttlingRateLimit", (settings or {}).get("ThrottlingRateLimit"))
    return None if rate is None or rate < 0 else float(rate)


def _route_name(setting: str) -> str:
    """`POST /chat` for the key under which a REST API keeps a method's settings: `chat/POST` or `~1chat/POST`."""
    path, _, verb = setting.replace("~1", "/").rpartition("/")
    return f"{verb} /{path.strip('/')}"


def _plans(plans: Iterable[dict[str, Any]], api: str, stage: str) -> Iterator[AwsPlan]:
    for plan in plans:
        for held in plan.get("apiStages") or ():
            if (held.get("apiId"), held.get("stage")) == (api, stage):
                own = {_route_name(name): each["rateLimit"] for name, each in (held.get("throttle") or {}).items() if "rateLimit" in each}
                rate, quota = (plan.get("throttle") or {}).get("rateLimit"), (plan.get("quota") or {}).get("limit")
                yield AwsPlan(name=plan.get("name", plan["id"]), rate=rate, route_rates=own, quota=quota)


@aws("aws-region", gives=(AwsApiStage,), calls=("apigatewayv2.get_apis", "apigatewayv2.get_stages"))
def http_stages(reading: Aws) -> Iterator[Observation]:
    """Stages of HTTP and WebSocket APIs."""
    for api in reading.pages("apigatewayv2.get_apis", "Items"):
        arn = _api_arn(reading, "apis", api["ApiId"])
        stages = reading.optional(partial(reading.pages, "apigatewayv2.get_stages", "Items", ApiId=api["ApiId"]))
        if isinstance(stages, Unread):
            yield _hidden_stages(reading, "apigatewayv2.get_stages", arn, api.get("Name"), stages)
            continue
        for stage in stages:
            rates = {name: rate for name, each in (stage.get("RouteSettings") or {}).items() if (rate := _rate(each)) is not None}
            yield reading.fact(
                AwsApiStage,
                f"{arn}/stages/{stage['StageName']}",
                "apigatewayv2.get_stages",
                names=(stage["StageName"], api.get("Name")),
                tags=stage.get("Tags"),
                api=arn,
                name=stage["StageName"],
                rate=_rate(stage.get("DefaultRouteSettings")),
                route_rates=rates,
            )


DEPTH = "ApproximateNumberOfMessagesVisible"


@aws(
    "aws-region",
    gives=(AwsQueue,),
    calls=("lambda.list_event_source_mappings", "sqs.list_queues", "sqs.get_queue_attributes", "cloudwatch.describe_alarms"),
)
def queues(reading: Aws) -> Iterator[Observation]:
    """Queues that feed functions, and their dead-letter queues."""
    feeds: dict[str, set[str]] = {}
    for each in reading.pages("lambda.list_event_source_mappings", "EventSourceMappings"):
        source = each.get("EventSourceArn", "")
        if source.startswith("arn:") and source.split(":")[2:5] == ["sqs", reading.region, reading.account]:
            feeds.setdefault(source, set()).add(each["FunctionArn"])
    if not feeds:
        return
    addresses = {url.rsplit("/", 1)[-1]: url for url in reading.pages("sqs.list_queues", "QueueUrls", MaxResults=1000)}
    alarms = reading.optional(lambda: reading.pages("cloudwatch.describe_alarms", "MetricAlarms", AlarmTypes=["MetricAlarm"]))
    redrives = {arn: _redrive(reading, arn, addresses) for arn in sorted(feeds)}
    takers: dict[str, set[str]] = {}
    for arn, redrive in redrives.items():
        if not isinstance(redrive, Unread) and redrive["target"]:
            takers.setdefault(redrive["target"], set()).add(arn)
    for arn in sorted({*feeds, *takers}):
        name = arn.rsplit(":", 1)[-1]
        redrive = redrives.get(arn) or _redrive(reading, arn, addresses)
        if name in addresses and arn.split(":")[3:5] == [reading.region, reading.account]:
            read: dict[str, str] = {
                "redrive_target": "target",
                "redrive_exists": "exists",
                "max_receives": "receives",
                "messages": "messages",
            }
            fields: dict[str, Any] = {field: _of(redrive, lambda told, key=key: told[key]) for field, key in read.items()}
            yield reading.fact(
                AwsQueue,
                arn,
                "sqs.get_queue_attributes",
                names=(name,),
                name=name,
                feeds=tuple(sorted(feeds.get(arn, ()))),
                dead_letter_of=tuple(sorted(takers.get(arn, ()))),
                alarms=_of(alarms, lambda read, name=name: tuple(each["AlarmName"] for each in read if _watches(each, name))),
                **fields,
            )


def _redrive(reading: Aws, arn: str, addresses: dict[str, str]) -> Any:
    """A queue's depth and where its failed messages go; unread when that is denied."""
    url = addresses.get(arn.rsplit(":", 1)[-1])
    if url is None:
        return {"target": "", "exists": None, "receives": None, "messages": 0}
    wanted = ["RedrivePolicy", "ApproximateNumberOfMessages"]
    read = reading.optional(lambda: reading.call("sqs.get_queue_attributes", QueueUrl=url, AttributeNames=wanted).get("Attributes", {}))
    if isinstance(read, Unread):
        return read
    policy = json.loads(read.get("RedrivePolicy", "{}"))
    target = policy.get("deadLetterTargetArn", "")
    here = target.split(":")[3:5] == [reading.region, reading.account]
    exists = (target.rsplit(":", 1)[-1] in addresses) if here else None
    receives = int(policy["maxReceiveCount"]) if "maxReceiveCount" in policy else None
    return {"target": target, "exists": exists, "receives": receives, "messages": int(read.get("ApproximateNumberOfMessages", 0))}


def _watches(alarm: dict[str, Any], queue: str) -> bool:
    metrics = [alarm, *(each.get("MetricStat", {}).get("Metric", {}) for each in alarm.get("Metrics") or ())]
    wanted = {"Name": "QueueName", "Value": queue}
    return any(each.get("MetricName") == DEPTH and wanted in (each.get("Dimensions") or ()) for each in metrics)


@aws(
    "aws-region",
    gives=(AwsWorkflow, AwsReference),
    calls=("stepfunctions.list_state_machines", "stepfunctions.describe_state_machine"),
)
def workflows(reading: Aws) -> Iterator[Observation]:
    """State machines; those that call models tell what else they use."""
    for machine in reading.pages("stepfunctions.list_state_machines", "stateMachines"):
        arn = machine["stateMachineArn"]
        read = reading.optional(lambda arn=arn: reading.call("stepfunctions.describe_state_machine", stateMachineArn=arn))  # type: ignore[misc]
        workflow = reading.fact(
            AwsWorkflow,
            arn,
            "stepfunctions.describe_state_machine",
            names=(machine["name"],),
            name=machine["name"],
            express=machine.get("type") == "EXPRESS",
            tracing=_of(read, lambda read: bool((read.get("tracingConfiguration") or {}).get("enabled"))),
            **_defined(read),
        )
        yield workflow
        if "steps" not in workflow.unread and any(each.calls_model for each in workflow.steps):
            for called in sorted({each.calls for each in workflow.steps if FUNCTION.fullmatch(each.calls)}):
                yield _reference(reading, workflow, called, "workflow step")


def _defined(read: Any) -> dict[str, Any]:
    """What a definition tells."""
    fields = ("timeout", "steps", "credentials")
    if isinstance(read, Unread):
        return dict.fromkeys(fields, read)
    try:
        definition = json.loads(read["definition"])
    except (KeyError, ValueError):
        return dict.fromkeys(fields, Unread(reason=GapReason.UNPARSEABLE, detail="its definition is no readable JSON"))
    return {
        "timeout": "TimeoutSeconds" in definition,
        "steps": tuple(steps_of(definition)),
        "credentials": tuple(each for each in workflow_secrets(definition) if each.written_here),
    }


def steps_of(machine: dict[str, Any]) -> Iterator[AwsStep]:
    """Tasks of a state machine, also those of branches and maps."""
    for name, state in sorted((machine.get("States") or {}).items()):
        if state.get("Type") == "Task":
            resource, given = str(state.get("Resource", "")), state.get("Parameters") or state.get("Arguments") or {}
            function = FUNCTION.fullmatch(str(given.get("FunctionName", ""))) if isinstance(given, dict) else None
            yield AwsStep(
                name=name,
                calls=function[0] if function else resource,
                calls_model=bool(re.search(r":(?:aws-sdk:)?(?:bedrock\w*|sagemakerruntime|sagemaker):", resource)),
                timeout=bool({"TimeoutSeconds", "TimeoutSecondsPath"} & state.keys()),
                retry=bool(state.get("Retry")),
            )
        for inner in (*(state.get("Branches") or ()), state.get("ItemProcessor") or state.get("Iterator") or {}):
            yield from steps_of(inner)


def workflow_secrets(value: Any, name: str = "") -> Iterator[Credential]:
    """Secrets among the leaves of a definition; expressions are looked up when it runs."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from workflow_secrets(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from workflow_secrets(each, name)
    elif isinstance(value, str) and not value.startswith(("$", "{%", "States.")) and (found := secret_in(name, value)):
        yield found


@aws("aws-region", gives=(AwsBuildProject,), calls=("codebuild.list_projects", "codebuild.batch_get_projects"))
def builds(reading: Aws) -> Iterator[Observation]:
    """CodeBuild projects with the secrets among their variables."""
    names = reading.pages("codebuild.list_projects", "projects")
    for start in range(0, len(names), 100):
        for project in reading.call("codebuild.batch_get_projects", names=names[start : start + 100]).get("projects", ()):
            variables = project.get("environment", {}).get("environmentVariables") or []
            tags = tags_of(project.get("tags"))
            yield reading.fact(
                AwsBuildProject,
                project["arn"],
                "codebuild.batch_get_projects",
                names=(project["name"],),
                tags=tags,
                name=project["name"],
                ai_evidence=evidence({each["name"]: each.get("value", "") for each in variables}, tags),
                credentials=tuple(found for each in variables if (found := _of_build(each))),
            )


def _of_build(variable: dict[str, Any]) -> Credential | None:
    """The secret of a build's variable."""
    if variable.get("type", "PLAINTEXT") != "PLAINTEXT":
        return Credential(name=variable["name"], state="reference", reference=variable["value"])
    return secret_in(variable["name"], variable["value"])
