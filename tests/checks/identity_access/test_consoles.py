"""Consoles of AI systems: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, ComposeService
from readiness.facts.containers import Container, EnvironmentVariable, Image
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def console(product: str, variables: dict[str, str | None] | None = None, **values: Any) -> Any:
    """A console that Compose publishes on every address."""
    written = tuple(
        EnvironmentVariable(name=name, value=value, source="literal" if value is not None else "environment")
        for name, value in (variables or {}).items()
    )
    known = {
        "role": "interface", "product": product, "platform": "compose", "workload": f"compose:c.yaml/{product}", "authentication": True,
        "published": ("0.0.0.0:3000",),
        "container": Container(name=product, environment=written, environment_from=values.pop("environment_from", ())),
    }  # fmt: skip
    return fact(AiService, **known | values)


LABELS = {"app": "webui"}
NODE_PORT = fact(Service, name="webui", namespace="ai", type="NodePort", selector=LABELS)


NGINX: dict[str, Any] = {
    "resource": "compose:c.yaml/nginx",
    "name": "nginx",
    "container": Container(name="nginx", image=Image(repository="docker.io/library/nginx")),
    "published": ("0.0.0.0:80",),
}
PROXY = fact(ComposeService, **NGINX)


def in_cluster(product: str, variables: dict[str, str | None] | None = None) -> Any:
    return console(product, variables, platform="kubernetes", namespace="ai", pod_labels=LABELS, published=())


def by_file(product: str, variables: dict[str, str | None] | None = None, **values: Any) -> Any:
    """A console that a dotenv file alone tells of."""
    known = {"platform": "process", "published": (), "environment_from": ("the environment of the process",)}
    return console(product, variables, **known | values)


test_console_restricted = table(
    "ai-console-access-restricted",
    passes=[
        console("open-webui"),
        console("open-webui", {"DEFAULT_USER_ROLE": "user", "ENABLE_SIGNUP": "false"}),
        row(console("langfuse", {"AUTH_DISABLE_SIGNUP": "true"}), says="sign_up"),
        console("langfuse", {"AUTH_DISABLE_USERNAME_PASSWORD": "true"}),
        console("langfuse", published=("127.0.0.1:3000",)),
        console("librechat"),
        console("flowise"),
        in_cluster("langfuse"),
        row(by_file("librechat", {"ALLOW_REGISTRATION": "false"}), says="sign_up"),
        by_file("n8n"),
        row(console("dify", published=()), PROXY, says="proxies"),
        [console("langfuse", published=()), fact(ComposeService, **NGINX | {"published": ("127.0.0.1:80",)})],
        [console("langfuse", published=()), fact(ComposeService, **NGINX | {"resource": "compose:other.yaml/nginx"})],
        [
            console("langfuse", published=()),
            fact(ComposeService, **NGINX | {"container": Container(name="app", image=Image(repository="a/b"))}),
        ],
    ],
    fails=[
        row(console("open-webui", authentication=False), says="lets everybody in"),
        row(console("open-webui", {"DEFAULT_USER_ROLE": "user"}), says="Anybody can make an account"),
        row(console("langfuse"), says="0.0.0.0:3000"),
        console("librechat", {"ALLOW_REGISTRATION": "true"}),
        console("mlflow", authentication=False),
        [in_cluster("langfuse"), NODE_PORT],
        row(by_file("librechat", {"ALLOW_REGISTRATION": "true"}, published=("chat.acme.com",)), says="chat.acme.com"),
        row(by_file("open-webui", authentication=False, published=("10.0.0.4",)), says="lets everybody in"),
    ],
    unknown=[
        row(console("langfuse", published=()), PROXY, says="may lead to it"),
        row(by_file("librechat", {"ALLOW_REGISTRATION": "true"}), says="stands outside the file"),
        row(by_file("librechat", published=("chat.acme.com",)), says="set outside the file"),
        by_file("open-webui", authentication=False),
        row(console("mlflow", published=(), authentication=False), PROXY, says="nginx"),
        console("langfuse", environment_from=(".env",)),
        console("langfuse", {"AUTH_DISABLE_SIGNUP": None}),
        console("open-webui", {"DEFAULT_USER_ROLE": None}),
        console("librechat", environment_from=(".env",)),
        console("flowise").unknown("authentication", GapReason.UNSUPPORTED),
    ],
    not_applicable=[
        console("qdrant"),
        console("langfuse", environment=Environment.DEVELOPMENT),
        [
            console("langfuse", environment=Environment.UNCLASSIFIED),
            fact(Workload, kind="Deployment", name="langfuse", api_version="apps/v1", containers=(), environment=Environment.PRODUCTION),
        ],
    ],
)
