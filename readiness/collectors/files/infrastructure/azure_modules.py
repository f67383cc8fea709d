"""Azure Verified Modules that make AI services: what a file hands them is what they make, and what it leaves out they decide.

https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/cognitive-services/account and `avm/res/search/search-service`: the
parameters have the names of the service's own properties. Defaults differ between their versions, so they are not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from readiness.collectors.files.infrastructure.values import Ref, Unresolved
from readiness.collectors.files.shapes import mapping, mappings

_SOURCE = re.compile(r"br(?:/public:|:mcr\.microsoft\.com/bicep/)avm/res/(cognitive-services/account|search/search-service):")
_TYPES = {"cognitive-services/account": "Microsoft.CognitiveServices/accounts", "search/search-service": "Microsoft.Search/searchServices"}
_DECIDES = Unresolved("the module decides what is not handed to it")


def made_by(source: str, parameters: Any, address: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Types, addresses and contents of the resources that a module makes; none for a module that is not known, or of nothing told.

    Args:
        source: as the file names the module.
        parameters: what it is handed.
        address: of the module.
    """
    known = _SOURCE.match(source)
    if known is None or not isinstance(parameters, Mapping) or not parameters:
        return
    given = mapping(parameters)
    properties = {name: given.get(name, _DECIDES) for name in ("disableLocalAuth", "publicNetworkAccess", "networkAcls", "networkRuleSet")}
    yield _TYPES[known[1]], address, {**{name: given.get(name) for name in ("name", "kind", "tags")}, "properties": properties}
    for number, each in enumerate(mappings(given.get("deployments"))):
        content = {
            "name": each.get("name"),
            "parent": Ref(address),
            "sku": each.get("sku"),
            "properties": {"model": each.get("model"), "versionUpgradeOption": each.get("versionUpgradeOption")},
        }
        yield "Microsoft.CognitiveServices/accounts/deployments", f"{address}.deployments[{number}]", content
    endpoints = given.get("privateEndpoints", [])
    for number, each in enumerate(endpoints if isinstance(endpoints, list) else [endpoints]):
        to = Ref(address) if isinstance(each, dict) else each
        content = {
            "name": mapping(each).get("name"),
            "properties": {"privateLinkServiceConnections": {"properties": {"privateLinkServiceId": to}}},
        }
        yield "Microsoft.Network/privateEndpoints", f"{address}.privateEndpoints[{number}]", content
