"""Addresses of models: whether they always mean the same one."""

from __future__ import annotations

import re

VERSION = re.compile(
    r"(^|[-_.=])(v\d+|r\d+|\d+\.\d+(\.\d+)*|20\d{2}-?\d{2}-?\d{2}([t_-]?\d+z?)?|\d{8,14}|[0-9a-f]{7,64}|step-?\d+|epoch-?\d+|checkpoint-\d+)($|[-_.])"
    r"|^\d{1,6}$",
    re.IGNORECASE,
)
"""A part of a path that names a version: `v3`, `1.2.0`, `2026-05-01`, a commit, `checkpoint-4000`; a number (as TensorFlow Serving has)."""

SIZE = re.compile(r"\d+(\.\d+)?[bm]", re.IGNORECASE)
MOVING = ("latest", "main", "master", "head", "current", "stable", "production", "prod", "nightly", "dev")


def pinned(uri: str, revision: str = "") -> bool | None:
    """Whether the address always means the same model; None when it can't tell.

    Of MLflow's registry a version is one, and an alias is moved by whoever releases; `latest` is whatever was registered last.
    """
    if uri.startswith("models:/"):
        return not uri.lower().endswith("/latest")
    scheme, _, rest = uri.partition("://")
    if not rest:
        return None
    if revision:
        return revision.lower() not in MOVING
    match scheme:
        case "hf" | "bentoml":
            return _named(rest.partition(":")[2])
        case "oci":
            name, _, digest = rest.partition("@")
            return bool(digest) or _named(name.rpartition("/")[2].partition(":")[2])
        case "ollama":
            return _named(rest.partition("?")[0].rpartition("/")[2].partition(":")[2])
        case "s3" | "gs" | "https" | "http" | "hdfs" | "webhdfs" | "abfs" | "abfss" | "wasbs" | "model-registry":
            return _path_pinned([each for each in rest.partition("?")[0].split("/")[1:] if each])
        case _:
            return None  # a volume: whatever lies on it


def _named(version: str) -> bool:
    return bool(version) and version.lower() not in MOVING


def _path_pinned(parts: list[str]) -> bool | None:
    """The innermost part that tells decides: `production/llama/v3` is fixed, `llama/v3/production` is not."""
    for each in reversed(parts):
        if each.lower() in MOVING:
            return False
        if VERSION.search(SIZE.sub("", each)):
            return True
    return None
