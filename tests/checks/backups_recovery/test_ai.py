"""Backups of vectors, databases and conversations: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, ComposeService, SourceModule
from readiness.facts.containers import Container, EnvironmentVariable, Image
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def service(role: str = "vector store", product: str = "qdrant", platform: str = "kubernetes", **values: Any) -> Any:
    """An AI service that holds data; persistent unless said otherwise."""
    known = {"authentication": True, "persistent": True, "namespace": "ai", "container": Container(name=product)} | values
    return fact(AiService, role=role, product=product, platform=platform, workload=f"workload:{product}", **known)


def cron(*arguments: str, kind: str = "CronJob", **values: Any) -> Any:
    """A scheduled workload in the namespace of the services."""
    container = Container(name="job", image=Image(repository="curl"), arguments=arguments)
    known = {"name": "nightly", "namespace": "ai", "containers": (container,)} | values
    return fact(Workload, kind=kind, api_version="batch/v1", **known)


SNAPSHOT = "curl -X POST http://qdrant:6333/collections/kb/snapshots"


def compose_backup(**variables: str) -> Any:
    """A container that dumps Postgres, beside the services."""
    environment = tuple(EnvironmentVariable(name=name, value=value) for name, value in variables.items())
    image = Image(repository="prodrigestivill/postgres-backup")
    return fact(ComposeService, name="backup", container=Container(name="backup", image=image, environment=environment))


ITSELF = fact(
    ComposeService,
    name="postgres",
    container=Container(name="postgres", environment=(EnvironmentVariable(name="WAL_LEVEL", value="backup-ready"),)),
)

test_vector_store = table(
    "ai-vector-store-backed-up",
    passes=[
        [service(off_node_backup=True), cron(SNAPSHOT)],
        [service(persistent=False, off_node_backup=True), cron(SNAPSHOT)],
    ],
    fails=[
        row(service(persistent=False), says="with its container"),
        service(platform="compose"),
        [service(persistent=False), cron("pg_dump chat")],
        [service(persistent=False), cron(SNAPSHOT, kind="Job")],
        [service(persistent=False), cron(SNAPSHOT, namespace="elsewhere")],
        [service(persistent=False), cron(SNAPSHOT, environment=Environment.DEVELOPMENT)],
    ],
    unknown=[
        service(),
        service(off_node_backup=True),
        [service(), cron(SNAPSHOT)],
        service().unknown("persistent", GapReason.TEMPLATED),
    ],
    not_applicable=[service("database", "postgres"), service("inference", "vllm"), service(platform="compose", on_demand=True)],
)


def console(product: str = "open-webui", *sources: str, platform: str = "compose", **variables: str | None) -> Any:
    """A console with these variables; one without a value takes it from a secret."""
    given = tuple(EnvironmentVariable(name=name, value=value) for name, value in variables.items())
    container = Container(name=product, environment=given, environment_from=sources)
    return service("interface", product, platform, container=container)


test_database = table(
    "ai-database-backed-up",
    passes=[
        [service("database", "postgres"), cron("pg_dump chat | aws s3 cp - s3://dumps/chat")],
        [service("database", "postgres", "compose"), compose_backup(S3_BUCKET="dumps")],
    ],
    fails=[
        row(service("database", "postgres", "compose"), says="postgres"),
        service("database", "postgres", persistent=False),
        [service("database", "postgres", "compose"), ITSELF],
        row(console(), says="a console keeps"),
        console("flowise", ".env", DATABASE_TYPE="sqlite"),
        console("n8n", DB_TYPE=""),
    ],
    unknown=[
        service("database", "postgres"),
        console("open-webui", ".env"),
        console("n8n", platform="kubernetes"),
        row(console("flowise", ".env", platform="process", DATABASE_TYPE="sqlite"), says="can't be seen from here"),
        [service("database", "postgres"), cron("pg_dump chat > /backup/chat")],
        [service("database", "postgres", "compose"), compose_backup()],
    ],
    not_applicable=[
        service(),
        service("database", "redis", persistent=False),
        service("database", "redis", "compose"),
        console(DATABASE_URL="postgresql://db/chat"),
        console("open-webui", ".env", DATABASE_URL=None),
        console("flowise", DATABASE_TYPE="postgres"),
        console("flowise", ".env", platform="process", DATABASE_TYPE="postgres"),
        service("database", "postgres", "compose", environment=Environment.DEVELOPMENT),
        [service("database", "postgres", "compose", environment=Environment.UNCLASSIFIED), cron("true")],
    ],
)


def module(**savers: int) -> Any:
    """A source file that constructs these savers at these lines."""
    return fact(
        SourceModule, language="python", imports=("langgraph",), savers={name.replace("__", "."): line for name, line in savers.items()}
    )


test_conversation_state = table(
    "ai-conversation-state-durable",
    passes=[module(AsyncPostgresSaver=9), module(langgraph__checkpoint__redis__RedisSaver=9)],
    fails=[row(module(MemorySaver=12), says="config.yaml:12"), module(langgraph__checkpoint__memory__InMemorySaver=3)],
    unknown=[module(MemorySaver=3, PostgresSaver=5), module(SqliteSaver=4)],
    not_applicable=[module(), module(MemorySaver=3).model_copy(update={"environment": Environment.DEVELOPMENT})],
)
