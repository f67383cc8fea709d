"""The AI inventory of each layout and sample, to the row, and as a valid ML-BOM; UPDATE_GOLDEN=1 writes what is there now."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from reports.cases import assessed

from readiness.collectors import Place
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Fact
from readiness.inventory import inventory
from readiness.reports import render

HERE = Path(__file__).parent
GOLDEN = HERE / "inventories"
ROOTS = [
    *(each for each in sorted((HERE / "layouts").iterdir()) if each.is_dir()),
    *(HERE.parent / "sample_configs" / each for each in ("pilot", "production")),
]


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_inventory(root: Path) -> None:
    seen = FolderReading(Place(kind="folder", name=".", target="folder:.", root=root)).over(root)
    items = inventory(each for each in seen if isinstance(each, Fact))
    rows = [each.model_dump(mode="json", exclude_defaults=True) for each in items]
    written = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
    golden = GOLDEN / f"{root.name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(written, "utf-8")
    assert golden.read_text("utf-8") == written
    bom = render("cyclonedx", assessed([]).model_copy(update={"inventory": items})).decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bom) is None
    told = json.loads(bom)
    assert len(told.get("components", ())) + len(told.get("services", ())) == len(items)
