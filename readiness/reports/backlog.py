"""CSV for backlogs: a row for each open finding, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

from readiness.assessment import Assessment, remedy
from readiness.plan import HOURS
from readiness.printable import printable
from readiness.reports import Options
from readiness.reports.open_findings import named, open_findings, points_of, seen, spot, told, untold

COLUMNS = (
    "key",
    "status",
    "title",
    "pillar",
    "severity",
    "environment",
    "resource",
    "file",
    "line",
    "points",
    "hours",
    "action",
    "evidence",
    "fingerprint",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that spreadsheets compute (OWASP, CSV Injection), full-width ones included."""


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """Failures first, then what nobody could tell. UTF-8 with a byte order mark, without which spreadsheets guess another encoding."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    costs = points_of(assessment.score.standing)
    counted = {each.fingerprint for each in assessment.counted()}
    for each in (*open_findings(assessment), *untold(assessment)):
        text, where = assessment.checks[each.check], spot(assessment, each)
        points = costs.get((each.check, each.resource), Fraction(0)) if each.fingerprint in counted else Fraction(0)
        row = (
            each.check,
            each.status,
            told(assessment, each),
            text.pillar,
            text.severity,
            each.environment,
            named(each),
            where.path if where.own else "",
            where.line if where.own and each.line else "",
            f"{float(points):.3f}",
            HOURS[text.effort],
            each.right or remedy(text, each).partition("\n")[0],
            seen(each),
            each.fingerprint,
        )
        writer.writerow([cell(str(value)) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def cell(value: str) -> str:
    """The value as a spreadsheet shows it and never computes it."""
    clean = " ".join(printable(value).split())
    return f"'{clean}" if value.startswith(_FORMULA) or clean.startswith(_FORMULA) else clean
