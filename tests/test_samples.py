"""The sample reports in docs/samples/ are what the program writes today."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path
from types import ModuleType

import pytest
from pypdf import PdfReader

from readiness.reports.pdf import pdf_problem

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs" / "samples"
HELP = "type: make samples"


@pytest.fixture(scope="module")
def samples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples", ROOT / "docs" / "samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(samples: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    formats = ("html",) if pdf_problem() else ("html", "pdf")
    return {path.name: path for path in samples.written(tmp_path_factory.mktemp("samples"), formats)}


@pytest.mark.parametrize("name", ["pilot.html", "production.html"])
def test_the_pages_are_todays_to_the_byte(written: dict[str, Path], name: str) -> None:
    assert written[name].read_bytes() == (KEPT / name).read_bytes(), HELP


@pytest.mark.skipif(bool(pdf_problem()), reason=str(pdf_problem()))
@pytest.mark.parametrize("name", ["pilot.pdf", "production.pdf"])
def test_the_papers_say_what_they_say_today(written: dict[str, Path], name: str) -> None:
    """Page by page; their bytes may differ with the library that shapes text."""
    today, kept = written[name].read_bytes(), (KEPT / name).read_bytes()
    assert today == kept or text_of(today) == text_of(kept), HELP


def text_of(paper: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper)).pages]


def test_they_stay_small() -> None:
    assert sum(path.stat().st_size for path in KEPT.iterdir()) < 3_000_000
