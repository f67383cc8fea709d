"""Whether the assistant outlives the failure of a model provider or of a container."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, ComposeService, ModelRoute, SourceModule
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, stands_beside_kubernetes, without_samples


@check(
    "ai-model-fallback",
    severity="high",
    effort="hours",
    maps=[
        "aws-genai-lens:GENREL03-BP01",
        "aws-genai-lens:GENREL05-BP01",
        "nist-ai-600-1:GV-6.2-006",
        "azure-waf-core:RE:05",
        "owasp-agentic-top10-2026:ASI08",
    ],
)
def model_fallback(route: ModelRoute, modules: list[SourceModule]) -> Verdict:
    """Each model has a fallback outside its failure domain.

    Why: When the model provider stops, the assistant stops. A fallback helps only on another provider, region or account, and
    only when the gateway knows it.

    Fix: Name a fallback on another provider or region

        litellm_settings:
          fallbacks: [{<alias>: [<alias>-elsewhere]}]
    """
    if route.kind != "chat":
        return not_applicable("it is no chat model")
    if route.is_fallback:
        return not_applicable("it is itself a fallback")
    if before_production(route):
        return not_applicable("it lives before production")
    if route.dangling and not route.stored_in_database:
        return failed("A fallback names a model that is not there", alias=route.alias, dangling=route.dangling)
    own = {each.failure_domain for each in route.deployments}
    reached = own | set(route.fallback_domains)
    if len(reached) > 1:
        return passed(alias=route.alias, fallbacks=route.fallbacks, failure_domains=sorted(reached))
    if route.stored_in_database:
        return unknown("fallbacks may live in the gateway's database", alias=route.alias)
    if route.fallbacks:
        return failed(
            "The fallback fails together with the model", alias=route.alias, fallbacks=route.fallbacks, failure_domains=sorted(reached)
        )
    coded = [each for each in without_samples(modules) if each.fallbacks]
    if coded:
        return unknown(
            "a fallback is coded whose target can't be told", alias=route.alias, modules=[str(each.origin) for each in coded[:5]]
        )
    return failed("A model has no fallback", alias=route.alias, failure_domains=sorted(own))


@check("ai-compose-restarts", severity="medium", effort="minutes", maps=["azure-waf-core:RE:07", "google-sre-prr:SRE-LCC-4"])
def compose_restarts(service: ComposeService, ai_services: list[AiService], workloads: list[Workload]) -> Verdict:
    """Compose services start again after a crash.

    Why: A crash at night leaves the assistant down until morning. Without a restart policy Compose leaves a stopped container
    stopped, also after the machine was rebooted.

    Fix: Give the service a restart policy

        services:
          <service>:
            restart: unless-stopped
    """
    if before_production(service):
        return not_applicable("it lives before production")
    if stands_beside_kubernetes(service, workloads):
        return not_applicable("Kubernetes manifests beside it carry production")
    if not service.published and not any(each.workload == service.resource for each in ai_services):
        return not_applicable("it answers no requests from outside")
    if service.restart in (None, "", "no", "none"):
        return failed("A crash is not followed by a restart", service=service.name, restart=service.restart)
    return passed(service=service.name, restart=service.restart)
