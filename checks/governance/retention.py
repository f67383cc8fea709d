"""Whether what people told an assistant is removed some day."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.agents import AgentServer
from readiness.facts.ai import Gateway
from readiness.facts.serving import before_production


@check(
    "ai-conversations-expire",
    severity="medium",
    effort="minutes",
    maps=[
        "owasp-aisvs-1.0:AISVS-C8.3",
        "aws-ml-lens:MLSEC03-BP05",
        "iso-42001-2023:A.7.2",
        "owasp-llm-top10-2025:LLM02:2025",
    ],
)
def conversations_expire(server: AgentServer) -> Verdict:
    """Agents' conversations and memories expire.

    Why: What customers said years ago is still there when it leaks. Laws on personal data ask for an end, and without one the
    store only grows.

    Fix: Say how long conversations and memories are kept

        "checkpointer": {"ttl": {"strategy": "delete", "default_ttl": 43200}},
        "store": {"ttl": {"default_ttl": 129600, "refresh_on_read": true}}
    """
    if before_production(server):
        return not_applicable("it lives before production")
    evidence: dict[str, Any] = {"conversation_minutes": server.conversation_minutes, "memory_minutes": server.memory_minutes}
    if server.conversation_minutes is None and server.own_store:
        return unknown("conversations are kept by code of its own", **evidence)
    if server.conversation_minutes is None:
        return failed("Conversations are kept for ever", **evidence)
    if server.conversations_end != "delete":
        return failed("Old conversations keep their last state", strategy=server.conversations_end, **evidence)
    if server.searches_memory and server.memory_minutes is None:
        return failed("Memories of an agent are kept for ever", **evidence)
    return passed(**evidence)


@check(
    "ai-gateway-records-expire",
    severity="medium",
    effort="minutes",
    maps=["owasp-aisvs-1.0:AISVS-C8.3", "iso-42001-2023:A.7.2", "owasp-llm-top10-2025:LLM02:2025"],
)
def gateway_records_expire(gateway: Gateway) -> Verdict:
    """Prompts that a gateway records are removed some day.

    Why: Every question ever asked lies in one table of one database. Records are needed for a time that somebody can name; after
    it they only add to what a leak gives away.

    Fix: Say how long recorded prompts are kept

        general_settings:
          store_prompts_in_spend_logs: true
          maximum_spend_logs_retention_period: "90d"
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    if not gateway.stores_prompts:
        return not_applicable("it keeps no prompts in its database")
    if gateway.prompts_kept:
        return passed(kept=gateway.prompts_kept)
    return failed("A gateway keeps prompts for ever", product=gateway.product)


@check(
    "ai-gateway-changes-audited",
    severity="medium",
    effort="minutes",
    maps=["eu-dora:DORA-Art9", "owasp-aisvs-1.0:AISVS-C12.5", "owasp-agentic-threats:T8"],
)
def gateway_changes_audited(gateway: Gateway) -> Verdict:
    """Changes of the gateway's configuration leave a trace.

    Why: Nobody can say who switched off the filter or raised the budget. What is changed in a file is told by version control;
    what is changed in a database only by a log.

    Fix: Record administrative changes

        litellm_settings:
          store_audit_logs: true    # or keep models and guardrails in the file: store_model_in_db: false
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    if gateway.audits_changes:
        return passed(by="audit log")
    if not gateway.stored_in_database:
        return passed(by="version control of its file")
    return failed("Changes in the gateway's database leave no trace", product=gateway.product)
