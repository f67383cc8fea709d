"""Which objects a patch is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from readiness.collectors.files.kustomize.resources import Resource
from readiness.collectors.files.kustomize.values import Budget, Refused
from readiness.collectors.files.shapes import at, labels, text

# Any other pattern may take Python's matcher, which is not Go's, for ever. Two repetitions of single things can't.
_SIMPLE = re.compile(r"(?:\\[.\-]|\.[*+]|[\w./^$|:-]|\((?!\?)|\)(?![*+?{]))*")
_MOST_REPETITIONS = 2
_NAME = r"[\w./-]+"
_REQUIREMENT = re.compile(
    rf"\s*(?:(?P<not>!)?(?P<alone>{_NAME})"
    rf"|(?P<key>{_NAME})\s*(?P<is>==?|!=)\s*(?P<value>[\w.-]*)"
    rf"|(?P<among>{_NAME})\s+(?P<in>in|notin)\s*\((?P<values>[\w.,\s-]*)\))\s*"
)


def selected(resources: Iterable[Resource], target: dict[str, Any], budget: Budget) -> list[Resource]:
    """Objects that a `target` selects: by patterns of group, version, kind, name and namespace, by labels and annotations.

    Raises:
        Refused: a pattern or selector that is not read here.
    """
    patterns = {key: _pattern(text(target.get(key))) for key in ("group", "version", "kind", "name", "namespace")}
    by_label, by_annotation = (_requirements(text(target.get(key))) for key in ("labelSelector", "annotationSelector"))
    found = []
    for each in resources:
        budget.spend(1 + len(by_label) + len(by_annotation))
        now, first = each.id, each.original
        fits = (
            _fits(patterns["group"], now.group)
            and _fits(patterns["version"], now.version)
            and _fits(patterns["kind"], now.kind)
            and (_fits(patterns["name"], first.name) or _fits(patterns["name"], now.name))
            and any(_fits(patterns["namespace"], "" if id.is_cluster_wide else id.namespace or "default") for id in (first, now))
        )
        meta = each.data.get("metadata")
        if fits and _all(by_label, labels(at(meta, "labels"))) and _all(by_annotation, labels(at(meta, "annotations"))):
            found.append(each)
    return found


def _pattern(written: str) -> re.Pattern[str] | None:
    if not written:
        return None
    repetitions = len(re.findall(r"(?<!\\)[*+]", written))
    if not _SIMPLE.fullmatch(written) or repetitions > _MOST_REPETITIONS:
        raise Refused("a target names a pattern that is not read here")
    try:
        return re.compile(f"(?:{written})")
    except re.error:
        raise Refused("a target names a pattern that is none") from None


def _fits(pattern: re.Pattern[str] | None, value: str) -> bool:
    return pattern is None or pattern.fullmatch(value) is not None


_Requirement = tuple[str, frozenset[str] | None, bool]


def _requirements(written: str) -> list[_Requirement]:
    """Key, the values it may have (any for None), and whether that is asked for or ruled out."""
    found: list[_Requirement] = []
    for part in re.findall(r"(?:\A|,)((?:[^,()]|\([^()]*\)|[()])*+)", written) if written.strip() else []:
        match = _REQUIREMENT.fullmatch(part)
        if match is None:
            raise Refused("a target has a selector that is not read here")
        if match["alone"]:
            found.append((match["alone"], None, not match["not"]))
        elif match["key"]:
            found.append((match["key"], frozenset({match["value"]}), match["is"] != "!="))
        else:
            found.append((match["among"], frozenset(each.strip() for each in match["values"].split(",")), match["in"] == "in"))
    return found


def _all(requirements: list[_Requirement], own: dict[str, str]) -> bool:
    return all((key in own and (values is None or own[key] in values)) is wanted for key, values, wanted in requirements)
