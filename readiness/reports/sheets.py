"""Plain printable sheets, beside the designed report: the questionnaire, and the comparison of two assessments."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Literal

from readiness import __version__
from readiness.reports.pages import filled


def as_html(template: str, values: dict[str, Any], paper: Literal["A4", "letter"] | None = None) -> bytes:
    """The sheet as one file that loads nothing.

    Args:
        template: file of the template package.
        values: what it shows.
        paper: for when it is printed.
    """
    css = filled("sheet.css", {"paper": paper or "A4", "packaged": False})
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return filled(template, {"tool": __version__, **values, "css": css, "policy": policy}).lstrip().encode("utf-8")


def as_pdf(template: str, values: dict[str, Any], paper: Literal["A4", "letter"] | None = None) -> bytes:
    """The sheet as tagged PDF; the same values give the same bytes.

    Raises:
        UserError: WeasyPrint or Pango is missing.
    """
    from readiness.reports.pdf import inked, printed

    css = filled("sheet.css", {"paper": paper or "A4", "packaged": True})
    return printed(filled(template, {"tool": __version__, **values, "css": css, "policy": ""}, inked).lstrip())
