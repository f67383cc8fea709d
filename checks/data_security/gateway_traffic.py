"""Whether prompts and fetched media stay where they should."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.addresses import goes_out_in_clear, host_of, undecided_by
from readiness.facts.ai import AiService, Gateway
from readiness.facts.serving import before_production

ADDRESSED_ELSEWHERE = frozenset({"azure api management"})
"""Gateways whose configuration names its backends only; another resource holds their addresses."""


@check(
    "ai-model-calls-encrypted",
    severity="medium",
    effort="minutes",
    maps=["azure-waf-core:SE:07", "aws-ai-security-framework:AISF-INFRA-06", "owasp-aisvs-1.0:AISVS-C10.3"],
)
def model_calls_encrypted(gateway: Gateway, services: list[AiService]) -> Verdict:
    """Gateways call no model in clear over the internet.

    Why: Prompts and keys can be read on their way. An address that begins with http:// carries both in clear through every
    network between the gateway and the model.

    Fix: Call the model by HTTPS

        litellm_params:
          api_base: https://<endpoint>
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    if gateway.product in ADDRESSED_ELSEWHERE:
        return unknown("the addresses of its backends stand outside of this file", product=gateway.product)
    if gateway.cleartext_endpoints:
        return failed("Models are called in clear", endpoint=gateway.cleartext_endpoints[0], endpoints=gateway.cleartext_endpoints)
    if not gateway.unresolved_endpoints:
        return passed(product=gateway.product)
    given = {name: _given(gateway, name, services) for name in gateway.unresolved_endpoints}
    if clear := {name: host_of(each) for name, found in given.items() for each in found or () if goes_out_in_clear(each)}:
        told = [f"{name}: {host}" for name, host in clear.items()]
        return failed("Models are called in clear", endpoint=next(iter(clear.values())), endpoints=told)
    hidden = [name for name, found in given.items() if not found or any(undecided_by(each) for each in found)]
    if hidden:
        return unknown("addresses of models stand in variables", product=gateway.product, variables=hidden)
    return passed(product=gateway.product, variables=[f"{name}: {host_of(each)}" for name, found in given.items() for each in found or ()])


def _given(gateway: Gateway, name: str, services: list[AiService]) -> list[str] | None:
    """What the gateway's containers of the same environment are given as a variable; None where one of them does not show it."""
    own = [
        each.container.variable(name)
        for each in services
        if each.role == "gateway"
        and each.product == gateway.product
        and each.environment == gateway.environment
        and each.origin.place == gateway.origin.place
    ]
    values = [each.value for each in own if each is not None and each.value]
    return sorted(set(values)) if len(values) == len(own) else None


SEES_IMAGES = re.compile(
    r"(^|[-_/.])(vl|vlm|vision|llava|pixtral|internvl\w*|minicpm-v|molmo|omni|idefics\w*|paligemma\w*|multimodal|llama-4|gemma-3-(4|12|27)b)"
    r"($|[-_/.\d])",
    re.IGNORECASE,
)
"""Names of models that take pictures, sound or video."""
NONE_TAKEN = re.compile(r"[\"']?image[\"']?\s*[:=]\s*0\b")


@check(
    "ai-media-fetching-limited",
    severity="medium",
    effort="minutes",
    certainty="likely",
    maps=["owasp-llm-top10-2025:LLM06:2025", "owasp-aisvs-1.0:AISVS-C9.3", "azure-waf-core:SE:06"],
)
def media_fetching_limited(service: AiService) -> Verdict:
    """Model servers fetch pictures from named places only.

    Why: A caller can have our server fetch addresses inside the network. A model that takes pictures by URL downloads them
    itself, also from metadata services and internal consoles, unless it is told which domains it may ask.

    Fix: Name the domains that media may come from

    Args:
          - --allowed-media-domains
          - media.example.com     # or --limit-mm-per-prompt '{"image": 0}' for <model>
    """
    if service.product != "vllm":
        return not_applicable("it is no vLLM server")
    model = service.settings.get("model", "")
    if not SEES_IMAGES.search(model):
        return not_applicable("its model takes no pictures, as far as its name tells", model=model)
    domains = service.settings.get("allowed_media_domains", "")
    if domains and domains != "true":
        return passed(model=model, domains=domains)
    if NONE_TAKEN.search(service.settings.get("limit_mm_per_prompt", "")):
        return not_applicable("it is told to take no pictures", model=model)
    if service.container.option("--config") is not None:
        return unknown("options may stand in the file that --config names", model=model)
    return failed("A model server fetches any address it is given", model=model, workload=service.workload)
