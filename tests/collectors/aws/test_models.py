"""Models in use, their load and quotas, paid capacity and tuned models, as AWS answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from aws_world import ACCOUNT, REGION, Answer, observe, recorded
from aws_worlds import hosting, watching
from aws_worlds.models import (
    ANSWERS,
    ARN,
    CROSS,
    NOVA,
    SONNET,
    THROUGHPUT,
    TUNED,
    figures,
    foundation,
    profile,
    quota,
    request,
    throughput,
)

from readiness.collectors.aws.models import quotas_by_model, words
from readiness.facts import Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.models import (
    CROSS_REGION,
    GLOBAL,
    IN_REGION,
    PROVISIONED,
    AwsFallbackModel,
    AwsModelLoad,
    AwsPaidCapacity,
    AwsProvisionedModel,
    AwsQuotaRequests,
    AwsTunedModel,
    AwsUsedModel,
    family,
    model_name,
)
from readiness.facts.aws.serverless import AwsFunction, AwsVariable
from readiness.testing import fact

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:assistant"


def traffic(*models: str, metric: str = "Invocations") -> dict[str, Any]:
    """CloudWatch's list of metrics with these models."""
    return {"Metrics": [watching.by_model(metric, each) for each in models]}


def world(*models: str, **more: Answer) -> dict[str, Answer]:
    """The recorded account with calls to these models."""
    return {**ANSWERS, "cloudwatch.list_metrics": traffic(*models), **more}


def refers(used: str, role: str = "environment variable MODEL_ID", user: str = FUNCTION) -> Any:
    """Something that refers to a model."""
    return fact(AwsReference, user=user, used=used, role=role)


@pytest.mark.parametrize(
    ("written", "model", "geography", "reach"),
    [
        (SONNET, SONNET, "", IN_REGION),
        (f"eu.{SONNET}", SONNET, "eu", CROSS_REGION),
        (f"global.{SONNET}", SONNET, "global", GLOBAL),
        ("us-gov.anthropic.claude-3-7-sonnet-20250219-v1:0", "anthropic.claude-3-7-sonnet-20250219-v1:0", "us-gov", CROSS_REGION),
        ("zai.glm-4.7", "zai.glm-4.7", "", IN_REGION),
        ("apac.zai.glm-4.7", "zai.glm-4.7", "apac", CROSS_REGION),
        ("anthropic.claude-3-sonnet-20240229-v1:0:200k", "anthropic.claude-3-sonnet-20240229-v1:0", "", IN_REGION),
        (f"arn:aws:bedrock:eu-west-1::foundation-model/{SONNET}", SONNET, "", IN_REGION),
        (f"{ARN}:inference-profile/eu.{SONNET}", SONNET, "eu", CROSS_REGION),
        (f"{ARN}:application-inference-profile/qwertyuiop12", "", "", ""),
        ("qwertyuiop12", "", "", ""),
        (THROUGHPUT, "", "", PROVISIONED),
        (f"{ARN}:imported-model/abcdef123456", "", "", ""),
    ],
)
def test_a_name_tells_model_and_reach(written, model, geography, reach):
    name = model_name(written)
    assert (name.model, name.geography, name.reach) == (model, geography, reach)


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (SONNET, "anthropic.claude-sonnet"),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", "anthropic.claude-sonnet"),
        ("anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku"),
        (NOVA, "amazon.nova-pro"),
        ("zai.glm-4.7", "zai.glm"),
    ],
)
def test_versions_of_a_model_are_one_family(model, line):
    assert family(model) == line


def test_models_with_calls_and_models_that_are_set_up():
    answers = world(SONNET, f"eu.{SONNET}")
    nova, sonnet = observe("aws.models.models_in_use", recorded(answers), (refers(f"eu.{NOVA}"), refers(SONNET), refers("claims-prod")))
    assert isinstance(sonnet, AwsUsedModel)
    assert (sonnet.model, sonnet.region, sonnet.written, sonnet.called) == (SONNET, REGION, (SONNET, f"eu.{SONNET}"), True)
    assert (sonnet.status, sonnet.end_of_life, sonnet.listed, sonnet.makes_text) == ("LEGACY", date(2026, 10, 14), True, True)
    assert (sonnet.called_in_region, sonnet.profiles) == ((SONNET,), (f"eu.{SONNET}",))
    assert sonnet.users == (f"environment variable MODEL_ID of {FUNCTION}",)
    assert isinstance(nova, AwsUsedModel)
    assert (nova.model, nova.called, nova.status, nova.end_of_life, nova.profiles) == (NOVA, False, "ACTIVE", None, ())


@pytest.mark.parametrize("kind", ["inference-profile", "application-inference-profile", "provisioned-model"])
def test_what_offers_a_model_does_not_use_it(kind):
    offers = refers(f"arn:aws:bedrock:{REGION}::foundation-model/{SONNET}", "model", user=f"{ARN}:{kind}/eu.{SONNET}")
    assert observe("aws.models.models_in_use", recorded(world()), (offers,)) == []


def test_an_arn_tells_where_its_model_is_called():
    there = refers(f"arn:aws:bedrock:us-east-1::foundation-model/{SONNET}")
    assert observe("aws.models.models_in_use", recorded(world()), (there,)) == []


def test_models_of_another_region_are_not_of_this_one():
    elsewhere = FUNCTION.replace(REGION, "us-east-1")
    assert observe("aws.models.models_in_use", recorded(world()), (refers(SONNET, user=elsewhere),)) == []


def test_profiles_and_throughputs_are_resolved():
    answers = world("qwertyuiop12", THROUGHPUT)
    (used,) = observe("aws.models.models_in_use", recorded(answers))
    assert isinstance(used, AwsUsedModel)
    assert (used.model, used.written) == (SONNET, (THROUGHPUT, "qwertyuiop12"))
    assert used.called_in_region == ()


def mantle(*models: str) -> dict[str, Any]:
    """CloudWatch's list of metrics with models that were called at bedrock-mantle."""
    dimensions = [[{"Name": "Model", "Value": each}, {"Name": "Project", "Value": "p"}] for each in models]
    return {"Metrics": [{"Namespace": "AWS/BedrockMantle", "MetricName": "Inferences", "Dimensions": each} for each in dimensions]}


def test_calls_at_mantle_are_use_but_not_of_a_region_that_could_be_widened():
    answers = {**ANSWERS, "cloudwatch.list_metrics": mantle(SONNET)}
    (used,) = observe("aws.models.models_in_use", recorded(answers))
    assert isinstance(used, AwsUsedModel)
    assert (used.model, used.called, used.at_mantle, used.called_in_region) == (SONNET, True, (SONNET,), ())
    (load,) = observe("aws.models.loads", recorded(answers))
    assert isinstance(load, AwsModelLoad)
    assert (load.reach, load.unread["peak"].reason, load.unread["throttled"].reason) == (
        "bedrock-mantle",
        GapReason.UNSUPPORTED,
        GapReason.UNSUPPORTED,
    )


def test_calls_at_both_endpoints():
    answers = {**ANSWERS, "cloudwatch.list_metrics": {"Metrics": [*mantle(SONNET)["Metrics"], *traffic(SONNET)["Metrics"]]}}
    (used,) = observe("aws.models.models_in_use", recorded(answers))
    assert isinstance(used, AwsUsedModel)
    assert (used.at_mantle, used.called_in_region) == ((SONNET,), (SONNET,))


def test_models_that_only_rank_make_no_text():
    rerank = foundation("cohere.rerank-v3-5:0", "Rerank 3.5", "Cohere")
    answers = world("cohere.rerank-v3-5:0", **{"bedrock.list_foundation_models": {"modelSummaries": [rerank]}})
    (used,) = observe("aws.models.models_in_use", recorded(answers))
    assert isinstance(used, AwsUsedModel)
    assert not used.makes_text


def test_an_application_profile_of_one_region_stays_in_it():
    inside = {"inferenceProfileSummaries": [profile("qwertyuiop12", "APPLICATION", "eu-west-1")]}
    answers = world("qwertyuiop12", **{"bedrock.list_inference_profiles": inside})
    (used,) = observe("aws.models.models_in_use", recorded(answers))
    assert isinstance(used, AwsUsedModel)
    assert used.called_in_region == ("qwertyuiop12",)


def test_a_name_that_nothing_resolves_has_no_model():
    (used,) = observe("aws.models.models_in_use", recorded(world("deletedprofile")))
    assert isinstance(used, AwsUsedModel)
    assert (used.model, used.written, used.listed) == ("", ("deletedprofile",), False)


def test_a_model_that_is_refused_only_is_seen():
    answers = {**ANSWERS, "cloudwatch.list_metrics": traffic(SONNET, metric="InvocationThrottles")}
    (used,) = observe("aws.models.models_in_use", recorded(answers))
    assert isinstance(used, AwsUsedModel)
    assert used.called


def test_embedding_models_make_no_text():
    embed = {**foundation("amazon.titan-embed-text-v2:0", "Titan Text Embeddings V2", "Amazon"), "outputModalities": ["EMBEDDING"]}
    answers = world("amazon.titan-embed-text-v2:0", **{"bedrock.list_foundation_models": {"modelSummaries": [embed]}})
    (used,) = observe("aws.models.models_in_use", recorded(answers))
    assert isinstance(used, AwsUsedModel)
    assert not used.makes_text


def test_names_that_share_a_quota_are_added_up_minute_by_minute():
    def figures_of(asked: dict[str, Any]) -> dict[str, Any]:
        return {"MetricDataResults": [figures(1000, 5000), figures(100, 200, 6000, id="q1")]}

    answers = world(f"eu.{SONNET}", "qwertyuiop12", **{"cloudwatch.get_metric_data": figures_of})
    (load,) = observe("aws.models.loads", recorded(answers))
    assert isinstance(load, AwsModelLoad)
    assert (load.model, load.reach, set(load.written)) == (SONNET, CROSS_REGION, {f"eu.{SONNET}", "qwertyuiop12"})
    assert load.peak == 6000
    assert (load.invocations, load.throttled) == (12300, 12300)
    assert load.quota is not None
    assert (load.quota.name, load.quota.code, load.quota.value, load.quota.adjustable) == (CROSS, "L-59759B4A", 200000, True)
    assert load.default == 400000


def test_a_minute_is_the_sum_of_all_names():
    answers = world(
        f"eu.{SONNET}",
        "qwertyuiop12",
        **{"cloudwatch.get_metric_data": {"MetricDataResults": [figures(1000, 5000), figures(100, 200, id="q1")]}},
    )
    (load,) = observe("aws.models.loads", recorded(answers))
    assert isinstance(load, AwsModelLoad)
    assert load.peak == 5200


def test_each_reach_has_its_own_quota():
    quotas = [
        quota("On-demand model inference tokens per minute for Anthropic Claude Sonnet 4 V1", "L-1", 1),
        quota(CROSS, "L-2", 2),
        quota(f"Global {CROSS[0].lower()}{CROSS[1:]}", "L-3", 3),
        quota("Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4 V1 1M Context Length", "L-4", 4),
        quota("Cross-region model inference requests per minute for Anthropic Claude Sonnet 4 V1", "L-5", 5),
        quota("Model invocation max tokens per day for Anthropic Claude Sonnet 4 V1 (doubled for cross-region calls)", "L-6", 6),
        quota("Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1", "L-7", 7),
        quota("On-demand, latency-optimized model inference tokens per minute for Anthropic Claude Sonnet 4 V1", "L-8", 8),
        quota("[bedrock-mantle endpoint] Input tokens per minute for Claude Sonnet 4", "L-9", 9),
    ]
    answers = world(SONNET, f"eu.{SONNET}", f"global.{SONNET}", THROUGHPUT, **{"service-quotas.list_service_quotas": {"Quotas": quotas}})
    seen = [each for each in observe("aws.models.loads", recorded(answers)) if isinstance(each, AwsModelLoad)]
    codes = {each.reach: each.quota.code if each.quota else None for each in seen}
    assert codes == {IN_REGION: "L-1", CROSS_REGION: "L-2", GLOBAL: "L-3", PROVISIONED: None}


@pytest.mark.parametrize(
    "quotas",
    [
        [],
        [quota(CROSS, "L-1", 1), quota(CROSS.replace(" V1", ""), "L-2", 2)],
        [{**quota(CROSS, "L-1", 1), "ErrorReason": {"ErrorCode": "SERVICE_QUOTA_NOT_AVAILABLE_ERROR"}}],
        [quota(CROSS.replace("Sonnet 4", "Sonnet 4.5"), "L-1", 1)],
    ],
)
def test_a_doubtful_quota_is_none(quotas):
    answers = world(f"eu.{SONNET}", **{"service-quotas.list_service_quotas": {"Quotas": quotas}})
    (load,) = observe("aws.models.loads", recorded(answers))
    assert isinstance(load, AwsModelLoad)
    assert load.quota is None
    assert load.default is None


@pytest.mark.parametrize(
    ("quota_of", "model"),
    [
        ("Anthropic Claude 3.5 Sonnet V2", "Anthropic Claude 3.5 Sonnet v2"),
        ("Anthropic Claude Sonnet 4 V1", "Anthropic Claude Sonnet 4"),
        ("Meta Llama 3.3 70B Instruct", "Meta Llama 3.3 70B Instruct"),
        ("OpenAI GPT OSS 120B", "OpenAI gpt-oss-120b"),
        ("Mistral Pixtral Large 25.02 V1", "Mistral AI Pixtral Large (25.02)"),
        ("DeepSeek R1 V1", "DeepSeek DeepSeek-R1"),
        ("Amazon Titan Text Embeddings V2", "Amazon Titan Text Embeddings V2"),
    ],
)
def test_quotas_and_models_are_named_alike(quota_of, model):
    assert words(quota_of) == words(model)


@pytest.mark.parametrize(
    ("quota_of", "model"),
    [
        ("Anthropic Claude 3.5 Sonnet", "Anthropic Claude 3.5 Sonnet v2"),
        ("Anthropic Claude Sonnet 4.5 V1", "Anthropic Claude Sonnet 4"),
        ("Anthropic Claude Sonnet 4 V1 1M Context Length", "Anthropic Claude Sonnet 4"),
        ("Amazon Nova Lite", "Amazon Nova 2 Lite"),
    ],
)
def test_other_models_are_not_alike(quota_of, model):
    assert words(quota_of) != words(model)


def test_the_documented_names_of_quotas_are_known():
    quotas = [quota("On-demand InvokeModel tokens per minute for Amazon Nova Pro", "L-1", 1)]
    assert {reach for reach, _ in quotas_by_model(quotas)} == {IN_REGION}


def test_no_estimate_is_no_peak():
    answers = world(SONNET, **{"cloudwatch.get_metric_data": {"MetricDataResults": [figures()]}})
    (load,) = observe("aws.models.loads", recorded(answers))
    assert isinstance(load, AwsModelLoad)
    assert (load.peak, load.invocations, load.throttled) == (None, 0, 0)


def test_figures_that_cloudwatch_could_not_give_are_unread():
    broken = {"MetricDataResults": [{**figures(), "StatusCode": "InternalError"}]}
    (load,) = observe("aws.models.loads", recorded(world(SONNET, **{"cloudwatch.get_metric_data": broken})))
    assert isinstance(load, AwsModelLoad)
    assert {name: each.reason for name, each in load.unread.items()} == dict.fromkeys(
        ("peak", "invocations", "throttled"), GapReason.FAILED
    )


def test_figures_come_in_pages():
    pages = [
        {"MetricDataResults": [{**figures(10), "StatusCode": "PartialData"}], "NextToken": "more"},
        {"MetricDataResults": [figures(20, minute=1)]},
    ]
    answers = world(SONNET, **{"cloudwatch.get_metric_data": [*pages, *pages, *pages]})
    (load,) = observe("aws.models.loads", recorded(answers))
    assert isinstance(load, AwsModelLoad)
    assert (load.peak, load.invocations) == (20, 30)


def test_hidden_profiles_leave_no_peak_certain():
    answers = world(SONNET, "qwertyuiop12", **{"bedrock.list_inference_profiles": "AccessDeniedException"})
    seen = [each for each in observe("aws.models.loads", recorded(answers)) if isinstance(each, AwsModelLoad)]
    assert {each.model: each.unread["peak"].right for each in seen} == dict.fromkeys(
        (SONNET, "qwertyuiop12"), "bedrock:ListInferenceProfiles"
    )


def test_no_calls_no_load(access):
    answers = world()
    assert observe("aws.models.loads", recorded(answers)) == []
    assert observe("aws.models.models_in_use", recorded(answers)) == []


def test_the_newest_request_for_a_quota_counts():
    asked = [
        request("DENIED", datetime(2026, 5, 1, tzinfo=UTC)),
        request("APPROVED", datetime(2026, 5, 9, tzinfo=UTC)),
        request("PENDING", datetime(2026, 5, 2, tzinfo=UTC), service="sagemaker", code="L-9"),
        request("PENDING", datetime(2026, 5, 2, tzinfo=UTC), service="ec2", code="L-8"),
    ]
    answers = {**ANSWERS, "service-quotas.list_requested_service_quota_change_history": {"RequestedQuotas": asked}}
    (requests,) = observe("aws.models.quota_requests", recorded(answers))
    assert isinstance(requests, AwsQuotaRequests)
    assert [(each.service, each.status, each.changed) for each in requests.requests] == [
        ("bedrock", "APPROVED", date(2026, 5, 9)),
        ("sagemaker", "PENDING", date(2026, 5, 2)),
    ]


def test_provisioned_throughput():
    model, capacity = observe("aws.models.provisioned", recorded(ANSWERS))
    assert isinstance(model, AwsProvisionedModel)
    assert (model.name, model.model, model.status, model.units, model.desired_units) == ("assistant", SONNET, "InService", 1, 2)
    assert (model.resource, model.committed_until) == (THROUGHPUT, date(2026, 6, 20))
    assert isinstance(capacity, AwsPaidCapacity)
    assert (capacity.type, capacity.since, capacity.invocations) == ("provisioned throughput", date(2026, 5, 1), 8000)


def test_failed_throughput_is_not_paid_for():
    listed = {"provisionedModelSummaries": [throughput(status="Failed")]}
    seen = observe("aws.models.provisioned", recorded({**ANSWERS, "bedrock.list_provisioned_model_throughputs": listed}))
    assert [type(each) for each in seen] == [AwsProvisionedModel]


def requests_of(endpoint: str, **dimensions: str) -> dict[str, Any]:
    """A metric of requests to an endpoint."""
    named = [{"Name": name, "Value": value} for name, value in {"EndpointName": endpoint, **dimensions}.items()]
    return {"Namespace": "AWS/SageMaker", "MetricName": "Invocations", "Dimensions": named}


def endpoint_use(**more: Answer) -> list[Any]:
    """Use of the endpoint of the recorded account."""
    listed = {"Metrics": [requests_of("chat-prod", VariantName="main"), requests_of("another", VariantName="main")]}
    answers = {**hosting.ANSWERS, **ANSWERS, "cloudwatch.list_metrics": listed, **more}
    before = observe("aws.hosting.endpoints", recorded(answers))
    assert not [each for each in before if isinstance(each, Gap)]
    return observe("aws.models.endpoint_use", recorded(answers), tuple(before))  # type: ignore[arg-type]


def test_requests_to_an_endpoint():
    (capacity,) = endpoint_use()
    assert isinstance(capacity, AwsPaidCapacity)
    assert (capacity.type, capacity.name, capacity.size, capacity.invocations) == ("endpoint", "chat-prod", "2 × ml.g5.xlarge", 8000)


def test_an_endpoint_without_metrics_had_no_requests():
    (capacity,) = endpoint_use(**{"cloudwatch.list_metrics": {"Metrics": [requests_of("another", VariantName="main")]}})
    assert capacity.invocations == 0


def test_requests_that_only_finer_metrics_tell_are_seen():
    listed = [requests_of("chat-prod", VariantName="main"), requests_of("chat-prod", VariantName="main", InstanceId="i-1")]
    figures_of = {"MetricDataResults": [figures(0), figures(7, id="q1")]}
    (capacity,) = endpoint_use(**{"cloudwatch.list_metrics": {"Metrics": listed}, "cloudwatch.get_metric_data": figures_of})
    assert capacity.invocations == 7


def changed(call: str, **variant: Any) -> dict[str, Answer]:
    """An answer of the recorded account with another production variant."""
    answer = hosting.ANSWERS[call]
    assert isinstance(answer, dict)
    return {call: {**answer, "ProductionVariants": [variant]}}


def test_endpoints_that_cost_nothing_now_are_left_out():
    assert endpoint_use(**changed("sagemaker.describe_endpoint", VariantName="main", CurrentInstanceCount=0)) == []
    serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
    assert endpoint_use(**changed("sagemaker.describe_endpoint", VariantName="main", CurrentServerlessConfig=serverless)) == []


def test_requests_to_inference_components_are_not_counted():
    (capacity,) = endpoint_use(**changed("sagemaker.describe_endpoint_config", VariantName="main", InstanceType="ml.g5.xlarge"))
    assert capacity.unread["invocations"].reason is GapReason.NOT_COLLECTED


def test_an_endpoint_that_may_not_be_described():
    (capacity,) = endpoint_use(**{"sagemaker.describe_endpoint": "AccessDeniedException"})
    assert capacity.unread["invocations"].right == "sagemaker:DescribeEndpoint"


def test_tuned_models_and_the_buckets_they_were_made_from():
    seen = observe("aws.models.tuned_models", recorded(ANSWERS))
    tuned, imported = [each for each in seen if isinstance(each, AwsTunedModel)]
    assert (tuned.resource, tuned.name, tuned.customization, tuned.buckets) == (TUNED, "claims-tuned", "FINE_TUNING", ("claims-training",))
    assert (tuned.foreign, imported.foreign) == ((), ("claims-weights",))
    assert (imported.name, imported.customization, imported.base, imported.buckets) == ("claims-llama", "IMPORTED", "", ("claims-weights",))
    references = [(each.role, each.used) for each in seen if isinstance(each, AwsReference)]
    assert references == [
        ("training data", "s3://claims-training/2026/train.jsonl"),
        ("training data", "s3://claims-training/2026/check.jsonl"),
        ("model weights", "s3://claims-weights/llama/"),
    ]


def test_a_region_that_imports_no_models_hides_nothing():
    seen = observe("aws.models.tuned_models", recorded({**ANSWERS, "bedrock.list_imported_models": "ValidationException"}))
    assert [each.name for each in seen if isinstance(each, AwsTunedModel)] == ["claims-tuned"]
    assert not [each for each in seen if isinstance(each, Gap)]


def test_imported_models_that_may_not_be_listed_hide_no_tuned_ones():
    seen = observe("aws.models.tuned_models", recorded({**ANSWERS, "bedrock.list_imported_models": "AccessDeniedException"}))
    assert [each.name for each in seen if isinstance(each, AwsTunedModel)] == ["claims-tuned"]
    assert [(each.right, each.facts) for each in seen if isinstance(each, Gap)] == [
        ("bedrock:ListImportedModels", ("AwsTunedModel", "AwsReference"))
    ]


def declares(name: str, used: str, region: str = REGION) -> AwsFunction:
    """A function with a variable."""
    arn = FUNCTION.replace(REGION, region)
    function: AwsFunction = fact(AwsFunction, name="assistant", resource=arn, variables=(AwsVariable(name=name, used=used),))
    return function


def test_a_declared_fallback():
    (fallback,) = observe("aws.models.fallbacks", recorded(ANSWERS), (declares("FALLBACK_MODEL_ID", f"eu.{NOVA}"),))
    assert isinstance(fallback, AwsFallbackModel)
    assert (fallback.function, fallback.variable, fallback.model, fallback.region) == (FUNCTION, "FALLBACK_MODEL_ID", f"eu.{NOVA}", REGION)
    assert (fallback.authorization, fallback.entitlement, fallback.in_region, fallback.agreement) == (
        "AUTHORIZED",
        "AVAILABLE",
        "AVAILABLE",
        "AVAILABLE",
    )


@pytest.mark.parametrize(
    "function",
    [declares("MODEL_ID", NOVA), declares("BACKUP_BUCKET", "claims.backup"), declares("FALLBACK_MODEL_ID", NOVA, "us-east-1")],
)
def test_no_fallback_of_this_region(function):
    assert observe("aws.models.fallbacks", recorded(ANSWERS), (function,)) == []


def test_a_fallback_in_a_region_that_is_not_read_is_not_known():
    arn = f"arn:aws:bedrock:us-west-2:{ACCOUNT}:inference-profile/us.{NOVA}"
    (fallback,) = observe("aws.models.fallbacks", recorded(ANSWERS), (declares("SECONDARY_MODEL", arn),))
    assert isinstance(fallback, AwsFallbackModel)
    assert fallback.region == "us-west-2"
    assert fallback.unread["authorization"].reason is GapReason.NOT_COLLECTED


def test_a_refusal_of_one_call_leaves_the_rest():
    (used,) = observe("aws.models.models_in_use", recorded(world(SONNET, **{"bedrock.list_foundation_models": "AccessDeniedException"})))
    assert isinstance(used, AwsUsedModel)
    assert (used.model, used.called) == (SONNET, True)
    assert used.unread["status"].right == "bedrock:ListFoundationModels"
    denied = observe("aws.models.models_in_use", recorded({**world(), "cloudwatch.list_metrics": "AccessDeniedException"}))
    assert [each.right for each in denied if isinstance(each, Gap)] == ["cloudwatch:ListMetrics"]
