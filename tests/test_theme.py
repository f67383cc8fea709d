"""Themes: what a house may change, that it can be read, and that nothing in it is alive or fetched."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from pydantic import ValidationError
from reports.cases import GATE, Case, assessed, many_cases

from readiness.errors import UserError
from readiness.reports import Options, render
from readiness.theme import HIDEABLE, ExtraSection, FontFamily, ReportSettings, Theme, contrast, dressed, markdown_html

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><script>alert(1)</script><path d="M0 0h10v10z"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    (tmp_path / "approach.md").write_text("# Interviews\n\nSix people, **two** days.\n", encoding="utf-8")
    return tmp_path


def html(theme: Theme) -> str:
    return render("html", assessed(many_cases(26, 6), gate=GATE), Options(theme=theme)).decode("utf-8")


def pdf_words(theme: Theme) -> str:
    import io

    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(render("pdf", assessed(many_cases(26, 6), gate=GATE), Options(theme=theme)))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


FULL = ReportSettings(
    title="Production readiness review",
    house="Halden Advisory",
    logo="logo.svg",
    cover="#3B1F4B",
    accent="#7A2E8E",
    confidentiality="Strictly for {client}.",
    disclaimer="What was *seen* that day.",
    made_with=False,
    sections=(ExtraSection(title="How we worked", file="approach.md", after="findings"),),
    hide=("checks",),
)


def test_a_theme_changes_the_page(folder):
    told = html(dressed(FULL, folder, trusted=False))
    assert "<h1>Production readiness review</h1>" in told
    assert '<img src="data:image/svg+xml;base64,' in told
    assert 'alt="Halden Advisory"' in told
    assert "--house:#3B1F4B" in told
    assert "--link:#7A2E8E" in told
    assert "Strictly for Meridian Mutual." in told
    assert "What was <em>seen</em> that day." in told
    assert "Made by readiness" not in told
    assert 'id="checks"' not in told
    assert 'href="#checks"' not in told
    assert told.index('id="findings"') < told.index('id="own-1"') < told.index('id="accepted"')
    assert "<h3>Interviews</h3>" in told


def test_a_theme_changes_the_paper(folder):
    told = pdf_words(dressed(FULL, folder, trusted=False))
    for words in ("Production readiness review", "How we worked", "Strictly for Meridian Mutual.", "What was seen that day."):
        assert words in told
    assert "Appendix: all checks" not in told
    assert "Made with" not in told


def test_the_same_theme_gives_the_same_bytes(folder):
    made = assessed(many_cases(26, 6), gate=GATE)
    options = Options(theme=dressed(FULL, folder, trusted=False))
    assert render("pdf", made, options) == render("pdf", made, options)


def test_what_must_be_said_can_not_be_hidden():
    assert {"findings", "accepted", "not-assessed", "method", "summary"}.isdisjoint(HIDEABLE)
    with pytest.raises(ValidationError):
        ReportSettings(hide=("not-assessed",))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("#000000", "#FFFFFF", 21), ("#FFFFFF", "#FFFFFF", 1), ("#767676", "#FFFFFF", 4.54)]
)
def test_contrast_is_what_wcag_computes(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(one, other) == contrast(other, one)


@pytest.mark.parametrize("name", ["cover", "accent"])
def test_a_colour_that_can_not_be_read_is_refused_with_its_contrast(name):
    with pytest.raises(ValidationError, match=r"contrast of 1\.07 to white"):
        ReportSettings(**{name: "#FFFF00"})
    with pytest.raises(ValidationError, match="a colour such as"):
        ReportSettings(**{name: "red;} body{display:none"})


def test_status_colours_are_no_part_of_a_theme():
    assert not {"critical", "high", "medium", "low", "levels"} & set(ReportSettings.model_fields)


def test_fonts_stand_before_ours(folder):
    from readiness.reports.pages import resource

    (folder / "own.woff2").write_bytes(resource("fonts/ibm-plex-mono-latin-400-normal.woff2"))
    theme = dressed(ReportSettings(sans=FontFamily(family="House Sans", files={400: "own.woff2"})), folder, trusted=False)
    told = html(theme)
    assert '--sans:"House Sans","IBM Plex Sans"' in told
    assert '@font-face{font-family:"House Sans";font-weight:400' in told
    with pytest.raises(ValidationError, match="letters, digits"):
        FontFamily(family='x"}body{', files={400: "own.woff2"})


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (ReportSettings(logo="nowhere.svg"), "nowhere.svg: can't be read"),
        (ReportSettings(logo="approach.md"), "approach.md: not a kind of file"),
        (ReportSettings(logo="../logo.svg"), "lies outside of the folder"),
        (ReportSettings(sections=(ExtraSection(title="x", file="/etc/passwd"),)), "lies outside of the folder"),
        (ReportSettings(templates="templates"), "would use templates of the folder that is assessed"),
    ],
)
def test_what_a_found_configuration_may_not_do(settings, says, folder):
    with pytest.raises(UserError, match=re.escape(says)):
        dressed(settings, folder, trusted=False)


def test_a_large_file_is_refused(folder):
    (folder / "large.png").write_bytes(b"\0" * (2 << 20) + b"\0")
    with pytest.raises(UserError, match="larger than 2 MiB"):
        dressed(ReportSettings(logo="large.png"), folder, trusted=True)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![p](http://evil.example/p.png)",
        "<img src=x onerror=alert(1)>",
        "[x](data:text/html,hi)",
    ],
)
def test_markdown_is_dead(text):
    told = markdown_html(text)
    assert not re.search(r"<(script|img)|href=\"(javascript|data)", told)


def test_headings_of_a_section_stand_below_its_title():
    assert "<h3>One</h3>" in markdown_html("# One")
    assert "<h6>Six</h6>" in markdown_html("###### Six")
    assert '<th scope="col">' in markdown_html("| a |\n|---|\n| 1 |\n")


def test_a_theme_changes_single_blocks(folder):
    (folder / "templates").mkdir()
    (folder / "templates" / "report.html").write_text(
        '{% extends "readiness/report.html" %}{% block footer %}<footer class="wrap">ours, {{ v.system }}</footer>{% endblock %}',
        encoding="utf-8",
    )
    told = html(dressed(ReportSettings(templates="templates"), folder, trusted=True))
    assert '<footer class="wrap">ours, Claims assistant</footer>' in told
    assert 'id="findings"' in told


@pytest.mark.parametrize(
    "text",
    [
        "{% block %}",
        "{{ nothing.here }}",
        "{{ ''.__class__.__mro__ }}",
        '{% extends "readiness/report.html" %}{% block footer %}{{ v.nope }}{% endblock %}',
    ],
)
def test_a_wrong_template_is_told_in_one_line(text, folder):
    (folder / "templates").mkdir()
    (folder / "templates" / "report.html").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"^templates/report\.html:"):
        html(dressed(ReportSettings(templates="templates"), folder, trusted=True))


def test_a_theme_fetches_nothing(folder):
    (folder / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file:///etc/passwd"/></svg>',
        encoding="utf-8",
    )
    made = render("pdf", assessed([Case("sample-a")]), Options(theme=dressed(FULL, folder, trusted=False)))
    assert b"root:x:0:0" not in made
    assert base64.b64encode(b"root:x:0:0") not in made
