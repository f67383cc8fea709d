"""Whether a gateway can be made again from files."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway
from readiness.facts.serving import before_production


@check(
    "ai-gateway-reproducible",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENOPS04-BP01", "aws-agentic-ai-lens:AGENTOPS02-BP02", "azure-waf-core:OE:05"],
)
def gateway_reproducible(gateway: Gateway) -> Verdict:
    """The gateway's models stand in files.

    Why: A wrong click in a console can't be reviewed or taken back. Models that live only in a gateway's database differ
    from stage to stage unnoticed, and are gone with it.

    Fix: Keep models in the file and out of the database

        general_settings:
          store_model_in_db: false
        # or keep what the database holds as code, with LiteLLM's Terraform provider
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    if gateway.configured_here and not gateway.stored_in_database:
        return passed(product=gateway.product, file=gateway.origin.file)
    if not gateway.configured_here:
        return failed("The gateway's models live in its database alone", product=gateway.product, file=gateway.origin.file)
    return unknown("models may also be changed in the gateway's database", product=gateway.product, file=gateway.origin.file)
