"""A badge for READMEs: score and level as a flat SVG of twenty pixels' height."""

from __future__ import annotations

from readiness.assessment import Assessment
from readiness.reports import Options
from readiness.reports.words import whole

COLOURS = {"A": "#0B5F5B", "B": "#2F6F69", "C": "#855400", "D": "#B23A08", "E": "#7F0F3D"}
"""Fills by level; white text on each has a contrast above 4.5."""
GREY = "#525B69"

LABEL = "readiness"
WIDTH = 6.6
"""Of a character of eleven pixels, on the average."""


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """Nothing in it comes from what was assessed but a figure and a letter."""
    standing = assessment.score.standing
    if standing is None or standing.score is None:
        return _svg("no score", GREY)
    return _svg(f"{whole(standing.score)} · {standing.level}", COLOURS[standing.level or "E"])


def _svg(value: str, fill: str) -> bytes:
    left, right = (round(len(text) * WIDTH + 14) for text in (LABEL, value))
    style = 'fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{LABEL}: {value}">'
        f"<title>{LABEL}: {value}</title>"
        f'<rect width="{left}" height="20" fill="#3A4250"/><rect x="{left}" width="{right}" height="20" fill="{fill}"/>'
        f'<g {style}><text x="{left / 2:g}" y="14">{LABEL}</text><text x="{left + right / 2:g}" y="14">{value}</text></g></svg>\n'
    ).encode()
