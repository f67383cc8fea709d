"""The PDF report as a reader gets it: pages, tags, fonts and the attachment; and what it says when it can't be made."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader
from reports.cases import GATE, PILLARS, TAKEN, UNREADABLE, Case, many_cases
from reports.test_html import HOSTILE, hostile

from readiness.assessment import Assessment, dump
from readiness.errors import UserError
from readiness.facts import Environment
from readiness.reports import Options, pdf, render
from readiness.waivers import Waiver

if problem := pdf.pdf_problem():
    pytest.skip(problem, allow_module_level=True)

Make = Callable[..., Assessment]


class Warnings(logging.Handler):
    """Keeps what WeasyPrint complains about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


@pytest.fixture(autouse=True)
def complaints() -> Iterator[list[str]]:
    """No report may make WeasyPrint warn; a test that expects one empties the list."""
    handler, logger = Warnings(), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    yield handler.told
    logger.removeHandler(handler)
    assert handler.told == []


def read(assessment: Assessment, options: Options | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(render("pdf", assessment, options)))


def words(reader: PdfReader, number: int) -> str:
    return " ".join(reader.pages[number - 1].extract_text().replace("\N{NO-BREAK SPACE}", " ").split())


def parts(reader: PdfReader) -> dict[str, int]:
    """Bookmarks of the first level, with their page."""
    return {str(each.title): reader.get_destination_page_number(each) + 1 for each in reader.outline if not isinstance(each, list)}


@pytest.fixture(scope="module")
def sample_pdf(sample: Assessment) -> PdfReader:
    return read(sample)


@pytest.fixture(scope="module")
def perfect_pdf(perfect: Assessment) -> bytes:
    return render("pdf", perfect)


@pytest.fixture(scope="module")
def nothing_pdf(nothing: Assessment) -> bytes:
    return render("pdf", nothing)


def test_the_same_assessment_gives_the_same_bytes(nothing: Assessment, nothing_pdf: bytes) -> None:
    assert render("pdf", nothing) == nothing_pdf


def test_the_same_assessment_gives_the_same_bytes_in_another_process(perfect: Assessment, perfect_pdf: bytes) -> None:
    code = (
        "import sys; from readiness import assessment, reports; sys.stdout.buffer.write(reports.render('pdf', assessment.load(sys.stdin)))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    done = subprocess.run([sys.executable, "-c", code], input=dump(perfect).encode(), capture_output=True, check=True, env=environment)

    assert done.stdout == perfect_pdf


def test_the_cover_names_system_client_and_date_and_no_score(sample_pdf: PdfReader) -> None:
    cover = words(sample_pdf, 1)

    assert "Operational readiness assessment" in cover
    assert "Claims assistant Meridian Mutual" in cover
    assert "21 August 2026, production" in cover
    assert "Confidential. For Meridian Mutual only." in cover
    assert "49" not in cover


def test_page_two_is_the_whole_summary(sample_pdf: PdfReader) -> None:
    summary = words(sample_pdf, 2)

    assert "Not ready for production yet. Two critical gaps hold the release; five hours of work close both." in summary
    assert "49" in summary.split()
    assert "of 100" in summary
    assert "D Pilot only" in summary
    assert "Release gate: failed. 2 of 3 rules not met" in summary
    assert "Lost to critical findings" in summary
    assert "DECISIONS WE ASK FOR" in summary.upper()
    assert "Release 5 hours of work now" in summary
    assert f"2 / {len(sample_pdf.pages)}" in summary
    assert words(sample_pdf, 3).startswith("Contents") or "Contents Executive summary" in words(sample_pdf, 3)


@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_the_longest_summary_fits_on_one_page(paper: Any, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FULL_CARDS", 1)  # the summary is before the findings
    monkeypatch.setattr(pdf, "SHORT_CARDS", 1)
    long = {"why": f"{'Everything that anybody promised to anybody stops at once ' * 3}. And more.", "problem": "A very long problem " * 8}
    cases = [Case(f"sample-{'very-long-name-' * 2}{at}", "critical", pillar=PILLARS[at], effort="days", texts=long) for at in range(13)]
    cases += [Case("sample-asked", states=("unknown",), question="Who?" * 40, texts={"title": "Title " * 30})]
    cases += [Case("sample-accepted"), Case("sample-lost", states=("pass",), environment=Environment.UNCLASSIFIED)]
    waivers = [
        Waiver(
            owner="Somebody with a very long name " * 4, reason="r", expires=date(2026, 9, day), check="sample-accepted", record="R" * 90
        )
        for day in (1, 2, 3)
    ]
    worst = make(
        cases, gate=GATE.model_copy(update={"min_pillar": dict.fromkeys(PILLARS, 90.0)}), waivers=waivers, gaps=[UNREADABLE], complete=False
    )
    before = make(many_cases(30, 1))
    reader = read(worst, Options(paper=paper, previous=before))

    assert "Contents" in words(reader, 3)
    assert parts(reader)["Contents"] == 3
    assert "Decisions we ask for".upper() in words(reader, 2).upper()


def test_parts_are_bookmarked_in_order_and_findings_below_them(sample_pdf: PdfReader) -> None:
    found = parts(sample_pdf)
    below = next(each for each in sample_pdf.outline if isinstance(each, list))

    assert list(found) == [
        "Executive summary",
        "Contents",
        "Scorecard",
        "Roadmap",
        "The AI system",
        "Findings",
        "Accepted risks",
        "Not assessed",
        "Method and scoring",
        "All checks",
    ]
    assert list(found.values()) == sorted(found.values())
    assert "Without a good sample check 000" in {str(each.title) for each in below}
    assert found["Roadmap"] + 1 == found["The AI system"], "the roadmap is one page"
    assert found["Method and scoring"] + 1 == found["All checks"], "method, ledger and record are one page"


def test_the_contents_name_the_pages(sample_pdf: PdfReader) -> None:
    contents = words(sample_pdf, 3)

    for title, start in parts(sample_pdf).items():
        if title in ("Scorecard", "Roadmap", "Findings", "Accepted risks", "Not assessed"):
            assert f"{title} {start}" in contents


def test_running_heads_name_the_part_and_cover_has_none(sample_pdf: PdfReader) -> None:
    start = parts(sample_pdf)["Findings"]

    assert "Operational readiness · Claims assistant" in words(sample_pdf, start)
    assert "Operational readiness ·" not in words(sample_pdf, 1)
    assert f"1 / {len(sample_pdf.pages)}" not in words(sample_pdf, 1)


def test_it_is_tagged_and_says_so(sample_pdf: PdfReader) -> None:
    root: Any = sample_pdf.trailer["/Root"]
    tags: dict[str, int] = {}
    alternatives: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                tags[str(node["/S"])] = tags.get(str(node["/S"]), 0) + 1
                if node["/S"] == "/Figure":
                    alternatives.append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(root["/StructTreeRoot"])
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert tags["/H1"] == 1
    assert tags["/H2"] == 10
    assert tags["/TH"] > 50
    assert any(each.startswith("Where the 100 points are: Earned and counted 49.0") for each in alternatives)
    assert any(each.startswith("Pillars, weakest first") for each in alternatives)


def test_every_font_is_embedded_and_bundled(sample_pdf: PdfReader) -> None:
    names = set()
    for page in sample_pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr] # pypdf types a page's objects loosely
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert any(f"/FontFile{number}" in descriptor for number in ("", "2", "3"))
            names.add(str(descriptor["/FontName"]))

    assert names
    assert all("Plex" in name for name in names), names


def test_the_assessment_is_attached_whole_with_its_own_date(sample: Assessment, sample_pdf: PdfReader) -> None:
    attached = sample_pdf.attachments["assessment.json"][0]

    assert json.loads(attached) == json.loads(dump(sample))
    tree: Any = sample_pdf.trailer["/Root"]
    embedded = tree["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()["/EF"]["/F"].get_object()
    assert str(embedded["/Params"]["/CreationDate"]).startswith(f"D:{TAKEN:%Y%m%d%H%M%S}")


def test_metadata_come_from_the_assessment(sample_pdf: PdfReader) -> None:
    told = sample_pdf.metadata
    assert told is not None

    assert told.title == "Operational readiness assessment: Claims assistant"
    assert told.author == "Halden Advisory"
    assert told.creation_date == TAKEN


def test_paper_is_chosen(nothing: Assessment, nothing_pdf: bytes) -> None:
    a4, letter = PdfReader(io.BytesIO(nothing_pdf)), read(nothing, Options(paper="letter"))
    assert float(a4.pages[1].mediabox.height) == pytest.approx(841.89, abs=0.1)
    assert float(letter.pages[1].mediabox.height) == pytest.approx(792.0, abs=0.1)


def test_no_score_makes_a_short_sensible_report(nothing_pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(nothing_pdf))
    text = " ".join(words(reader, number) for number in range(1, len(reader.pages) + 1))

    assert len(reader.pages) <= 7
    assert "No score" in text
    assert "Nothing was assessed, so nothing is known to fail." in text
    assert "Nothing was assessed, so there is nothing to plan yet." in text


def test_a_perfect_result_is_told_as_one(perfect_pdf: bytes) -> None:
    told = words(PdfReader(io.BytesIO(perfect_pdf)), 2)
    assert "Ready for production. Every check that applies was answered, and none fails." in told


def test_many_findings_are_cut_to_what_a_reader_can_use(large: Assessment) -> None:
    reader = read(large)
    start = parts(reader)["Findings"]

    assert len(reader.pages) < 45
    assert "WHAT WE SAW, 3 OF 100" in words(reader, start)
    assert len(json.loads(reader.attachments["assessment.json"][0])["findings"]) == 5000


def test_findings_beyond_the_cards_are_a_line_each(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "FULL_CARDS", 2)
    monkeypatch.setattr(pdf, "SHORT_CARDS", 3)
    reader = read(make([Case(f"sample-{at:02}", effort="days") for at in range(8)]))
    text = " ".join(words(reader, number) for number in range(1, len(reader.pages) + 1))

    assert text.count("Check it: readiness scan --only") == 2
    assert text.count("To do: Put") == 3
    assert "sample-07 Without a good sample 07, 1 of 1" in text


def test_what_no_page_has_room_for_is_counted(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in {"FULL_CARDS": 1, "SHORT_CARDS": 1, "LINES": 3, "ROWS": 6}.items():
        monkeypatch.setattr(pdf, name, most)
    reader = read(make([Case(f"sample-{at:02}", effort="days") for at in range(8)]))
    text = " ".join(words(reader, number) for number in range(1, len(reader.pages) + 1))

    assert text.count("And 3 more, in the attached document.") == 1, "findings"
    assert text.count("And 2 more, in the attached document.") == 1, "checks"


@pytest.mark.parametrize(
    "kinds", [("script", "attribute", "template", "entity", "comment"), ("control", "bidi", "emoji"), ("long",), ("rtl",)]
)
def test_hostile_text_is_shown_and_does_nothing(kinds: tuple[str, ...], make: Make, complaints: list[str]) -> None:
    reader = read(hostile(make, " ".join(HOSTILE[each] for each in kinds)))
    text = " ".join(words(reader, number) for number in range(1, len(reader.pages) + 1)).replace(" ", "")
    if "rtl" in kinds:
        complaints[:] = [each for each in complaints if ".notdef" not in each]  # whether the machine has the letters

    assert parts(reader)["Contents"] == 3, "the summary is one page"
    assert "49" not in words(reader, 2).split()
    assert all(page.mediabox.width == reader.pages[0].mediabox.width for page in reader.pages)
    if "template" in kinds:
        assert "<script>alert(1)</script>" in text
        assert "{{7*7}}" in text
    if "emoji" in kinds:
        assert "done[U+1F680][U+2728]" in text


@pytest.mark.parametrize("url", ["https://example.invalid/a.png", "file:///etc/passwd", "http://127.0.0.1/", "ftp://example.invalid/"])
def test_only_data_and_package_files_are_fetched(url: str) -> None:
    with pytest.raises(ValueError, match="disallowed"):
        pdf.fetcher().fetch(url)


@pytest.mark.parametrize("url", ["package:../assessment.py", "package:/etc/passwd", "package:fonts/../../pyproject.toml"])
def test_package_files_are_those_of_the_package(url: str) -> None:
    with pytest.raises(ValueError, match="no file of the report templates"):
        pdf.fetcher().fetch(url)


# What is missing


def test_a_missing_pango_is_named_before_weasyprint_is_imported(monkeypatch: pytest.MonkeyPatch, nothing: Assessment) -> None:
    monkeypatch.setattr(pdf, "PANGO", ("no-such-pango",))
    told = pdf.pdf_problem()

    assert told is not None
    assert "Pango" in told
    assert "apt-get install libpango-1.0-0" in told
    assert "\n" not in told
    with pytest.raises(UserError) as caught:
        render("pdf", nothing)
    assert caught.value.help == told


def test_a_missing_weasyprint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    assert "pip install 'readiness[pdf]'" in (pdf.pdf_problem() or "")


def test_asking_what_is_missing_neither_imports_nor_prints() -> None:
    code = "import sys; from readiness.reports import pdf; pdf.pdf_problem(); print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("False\n", "")
