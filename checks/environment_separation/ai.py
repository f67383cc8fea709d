"""Separation of environments in an AI system's configuration."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment, Fact
from readiness.facts.ai import AiService, DebugSwitch, Gateway
from readiness.facts.delivery import Workflow
from readiness.facts.files import FolderRead

NAMED = (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT)

PUBLIC_HOSTS = (
    "api.openai.com",
    "api.anthropic.com",
    "api.mistral.ai",
    "api.cohere.com",
    "api.cohere.ai",
    "api.groq.com",
    "api.together.xyz",
    "api.deepseek.com",
    "api.x.ai",
    "api.perplexity.ai",
    "openrouter.ai",
    "generativelanguage.googleapis.com",
)
"""Endpoints that are the same for every customer, so that they tell no environments apart."""

HOST = re.compile(r"(\w+://)?([^@/]*@)?(?P<host>[^:/]+)")


@check(
    "ai-gateway-per-environment",
    severity="high",
    effort="days",
    certainty="likely",
    maps=[
        "aws-ml-lens:MLOPS06-BP01",
        "aws-agentic-ai-lens:AGENTOPS02-BP02",
        "azure-waf-core:OE:11",
        "iso-42001-2023:A.6.2.5",
    ],
)
def gateway_per_environment(gateway: Gateway, gateways: list[Gateway], workflows: list[Workflow]) -> Verdict:
    """Each environment has its own gateway configuration.

    Why: An experiment changes what customers get when all environments share it. A copy for each environment, or
    one file whose endpoints and keys come from the environment, keeps tests away from production.

    Fix: Take endpoints and keys from the environment

        litellm_params:
          model: azure/gpt-4.1
          api_base: os.environ/AZURE_API_BASE   # was written into <file>
          api_key: os.environ/AZURE_API_KEY
    """
    environments = sorted({each.environment for each in gateways if each.product == gateway.product and each.environment in NAMED})
    if len(environments) > 1:
        return passed(environments=environments)
    endpoints = [each for each in gateway.literal_endpoints if _of_one_environment(each)]
    keys = sorted({each.name for each in gateway.credentials if each.written_here})
    if endpoints or keys:
        if gateway.origin.file is None:
            return unknown("other environments may live in other clusters", endpoints=endpoints, literal_keys=keys)
        if gateway.environment is Environment.PRODUCTION or _deployed(workflows):
            problem = "One gateway configuration serves every environment"
            return failed(problem, file=gateway.origin.file, endpoints=endpoints, literal_keys=keys)
        return unknown("only one environment is visible, and no pipeline names one", endpoints=endpoints, literal_keys=keys)
    if gateway.stored_in_database:
        return unknown("its models may be stored in a database")
    return passed(of_one_environment=[])


def _of_one_environment(endpoint: str) -> bool:
    """Whether an address leads to one environment; a name without a dot is resolved beside the gateway in each."""
    match = HOST.match(endpoint)
    host = match["host"] if match else ""
    return "." in host and host not in PUBLIC_HOSTS and not host.startswith("127.")


def _deployed(workflows: list[Workflow]) -> bool:
    """Whether a pipeline deploys to a protected environment."""
    return any(job.environment for workflow in workflows for job in workflow.jobs)


WITH_DEBUG_SWITCH = frozenset({"litellm", "tensorzero"})
"""Gateways whose own file can turn debug logs on."""


def _before_release(fact: Fact) -> bool:
    """Whether it lives where debugging is in place."""
    return fact.environment in (Environment.DEVELOPMENT, Environment.STAGING, Environment.SAMPLE)


DEBUG_MAPS = ["owasp-llm-top10-2025:LLM02:2025", "owasp-aisvs-1.0:AISVS-C12.1", "azure-waf-core:SE:08"]


@check("ai-gateway-debug-off", severity="high", effort="minutes", maps=DEBUG_MAPS)
def gateway_debug(gateway: Gateway) -> Verdict:
    """The AI gateway runs without debug logging.

    Why: Debug logs show customers' prompts and our keys to anyone who reads logs. LiteLLM's debug and verbose
    switches print whole requests with their headers.

    Fix: Delete the debug switches from the configuration

        litellm_settings:
          json_logs: true
          # delete: <switches>
    """
    if _before_release(gateway):
        return not_applicable("it serves no production traffic")
    if gateway.debug:
        return failed("The gateway writes debug logs", switches=gateway.debug)
    if gateway.product not in WITH_DEBUG_SWITCH:
        return not_applicable("its configuration has no such switch")
    return passed(file=gateway.origin.file)


@check("ai-component-debug-off", severity="high", effort="minutes", maps=DEBUG_MAPS)
def component_debug(
    folder: FolderRead, switches: list[DebugSwitch], services: list[AiService], gateways: list[Gateway]
) -> Verdict | list[Verdict]:
    """AI components run without development switches.

    Why: A development mode opens internals and logs what customers asked. Such switches are meant for one
    developer's machine.

    Fix: Remove the switch where production is configured

        # <component>
        <name>: ""   # was <value>
    """
    own_check = {each.origin.file for each in gateways}
    on = [each for each in switches if not _before_release(each) and each.origin.file not in own_check]
    if on:
        problem = "A development switch is on"
        return [failed(problem, about=each, component=each.component, name=each.name, value=each.value) for each in on]
    if not switches and not services:
        return not_applicable("no AI component is deployed from here")
    return passed(files=folder.files_read, components=sorted({each.product for each in services}))
