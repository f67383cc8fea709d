"""What is composed equals what Kustomize 5.7.1 builds. The files in `built` are its output, word for word.

`kustomize build trees/assistant/overlays/production > built/assistant-overlays-production.yaml`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))

from trees import BUILT, TREES, composed

from readiness.collectors.files.shapes import without_lines

ROOTS = [
    ("assistant", "overlays/production"),
    ("assistant", "overlays/staging"),
    ("merging", "lists"),
    ("merging", "layered/top"),
    ("merging", "custom"),
    ("twice", "top"),
]


def named(objects: list[Any]) -> dict[tuple[str, str, str], Any]:
    """Objects by kind, namespace and name."""
    found = {(each["kind"], each["metadata"].get("namespace", ""), each["metadata"]["name"]): each for each in objects}
    assert len(found) == len(objects)
    return found


def comparable(objects: list[Any]) -> list[Any]:
    """Without what is left out on purpose: hashes of generated names, and the data of Secrets."""
    text = json.dumps(objects)
    for each in objects:
        name, _, last = each["metadata"]["name"].rpartition("-")
        if each["kind"] in ("ConfigMap", "Secret") and len(last) == 10:
            text = text.replace(f"{name}-{last}", name)
    hidden = {"Secret": ("data", "stringData")}
    return [{key: value for key, value in each.items() if key not in hidden.get(each["kind"], ())} for each in json.loads(text)]


@pytest.mark.parametrize(("tree", "root"), ROOTS)
def test_a_root_is_what_kustomize_builds(tree: str, root: str) -> None:
    objects, gaps = composed(TREES / tree)
    built = named(comparable(list(yaml.safe_load_all((BUILT / f"{tree}-{root.replace('/', '-')}.yaml").read_text("utf-8")))))
    ours = named(comparable(without_lines(objects[root])))
    assert gaps == []
    assert ours.keys() == built.keys()
    for key, each in built.items():
        assert ours[key] == each, key
