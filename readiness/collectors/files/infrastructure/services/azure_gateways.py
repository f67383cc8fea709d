"""Policies of Azure API Management that infrastructure files hold: what they say is read as it is from files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.formats import Document, load_formats
from readiness.collectors.files.infrastructure.mapping import View, maps
from readiness.collectors.files.tree import Unparseable, parse
from readiness.facts import Fact

_FORMAT = "azure api management"
_KINDS = ("policy", "api_policy", "api_operation_policy", "product_policy", "policy_fragment")
GIVES = tuple(load_formats()[_FORMAT].gives)


def _policy(view: View) -> Iterator[Fact]:
    """A policy that is written out here; one that stands in a file is read there."""
    content: Any = view.text("value" if view.resource.type.endswith("_fragment") else "xml_content")
    if not isinstance(content, str) or not content.strip():
        return
    try:
        trees = parse(content, "xml")
    except Unparseable:
        return
    for tree in trees:
        document = Document(view.place, view.resource.path, "xml", tree, content, view.environment, part=view.resource.address)
        form = load_formats()[_FORMAT]
        if form.matches(document):
            # Lines of the policy are none of the file.
            yield from (each.model_copy(update={"origin": view.origin}) for each in form.read(document) if isinstance(each, Fact))


for _kind in _KINDS:
    maps(f"azurerm_api_management_{_kind}", gives=GIVES)(_policy)
