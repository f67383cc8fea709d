"""Keys of Azure's AI services that Terraform hands on.

Terraform refuses an output of what is sensitive unless it says so, and the provider marks these keys: exposed are those which
`nonsensitive()` lays open. https://developer.hashicorp.com/terraform/language/functions/nonsensitive
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.infrastructure.mapping import View, maps
from readiness.collectors.files.infrastructure.stacks import blocks
from readiness.collectors.files.infrastructure.values import refs_in
from readiness.facts import Fact
from readiness.facts.azure import AzureKeyCopy

ISSUERS = frozenset({"azurerm_cognitive_account", "azurerm_ai_services", "azurerm_search_service"})
KEYS = frozenset({"primary_access_key", "secondary_access_key", "primary_key", "secondary_key", "query_keys"})


def _account(view: View, value: Any) -> str | None:
    """The account whose key a value holds; None when it holds none."""
    for ref in refs_in(value):
        target = view.stack.find(ref.address)
        if target is not None and target.type.removeprefix("data.") in ISSUERS and ref.attribute.split(".")[0] in KEYS:
            return target.address
    return None


def _copies(view: View, holder: str, named: Iterator[tuple[str, Any]], *, masked: bool = False) -> Iterator[Fact]:
    for name, value in named:
        if (account := _account(view, value)) is not None:
            resource = f"azure:key/{view.resource.address}/{name}"
            yield view.fact(AzureKeyCopy, resource, name=name, holder=holder, account=account, masked=masked)


@maps("output", gives=(AzureKeyCopy,))
def output(view: View) -> Iterator[Fact]:
    """An output of the root module."""
    values = view.resource.values
    masked = values.get("sensitive") is True or not values.get("nonsensitive")
    yield from _copies(view, "output", iter([(str(values["name"]), values.get("value"))]), masked=masked)


def _web_app(view: View) -> Iterator[Fact]:
    """An app of App Service, whose settings whoever manages it reads."""
    settings = view.raw_with_refs("app_settings")
    yield from _copies(view, "setting", iter(settings.items() if isinstance(settings, dict) else ()))


for each in ("linux_web_app", "windows_web_app", "linux_function_app", "windows_function_app"):
    maps(f"azurerm_{each}", gives=(AzureKeyCopy,))(_web_app)
    maps(f"azurerm_{each}_slot", gives=(AzureKeyCopy,))(_web_app)


@maps("azurerm_container_app", gives=(AzureKeyCopy,))
def container_app(view: View) -> Iterator[Fact]:
    """A container app: variables stand in clear in each revision, secrets do not."""
    containers = [one for template in blocks(view.raw_with_refs("template")) for one in blocks(template.get("container"))]
    variables = [(str(each.get("name", "")), each.get("value")) for one in containers for each in blocks(one.get("env"))]
    yield from _copies(view, "setting", iter(variables))
    secrets = [(str(each.get("name", "")), each.get("value")) for each in blocks(view.raw_with_refs("secret"))]
    yield from _copies(view, "secret", iter(secrets))


@maps("azurerm_key_vault_secret", gives=(AzureKeyCopy,))
def vault_secret(view: View) -> Iterator[Fact]:
    """A secret of a key vault."""
    name = view.raw_with_refs("name")
    yield from _copies(view, "secret", iter([(name if isinstance(name, str) else view.resource.address, view.raw_with_refs("value"))]))
