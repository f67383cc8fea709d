"""Backups of what an AI system keeps: vectors, databases, conversations."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, ComposeService, SourceModule
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production

from .protection import backup_verdict


@check(
    "ai-vector-store-backed-up",
    severity="high",
    effort="days",
    certainty="likely",
    maps=[
        "aws-genai-lens:GENREL05-BP02",
        "azure-waf-core:RE:09",
        "eu-dora:DORA-Art12",
        "nist-ai-600-1:GV-6.2-005",
        "aws-agentic-ai-lens:AGENTREL03-BP02",
    ],
)
def vector_store_backed_up(service: AiService, workloads: list[Workload], compose: list[ComposeService]) -> Verdict:
    """Vector stores are backed up off their node.

    Why: If the index is lost, the assistant knows nothing until it is rebuilt. Embedding all documents again takes
    days and costs as much as the first time.

    Fix: Send snapshots to an object store on a schedule

        # <product>: Qdrant configuration
        storage:
          snapshots_config:
            snapshots_storage: s3
            s3_config: {bucket: kb-snapshots, region: eu-west-1}
        # and a CronJob: curl -X POST http://qdrant:6333/collections/kb/snapshots
    """
    if service.role != "vector store":
        return not_applicable("it is no vector store")
    return backup_verdict(
        service,
        workloads,
        compose,
        lost="A vector store loses its data with its container",
        missing="No backup of a vector store is configured",
    )


CACHES = frozenset({"redis", "valkey", "memcached", "dragonfly"})
OWN_FILE: dict[str, tuple[str, ...]] = {
    "open-webui": ("DATABASE_URL", "DATABASE_TYPE"),
    "flowise": ("DATABASE_TYPE",),
    "n8n": ("DB_TYPE",),
}
"""Variables that name another database than the SQLite file which a console keeps (Open WebUI 0.7, Flowise 3, n8n 2)."""


def _keeps_file(service: AiService) -> bool | None:
    """Whether a console keeps its conversations and flows in a file of its own; None when that is set elsewhere."""
    given = [each for name in OWN_FILE[service.product] if (each := service.container.variable(name)) is not None]
    if any(each.value is None or (each.value and not each.value.lower().startswith("sqlite")) for each in given):
        return False
    return None if service.container.environment_from and not any(each.value for each in given) else True


@check(
    "ai-database-backed-up",
    severity="high",
    effort="days",
    certainty="likely",
    maps=["azure-waf-core:RE:09", "eu-dora:DORA-Art12", "owasp-aisvs-1.0:AISVS-C12.1", "iso-42001-2023:A.6.2.8"],
)
def database_backed_up(service: AiService, workloads: list[Workload], compose: list[ComposeService]) -> Verdict:
    """Databases of the AI system are backed up off their node.

    Why: Conversations, keys, budgets and traces are gone with an unsaved database. The gateway then knows no customer,
    and what was answered to whom can't be shown any more.

    Fix: Use a managed database, or back it up on a schedule

        # <product>: a service beside it
        backup:
          image: prodrigestivill/postgres-backup-local:16
          environment: {SCHEDULE: "@daily", BACKUP_KEEP_DAYS: "14"}
          volumes: ["/mnt/off-node:/backups"]
    """
    if service.product in OWN_FILE:
        keeps = _keeps_file(service)
        if keeps is False:
            return not_applicable("its data lies in another database")
        if keeps is None:
            return unknown("which database it uses is set elsewhere", product=service.product)
        lost, missing = "A console loses what it keeps with its container", "No backup of what a console keeps is configured"
        return backup_verdict(service, workloads, compose, lost=lost, missing=missing)
    if service.role != "database":
        return not_applicable("it is no database")
    if service.product in CACHES:
        return not_applicable("it is a cache")
    return backup_verdict(
        service, workloads, compose, lost="A database loses its data with its container", missing="No backup of a database is configured"
    )


IN_MEMORY = frozenset({"MemorySaver", "InMemorySaver", "InMemoryStore", "InMemoryChatMessageHistory"})
ON_LOCAL_DISK = frozenset({"SqliteSaver", "AsyncSqliteSaver"})


@check(
    "ai-conversation-state-durable",
    severity="high",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP03", "aws-genai-lens:GENREL03-BP01", "azure-waf-core:RE:07"],
)
def conversation_state(module: SourceModule) -> Verdict:
    """Agents keep their state outside the process.

    Why: Every restart makes the assistant forget what it was doing. State in memory also ties a user to one
    replica, so that the service can't grow.

    Fix: Use a saver with a database behind it

        # instead of <savers>
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
        saver = AsyncPostgresSaver.from_conn_string(os.environ["DATABASE_URL"])
    """
    savers = {name.rsplit(".", 1)[-1]: line for name, line in module.savers.items()}
    if not savers:
        return not_applicable("it keeps no conversation state")
    if before_production(module):
        return not_applicable("it lives before production")
    names = sorted(savers)
    fleeting = [name for name in names if name in IN_MEMORY]
    if fleeting and len(fleeting) < len(names):
        return unknown("which saver is used is decided at run time", savers=names)
    if fleeting:
        return failed("An agent keeps its state in memory", at=module.origin.at(savers[fleeting[0]]), savers=names)
    if set(names) & ON_LOCAL_DISK:
        return unknown("whether its file outlives the container can't be told", savers=names)
    return passed(savers=names)
