"""The HTML report: one file that holds everything it shows, loads nothing, and reads well without script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from readiness.facts import Environment
from readiness.languages import SOURCE, known, messages_of, speaking, spoken
from readiness.printable import printable
from readiness.reports import charts
from readiness.reports.findings import Example, FindingRow
from readiness.reports.pages import filled, resource
from readiness.reports.view import View, view

if TYPE_CHECKING:
    from readiness.assessment import Assessment
    from readiness.reports import Options


def render(assessment: Assessment, options: Options) -> bytes:
    """The report as UTF-8.

    Args:
        assessment: what it is about.
        options: theme, frameworks, and an earlier assessment to compare with; paper says nothing here.
    """
    with speaking(options.speaks):
        return _page(assessment, options).encode("utf-8")


def _page(assessment: Assessment, options: Options) -> str:
    shown = view(assessment, options.previous, options.frameworks)
    theme = options.theme
    css = filled("report.css", {"theme": theme}, templates=theme.templates)
    scheme, script = (resource(name).decode("utf-8") for name in ("theme.js", "report.js"))
    values: dict[str, Any] = {
        "v": shown,
        "charts": pictures(shown),
        "pillars": sorted({(each.pillar, each.pillar_title) for each in shown.findings}, key=lambda each: each[1]),
        "css": css,
        "theme": theme,
        "house": theme.settings.house or assessment.author,
        "scheme": scheme,
        "script": script,
        "policy": _policy(css, scheme, script),
        "more": _more((*shown.findings, *shown.elsewhere)),
        "said": _json(_said()),
    }
    return filled("report.html", values, templates=theme.templates).lstrip()


def _said() -> dict[str, str]:
    """What the page's script says, by what it is in English; nothing in an English report."""
    if spoken() == SOURCE:
        return {}
    return {**messages_of("report_templates/report.js", spoken()), **{name.value: known(name) for name in Environment}}


def pictures(shown: View, style: str = "") -> dict[str, Any]:
    """Every chart that has data.

    Args:
        shown: what to draw.
        style: colours, where the page's own style sheet does not reach into pictures.
    """
    drawn: dict[str, Any] = {
        "points": {row.id: charts.points_bar(row.id, row.bar, shown.scale, row.bar_title, style) for row in shown.pillars},
        "cover": charts.cover(shown.profile, style),
    }
    if shown.segments:
        drawn["bar"] = charts.bar(shown.segments, shown.gate_at, style)
    if shown.strip:
        drawn["strip"] = charts.strip(shown.strip, style)
    if shown.trend:
        drawn["trend"] = charts.trend(shown.trend, shown.gate_at, style)
    if shown.moves:
        drawn["waterfall"] = charts.waterfall(shown.moves, style)
    if shown.stairs:
        drawn["staircase"] = charts.staircase(shown.stairs, shown.bands, shown.start, shown.gate_at, shown.proven, style)
    return drawn


def _more(rows: Iterable[FindingRow]) -> str:
    """Resources beyond the first of each finding, as JSON that no markup can be read out of; the page makes lines of them when asked.

    Of each: location, id unless the location tells it, environment, names and values of the evidence.
    """
    return _json({row.anchor: [_line(each) for each in row.more] for row in rows if row.more})


def _json(data: dict[str, Any]) -> str:
    """Data for the script of the page; empty without any."""
    import orjson

    text = orjson.dumps(data).decode() if data else ""
    return text.translate({ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"})


def _line(each: Example) -> list[str]:
    evidence = (word for pair in each.seen for word in pair)
    return [printable(word) for word in (each.where, each.what, each.environment, *evidence)]


def _policy(css: str, *scripts: str) -> str:
    """Nothing may be loaded; of styles and scripts only those that stand in the file run, told by their hashes."""
    allowed = " ".join(_hash(each) for each in scripts)
    return (
        f"default-src 'none'; style-src {_hash(css)}; script-src {allowed}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
