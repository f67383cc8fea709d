"""ConfigMaps and Secrets that a kustomization generates. The hash at the end of their names is left out.

References to them stay right, as they name the generator. A Secret's values are handed to its reader where they stand in
the kustomization, to be judged there; those of files are not even taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from readiness.collectors.files.kustomize.kustomizations import Kustomization, env_files, generator_files, shown
from readiness.collectors.files.kustomize.resources import Composed, Doubt, Resource
from readiness.collectors.files.kustomize.values import Budget, Elsewhere, FileText, Refused, below, drop, put
from readiness.collectors.files.shapes import flag, labels, line_of, mapping, mappings, text, texts
from readiness.collectors.files.tree import Mapping

Text = Callable[[str], str | None]
GENERATORS = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}


def generate(kustomization: Kustomization, into: Composed, text_of: Text, budget: Budget) -> None:
    """Add what is generated, or change what is there already; where objects are seen partly, it may be one that is not.

    Raises:
        Refused: what Kustomize refuses too.
    """
    for key, kind in GENERATORS.items():
        for entry in mappings(kustomization.data.get(key)):
            made = _generated(kustomization, key, entry, text_of)
            behavior = text(entry.get("behavior")) or "create"
            same = into.named(made.id, budget)
            if behavior == "create" and not same:
                into.add(made)
            elif behavior in ("merge", "replace") and len(same) == 1:
                _take_in(made, same[0], behavior)
            elif behavior == "create" or same or not into.unseen:
                raise Refused(f"{kind} {made.id.name} is {'there already' if behavior == 'create' else f'not there to {behavior}'}")


def _generated(kustomization: Kustomization, key: str, entry: dict[str, Any], text_of: Text) -> Resource:
    line = line_of(entry) or 1
    data = Mapping(line)
    put(data, "apiVersion", "v1")
    put(data, "kind", GENERATORS[key])
    meta = below(data, "metadata")
    put(meta, "name", text(entry.get("name")))
    if text(entry.get("namespace")):
        put(meta, "namespace", text(entry["namespace"]))
    own, everywhere = mapping(entry.get("options")), mapping(kustomization.data.get("generatorOptions"))
    for each in ("labels", "annotations"):
        for name, value in {**labels(everywhere.get(each)), **labels(own.get(each))}.items():
            put(below(meta, each), name, value)
    if flag(own.get("immutable")) or flag(everywhere.get("immutable")):
        put(data, "immutable", value=True)
    made = Resource(data, kustomization.document)
    if key == "secretGenerator":
        put(data, "type", text(entry.get("type")) or "Opaque")
        _secret(entry, data)
    else:
        _config_map(kustomization, entry, made, text_of)
    return made


def _config_map(kustomization: Kustomization, entry: dict[str, Any], made: Resource, text_of: Text) -> None:
    missing: list[str] = []
    target = below(made.data, "data")
    for written in env_files(entry):
        found = text_of(kustomization.file(written))
        if found is None:
            missing.append(written)
        for key, value in _variables(found or ""):
            _add(target, key, Elsewhere(value), target.line)
    _literals(entry, target)
    for key, written in generator_files(entry):
        found = text_of(kustomization.file(written))
        if found is None:
            missing.append(written)
        _add(target, key, FileText(found or ""), line_of(entry, "files") or target.line)
    if missing:
        detail = f"{shown(missing[0])} is not among the files" + (f", and {len(missing) - 1} more" if missing[1:] else "")
        made.doubts.append(Doubt(kustomization.document, "configMapGenerator", detail))


def _secret(entry: dict[str, Any], data: Mapping) -> None:
    """What stands in the kustomization itself. Files that hold secrets are judged as files, or are not in the repository."""
    if texts(entry.get("literals")):
        _literals(entry, below(data, "stringData"))


def _literals(entry: dict[str, Any], target: Mapping) -> None:
    written = entry.get("literals")
    for position, each in enumerate(texts(written)):
        key, separator, value = each.partition("=")
        if not (key and separator):
            raise Refused("a generator's literal is no key=value")
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        _add(target, key, value[1:-1] if quoted else value, line_of(written, position) or target.line)


def _add(target: Mapping, key: str, value: str, line: int) -> None:
    if key in target:
        raise Refused("a generator writes a key twice")
    target[key] = value
    target.key_lines[key] = line


_VARIABLE = re.compile(r"[ \t]*([^#\s=][^=\n]*)(?:=(.*))?")


def _variables(written: str) -> list[tuple[str, str]]:
    """Lines of an env file, taken as they are: Kustomize knows no quotes."""
    found = (_VARIABLE.match(each) for each in written.splitlines())
    return [(each[1], each[2] or "") for each in found if each]


def _take_in(made: Resource, there: Resource, behavior: str) -> None:
    """Of what is there only the metadata stays, and its data if it is merged with."""
    for key in set(there.data) - {"apiVersion", "kind", "metadata", *(("data", "binaryData") if behavior == "merge" else ())}:
        drop(there.data, key)
    for key, value in made.data.items():
        if key in ("data", "stringData"):
            for name, each in mapping(value).items():
                put(below(there.data, key), name, each if isinstance(each, Elsewhere) else Elsewhere(each))
        elif key not in ("apiVersion", "kind", "metadata"):
            put(there.data, key, value)
    for each in ("labels", "annotations"):
        for key, value in labels(mapping(made.data.get("metadata")).get(each)).items():
            put(below(below(there.data, "metadata"), each), key, value)
    there.doubts.extend(made.doubts)
