"""Whether model calls leave a trace, whether anybody is told of trouble, and what the traces keep."""

from __future__ import annotations

import re
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, Gateway, ProviderUse, TraceSink
from readiness.facts.aws.spending import AwsBudget
from readiness.facts.aws.watching import AwsAlarm
from readiness.facts.delivery import AlertRule
from readiness.facts.files import EnvFile
from readiness.facts.serving import before_production, without_samples

TRACING_VARIABLE = re.compile(
    r"(?:LANGSMITH|LANGFUSE|TRACELOOP|PHOENIX|HELICONE|ARIZE|OPIK|BRAINTRUST|AGENTOPS|LOGFIRE|WEAVE|OTEL_EXPORTER|DD_LLMOBS)_\w+"
    r"|LANGCHAIN_(?:TRACING|API_KEY|PROJECT|ENDPOINT)\w*"
)
TRACED_ELSEWHERE = frozenset({"azure api management"})
"""Gateways whose traces another resource than their policies sets up."""


@check(
    "ai-calls-traced",
    severity="high",
    effort="hours",
    certainty="likely",
    aggregate="any",
    maps=[
        "aws-genai-lens:GENOPS03-BP02",
        "aws-agentic-ai-lens:AGENTOPS05-BP01",
        "owasp-aisvs-1.0:AISVS-C12.1",
        "azure-waf-core:OE:07",
    ],
)
def calls_traced(uses: list[ProviderUse], sinks: list[TraceSink], gateways: list[Gateway], env_files: list[EnvFile]) -> Verdict:
    """Model calls are traced, failed ones too.

    Why: When an answer is wrong or slow, nobody can say why. A trace holds the model, the time, the tokens and the error of
    each call; without it every complaint is guesswork. Where an example names variables of a tracing product, they may switch
    it on at run time.

    Fix: Send traces of all calls to a tracing backend

        litellm_settings:
          callbacks: ["otel"]          # successes and failures
    """
    used = without_samples(uses)
    if not used:
        return not_applicable("no model is used")
    wired = without_samples(sinks)
    if not wired:
        return _not_wired(used, without_samples(gateways), without_samples(env_files))
    living = [each for each in wired if not before_production(each)]
    if not living:
        return unknown("tracing is seen before production only", products=sorted({each.product for each in wired}))
    whole = [each for each in living if not each.successes_only]
    if not whole:
        return failed("Failed model calls leave no trace", at=living[0].origin, products=sorted({each.product for each in living}))
    return passed(at=whole[0].origin, products=sorted({each.product for each in whole}))


def _not_wired(uses: list[ProviderUse], gateways: list[Gateway], env_files: list[EnvFile]) -> Verdict:
    variables = sorted({name for each in env_files if each.example for name in each.names if TRACING_VARIABLE.fullmatch(name)})
    if variables:
        return unknown("variables that an example names may switch tracing on", variables=variables)
    if all(each.via == "gateway" for each in uses) and gateways and all(each.product in TRACED_ELSEWHERE for each in gateways):
        return unknown("what it traces is set outside of this file", product=gateways[0].product)
    return failed("No tracing of model calls was seen")


PLATFORM_METRIC = re.compile(
    r"^(node|kube|kubelet|container|prometheus|alertmanager|etcd|apiserver|coredns|go|process|scheduler|workqueue|rest_client)_"
)
LATENCY = re.compile(
    r"latency|time_to_first|time_per_output_token|rq_time|response_time"
    r"|(request|http|call|completion|operation|generation|inference|llm|query|chat).*duration"
)
ERROR = re.compile(r"fail|error|exception|5xx|rq_5|litellm_deployment_(state|cooled_down)")
REQUESTS = re.compile(r"requests?(_metric)?(_total|_count)?$|_rq(_total|_xx)?$|requests?_received|calls?_total|duration_seconds_count$")
STATUS_LABEL = re.compile(r"(status|code|outcome|result|reason|class)\w*\s*(=~|!~|!=|=)")
SATURATION = re.compile(
    r"num_requests_(waiting|running)|cache_usage|DCGM_FI_DEV_(GPU_UTIL|FB_|MEM_COPY_UTIL)|queue|pending|waiting|in_?flight|active_requests"
    r"|remaining_(requests|tokens)|rate_limit|throttl|concurren|saturat|ongoing_requests"
    r"|^kube_horizontalpodautoscaler_status|^container_(cpu|memory)_"
)
COST = re.compile(r"spend|(?<!error_)budget|cost|(prompt|generation|input|output|total|completion)_tokens|token_usage")

LITELLM_ALERTING = frozenset({"latency", "error", "cost"})
"""What LiteLLM's own alerting tells of unless it is narrowed: slow and failing calls, budgets."""


def _watches(rule: AlertRule) -> set[str]:
    """The classes of trouble a rule watches, by the vocabulary of its metrics."""
    classes: set[str] = set()
    for written in rule.metrics or (rule.expression,):
        metric = written.replace(".", "_").replace(":", "_")
        if SATURATION.search(metric):
            classes.add("saturation")
        if PLATFORM_METRIC.search(metric):
            continue
        if LATENCY.search(metric) and not (metric.endswith("_count") and STATUS_LABEL.search(rule.expression)):
            classes.add("latency")
        if ERROR.search(metric) or (REQUESTS.search(metric) and STATUS_LABEL.search(rule.expression)):
            classes.add("error")
        if COST.search(metric):
            classes.add("cost")
    return classes


SERVING_NAMESPACES = re.compile(r"AWS/(Bedrock.*|SageMaker|Lambda|ApplicationELB|ApiGateway|ECS|States|SQS|Billing|Usage)|(?!AWS/).+")
"""Namespaces of CloudWatch that tell of what serves models, or are an application's own."""

CLOUDWATCH = {
    "latency": re.compile(r"latency|response_?time|duration|time_to_first", re.IGNORECASE),
    "error": re.compile(r"error|fail|fault|5xx|dead_?letter", re.IGNORECASE),
    "saturation": re.compile(r"throttl|concurren|utilization|approximate(age|number)|quota_?usage|rejected|queue", re.IGNORECASE),
    "cost": re.compile(r"charges|token_?count|spend|cost", re.IGNORECASE),
}
"""The classes of trouble by the names that CloudWatch gives its metrics."""


def _alarm_watches(alarm: AwsAlarm) -> set[str]:
    names = [each.name for each in alarm.watched if SERVING_NAMESPACES.fullmatch(each.namespace)] if alarm.actions_enabled else []
    return {trouble for trouble, pattern in CLOUDWATCH.items() if any(pattern.search(name) for name in names)}


@check(
    "ai-alerts-cover-service",
    severity="high",
    effort="hours",
    certainty="likely",
    aggregate="any",
    maps=[
        "aws-genai-lens:GENOPS02-BP01",
        "azure-waf-core:OE:07",
        "owasp-aisvs-1.0:AISVS-C12.2",
        "google-sre-prr:SRE-LCC-5",
        "eu-dora:DORA-Art10",
    ],
)
def alerts_cover_service(
    uses: list[ProviderUse], rules: list[AlertRule], gateways: list[Gateway], alarms: list[AwsAlarm], budgets: list[AwsBudget]
) -> Verdict:
    """Alerts cover latency, errors, saturation and spend.

    Why: Customers notice the outage before the team does. Each of the four classes shows another failure: slow answers, failed
    answers, a full queue, and money running out.

    Fix: Add an alerting rule for each missing class

        - alert: SlowFirstToken
          expr: |
            histogram_quantile(0.95, sum by (le) (
              rate(vllm:time_to_first_token_seconds_bucket[5m]))) > 2
          for: 10m
          labels: {severity: page}
          # missing now: <missing>
    """
    if not without_samples(uses):
        return not_applicable("no model is used")
    by_class: dict[str, list[str]] = {"latency": [], "error": [], "saturation": [], "cost": []}
    for rule in without_samples(rules):
        for each in _watches(rule):
            by_class[each].append(rule.name)
    for gateway in without_samples(gateways):
        for each in LITELLM_ALERTING if gateway.alerting else ():
            by_class[each].append(f"alerting of {gateway.product}")
    for alarm in without_samples(alarms):
        for each in _alarm_watches(alarm):
            by_class[each].append(alarm.name)
    by_class["cost"] += [each.name for each in without_samples(budgets) if any(one.subscribers for one in each.notifications)]
    missing = [each for each, names in by_class.items() if not names]
    covered: dict[str, Any] = {each: sorted(set(names))[:5] for each, names in by_class.items() if names}
    if missing:
        message = "No alert for the AI service was seen" if not covered else "Some kinds of trouble raise no alert"
        return failed(message, missing=missing, **covered)
    return passed(**covered)


@check(
    "ai-content-capture-deliberate",
    severity="high",
    effort="minutes",
    maps=["owasp-llm-top10-2025:LLM02:2025", "owasp-aisvs-1.0:AISVS-C12.1", "iso-42001-2023:A.7.2", "eu-ai-act:AIA-Art12"],
)
def content_capture_deliberate(sink: TraceSink, gateways: list[Gateway], services: list[AiService]) -> Verdict:
    """Recording of prompts and answers is switched by choice.

    Why: Personal data of users may lie in a trace store unnoticed. Several tracers record whole prompts and answers unless
    told otherwise; whoever reads traces then reads conversations.

    Fix: Say explicitly whether content is recorded

        litellm_settings:
          turn_off_message_logging: true
        # or, for <product> in code, as variables:
        TRACELOOP_TRACE_CONTENT=false
        OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=false
    """
    if sink.captures_content is not None:
        return passed(product=sink.product, captures_content=sink.captures_content, chosen=True)
    if not sink.content_by_default:
        return passed(product=sink.product, captures_content=False, chosen=False)
    if sink.via == "gateway":
        masking = [each for each in gateways if each.origin.file == sink.origin.file and each.masks_messages is not None]
        if masking:
            return passed(product=sink.product, masks_messages=masking[0].masks_messages, chosen=True)
        return failed("Prompts and answers are recorded by default", product=sink.product, via=sink.via)
    if gateways and any(
        each.role == "gateway" and sink.resource.startswith(f"{each.workload}#{each.container.name}/") for each in services
    ):
        return not_applicable("the gateway's own file decides")
    return unknown("content is recorded unless code or runtime say no", product=sink.product, via=sink.via)
