"""Secrets of AI systems: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.ai import Gateway, McpServer
from readiness.facts.containers import Credential
from readiness.facts.files import EnvFile, FolderRead, SecretLiteral
from readiness.testing import PLACE, fact, row, table

FOLDER = fact(FolderRead, files_read=12, git=True)
LITERAL = Credential(name="api_key", state="literal", kind="OpenAI API key", line=7)
REFERENCE = Credential(name="api_key", state="reference", reference="OPENAI_API_KEY")
PLACEHOLDER = Credential(name="api_key", state="placeholder")
DEFAULT = Credential(name="POSTGRES_PASSWORD", state="vendor default", kind="vendor default of Postgres")


def found(file: str = "app/main.py", **values: Any) -> Any:
    """A secret in a file."""
    known = {"key": "OPENAI_API_KEY", "kind": "OpenAI API key", "provider": True, "detector": "format", "holder": "source"} | values
    return fact(SecretLiteral, origin=Origin(place=PLACE, file=file, line=3), resource=f"secret:{file}", **known)


def dotenv(file: str = ".env", **values: Any) -> Any:
    """A dotenv file."""
    known = {"example": False, "tracked": False, "names": ("OPENAI_API_KEY",)} | values
    return fact(EnvFile, origin=Origin(place=PLACE, file=file), resource=f"env:{file}", **known)


UNTOLD = dotenv().unknown("tracked", GapReason.UNSUPPORTED, "not a git checkout")

test_provider_key = table(
    "ai-no-provider-key-in-repository",
    passes=[
        FOLDER,
        row(FOLDER, found(".env", holder="env"), dotenv(), says="in_untracked_env_files"),
        [FOLDER, found(kind="AWS access key id", provider=False)],
        [FOLDER, found(detector="default", kind="vendor default of LiteLLM")],
        [FOLDER, found(".env.example", holder="env", detector="field"), dotenv(".env.example", example=True, tracked=True)],
    ],
    fails=[
        row(FOLDER, found(), says="app/main.py"),
        [FOLDER, found("litellm.yaml", holder="gateway")],
        [FOLDER, found(".env", holder="env"), dotenv(tracked=True)],
        [FOLDER, found(".env.example", holder="env"), dotenv(".env.example", example=True, tracked=True)],
        [FOLDER, found(".env", holder="env"), dotenv(), found("notebook.txt", holder="text")],
    ],
    unknown=[[FOLDER, found(".env", holder="env"), UNTOLD]],
    not_applicable=[fact(FolderRead, files_read=0)],
)

test_other_secret = table(
    "ai-no-other-secret-in-repository",
    passes=[
        FOLDER,
        [FOLDER, found()],
        [FOLDER, found(".env", provider=False, holder="env"), dotenv()],
    ],
    fails=[
        row(FOLDER, found(provider=False, kind="AWS access key id"), says="AWS access key id"),
        [FOLDER, found("compose.yaml", provider=False, holder="compose", detector="field", key="DATABASE_URL")],
        [FOLDER, found("k8s.yaml", provider=False, holder="kubernetes")],
        [FOLDER, found(".mcp.json", provider=False, holder="mcp", kind="GitHub token")],
    ],
    unknown=[[FOLDER, found(".env", provider=False, holder="env"), UNTOLD]],
    not_applicable=[fact(FolderRead, files_read=0)],
)

SALT = {"key": "SALT", "kind": "vendor default of Langfuse", "provider": False, "detector": "default", "holder": "compose"}

test_vendor_default = table(
    "ai-no-vendor-default-credential",
    passes=[
        FOLDER,
        [FOLDER, found("compose.yaml", **SALT, fallback=True), dotenv(names=("SALT",))],
        [FOLDER, found(".devcontainer/compose.yaml", **SALT, environment=Environment.DEVELOPMENT)],
        [FOLDER, found(".env.example", **SALT | {"holder": "env"}), dotenv(".env.example", example=True, tracked=True)],
        [FOLDER, found(".env", **SALT | {"holder": "env"}), dotenv()],
    ],
    fails=[
        [FOLDER, found("compose.yaml", **SALT)],
        [FOLDER, found("compose.yaml", **SALT, fallback=True)],
        [FOLDER, found("compose.yaml", **SALT, fallback=True), dotenv(".env.example", names=("SALT",), example=True)],
        [FOLDER, found("compose.yaml", **SALT, fallback=True), dotenv("other/.env", names=("SALT",))],
        [FOLDER, found("compose.yaml", **SALT), dotenv(names=("SALT",))],
    ],
    unknown=[[FOLDER, found(".env", **SALT | {"holder": "env"}), UNTOLD]],
)


def gateway(*credentials: Credential) -> Any:
    """A gateway with these fields."""
    return fact(Gateway, product="litellm", credentials=credentials)


test_gateway_secrets = table(
    "ai-gateway-secrets-referenced",
    passes=[gateway(REFERENCE), gateway(REFERENCE, PLACEHOLDER), gateway(Credential(name="master_key", state="empty"))],
    fails=[
        row(gateway(REFERENCE, LITERAL), says="config.yaml:7"),
        gateway(Credential(name="master_key", state="vendor default")),
    ],
    unknown=[gateway().unknown("credentials", GapReason.TEMPLATED)],
    not_applicable=[gateway()],
)


def server(*credentials: Credential, **values: Any) -> Any:
    """An MCP server with these secrets."""
    return fact(McpServer, name="tickets", transport="stdio", credentials=credentials, **values)


test_mcp_secrets = table(
    "ai-mcp-secrets-referenced",
    passes=[server(REFERENCE), server(PLACEHOLDER)],
    fails=[row(server(LITERAL), says="tickets"), server(REFERENCE, LITERAL, disabled=True)],
    not_applicable=[server()],
)

test_env_files = table(
    "ai-env-files-untracked",
    passes=[
        dotenv(credentials=(LITERAL,)),
        dotenv(".env.example", example=True, tracked=True, credentials=(PLACEHOLDER, Credential(name="DB_PASSWORD", state="literal"))),
        dotenv(".env.sample", example=True, tracked=True, credentials=(DEFAULT,)),
    ],
    fails=[
        row(dotenv(tracked=True, credentials=(LITERAL,)), says="api_key"),
        dotenv(tracked=True, credentials=(DEFAULT,)),
        dotenv(".env.example", example=True, tracked=True, credentials=(LITERAL,)),
    ],
    unknown=[
        dotenv(credentials=(LITERAL,)).unknown("tracked", GapReason.UNSUPPORTED, "not a git checkout"),
    ],
    not_applicable=[dotenv(tracked=True), dotenv(tracked=True, credentials=(PLACEHOLDER, REFERENCE))],
)
