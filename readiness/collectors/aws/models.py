"""Models of Bedrock in use: their lifecycle, their quotas and load, requests for more, and capacity that is paid for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.errors import UNSUPPORTED
from readiness.collectors.aws.figures import DATA, DAY, MINUTE, Figures, sums
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts import Gap, GapReason, Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import AwsAgent, AwsFlow, AwsKnowledgeBase
from readiness.facts.aws.bedrock import MODEL_ID
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint
from readiness.facts.aws.models import (
    ANSWERING,
    ARN,
    CROSS_REGION,
    GLOBAL,
    IN_REGION,
    MANTLE,
    PROVISIONED,
    AwsFallbackModel,
    AwsModelLoad,
    AwsPaidCapacity,
    AwsProvisionedModel,
    AwsQuotaRequests,
    AwsTunedModel,
    AwsUsedModel,
    ModelQuota,
    QuotaRequest,
    model_name,
)
from readiness.facts.aws.serverless import AwsFunction, AwsVariable

METRICS = "cloudwatch.list_metrics"
MODELS = "bedrock.list_foundation_models"
PROFILES = "bedrock.list_inference_profiles"
THROUGHPUTS = "bedrock.list_provisioned_model_throughputs"
QUOTAS = "service-quotas.list_service_quotas"
DEFAULTS = "service-quotas.list_aws_default_service_quotas"
REQUESTS = "service-quotas.list_requested_service_quota_change_history"

BEDROCK, AT_MANTLE, SAGEMAKER = "AWS/Bedrock", "AWS/BedrockMantle", "AWS/SageMaker"


def _called(reading: Aws) -> list[str]:
    """Every `ModelId` that was served or refused in the last two weeks."""
    return sorted(_dimension(reading, BEDROCK, "Invocations", "ModelId") | _dimension(reading, BEDROCK, "InvocationThrottles", "ModelId"))


def _called_at_mantle(reading: Aws) -> list[str]:
    """Models called at bedrock-mantle: https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-mantle-metrics.html ."""
    return sorted(_dimension(reading, AT_MANTLE, "Inferences", "Model"))


def _dimension(reading: Aws, namespace: str, metric: str, dimension: str) -> set[str]:
    """Every value that one dimension of a metric has had in the last two weeks."""
    listed = reading.pages(METRICS, "Metrics", Namespace=namespace, MetricName=metric)
    ours = [each for each in listed if each["Namespace"] == namespace and each["MetricName"] == metric]
    return {one["Value"] for each in ours for one in each.get("Dimensions", []) if one["Name"] == dimension}


@dataclass(frozen=True)
class _Names:
    """What names of models stand for.

    Attributes:
        profiles, throughputs: id or ARN to foundation model and reach; unread when they were needed and refused.
    """

    profiles: dict[str, tuple[str, str]] | Unread
    throughputs: dict[str, tuple[str, str]] | Unread

    @classmethod
    def read(cls, reading: Aws, written: Iterable[str]) -> _Names:
        """What is needed to understand these names."""
        opaque = [name for each in written if not (name := model_name(each)).model]
        stands_alone = [each.kind == "provisioned-model" for each in opaque]
        return cls(
            profiles={} if all(stands_alone) else reading.optional(lambda: dict(_profiles(reading))),
            throughputs=reading.optional(lambda: dict(_throughputs(reading))) if any(stands_alone) else {},
        )

    def meant(self, written: str) -> tuple[Any, Any]:
        """Foundation model and reach of a name; empty when nothing tells, unread when what would tell was refused."""
        name = model_name(written)
        if name.model:
            return name.model, name.reach
        if name.kind == "provisioned-model":
            return self.throughputs if isinstance(self.throughputs, Unread) else self.throughputs.get(written, ("", ""))[0], PROVISIONED
        if isinstance(self.profiles, Unread):
            return self.profiles, self.profiles
        return self.profiles.get(written, ("", ""))

    def groups(self, written: Iterable[str]) -> dict[tuple[str, str], list[str]]:
        """Names by foundation model and reach; one whose model can't be told stays for itself."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in written:
            model, reach = self.meant(each)
            found[(model, reach) if model and not isinstance(model, Unread) else (each, "")].append(each)
        return dict(sorted(found.items()))


def _profiles(reading: Aws) -> Iterator[tuple[str, tuple[str, str]]]:
    """Application inference profiles, under id and ARN."""
    for each in reading.pages(PROFILES, "inferenceProfileSummaries", typeEquals="APPLICATION"):
        models = [model_name(one.get("modelArn", "")) for one in each["models"]]
        regions = {one.region for one in models}
        reach = GLOBAL if "" in regions else CROSS_REGION if len(regions) > 1 else IN_REGION
        for name in (each["inferenceProfileArn"], each["inferenceProfileId"]):
            yield name, (models[0].model if models else "", reach)


def _throughputs(reading: Aws) -> Iterator[tuple[str, tuple[str, str]]]:
    for each in reading.pages(THROUGHPUTS, "provisionedModelSummaries"):
        yield each["provisionedModelArn"], (model_name(each["foundationModelArn"]).model, PROVISIONED)


USERS = (AwsFunction, AwsContainerService, AwsAgent, AwsKnowledgeBase, AwsFlow)
"""What refers to models: where these could not be listed, models in use are hidden too."""


@aws("aws-region", gives=(AwsUsedModel,), calls=(METRICS, MODELS, PROFILES, THROUGHPUTS), after=(AwsReference, *USERS))
def models_in_use(reading: Aws) -> Iterator[Observation]:
    """Models with calls, and models that something of the region is set up to call."""
    yield from _users_untold(reading)
    called, at_mantle = _called(reading), _called_at_mantle(reading)
    set_up = _set_up(reading)
    names = sorted({*called, *at_mantle, *set_up})
    if not names:
        return
    listed = reading.optional(lambda: {each["modelId"]: each for each in reading.call(MODELS).get("modelSummaries", [])})
    offered = reading.optional(lambda: _offered(reading))
    known = _Names.read(reading, names)
    by_model: dict[str, list[str]] = defaultdict(list)
    for (key, _), together in known.groups(names).items():
        by_model[key] += together
    for key, together in by_model.items():
        model, _ = known.meant(together[0])
        yield reading.fact(
            AwsUsedModel,
            _resource(reading, key),
            MODELS,
            region=reading.region,
            model=model,
            written=tuple(sorted(together)),
            users=tuple(sorted({user for each in together for user in set_up.get(each, ())})),
            called=any(each in called or each in at_mantle for each in together),
            at_mantle=tuple(each for each in together if each in at_mantle),
            called_in_region=tuple(
                each for each in together if known.meant(each)[1] == IN_REGION and (each in called or each not in at_mantle)
            ),
            profiles=_of(offered, lambda read, key=key: tuple(sorted(read.get(key, ())))),
            **_lifecycle(model, listed),
        )


NAMING_MODELS = frozenset({"model", "embedding_model", "models", "variables", "signs", "nodes", "versions"})


def _users_untold(reading: Aws) -> Iterator[Gap]:
    """Gaps for what may name a model and could not be read of a resource that is known."""
    users = (each for each in reading.place.before if isinstance(each, USERS))
    hidden = {unread for each in users for name, unread in each.unread.items() if name in NAMING_MODELS}
    for each in sorted(hidden, key=lambda unread: (unread.right, unread.detail)):
        yield Gap(place=reading.place.key, facts=(AwsUsedModel.__name__,), reason=each.reason, detail=each.detail, right=each.right)


def _resource(reading: Aws, model: str) -> str:
    return model if model.startswith("arn:") else f"{reading.account}/{reading.region}/bedrock/{model}"


def _set_up(reading: Aws) -> dict[str, list[str]]:
    """Names of models that resources of the region refer to, with who does. A profile only offers its model."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in reading.place.before:
        if isinstance(each, AwsReference) and _is_model(each.used) and not _is_model(each.user):
            home = each.user.split(":")[3] if each.user.count(":") >= 5 else ""
            if (model_name(each.used).region or home) == reading.region:
                found[each.used].append(f"{each.role} of {each.user}")
    return found


def _is_model(used: str) -> bool:
    arn = ARN.fullmatch(used)
    return (arn["kind"] in ANSWERING) if arn else bool(MODEL_ID.fullmatch(used))


def _offered(reading: Aws) -> dict[str, list[str]]:
    """Model to the cross-region inference profiles of a geography that can be called from the region."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in reading.pages(PROFILES, "inferenceProfileSummaries", typeEquals="SYSTEM_DEFINED"):
        name = model_name(each["inferenceProfileId"])
        if name.reach == CROSS_REGION and each["status"] == "ACTIVE":
            found[name.model].append(each["inferenceProfileId"])
    return found


def _lifecycle(model: str | Unread, listed: dict[str, dict[str, Any]] | Unread) -> dict[str, Any]:
    """What the region's list of foundation models says of one."""
    hidden = model if isinstance(model, Unread) else listed if isinstance(listed, Unread) and model else None
    if hidden is not None:
        return dict.fromkeys(("listed", "status", "end_of_life", "makes_text"), hidden)
    told = {} if isinstance(listed, Unread) else listed.get(str(model), {})
    lifecycle = told.get("modelLifecycle") or {}
    return {
        "listed": bool(told),
        "status": lifecycle.get("status", ""),
        "end_of_life": _day(lifecycle.get("endOfLifeTime")),
        "makes_text": "TEXT" in told.get("outputModalities", ("TEXT",)) and "rerank" not in str(model),
    }


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@aws("aws-region", gives=(AwsModelLoad,), calls=(METRICS, DATA, MODELS, PROFILES, QUOTAS, DEFAULTS))
def loads(reading: Aws) -> Iterator[Observation]:
    """Load of each model with calls, beside its quota."""
    yield from _mantle_loads(reading)
    called = _called(reading)
    if not called:
        return
    known = _Names.read(reading, [each for each in called if model_name(each).reach != PROVISIONED])
    estimates = reading.optional(lambda: _of_models(reading, "EstimatedTPMQuotaUsage", called, MINUTE))
    served = reading.optional(lambda: _of_models(reading, "Invocations", called, DAY))
    refused = reading.optional(lambda: _of_models(reading, "InvocationThrottles", called, DAY))
    matched = reading.optional(lambda: _matched(reading))
    defaults = reading.optional(lambda: reading.pages(DEFAULTS, "Quotas", ServiceCode="bedrock"))
    if isinstance(known.profiles, Unread):
        estimates = known.profiles  # calls through a profile may count towards the quota of any model
    for (key, reach), names in known.groups(called).items():
        quota = _of(matched, lambda read, key=key, reach=reach: read.get((key, reach)))
        yield reading.fact(
            AwsModelLoad,
            f"{_resource(reading, key)} {reach}".rstrip(),
            DATA,
            region=reading.region,
            model=key,
            reach=known.meant(names[0])[1],
            written=tuple(names),
            peak=_of(estimates, lambda read, names=names: _peak(read[each] for each in names)),
            invocations=_of(served, lambda read, names=names: _total(read[each] for each in names)),
            throttled=_of(refused, lambda read, names=names: _total(read[each] for each in names)),
            quota=quota,
            default=_of(quota, lambda found: found and _of(defaults, lambda read: _default(read, found.code))),
        )


def _mantle_loads(reading: Aws) -> Iterator[AwsModelLoad]:
    """Models called at `bedrock-mantle`: what quotas count there can't be read from its metrics."""
    silent = Unread(reason=GapReason.UNSUPPORTED, detail="bedrock-mantle publishes neither quota use nor throttled requests")
    for each in _called_at_mantle(reading):
        yield reading.fact(
            AwsModelLoad,
            f"{_resource(reading, each)} {MANTLE}",
            METRICS,
            region=reading.region,
            model=each,
            reach=MANTLE,
            written=(each,),
            peak=silent,
            invocations=silent,
            throttled=silent,
            quota=silent,
            default=silent,
        )


def _of(read: Any, made: Any) -> Any:
    """What is made of an answer, or that it is unread."""
    return read if isinstance(read, Unread) else made(read)


def _of_models(reading: Aws, metric: str, models: list[str], period: int) -> dict[str, Figures]:
    return dict(zip(models, sums(reading, BEDROCK, [(metric, {"ModelId": each}) for each in models], period), strict=True))


def _peak(parts: Iterable[Figures]) -> float | None:
    """The greatest sum of one period over all parts; None when there is no figure at all."""
    together: Counter[datetime] = Counter()
    for each in parts:
        together.update(each)
    return float(max(together.values())) if together else None


def _total(parts: Iterable[Figures]) -> int:
    return round(sum(value for each in parts for value in each.values()))


PER_MINUTE = re.compile(
    r"(?P<reach>global cross-region|cross-region|on-demand) (?:model inference|InvokeModel) tokens per minute for (?P<model>.+)",
    re.IGNORECASE,
)
"""https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-runtime.html: as documented, and as Service Quotas names them."""
REACH = {"global cross-region": GLOBAL, "cross-region": CROSS_REGION, "on-demand": IN_REGION}
NOISE = frozenset({"ai", "labs", "v1"})
Quotas = dict[tuple[str, frozenset[str]], list[ModelQuota]]
"""Reach and words of a model's name to its quotas: one, where the name is clear."""


def quotas_by_model(quotas: Iterable[dict[str, Any]]) -> Quotas:
    """Quotas of tokens per minute, by what they are for; those that could not be read are left out."""
    found: Quotas = defaultdict(list)
    for each in quotas:
        match = PER_MINUTE.fullmatch(each.get("QuotaName", ""))
        if match and "Value" in each and "ErrorReason" not in each:
            quota = ModelQuota(
                name=each["QuotaName"], code=each["QuotaCode"], value=each["Value"], adjustable=each.get("Adjustable", False)
            )
            found[REACH[match["reach"].lower()], words(match["model"])].append(quota)
    return dict(found)


def words(name: str) -> frozenset[str]:
    """A model's name as words, alike for `Anthropic Claude Sonnet 4 V1` of a quota and `Anthropic Claude Sonnet 4` of the model."""
    text = re.sub(r"\b([a-z]{3,})(\d)", r"\1 \2", name.lower())
    return frozenset(each.strip(".") for each in re.split(r"[^a-z0-9.]+", text) if each.strip(".")) - NOISE


def _matched(reading: Aws) -> dict[tuple[str, str], ModelQuota]:
    """Model and reach to its quota; one for which there is none, or of which more than one could be meant, has none here."""
    quotas = quotas_by_model(reading.pages(QUOTAS, "Quotas", ServiceCode="bedrock"))
    found = {}
    for each in reading.call(MODELS).get("modelSummaries", []):
        named = words(f"{each.get('providerName', '')} {each.get('modelName', '')}")
        for reach in REACH.values():
            candidates = quotas.get((reach, named), [])
            if len(candidates) == 1:
                found[each["modelId"], reach] = candidates[0]
    return found


def _default(defaults: list[dict[str, Any]], code: str) -> float | None:
    return next((each["Value"] for each in defaults if each.get("QuotaCode") == code and "Value" in each), None)


AI_SERVICES = ("bedrock", "bedrock-agentcore", "sagemaker")


@aws("aws-region", gives=(AwsQuotaRequests,), calls=(REQUESTS,))
def quota_requests(reading: Aws) -> Iterator[Observation]:
    """The newest request for each quota of an AI service. Service Quotas forgets closed ones after ninety days."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for each in sorted(reading.pages(REQUESTS, "RequestedQuotas"), key=lambda one: one["Created"]):
        if each["ServiceCode"] in AI_SERVICES:
            newest[each["ServiceCode"], each["QuotaCode"]] = each
    yield reading.fact(
        AwsQuotaRequests,
        f"{reading.account}/{reading.region}/service-quotas",
        REQUESTS,
        region=reading.region,
        requests=tuple(
            QuotaRequest(
                service=each["ServiceCode"],
                quota=each.get("QuotaName", each["QuotaCode"]),
                status=each["Status"],
                changed=each.get("LastUpdated", each["Created"]).date(),
            )
            for _, each in sorted(newest.items())
        ),
    )


@aws("aws-region", gives=(AwsProvisionedModel, AwsPaidCapacity), calls=(THROUGHPUTS, DATA))
def provisioned(reading: Aws) -> Iterator[Observation]:
    """Provisioned throughput, and how often it was called."""
    listed = reading.pages(THROUGHPUTS, "provisionedModelSummaries")
    if not listed:
        return
    arns = [each["provisionedModelArn"] for each in listed]
    served = reading.optional(lambda: _of_models(reading, "Invocations", arns, DAY))
    for each in listed:
        arn, name = each["provisionedModelArn"], each["provisionedModelName"]
        fact = partial(reading.fact, resource=arn, call=THROUGHPUTS, names=(name,), name=name)
        yield fact(
            AwsProvisionedModel,
            model=model_name(each["foundationModelArn"]).model,
            status=each["status"],
            units=each["modelUnits"],
            desired_units=each["desiredModelUnits"],
            committed_until=_day(each.get("commitmentExpirationTime")),
        )
        if each["status"] in ("InService", "Updating"):
            yield fact(
                AwsPaidCapacity,
                type="provisioned throughput",
                since=each["creationTime"].date(),
                size=f"{each['modelUnits']} model units",
                invocations=_of(served, lambda read, arn=arn: _total([read[arn]])),
            )


ENDPOINTS = "sagemaker.list_endpoints"


@aws("aws-region", gives=(AwsPaidCapacity,), calls=(ENDPOINTS, METRICS, DATA), after=(AwsEndpoint,))
def endpoint_use(reading: Aws) -> Iterator[Observation]:
    """How often endpoints on instances were called. Serverless ones cost nothing while they wait."""
    since = {each["EndpointArn"]: each["CreationTime"].date() for each in reading.pages(ENDPOINTS, "Endpoints")}
    for endpoint in reading.place.before:
        if not (isinstance(endpoint, AwsEndpoint) and endpoint.resource in since and endpoint.status == "InService"):
            continue
        hidden = endpoint.unread.get("variants") or endpoint.unread.get("configured")
        if not hidden and not any(each.instances for each in endpoint.variants):
            continue
        yield reading.fact(
            AwsPaidCapacity,
            endpoint.resource,
            DATA,
            tags={"environment": endpoint.environment},
            type="endpoint",
            name=endpoint.name,
            since=since[endpoint.resource],
            size=hidden or _size(endpoint),
            invocations=hidden or _requests(reading, endpoint),
        )


def _size(endpoint: AwsEndpoint) -> str:
    types = {each.name: each.instance_type for each in endpoint.configured}
    return ", ".join(f"{each.instances} × {types.get(each.name, '')}".rstrip(" ×") for each in endpoint.variants if each.instances)


def _requests(reading: Aws, endpoint: AwsEndpoint) -> int | Unread:
    """Requests of the last two weeks, synchronous or not."""
    if any(not each.model for each in endpoint.configured):
        return Unread(reason=GapReason.NOT_COLLECTED, detail="requests go to its inference components")
    read: int | Unread = reading.optional(lambda: _counted(reading, endpoint.name))
    return read


def _counted(reading: Aws, endpoint: str) -> int:
    """Requests as the coarsest of the endpoint's metrics tell; an endpoint without any had none in two weeks."""
    asked: list[tuple[str, Mapping[str, str]]] = []
    for metric in ("Invocations", "InvocationsProcessed"):
        for each in reading.pages(METRICS, "Metrics", Namespace=SAGEMAKER, MetricName=metric):
            named = {one["Name"]: one["Value"] for one in each.get("Dimensions", [])}
            if each["Namespace"] == SAGEMAKER and each["MetricName"] == metric and named.get("EndpointName") == endpoint:
                asked.append((metric, named))
    by_detail: Counter[int] = Counter()
    for (_, dimensions), figures in zip(asked, sums(reading, SAGEMAKER, asked, DAY), strict=True):
        by_detail[len(dimensions)] += _total([figures])
    return next((count for _, count in sorted(by_detail.items()) if count), 0)


CUSTOM, IMPORTED = "bedrock.list_custom_models", "bedrock.list_imported_models"
GET_CUSTOM, GET_IMPORTED = "bedrock.get_custom_model", "bedrock.get_imported_model"
BUCKETS = "s3.list_buckets"
NOT_HERE: dict[str, list[Any]] = {code: [] for code in ("ValidationException", *sorted(UNSUPPORTED))}
"""Errors by which a region says that it has no such models; a plain list can be invalid in no other way."""


@aws("aws-region", gives=(AwsTunedModel, AwsReference), calls=(CUSTOM, IMPORTED, GET_CUSTOM, GET_IMPORTED, BUCKETS))
def tuned_models(reading: Aws) -> Iterator[Observation]:
    """Fine-tuned and imported models, and the buckets they were made from."""
    custom = reading.optional(lambda: reading.pages(CUSTOM, "modelSummaries", isOwned=True), NOT_HERE)
    imported = reading.optional(lambda: reading.pages(IMPORTED, "modelSummaries"), NOT_HERE)
    for each in () if isinstance(custom, Unread) else custom:
        arn = each["modelArn"]
        sources = reading.optional(lambda arn=arn: _training_data(reading.call(GET_CUSTOM, modelIdentifier=arn)))  # type: ignore[misc]
        yield from _tuned(reading, each, each.get("customizationType", ""), each.get("baseModelArn", ""), sources)
    for each in () if isinstance(imported, Unread) else imported:
        arn = each["modelArn"]
        sources = reading.optional(lambda arn=arn: _weights(reading.call(GET_IMPORTED, modelIdentifier=arn)))  # type: ignore[misc]
        yield from _tuned(reading, each, "IMPORTED", "", sources)
    for hidden in (each for each in (custom, imported) if isinstance(each, Unread)):
        names = (AwsTunedModel.__name__, AwsReference.__name__)
        yield Gap(place=reading.place.key, facts=names, reason=hidden.reason, detail=hidden.detail, right=hidden.right)


def _training_data(told: dict[str, Any]) -> list[str]:
    training = told.get("trainingDataConfig") or {}
    logs = (training.get("invocationLogsConfig") or {}).get("invocationLogSource") or {}
    validators = (told.get("validationDataConfig") or {}).get("validators", ())
    return [each for each in (training.get("s3Uri"), logs.get("s3Uri"), *(one.get("s3Uri") for one in validators)) if each]


def _weights(told: dict[str, Any]) -> list[str]:
    uri = ((told.get("modelDataSource") or {}).get("s3DataSource") or {}).get("s3Uri")
    return [uri] if uri else []


def _tuned(reading: Aws, each: dict[str, Any], kind: str, base: str, sources: list[str] | Unread) -> Iterator[Observation]:
    arn, name = each["modelArn"], each["modelName"]
    buckets = _of(sources, lambda read: tuple(sorted({uri.removeprefix("s3://").partition("/")[0] for uri in read})))
    own = reading.optional(lambda: {one["Name"] for one in reading.pages(BUCKETS, "Buckets")})
    foreign = _of(buckets, lambda used: _of(own, lambda owned: tuple(one for one in used if one not in owned)))
    yield reading.fact(
        AwsTunedModel, arn, GET_CUSTOM, names=(name,), name=name, customization=kind, base=base, buckets=buckets, foreign=foreign
    )
    role = "model weights" if kind == "IMPORTED" else "training data"
    for uri in () if isinstance(sources, Unread) else sources:
        yield reading.fact(AwsReference, f"{arn} {role} {uri}", GET_CUSTOM, names=(name,), user=arn, used=uri, role=role)


AVAILABILITY = "bedrock.get_foundation_model_availability"
DECLARES_FALLBACK = re.compile(r"(?:^|_)(?:FALLBACK|SECONDARY|BACKUP|STANDBY)(?:_|$)")


@aws("aws-region", gives=(AwsFallbackModel,), calls=(AVAILABILITY,), after=(AwsFunction,))
def fallbacks(reading: Aws) -> Iterator[Observation]:
    """Models that variables of functions declare as fallback, and whether they may be called."""
    for function in reading.place.before:
        if not isinstance(function, AwsFunction) or "variables" in function.unread:
            continue
        for variable in function.variables:
            name = model_name(variable.used)
            home = function.resource.split(":")[3]
            if not (
                name.model
                and DECLARES_FALLBACK.search(variable.name.upper())
                and (MODEL_ID.fullmatch(variable.used) or ARN.fullmatch(variable.used))
            ):
                continue
            region = name.region or home
            if region == reading.region:
                told = reading.optional(partial(reading.call, AVAILABILITY, modelId=name.model))
            elif home == reading.region and region not in reading.place.settings.get("regions", ()):
                told = Unread(reason=GapReason.NOT_COLLECTED, detail=f"region {region} was not read")
            else:
                continue
            yield _fallback(reading, function, variable, region, told)


def _fallback(reading: Aws, function: AwsFunction, variable: AwsVariable, region: str, told: Any) -> AwsFallbackModel:
    return reading.fact(
        AwsFallbackModel,
        f"{function.resource} {variable.name}",
        AVAILABILITY,
        names=(function.name,),
        tags={"environment": function.environment},
        function=function.resource,
        variable=variable.name,
        model=variable.used,
        region=region,
        authorization=_of(told, lambda it: it["authorizationStatus"]),
        entitlement=_of(told, lambda it: it["entitlementAvailability"]),
        in_region=_of(told, lambda it: it["regionAvailability"]),
        agreement=_of(told, lambda it: it["agreementAvailability"]["status"]),
    )
