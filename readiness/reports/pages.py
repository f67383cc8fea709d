"""Templates, fonts and shapes of the designed reports, and how they are filled: everything escaped, nothing executed."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from readiness import languages
from readiness.errors import UserError
from readiness.printable import printable
from readiness.reports.retold import told_again
from readiness.reports.words import clipped

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = "readiness.report_templates"

FONTS = (
    ("IBM Plex Sans", 400, "ibm-plex-sans", "400"),
    ("IBM Plex Sans", 500, "ibm-plex-sans", "500"),
    ("IBM Plex Sans", 600, "ibm-plex-sans", "600"),
    ("IBM Plex Serif", 400, "ibm-plex-serif", "400"),
    ("IBM Plex Serif", 500, "ibm-plex-serif", "500"),
    ("IBM Plex Mono", 400, "ibm-plex-mono", "400"),
)
"""Family, weight and file of the bundled fonts (SIL Open Font License, beside them)."""

SHAPES = {
    "critical": '<path fill="{c}" d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path fill="{g}" d="M7 3.4h2v6H7zM7 10.9h2v2H7z"/>',
    "high": '<path fill="{c}" d="M8 1l8 14H0z"/>',
    "medium": '<path fill="{c}" stroke="{o}" stroke-width="1.4" d="M1.4 1.4h13.2v13.2H1.4z"/>',
    "low": '<circle cx="8" cy="8" r="7" fill="{c}"/>',
    "pass": '<path fill="none" stroke="{c}" stroke-width="3" d="M1.5 8.6l4.4 4.6L14.6 3"/>',
    "unknown": '<circle cx="8" cy="8" r="6.4" fill="none" stroke="{c}" stroke-width="2.2" stroke-dasharray="3 2.05"/>',
    "accepted": '<path fill="{c}" d="M8 0l7 2.4v5.2c0 4-2.8 7-7 8.4-4.2-1.4-7-4.4-7-8.4V2.4z"/>',
    "none": '<path fill="none" stroke="{c}" stroke-width="2" d="M3 8h10"/>',
}
"""One shape for each meaning, so that no colour stands alone; 16 units wide."""


MANY = 10_000
"""Characters at which a text is cut where nothing else bounds it."""


def resource(name: str) -> bytes:
    """A file of the template package."""
    return files(PACKAGE).joinpath(name).read_bytes()


def font_file(stem: str, weight: str, subset: str) -> str:
    """The name of a bundled font."""
    return f"fonts/{stem}-{subset}-{weight}-normal.woff2"


@cache
def data_uri(name: str, kind: str) -> str:
    """A file of the template package as a data URI."""
    return f"data:{kind};base64,{base64.b64encode(resource(name)).decode('ascii')}"


def shape(name: str, colour: str, ground: str = "#fff", outline: str = "none") -> str:
    """A shape as a CSS image, so that screen readers and PDF tags pass it by."""
    body = SHAPES[name].format(c=colour, g=ground, o=outline)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{body}</svg>'
    return f'url("data:image/svg+xml,{quote(svg, safe="")}")'


def filled(name: str, values: dict[str, Any], safe: Callable[[str], str] = printable, templates: Path | None = None) -> str:
    """A template with its values.

    Args:
        name: file of the template package; `.html` is escaped, style sheets are not.
        values: what it shows.
        safe: makes every text that is printed harmless, before it is escaped.
        templates: a theme's folder, asked before the package; `readiness/NAME` is always the package's own.

    Raises:
        UserError: a theme's template can't be read or is wrong.
    """
    from jinja2 import TemplateError

    try:
        return _environment(safe, templates).get_template(name).render(values)
    except TemplateError as error:
        if templates is None:
            raise
        where = f"{getattr(error, 'name', None) or name}:{getattr(error, 'lineno', None) or '?'}"
        raise UserError(f"{templates.name}/{where}: {error.message}", help="mend the theme's template") from error


@cache
def _environment(safe: Callable[[str], str], templates: Path | None) -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined, select_autoescape
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def source(name: str) -> str:
        own = templates / name if templates is not None and "/" not in name else None
        if own is not None and own.is_file():
            return own.read_text(encoding="utf-8")
        return resource(name.removeprefix("readiness/")).decode("utf-8")

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source),
        autoescape=select_autoescape(("html",)),
        extensions=("jinja2.ext.i18n",),
        undefined=StrictUndefined,
        finalize=lambda value: safe(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(shape=shape, fonts=FONTS, font_file=font_file, data_uri=data_uri)
    environment.globals.update(_spoken_in_templates(safe))
    environment.extend(newstyle_gettext=True)  # what `{% trans %}` in a theme's templates asks
    return environment


def _spoken_in_templates(safe: Callable[[str], str]) -> dict[str, Any]:
    """What templates tell messages with; values are made harmless and escaped, as whatever is printed is."""
    from jinja2 import pass_eval_context
    from jinja2.nodes import EvalContext
    from markupsafe import Markup, escape

    def harmless(values: dict[str, Any]) -> dict[str, Any]:
        return {name: safe(value) if type(value) is str else value for name, value in values.items()}

    @pass_eval_context
    def gettext(context: EvalContext, text: str, **values: Any) -> str:
        told = languages.known(text)
        return (Markup(told) if context.autoescape else told) % harmless(values)  # noqa: S704 - a message is ours

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, quantity: int, **values: Any) -> str:
        values.pop("num", None)  # `{% trans %}` names the quantity so
        values = {name: escape(value) if context.autoescape else value for name, value in harmless(values).items()}
        told = languages.ngettext(one, many, quantity, **values)
        return Markup(told) if context.autoescape else told  # noqa: S704 - its values are escaped

    def prose(text: str) -> Markup:
        """A check's own words: what stands between backticks is code."""
        parts = [escape(each) for each in safe(text).split("`")]
        if len(parts) % 2 == 0:  # a backtick of its own
            return escape(safe(text))
        return Markup("").join(each if at % 2 == 0 else Markup("<code>{}</code>").format(each) for at, each in enumerate(parts))

    def foreign(text: str) -> str:
        """A text that is in English whatever the report is in, and says so."""
        if not text or languages.spoken() == languages.SOURCE:
            return prose(text)
        return Markup('<span lang="en">{}</span>').format(prose(text))

    def told(text: str, most: int = MANY) -> str:
        """A sentence of an assessment: ours in the report's language, any other as foreign; cut where room is bounded."""
        ours = told_again(text)
        return foreign(clipped(text, most)) if ours is None else clipped(ours, most)

    return {
        "_": gettext,
        "gettext": gettext,
        "ngettext": ngettext,
        "foreign": foreign,
        "prose": prose,
        "told": told,
        "known": languages.known,
        "number": languages.number,
        "figure": lambda value: languages.punctuated(f"{value:.1f}"),
        "en": lambda: Markup(' lang="en"') if languages.spoken() != languages.SOURCE else "",
        "language": languages.spoken,
    }
