"""The AI inventory of each layout and sample, to the row; UPDATE_GOLDEN=1 writes what is there now."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from readiness.collectors import Place
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Fact
from readiness.inventory import inventory

HERE = Path(__file__).parent
GOLDEN = HERE / "inventories"
ROOTS = [
    *(each for each in sorted((HERE / "layouts").iterdir()) if each.is_dir()),
    *(HERE.parent / "sample_configs" / each for each in ("pilot", "production")),
]


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_inventory(root: Path) -> None:
    seen = FolderReading(Place(kind="folder", name=".", target="folder:.", root=root)).over(root)
    rows = [each.model_dump(mode="json", exclude_defaults=True) for each in inventory(each for each in seen if isinstance(each, Fact))]
    written = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    golden = GOLDEN / f"{root.name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(written, "utf-8")
    assert golden.read_text("utf-8") == written
