"""How often one question may be asked of a provider, when a gateway and its callers both try again."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import Gateway, ModelClient, SourceModule
from readiness.facts.serving import without_samples

from .source import LIBRARY_RETRIES


@check(
    "ai-gateway-retries-bounded",
    severity="medium",
    effort="minutes",
    certainty="likely",
    maps=["aws-orr:ORR-ARCH-retry-backoff", "aws-genai-lens:GENREL03-BP01", "owasp-agentic-top10-2026:ASI08"],
)
def gateway_retries_bounded(gateway: Gateway, modules: list[SourceModule], most: int = 9) -> Verdict:
    """The gateway's retries end, and do not multiply.

    Why: An outage of the provider becomes our own. Four requests of the gateway for each of three that a client makes are
    twelve for one question, all against a service that is already overloaded; each of them is paid for when it is answered.

    Fix: Retry at the gateway, and not in its clients

        router_settings: {num_retries: 2}
        # and in code: OpenAI(base_url=os.environ["LLM_BASE_URL"], max_retries=0)
    """
    if gateway.retries is None:
        return not_applicable("retries are left to the product")
    attempts = gateway.retries + 1
    if attempts > most:
        return failed("The gateway retries too often", retries=gateway.retries, requests=attempts, most=most)
    calling = [(each, client) for each in without_samples(modules) for client in each.clients if _through_gateway(client)]
    if not calling:
        return passed(retries=gateway.retries, requests=attempts)
    module, client = max(calling, key=lambda each: _attempts(each[1]))
    requests = attempts * _attempts(client)
    place = str(module.origin.at(client.line))
    if requests > most:
        return failed(
            "Retries of gateway and client multiply", requests=requests, of_gateway=attempts, of_client=_attempts(client), at_client=place
        )
    return passed(retries=gateway.retries, requests=requests, at_client=place)


def _through_gateway(client: ModelClient) -> bool:
    """Whether its address comes from configuration: with a gateway about, that is where it leads."""
    return client.coupling == "openai-configurable" and client.endpoint == "configured"


def _attempts(client: ModelClient) -> int:
    return 1 + (LIBRARY_RETRIES.get(client.provider, 0) if client.max_retries is None else client.max_retries)
