"""Consoles of AI systems: who may open them, and who may make an account."""

from __future__ import annotations

from collections.abc import Callable

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, ComposeService
from readiness.facts.containers import Container
from readiness.facts.kubernetes.networking import Ingress, Service
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, stands_beside_kubernetes

from .exposure import open_addresses, open_proxies, published_by, routes_to

ON, OFF = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})


def _said(container: Container, name: str, *, default: bool) -> bool | None:
    """What a boolean variable says; None when its value is not in the file."""
    variable = container.variable(name)
    if variable is None:
        return None if container.environment_from else default
    word = (variable.value or "").strip().lower()
    return True if word in ON else False if word in OFF else None


def _open_webui(container: Container) -> bool | None:
    """Anybody may sign up by default, but a new account waits for an administrator unless its role is another one (0.6)."""
    role = container.variable("DEFAULT_USER_ROLE")
    if role is None and not container.environment_from:
        return False
    if role is None or role.value is None:
        return None
    return False if role.value == "pending" else _said(container, "ENABLE_SIGNUP", default=True)


def _langfuse(container: Container) -> bool | None:
    """Anybody who reaches it may sign up by default (Langfuse 3 and 4)."""
    if _said(container, "AUTH_DISABLE_USERNAME_PASSWORD", default=False):
        return False
    disabled = _said(container, "AUTH_DISABLE_SIGNUP", default=False)
    return None if disabled is None else not disabled


def _librechat(container: Container) -> bool | None:
    """Nobody may register unless told otherwise; the example file tells otherwise (0.8)."""
    return _said(container, "ALLOW_REGISTRATION", default=False)


SIGN_UP: dict[str, Callable[[Container], bool | None]] = {
    "open-webui": _open_webui,
    "langfuse": _langfuse,
    "librechat": _librechat,
}
"""Consoles in which people can make accounts for themselves. n8n, Dify and Flowise let only their first user in."""

CONSOLES = frozenset({*SIGN_UP, "phoenix", "mlflow", "flowise", "n8n", "dify", "anythingllm"})


@check(
    "ai-console-access-restricted",
    severity="high",
    effort="hours",
    maps=["owasp-aisvs-1.0:AISVS-C5.1", "azure-waf-core:SE:05", "aws-ai-security-framework:AISF-IAM-08"],
)
def console_restricted(
    service: AiService,
    services: list[Service],
    ingresses: list[Ingress],
    workloads: list[Workload],
    compose_services: list[ComposeService],
) -> Verdict:
    """Consoles ask who comes, and accounts are given.

    Why: Strangers can read conversations, or spend our model budget. A console that is reachable and lets anybody in, or lets
    anybody make an account, is an open door to everything behind it.

    Fix: Demand accounts, and close the sign-up

        # <product>, reachable at <published>: one of
        AUTH_DISABLE_SIGNUP: "true"              # Langfuse
        ENABLE_SIGNUP: "false"                   # Open WebUI
        ALLOW_REGISTRATION: "false"              # LibreChat
        ports: ["127.0.0.1:3000:3000"]           # with single sign-on in front
    """
    if service.product not in CONSOLES:
        return not_applicable("it is no console")
    if before_production(service):
        return not_applicable("it lives before production")
    if service.platform == "compose" and stands_beside_kubernetes(service, workloads):
        return not_applicable("Kubernetes manifests beside it carry production")
    routes = routes_to(service, services, ingresses)
    published = open_addresses(service) + [f"{each.type} {each.name}" for each in published_by(service, services)]
    published += [each.name for each in routes if each.authenticated is not True]
    proxies = open_proxies(service, compose_services)
    opened = SIGN_UP.get(service.product, _closed)(service.container)
    if not published and service.platform == "process":
        if service.authentication and opened is False:
            return passed(product=service.product, sign_up=False)
        return unknown("where it can be reached stands outside the file", product=service.product)
    if not published and not proxies:
        return passed(product=service.product, published=[])
    if not published and (not service.authentication or opened is not False):
        return unknown("a reverse proxy is published, and may lead to it", product=service.product, proxies=proxies)
    if not published:
        return passed(product=service.product, published=[], proxies=proxies, sign_up=False)
    if not service.authentication:
        return failed("A console lets everybody in", product=service.product, published=published)
    if opened:
        return failed("Anybody can make an account in a console", product=service.product, published=published)
    if opened is None:
        return unknown("whether anybody may sign up is set outside the file", product=service.product, published=published)
    return passed(product=service.product, published=published, sign_up=False)


def _closed(container: Container) -> bool | None:  # noqa: ARG001 - the shape of an answer
    return False
