"""Whether a model can be started again when the hub it came from is gone."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, stands_beside_kubernetes

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
HUB_SERVERS = frozenset({"vllm", "tgi", "tei", "sglang"})
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@check(
    "ai-model-weights-kept",
    severity="medium",
    effort="hours",
    certainty="likely",
    maps=["owasp-llm-top10-2025:LLM03:2025", "nist-ai-600-1:GV-6.2-005", "azure-waf-core:RE:09", "owasp-aisvs-1.0:AISVS-C6.1"],
)
def weights_kept(service: AiService, workloads: list[Workload]) -> Verdict:
    """Model servers start without a public hub.

    Why: A restart fails on the day the hub is down or the model is withdrawn. Weights kept on a volume, in a bucket or behind a
    mirror also start within minutes.

    Fix: Keep the weights on a volume or in a bucket

        # <product>: loads <model> from the hub at each start
        volumes: ["models:/root/.cache/huggingface"]
        # or: --model=/models/<model>, HF_ENDPOINT of a mirror
    """
    if service.role != "inference" or service.product not in HUB_SERVERS:
        return not_applicable("it loads no model from a hub")
    if before_production(service):
        return not_applicable("it lives before production")
    if service.platform == "compose" and stands_beside_kubernetes(service, workloads):
        return not_applicable("Kubernetes manifests beside it carry production")
    named = service.settings.get("model", "")
    if not named or "$" in named:
        return unknown("the model's name comes from elsewhere", product=service.product)
    if not HUB_ID.fullmatch(named):
        return not_applicable("the model is loaded from storage", model=named)
    if service.persistent:
        return passed(model=named, kept="on a volume")
    given = next((name for name in (*OFFLINE, "HF_ENDPOINT") if service.container.variable(name) is not None), "")
    if given:
        return passed(model=named, kept=given)
    if service.container.environment_from:
        return unknown("a mirror may be named outside the file", model=named)
    return failed("A model server needs a public hub to start", product=service.product, model=named)
