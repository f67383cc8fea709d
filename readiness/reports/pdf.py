"""The PDF report: paged, tagged (PDF/UA-1), with the whole assessment attached. The same assessment gives the same bytes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import unicodedata
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.api import Severity
from readiness.assessment import dump
from readiness.errors import UserError
from readiness.languages import N_, known, speaking
from readiness.languages import gettext as _
from readiness.printable import printable
from readiness.reports.findings import FindingRow
from readiness.reports.html import pictures
from readiness.reports.pages import FONTS, filled, font_file, resource, shape
from readiness.reports.view import view
from readiness.reports.words import clipped

if TYPE_CHECKING:
    from readiness.assessment import Assessment
    from readiness.reports import Options
    from readiness.reports.view import View
    from readiness.theme import Theme

FULL_CARDS = 50
SHORT_CARDS = 500
LINES = 400
"""How many findings are told at length, how many more in short, and how many of the rest in a line; all are in the attachment."""

ROWS = 600
"""Rows of the appendix; there is no catalogue as long, but for a client's own checks."""

PANGO = (
    "libpango-1.0-0",
    "pango-1.0-0",
    "pango-1.0",
    "libpango-1.0.so.0",
    "libpango-1.0.dylib",
    "libpango-1.0-0.dll",
)
"""Names that WeasyPrint asks the system's loader for."""

HEIGHTS = {"A4": "297mm", "letter": "279.4mm"}
SIDES = {"A4": "18mm", "letter": "20.95mm"}
"""Margins that leave 174 mm, the width that every page is composed for."""

STEPS = {"A4": 10, "letter": 8}
"""Steps of a horizon that the roadmap's one page holds; the rest stands among the findings."""

FEW = 4
"""Short findings below which what follows them begins on the same page."""

SANS = '"IBM Plex Sans","IBM Plex Sans Ext",sans-serif'
SERIF = '"IBM Plex Serif","IBM Plex Serif Ext","IBM Plex Sans","IBM Plex Sans Ext",serif'
MONO = '"IBM Plex Mono","IBM Plex Mono Ext","IBM Plex Sans","IBM Plex Sans Ext",monospace'

STYLE = "\x1fstyle\x1f"
"""Stands for the style sheet until it is known which letters are used; no text that is printed holds a control character."""

BASIC = frozenset(map(chr, range(0x100))) | frozenset("ıŒœʻʼˆ˚˜–—‘’‚“”„•…′″‹›⁄€™↑↓−∕\ufeff\ufffd\x1f")
"""Characters of the fonts' first subset; the second one is read only where a report has others, since unpacking it takes long."""

ICONS = {
    "critical": shape("critical", "#7F0F3D"),
    "high": shape("high", "#C2410C"),
    "medium": shape("medium", "#D99A1C", outline="#855400"),
    "low": shape("low", "#5B8DC9"),
    "passed": shape("pass", "#0B5F5B"),
    "failed": shape("critical", "#7F0F3D"),
    "unknown": shape("unknown", "#7A828E"),
    "accepted": shape("accepted", "#5D4A99"),
    "not-applicable": shape("none", "#7A828E"),
}

FONT_FILES = frozenset(font_file(stem, weight, subset) for _, _, stem, weight in FONTS for subset in ("latin", "latin-ext"))

CONTENTS = (
    ("summary", N_("Executive summary")),
    ("scorecard", N_("Scorecard")),
    ("roadmap", N_("Roadmap")),
    ("system", N_("The AI system")),
    ("findings", N_("Findings")),
    ("accepted", N_("Accepted risks")),
    ("not-assessed", N_("Not assessed")),
    ("method", N_("Method, gate, ledger and record of the run")),
    ("frameworks", N_("Frameworks, control by control")),
    ("checks", N_("Appendix: all checks")),
)


def pdf_problem() -> str | None:
    """What is missing to make a PDF, and how to install it, in one line; None when nothing is.

    Asked before WeasyPrint is imported, because that prints a banner to standard output when Pango is missing.
    """
    if not _installed("weasyprint"):
        return "WeasyPrint is not installed; pip install 'readiness[pdf]'"
    if not any(_loads(name) for name in PANGO):
        return (
            "the Pango library is missing; apt-get install libpango-1.0-0 libpangoft2-1.0-0, dnf install pango, apk add pango "
            "or brew install pango"
        )
    return None


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ValueError:  # it stands in sys.modules as None: its import is blocked
        return False


def _loads(name: str) -> bool:
    """Whether the system's loader finds a library; asking it is surer than searching for files ourselves."""
    from ctypes import CDLL

    with suppress(OSError):
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", r"C:\msys64\mingw64\bin").split(";") if os.name == "nt" else ():
            if (path := Path(folder) / name).is_file():
                CDLL(str(path))
                return True
        CDLL(name)
        return True
    return False


def render(assessment: Assessment, options: Options) -> bytes:
    """The report as PDF.

    Args:
        assessment: what it is about.
        options: paper, and an earlier assessment to compare with.

    Raises:
        UserError: WeasyPrint or Pango is missing.
    """
    if problem := pdf_problem():
        raise UserError("no PDF can be made", help=problem)
    import weasyprint

    fetched = fetcher()
    document = weasyprint.HTML(string=page(assessment, options), base_url="package:", url_fetcher=fetched).render()
    text = dump(assessment).encode()
    with speaking(options.speaks):
        description = _("The whole assessment: every finding with its evidence")
    document.metadata.attachments = [
        weasyprint.Attachment(
            string=text,
            name="assessment.json",
            description=description,
            created=assessment.taken,
            modified=assessment.taken,
            url_fetcher=fetched,
            relationship="Data",
        )
    ]
    identifier = hashlib.sha256(text).hexdigest()[:32].encode("ascii")
    written = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return bytes(written)


def printed(html: str) -> bytes:
    """A page of ours as PDF, without attachments; the same page gives the same bytes.

    Raises:
        UserError: WeasyPrint or Pango is missing.
    """
    if problem := pdf_problem():
        raise UserError("no PDF can be made", help=problem)
    import weasyprint

    document = weasyprint.HTML(string=html, base_url="package:", url_fetcher=fetcher()).render()
    identifier = hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:32].encode("ascii")
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier))


def page(assessment: Assessment, options: Options) -> str:
    """The paged document as HTML, before it is laid out."""
    with speaking(options.speaks):
        return _page(assessment, options)


def _page(assessment: Assessment, options: Options) -> str:
    shown = view(assessment, options.previous, options.frameworks)
    theme, paper = options.theme, options.paper or options.theme.settings.paper
    faces = {role: theme.stack(role, ours) for role, ours in (("sans", SANS), ("serif", SERIF), ("mono", MONO))}
    full, short, lines = _told(shown)
    style = resource("chart.css").decode("utf-8")
    values: dict[str, Any] = {
        "v": shown,
        "charts": pictures(shown, style),
        "css": STYLE,
        "theme": theme,
        "house": theme.settings.house or assessment.author,
        "contents": _contents(theme, frameworks=bool(shown.frameworks)),
        "taken": assessment.taken.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "full": full,
        "short": short,
        "lines": lines[:LINES],
        "unlisted": len(lines[LINES:]),
        "rows": [each for each in shown.checks if each.applies],
        "most_rows": ROWS,
        "few": len(shown.findings) + len(shown.elsewhere) <= FEW and not full,
        "steps": STEPS[paper],
        "clip": clipped,
        "clip_code": _code_line,
    }
    html = filled("pdf.html", values, inked, templates=theme.templates).lstrip()
    sheet = {"paper": paper, "height": HEIGHTS[paper], "side": SIDES[paper], "icons": ICONS, "theme": theme, **faces}
    css = filled("pdf.css", {**sheet, "extended": not BASIC.issuperset(html)}, templates=theme.templates)
    return html.replace(STYLE, css, 1)


def _contents(theme: Theme, *, frameworks: bool) -> list[tuple[str, str]]:
    """Anchors and titles of the report's parts, those of one's own among them."""
    parts = []
    for id, title in CONTENTS:
        if theme.shows(id) and (frameworks or id != "frameworks"):
            parts.append((id, known(title)))
        parts += [(own.id, own.title) for own in theme.after.get(id, ())]
        if id == "summary":
            parts += [(own.id, own.title) for own in theme.after.get("contents", ())]
    return parts


def _told(shown: View) -> tuple[list[FindingRow], list[FindingRow], list[FindingRow]]:
    """Findings at length (severe ones), in short, and in one line."""
    severe = [each for each in shown.findings if each.severity in (Severity.CRITICAL, Severity.HIGH)]
    full = severe[:FULL_CARDS]
    rest = [*severe[FULL_CARDS:], *(each for each in shown.findings if each.severity not in (Severity.CRITICAL, Severity.HIGH))]
    return full, rest[:SHORT_CARDS], rest[SHORT_CARDS:]


def _code_line(line: str) -> str:
    return line if len(line) <= 240 else line[:239] + "…"


@cache
def inked(text: str) -> str:
    """Text for paper: harmless, and without symbols that the fonts lack; those are told by their code point.

    Letters of other scripts stay: the system's fonts print them.
    """
    text = printable(text)
    if text.isascii():
        return text
    return "".join(f"[U+{ord(each):04X}]" if each not in DRAWN and unicodedata.category(each) in WITHOUT_INK else each for each in text)


DRAWN = frozenset("°©®¦™↑↓\ufffd")
WITHOUT_INK = ("So", "Sk", "Cn", "Co")
"""Emoji and other symbols, marks of their colour, unassigned and private characters."""


def fetcher() -> Any:
    """Fetches data URIs and files of the template package, and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PackageFetcher(URLFetcher):  # type: ignore[misc] # weasyprint has no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("package:"):
                name = url.removeprefix("package:")
                if name not in FONT_FILES:
                    raise ValueError(f"no file of the report templates: {url}")
                return URLFetcherResponse(url, resource(name), {"Content-Type": "font/woff2"})
            return super().fetch(url, headers)

    return PackageFetcher(allowed_protocols=("data",))
