"""Stacks: resources that are applied together, whatever language declares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from readiness.collectors.files.infrastructure.values import Ref, Text, Unresolved, joined

MOST_LINKS = 20
"""How many references in a row are followed."""


@dataclass
class Resource:
    """A resource as its file declares it.

    Attributes:
        type: in Terraform's words (`aws_s3_bucket`), whatever the language.
        address: unique in the stack, as the language's tools write it.
        values: attributes; nested blocks are lists of mappings.
        path, line: where it is declared.
    """

    type: str
    address: str
    values: dict[str, Any]
    path: str
    line: int | None


@dataclass
class Stack:
    """Resources that are applied together.

    Attributes:
        path: the file or folder that tells the environment.
        language: `terraform`, `plan`, `cloudformation`.
        folder: of the root module, for Terraform.
        region: where it is applied; empty when the files don't say.
        tags: those that every resource gets.
        tags_told: the files tell them, if there are any.
        resources: by address.
    """

    path: str
    language: str
    folder: str = ""
    region: str | Unresolved = ""
    tags: dict[str, Any] = field(default_factory=dict)
    tags_told: bool = True
    resources: dict[str, Resource] = field(default_factory=dict)
    _links: dict[tuple[str, str], dict[str, list[Resource]]] = field(default_factory=dict)
    _loose: dict[tuple[str, str], Unresolved] = field(default_factory=dict)
    _types: dict[str, list[Resource]] = field(default_factory=dict)

    def of_type(self, kind: str) -> list[Resource]:
        """Resources of a type, in order of their addresses."""
        if not self._types:
            found: dict[str, list[Resource]] = defaultdict(list)
            for each in self.resources.values():
                found[each.type].append(each)
            self._types = dict(found)
        return self._types.get(kind, [])

    def find(self, address: str) -> Resource | None:
        """The resource at an address; one that is meant as a whole where it is declared once for many keys."""
        found = self.resources.get(address)
        if found is None and address.endswith("]"):
            found = self.resources.get(address.rpartition("[")[0])
        if found is None:
            found = self.resources.get(f"{address}[0]")
        return found

    def instances(self, address: str) -> list[Resource]:
        """The resource at an address, or all that were made with keys under it."""
        kind = address.rpartition(".")[0].rpartition(".")[2]
        return [each for each in self.of_type(kind) if each.address == address or each.address.startswith(f"{address}[")]

    def follow(self, value: Any) -> Any:
        """The value behind references to attributes that are written; other references stay."""
        for _ in range(MOST_LINKS):
            if not isinstance(value, Ref) or not value.attribute:
                return value
            target = self.find(value.address)
            if target is None:
                return value
            found = written(target.values, value.attribute)
            if found is None:
                return value
            value = found
        return value

    def followed(self, value: Any) -> Any:
        """The same for everything in a value."""
        match value:
            case Ref():
                found = self.follow(value)
                return found if not isinstance(found, dict | list) else value
            case Text():
                return joined([self.followed(each) for each in value.parts])
            case dict():
                return {key: self.followed(each) for key, each in value.items()}
            case list():
                return [self.followed(each) for each in value]
        return value

    def linked(self, kind: str, attribute: str, to: Resource, names: tuple[str, ...] = ()) -> list[Resource] | Unresolved:
        """Resources of a type whose attribute means another resource: by reference, or by one of its names.

        Unresolved when some resource of the type does not tell what it means.
        """
        key = kind, attribute
        if key not in self._links:
            self._index(kind, attribute)
        found = list(self._links[key].get(to.address, ()))
        found += [each for name in names for each in self._links[key].get(f"={name}", ()) if each not in found]
        if not found and key in self._loose:
            return self._loose[key]
        return found

    def _index(self, kind: str, attribute: str) -> None:
        links: dict[str, list[Resource]] = defaultdict(list)
        for each in self.of_type(kind):
            value = written(each.values, attribute)
            whole = value[0] if isinstance(value, list) and len(value) == 1 else value
            match whole:
                case Ref():
                    target = self.find(whole.address)
                    links[target.address if target else whole.address].append(each)
                    named = self.follow(whole)
                    if isinstance(named, str):
                        links[f"={named}"].append(each)
                case str():
                    links[f"={whole}"].append(each)
                case Unresolved() | Text():
                    self._loose.setdefault((kind, attribute), whole if isinstance(whole, Unresolved) else Unresolved("a name is not told"))
        self._links[kind, attribute] = dict(links)


def written(values: Any, path: str) -> Any:
    """What stands under a dotted path of attributes; of blocks that are repeated, the first. None when nothing does."""
    for key in path.split("."):
        if isinstance(values, list):
            values = values[0] if values else None
        if isinstance(values, Unresolved | Ref):
            return values
        if not isinstance(values, dict):
            return None
        values = values.get(key)
    return values


def blocks(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings of a nested block, repeated or not."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each
