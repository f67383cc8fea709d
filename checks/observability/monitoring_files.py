"""Whether the files of Prometheus, Grafana and the OpenTelemetry Collector see the AI system, and lose nothing."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, ProviderUse
from readiness.facts.delivery import AlertRule
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, stands_beside_kubernetes, without_samples
from readiness.facts.telemetry import Dashboard, PrometheusConfiguration, TelemetryCollector

AI_METRIC = re.compile(
    r"^(vllm|sglang|lmcache)[:_]|^(litellm|gen_ai|llm|tgi|tei|triton|nv_inference|ray_serve|ollama|envoy_ai|aigateway|tensorzero|kserve"
    r"|openai|anthropic|bedrock|DCGM_FI|inference_(pool|model|extension))_|^aws_bedrock|token_usage|(prompt|completion|input|output)_tokens"
    r"|time_to_first_token",
    re.IGNORECASE,
)
"""Metrics that model servers, gateways and their accelerators export, by the products' own lists."""


@check(
    "ai-dashboards-in-files",
    severity="low",
    effort="hours",
    aggregate="any",
    maps=["aws-genai-lens:GENOPS02-BP01", "aws-agentic-ai-lens:AGENTOPS05-BP05"],
)
def dashboards_in_files(uses: list[ProviderUse], dashboards: list[Dashboard]) -> Verdict:
    """A dashboard of the AI path stands in a file.

    Why: In an incident everybody builds charts instead of mending it. A dashboard that was clicked together is known to one
    person, differs in each environment, and is lost with its server.

    Fix: Keep a dashboard of the AI path beside the code

        # monitoring/dashboards/ai.json, with queries such as
        histogram_quantile(0.95, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket[5m])))
    """
    if not without_samples(uses):
        return not_applicable("no model is used")
    seen = without_samples(dashboards)
    if not seen:
        return unknown("no dashboard stands in a file here; one may live in Grafana or with a provider")
    about_ai = [each for each in seen if any(AI_METRIC.search(name) for name in each.metrics)]
    if about_ai:
        metrics = [name for name in about_ai[0].metrics if AI_METRIC.search(name)]
        return passed(at=about_ai[0].origin, dashboard=about_ai[0].title, metrics=metrics[:5])
    titles = sorted({each.title for each in seen})
    return failed("No dashboard shows the AI path", at=seen[0].origin, dashboards=titles[:5])


@check(
    "ai-metrics-scraped",
    severity="high",
    effort="minutes",
    certainty="likely",
    maps=["aws-genai-lens:GENOPS02-BP02", "aws-genai-lens:GENPERF01-BP02", "azure-waf-core:OE:07"],
)
def metrics_scraped(
    service: AiService, configurations: list[PrometheusConfiguration], collectors: list[TelemetryCollector], workloads: list[Workload]
) -> Verdict:
    """Prometheus scrapes model servers and gateways.

    Why: Alerts on latency and queues have no numbers to look at. Model servers and gateways count all of that and wait to be
    asked; a Prometheus that runs beside them and does not ask sees nothing.

    Fix: Add the service to the scrape jobs

        # prometheus.yml
        scrape_configs:
          - job_name: <product>
            static_configs: [{targets: ["<name>:8000"]}]
    """
    if service.role not in ("inference", "gateway"):
        return not_applicable("it serves no model")
    if service.workload.startswith("helm:") and not before_production(service):
        return _monitored(service)
    if service.platform != "compose":
        return not_applicable("monitors of the cluster are judged by another check")
    if service.product in WITHOUT_METRICS:
        return not_applicable("it exports no metrics", product=service.product)
    if before_production(service) or stands_beside_kubernetes(service, workloads):
        return not_applicable("it does not carry production")
    living = [each for each in without_samples(configurations) if not before_production(each)]
    if not living:
        return unknown("no configuration of Prometheus was seen", product=service.product)
    name = service.workload.rpartition("/")[2].rpartition(":")[2]
    names = {name, service.container.name}
    asked = [each for each in living if names & {target.partition(":")[0] for target in each.targets}]
    if asked:
        return passed(product=service.product, name=name, by=str(asked[0].origin))
    if any(each.discovers for each in living) or any(each.scrapes for each in collectors):
        return unknown("targets are found at run time", product=service.product)
    targets = [target for each in living for target in each.targets]
    return failed("Prometheus does not ask a part of the AI system", product=service.product, name=name, targets=targets[:8])


def _monitored(service: AiService) -> Verdict:
    """A chart makes a ServiceMonitor where its values ask for one; another may stand beside the chart."""
    if service.settings.get("serviceMonitor.enabled") == "true":
        return passed(product=service.product, by="the chart's ServiceMonitor")
    return unknown("the chart's values ask for no ServiceMonitor; another one may stand beside it", product=service.product)


WITHOUT_METRICS = frozenset({"ollama", "llama.cpp", "localai"})
"""Products that export none unless a build or a flag adds them (Ollama 0.12, llama.cpp b6700)."""


@check(
    "ai-prometheus-alerts-sent",
    severity="high",
    effort="minutes",
    maps=["google-sre-prr:SRE-PRR-3", "azure-waf-core:OE:08", "eu-dora:DORA-Art17"],
)
def prometheus_alerts_sent(configuration: PrometheusConfiguration) -> Verdict:
    """Prometheus sends its alerts to an Alertmanager.

    Why: Rules fire on a page that nobody looks at. Prometheus evaluates alerts and hands them on to an Alertmanager; without
    one they stay where they are.

    Fix: Name the Alertmanager

        alerting:
          alertmanagers:
            - static_configs: [{targets: ["alertmanager:9093"]}]
    """
    if before_production(configuration):
        return not_applicable("it lives before production")
    if not configuration.rule_files:
        return not_applicable("it evaluates no rules")
    if configuration.alertmanagers:
        return passed(rule_files=configuration.rule_files)
    return failed("Alerts are evaluated and sent to nobody", rule_files=configuration.rule_files)


URGENT = re.compile(r"crit|page|high|sev-?[01]|p[01]\b|emerg", re.IGNORECASE)
"""Severities with which somebody is called, as rules commonly name them."""


@check(
    "ai-urgent-alerts-have-runbook",
    severity="low",
    effort="hours",
    certainty="likely",
    maps=["google-sre-prr:SRE-PRR-3", "azure-waf-core:OE:08"],
)
def urgent_alerts_have_runbook(uses: list[ProviderUse], rules: list[AlertRule]) -> Verdict:
    """Alerts that call somebody say what to do.

    Why: Who is called at night loses half an hour finding out what the alert means. A link to a page of steps costs a line in
    the rule.

    Fix: Link a runbook from each urgent alert

        - alert: <alert>
          labels: {severity: page}
          annotations: {runbook_url: https://wiki.example.com/runbooks/<alert>}
    """
    if not without_samples(uses):
        return not_applicable("no model is used")
    urgent = [each for each in without_samples(rules) if URGENT.search(each.severity) and not before_production(each)]
    if not urgent:
        return not_applicable("no alert is marked as urgent")
    without = [each for each in urgent if not each.has_runbook]
    if not without:
        return passed(at=urgent[0].origin, alerts=sorted({each.name for each in urgent})[:10], count=len(urgent))
    names = sorted({each.name for each in without})
    return failed("An urgent alert does not say what to do", at=without[0].origin, alert=names[0], alerts=names[:10], count=len(names))


@check("ai-telemetry-survives-load", severity="low", effort="minutes", maps=["azure-waf-core:OE:07", "azure-waf-core:RE:07"])
def telemetry_survives_load(collector: TelemetryCollector) -> Verdict:
    """Collectors bound their memory and try again.

    Why: Telemetry is lost exactly when it is needed. Under load a collector without a memory limit is killed with all that it
    holds; one that keeps no queue drops what its backend does not take at once.

    Fix: Begin each pipeline with the memory limiter

        processors:
          memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}
        service:
          pipelines:
            traces: {processors: [memory_limiter, batch]}    # now: <pipelines>
    """
    if before_production(collector):
        return not_applicable("it lives before production")
    if not collector.pipelines:
        return not_applicable("it has no pipelines")
    if collector.hasty:
        return failed("A collector drops what its backend does not take at once", exporters=collector.hasty, pipelines=[])
    from_outside = [each for each in collector.pipelines if not set(each.receivers) <= set(collector.connectors)]
    without = [each.signal for each in from_outside if not any(_kind(name) == "memory_limiter" for name in each.processors)]
    if without:
        return failed("A collector does not bound its memory", pipelines=sorted(set(without)))
    late = [each.signal for each in from_outside if _kind(each.processors[0]) != "memory_limiter"]
    if late:
        return failed("A collector bounds its memory after it has used it", pipelines=sorted(set(late)))
    return passed(pipelines=len(collector.pipelines))


def _kind(component: str) -> str:
    return component.partition("/")[0]


PROTECTING = frozenset({"redaction", "transform", "attributes", "filter", "memory_limiter"})
"""Processors that somebody relies on when they are written down: they mask, drop or bound."""


@check(
    "ai-telemetry-components-used", severity="medium", effort="minutes", maps=["azure-waf-core:OE:07", "owasp-llm-top10-2025:LLM02:2025"]
)
def telemetry_components_used(collector: TelemetryCollector) -> Verdict:
    """What masks and bounds telemetry stands in a pipeline.

    Why: Personal data flows on although a filter for it is configured. The collector starts no component that no pipeline
    names, and says nothing about it.

    Fix: Name the component in the pipelines it is meant for

        service:
          pipelines:
            traces: {processors: [memory_limiter, redaction, batch]}    # idle now: <idle>
    """
    if not collector.pipelines:
        return not_applicable("it has no pipelines")
    processors = [each.removeprefix("processors/") for each in collector.idle if each.startswith("processors/")]
    idle = [each for each in processors if _kind(each) in PROTECTING]
    if idle:
        return failed("A processor is configured and stands in no pipeline", idle=idle)
    return passed(pipelines=len(collector.pipelines), idle=collector.idle)
