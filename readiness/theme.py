"""How reports look and what they say beside the findings: a client's or a house's own logo, colours, fonts, wording and sections.

What may not be changed is the method: colours of severities and levels, the ledger, and what nobody could tell.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from readiness.errors import UserError
from readiness.facts import Model
from readiness.languages import N_, Language, known
from readiness.languages import gettext as _

HIDEABLE = ("scorecard", "roadmap", "system", "checks")
"""Sections that a report may go without. All others say what fails, what is accepted, what is unknown and how it was judged."""

PLACES = ("summary", "contents", "scorecard", "roadmap", "system", "findings", "accepted", "method", "checks")
"""Sections after which a section of one's own may stand; `contents` exists on paper alone."""

LEAST_CONTRAST = 4.5
"""Of white text on the cover's colour, and of the accent on white (WCAG 2.2, success criterion 1.4.3)."""

MAX_ASSET_BYTES = 2 << 20
IMAGES = {".svg": "image/svg+xml", ".png": "image/png"}
FONTS = {".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf", ".otf": "font/otf"}


class FontFamily(Model):
    """A typeface: its name, and files by weight (400, 500, 600). Figures should be of one width."""

    family: str
    files: dict[int, str]

    @model_validator(mode="after")
    def _is_harmless(self) -> FontFamily:
        if not re.fullmatch(r"[\w .-]{1,60}", self.family):
            raise ValueError("the name of a font family is letters, digits, spaces, dots and hyphens")
        if not self.files:
            raise ValueError("'files' names a file for at least one weight")
        return self


class ExtraSection(Model):
    """A section of one's own, written in Markdown, that stands after another one."""

    title: str
    file: str
    after: Literal["summary", "contents", "scorecard", "roadmap", "system", "findings", "accepted", "method", "checks"] = "roadmap"


class ReportSettings(Model):
    """`report:` of readiness.yaml, and all of a theme's `theme.yaml`. Paths are relative to the file.

    Attributes:
        language: of the report, and of what is written in it by us; checks' own texts are in English.
        title: of the report.
        house: who made it, on the cover; the author unless given.
        logo: an SVG or PNG file, shown on the cover's colour.
        cover: colour of the cover and the header, as #RRGGBB; white text on it has a contrast of 4.5 or more.
        accent: colour of links and marks, on white likewise.
        sans, serif, mono: typefaces in place of the bundled ones.
        confidentiality: line on the cover and at each foot; `{client}` is filled in.
        disclaimer: a paragraph under "How to read this report".
        made_with: the cover tells the tool and its release.
        paper: of the PDF.
        hide: sections that are left out.
        sections: sections of one's own.
        templates: folder with templates in place of ours; one that begins with `{% extends "readiness/report.html" %}`
            changes single blocks. Only in a theme or a configuration that the user named.
    """

    language: Language = "en"
    title: str = N_("Operational readiness assessment")
    house: str = ""
    logo: str | None = None
    cover: str = "#14213D"
    accent: str = "#1B4F8F"
    sans: FontFamily | None = None
    serif: FontFamily | None = None
    mono: FontFamily | None = None
    confidentiality: str = ""
    disclaimer: str = ""
    made_with: bool = True
    paper: Literal["A4", "letter"] = "A4"
    hide: tuple[Literal["scorecard", "roadmap", "system", "checks"], ...] = ()
    sections: tuple[ExtraSection, ...] = ()
    templates: str | None = None

    @model_validator(mode="after")
    def _can_be_read(self) -> ReportSettings:
        for name, colour in (("cover", self.cover), ("accent", self.accent)):
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
                raise ValueError(f"'{name}' is a colour such as #14213D, not {colour!r}")
            if (measured := contrast(colour, "#FFFFFF")) < LEAST_CONTRAST:
                raise ValueError(
                    f"'{name}' {colour} has a contrast of {measured:.2f} to white, and {LEAST_CONTRAST} is the least that can be read"
                )
        return self


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance and contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in (red, green, blue))
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@dataclass(frozen=True)
class FontFace:
    """One weight of a typeface, as a data URI; `role` is `sans`, `serif` or `mono`."""

    role: str
    family: str
    weight: int
    uri: str


@dataclass(frozen=True)
class OwnSection:
    """A section of one's own: its anchor, title, and text as HTML in which nothing is alive."""

    id: str
    title: str
    html: str


@dataclass(frozen=True)
class Theme:
    """A theme with all its files read: nothing is left to fetch when a report is made.

    Attributes:
        logo: data URI; empty without one.
        disclaimer: HTML in which nothing is alive.
        after: section to the sections of one's own that stand behind it.
        templates: folder that is asked for templates before ours.
    """

    settings: ReportSettings = field(default_factory=ReportSettings)
    logo: str = ""
    fonts: tuple[FontFace, ...] = ()
    disclaimer: str = ""
    after: Mapping[str, tuple[OwnSection, ...]] = field(default_factory=dict)
    templates: Path | None = None

    def shows(self, section: str) -> bool:
        """Whether the report has this section."""
        return section not in self.settings.hide

    def stack(self, role: str, fallback: str) -> str:
        """The CSS value of a typeface: one's own before ours."""
        own = next((each.family for each in self.fonts if each.role == role), None)
        return f'"{own}",{fallback}' if own else fallback

    @property
    def title(self) -> str:
        """The report's title; ours is told in the report's language."""
        return known(self.settings.title)

    def confidential(self, client: str) -> str:
        """The line about who may read it."""
        told = self.settings.confidentiality or (_("Confidential. For {client} only.") if client else _("Confidential."))
        return told.replace("{client}", client)


def dressed(settings: ReportSettings, root: Path, *, trusted: bool) -> Theme:
    """Read all that the settings name.

    Args:
        settings: from a configuration or a theme.
        root: the folder that paths are relative to.
        trusted: the user named it, so that its templates may be used and its files may lie elsewhere.

    Raises:
        UserError: a file can't be read, is too large or of a wrong kind, lies outside of the folder, or templates come from a
            configuration that was merely found.
    """
    if settings.templates and not trusted:
        raise UserError(
            "report.templates would use templates of the folder that is assessed",
            help="name the configuration with --config, or a theme with --theme, to allow it",
        )
    fonts = [
        FontFace(role, family.family, weight, _data_uri(root, file, FONTS, trusted=trusted))
        for role, family in (("sans", settings.sans), ("serif", settings.serif), ("mono", settings.mono))
        if family is not None
        for weight, file in sorted(family.files.items())
    ]
    after: dict[str, list[OwnSection]] = {}
    for number, each in enumerate(settings.sections, 1):
        text = _read(root, each.file, trusted=trusted).decode("utf-8", "replace")
        after.setdefault(each.after, []).append(OwnSection(f"own-{number}", each.title, markdown_html(text)))
    templates = _inside(root, settings.templates, trusted=trusted) if settings.templates else None
    if templates is not None and not templates.is_dir():
        raise UserError(f"{settings.templates}: no such folder of templates", help="mend 'templates:'")
    return Theme(
        settings=settings,
        logo=_data_uri(root, settings.logo, IMAGES, trusted=trusted) if settings.logo else "",
        fonts=tuple(fonts),
        disclaimer=markdown_html(settings.disclaimer) if settings.disclaimer else "",
        after={place: tuple(sections) for place, sections in after.items()},
        templates=templates,
    )


def _inside(root: Path, told: str, *, trusted: bool) -> Path:
    path = (root / told).resolve()
    if not trusted and not path.is_relative_to(root.resolve()):
        raise UserError(f"{told}: lies outside of the folder that is assessed", help="name the configuration with --config to allow it")
    return path


def _read(root: Path, told: str, *, trusted: bool) -> bytes:
    path = _inside(root, told, trusted=trusted)
    try:
        if path.stat().st_size > MAX_ASSET_BYTES:
            raise UserError(f"{told}: larger than {MAX_ASSET_BYTES >> 20} MiB", help="reports carry it in each file: name a smaller one")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{told}: can't be read: {error.strerror or error}", help="mend the path under 'report:'") from error


def _data_uri(root: Path, told: str, kinds: Mapping[str, str], *, trusted: bool) -> str:
    kind = kinds.get(Path(told).suffix.lower())
    if kind is None:
        raise UserError(f"{told}: not a kind of file that reports can carry", help=f"name one of: {', '.join(kinds)}")
    return f"data:{kind};base64,{base64.b64encode(_read(root, told, trusted=trusted)).decode('ascii')}"


def markdown_html(text: str) -> str:
    """Markdown as HTML without raw HTML, pictures or any link but to the web and to mail; its headings stand below a section's own."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = reader.parse(text)
    for each in tokens:
        if each.type in ("heading_open", "heading_close"):
            each.tag = f"h{min(int(each.tag[1]) + 2, 6)}"
        if each.type == "th_open":
            each.attrSet("scope", "col")
    options: Any = reader.options
    return str(reader.renderer.render(tokens, options, {}))
