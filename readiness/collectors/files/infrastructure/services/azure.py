"""Azure's AI services and search, in the words of the provider azurerm 4; Bicep and ARM are put into them.

Defaults are those of the resource provider: keys are accepted, and the public endpoint is open, until somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.infrastructure.mapping import View, identify, maps
from readiness.facts import Fact, Unread
from readiness.facts.azure import AzureAiAccount, AzureModelDeployment

MODEL_KINDS = ("OpenAI", "AIServices")
"""Kinds of accounts that serve language models; the others recognise speech, faces and the like."""
AUTO = "OnceNewDefaultVersionAvailable"


def _private_endpoints(view: View) -> tuple[str, ...] | Unread:
    found = view.linked("azurerm_private_endpoint", "private_service_connection.private_connection_resource_id")
    return found if isinstance(found, Unread) else tuple(sorted(each.name for each in found))


@maps("azurerm_cognitive_account", gives=(AzureAiAccount,), name="name", arn="azure:account/{name}", own=True)
def account(view: View) -> Iterator[Fact]:
    """An account that serves language models; of an unknown kind is what serves a model here."""
    kind = view.text("kind")
    deployments = view.linked("azurerm_cognitive_deployment", "cognitive_account_id")
    if isinstance(kind, Unread) and not isinstance(deployments, Unread) and deployments:
        kind = "OpenAI"
    if kind not in MODEL_KINDS:
        return
    yield _account(view, kind)


@maps("azurerm_ai_services", gives=(AzureAiAccount,), name="name", arn="azure:account/{name}", own=True)
def ai_services(view: View) -> Iterator[Fact]:
    """The same, as the provider calls it since version 4."""
    access = view.text("public_network_access", "Enabled")
    yield _account(view, "AIServices", access if isinstance(access, Unread) else access != "Disabled")


def _account(view: View, kind: str, access: Any = None) -> AzureAiAccount:
    action = view.text("network_acls.default_action", "Allow")
    return view.fact(
        AzureAiAccount,
        name=view.name,
        kind=kind,
        key_access=view.flag("local_auth_enabled" if access is None else "local_authentication_enabled", default=True),
        public_access=view.flag("public_network_access_enabled", default=True) if access is None else access,
        denied_by_default=action if isinstance(action, Unread) else action == "Deny",
        private_endpoints=_private_endpoints(view),
        tags=view.tag_names,
    )


@maps("azurerm_search_service", gives=(AzureAiAccount,), name="name", arn="azure:search/{name}")
def search(view: View) -> Iterator[Fact]:
    """A search service; it is judged where models are."""
    allowed = view.texts("allowed_ips")
    yield view.fact(
        AzureAiAccount,
        name=view.name,
        kind="Search",
        key_access=view.flag("local_authentication_enabled", default=True),
        public_access=view.flag("public_network_access_enabled", default=True),
        denied_by_default=allowed if isinstance(allowed, Unread) else bool(allowed),
        private_endpoints=_private_endpoints(view),
        tags=view.tag_names,
    )


@maps("azurerm_cognitive_deployment", gives=(AzureModelDeployment,), name="name", own=True)
def deployment(view: View) -> Iterator[Fact]:
    """A deployment of a model."""
    owner = view.target("cognitive_account_id")
    scale = "sku" if view.has("sku") else "scale"
    named = view.text("sku.name") if scale == "sku" else view.text("scale.type")
    yield view.fact(
        AzureModelDeployment,
        f"{owner.arn if owner else 'azure:account'}/{view.name}",
        name=view.name,
        model=view.text("model.name"),
        version=view.text("model.version"),
        upgrade=view.text("version_upgrade_option", AUTO),
        sku=named,
        capacity=view.number(f"{scale}.capacity"),
    )


identify("azurerm_private_endpoint", "name", "azure:private-endpoint/{name}")
identify("azurerm_cognitive_deployment", "name", "azure:deployment/{name}")
