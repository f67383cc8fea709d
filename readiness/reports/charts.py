"""Charts as inline SVG: no script, direct labels, a title that says the numbers. Colours are classes."""

# ruff: noqa: PLR0917 - coordinates come in the order everybody knows

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape as escaped
from itertools import pairwise

from readiness.languages import gettext as _
from readiness.languages import punctuated
from readiness.printable import printable

WIDTH = 494
"""Units of the charts that span the page."""

_Scale = Callable[[float], float]


@dataclass(frozen=True)
class Segment:
    """A part of the bar of 100 points: `tenths` of a point; `key` is its colour's class."""

    key: str
    label: str
    tenths: int

    @property
    def figure(self) -> str:
        """The points as printed."""
        return punctuated(f"{self.tenths / 10:.1f}")


@dataclass(frozen=True)
class Column:
    """A pillar in the strip: its score as a whole number and level, or None where nothing applies."""

    name: str
    title: str
    score: int | None
    level: str


@dataclass(frozen=True)
class Mark:
    """A point of a line: where, what it is called, and whether it lies ahead."""

    x: float
    value: int
    label: str
    ahead: bool = False


@dataclass(frozen=True)
class Band:
    """A stretch of the staircase: its name, where it ends in hours, and the score there."""

    name: str
    end: int
    score: int


@dataclass(frozen=True)
class Move:
    """A bar of the waterfall: its label (lines), the points it adds, and its colour's class.

    A total stands on the ground; `tenths` is then its height.
    """

    label: str
    tenths: int
    key: str
    total: bool = False

    @property
    def figure(self) -> str:
        """The points as printed, with their sign unless it is a total."""
        if self.total:
            return punctuated(f"{self.tenths / 10:.1f}")
        return punctuated(f"{'+' if self.tenths > 0 else '−'}{abs(self.tenths) / 10:.1f}" if self.tenths else "<0.1")


def bar(segments: Sequence[Segment], gate: float | None, style: str = "") -> str:
    """Where the hundred points are: one bar, with the gate as a line."""
    top = 16 if gate is not None else 2
    height = 22
    parts, x = [], 0.0
    for each in segments:
        width = each.tenths * WIDTH / 1000
        if width:
            parts.append(_rect(x, top, width, height, f"f-{each.key}", _hatch_of(each.key, "bar")))
            parts.append(_rect(x + width - 0.5, top, 0.5, height, "f-paper") if each is not segments[-1] else "")
        x += width
    earned = segments[0]
    if earned.tenths * WIDTH / 1000 > 34:
        parts.append(_text(8, top + 15, earned.figure, "t-on w600", size=10.5))
    for tick in (0, 25, 50, 75, 100):
        anchor = {0: "start", 100: "end"}.get(tick, "middle")
        parts.append(_text(tick * WIDTH / 100, top + height + 10, str(tick), "t-muted", anchor=anchor))
    if gate is not None:
        parts += _gate_line(gate * WIDTH / 100, top, height, gate)
    told = ", ".join(f"{each.label} {each.figure}" for each in segments if each.tenths)
    return _svg(
        "bar", WIDTH, top + height + 13, _("Where the 100 points are: %(points)s", points=told), parts, style, hatches=("cap", "unknown")
    )


def _gate_line(x: float, top: float, height: float, gate: float) -> list[str]:
    anchor = "end" if x > WIDTH - 30 else "start" if x < 30 else "middle"
    return [
        _line(x, top - 4, x, top + height + 3, "s-ink", 1.2),
        _text(x, top - 7, _gate_label(gate), "t-ink w600", anchor=anchor, size=7.6),
    ]


def _gate_label(gate: float) -> str:
    return _("Gate %(score)s", score=punctuated(f"{gate:g}"))


def strip(columns: Sequence[Column], style: str = "") -> str:
    """Scores of the pillars side by side, in the order given."""
    gap, top, height = 2.0, 13, 32
    width = (WIDTH - gap * (len(columns) - 1)) / max(1, len(columns))
    parts = []
    for number, each in enumerate(columns):
        x = number * (width + gap)
        middle = x + width / 2
        parts.append(_rect(x, top, width, height, "f-track"))
        if each.score is None:
            parts.append(_text(middle, top - 4, "–", "t-muted w600", anchor="middle", size=7.6))
        else:
            tall = max(0.8, height * each.score / 100)
            parts.append(_rect(x, top + height - tall, width, tall, f"f-level-{each.level}"))
            parts.append(_text(middle, top - 4, f"{each.score} {each.level}", "t-ink w600", anchor="middle", size=7.6))
        for row, word in enumerate(each.name.split("\n")):
            parts.append(_text(middle, top + height + 9 + 7 * row, word, "t-muted", anchor="middle", size=6.4))
    none = _("not applicable")
    told = ", ".join(f"{each.title} {none if each.score is None else f'{each.score} {each.level}'}" for each in columns)
    return _svg("strip", WIDTH, top + height + 20, _("Pillars, weakest first: %(pillars)s", pillars=told), parts, style)


def cover(columns: Sequence[Column], style: str = "") -> str:
    """The pillar profile as a quiet ornament; it is decoration and carries no text."""
    width, height = 560.0, 230.0
    step = width / max(1, len(columns))
    parts = []
    for number, each in enumerate(columns):
        x = number * step + 2.5
        parts.append(_rect(x, 0, step - 5, height, "f-cover-track"))
        if each.score is not None:
            tall = height * max(2, each.score) / 100
            parts.append(_rect(x, height - tall, step - 5, tall, f"f-cover-{each.level}"))
    return _svg("cover", width, height, "", parts, style)


def staircase(
    steps: Sequence[tuple[int, float]], bands: Sequence[Band], start: float, gate: float | None, proven: float | None, style: str = ""
) -> str:
    """The score after each step of the plan over working days.

    Args:
        steps: hours of the step, and the exact score after it.
        bands: horizons with their end in hours.
        start: the score today.
        gate: the score that is asked.
        proven: the score after all steps if everything unknown turned out good; None to leave it out.
        style: colours, where no style sheet reaches.
    """
    total = sum(hours for hours, _ in steps)
    low = max(0, min(40, int((start - 5) // 20) * 20))
    left, right, top, bottom = 20.0, 52.0, 16.0, 134.0
    room = WIDTH - left - right

    def across(hours: float) -> float:
        return left + room * hours / total

    def up(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (100 - low)

    parts, x = [], left
    for number, band in enumerate(bands):
        end = across(band.end)
        parts.append(_rect(x, top, end - x, bottom - top, f"f-band-{number}"))
        if end - x > 24:
            parts.append(_text(x + 1, top - 5, band.name, "t-ink w600", size=7.4))
        x = end
    for value in range(low, 101, 20):
        parts.append(_line(left, up(value), WIDTH - right, up(value), "s-hair", 0.5))
        parts.append(_text(left - 4, up(value) + 2.4, str(value), "t-muted", anchor="end"))
    parts += _days(total, left, room, bottom)
    if gate is not None and gate >= low:
        parts.append(_line(left, up(gate), WIDTH - right, up(gate), "s-ink", 0.8, dash="3 2"))
        crossed = 0 <= up(gate) - up(start) < 14
        parts.append(_text(left + 3, up(gate) + (8 if crossed else -3), _gate_label(gate), "t-ink w600"))
    parts += _stairs(steps, start, across, up)
    parts += _milestones(bands, start, across, up, bottom)
    if proven is not None and steps and int(proven) > int(steps[-1][1]):
        parts += _proven(across(total), up(steps[-1][1]), up(proven), proven)
        parts.append(_text(WIDTH, bottom + 9, _("unknowns proven"), "t-muted", anchor="end", size=6.4))
    stages = [_("From %(score)s today", score=int(start))]
    stages += [_("%(score)s after %(horizon)s", score=int(each.score), horizon=each.name.lower()) for each in bands]
    stages += [_("%(score)s with unknowns proven", score=int(proven))] if proven is not None else []
    return _svg("staircase", WIDTH, bottom + 14, ", ".join(stages), parts, style)


def _days(total: int, left: float, room: float, bottom: float) -> list[str]:
    days = total / 8
    step = next((each for each in (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if days / each <= 6), 1000)
    parts = [_text(left, bottom + 9, _("0 days of work"), "t-muted")]
    number = 1
    while number * step <= days:
        x = left + room * number * step / days
        if x > left + 62:
            parts.append(_text(x, bottom + 9, punctuated(f"{number * step:g}"), "t-muted", anchor="middle"))
        number += 1
    return parts


def _stairs(steps: Sequence[tuple[int, float]], start: float, across: _Scale, up: _Scale) -> list[str]:
    path, hours, value = f"M{across(0):.1f} {up(start):.1f}", 0, start
    for taken, after in steps:
        hours += taken
        path += f"H{across(hours):.1f}"
        if after != value:
            path += f"V{up(after):.1f}"
        value = after
    return [f'<path d="{path}" class="s-pass" fill="none" stroke-width="1.6"/>']


def _milestones(bands: Sequence[Band], start: float, across: _Scale, up: _Scale, bottom: float) -> list[str]:
    below = up(start) + 9 < bottom  # else it would stand on the axis
    told = _text(across(0) + 5, up(start) + (9 if below else -5), str(int(start)), "t-pass w600", size=8.6)
    parts = [_dot(across(0), up(start), "f-pass"), told]
    last = across(0)
    for band in bands:
        x, y = across(band.end), up(band.score)
        parts.append(_dot(x, y, "f-pass"))
        if x - last > 18:
            parts.append(_text(x - 3, y - 4, str(band.score), "t-pass w600", anchor="end", size=8.6))
            last = x
    return parts


def _proven(x: float, y: float, top: float, proven: float) -> list[str]:
    ahead = x + 26
    return [
        _line(x, y, ahead, top, "s-muted", 0.9, dash="2 2"),
        _ring(ahead, top, "s-muted"),
        _text(ahead, top - 5, str(int(proven)), "t-muted w600", anchor="middle", size=8.6),
    ]


def trend(marks: Sequence[Mark], gate: float | None, style: str = "") -> str:
    """Scores over time and what the plan leads to; what lies ahead is hollow on a dashed line.

    Args:
        marks: from left to right; `x` between 0 and 1.
        gate: the score that is asked.
        style: colours, where no style sheet reaches.
    """
    width, left, top, bottom = 240.0, 18.0, 14.0, 88.0

    def across(share: float) -> float:
        return left + 12 + (width - left - 32) * share

    def up(value: float) -> float:
        return bottom - (bottom - top) * value / 100

    parts = []
    for value in (0, 50, 100):
        parts.append(_line(left, up(value), width, up(value), "s-hair", 0.5))
        parts.append(_text(left - 4, up(value) + 2.4, str(value), "t-muted", anchor="end"))
    if gate is not None:
        parts.append(_line(left, up(gate), width, up(gate), "s-ink", 0.8, dash="3 2"))
        parts.append(_text(left + 1, up(gate) - 3, _gate_label(gate), "t-ink w600"))
    for one, other in pairwise(marks):
        ends = (across(one.x), up(one.value), across(other.x), up(other.value))
        parts.append(_line(*ends, "s-pass", 1.2, dash="3 2") if other.ahead else _line(*ends, "s-total", 1.4))
    for each in marks:
        x, y = across(each.x), up(each.value)
        parts.append(_ring(x, y, "s-pass") if each.ahead else _dot(x, y, "f-total"))
        kind = "t-pass w600" if each.ahead else "t-ink w600"
        below = gate is not None and 0 <= y - up(gate) < 16  # the gate would strike it through
        parts.append(_text(x, y + 12 if below else y - 6, str(each.value), kind, anchor="middle", size=8.6))
        last = each is marks[-1] and len(marks) > 1
        parts.append(
            _text(width if last else x, bottom + 10, each.label, kind if each.ahead else "t-muted", anchor="end" if last else "middle")
        )
    told = ", ".join(f"{each.label} {each.value}" for each in marks)
    title = _("Score: %(scores)s", scores=told)
    if gate is not None:
        title = _("Score: %(scores)s; gate %(gate)s", scores=told, gate=punctuated(f"{gate:g}"))
    return _svg("trend", width, bottom + 14, title, parts, style)


def waterfall(moves: Sequence[Move], style: str = "") -> str:
    """From one score to the next: what added points, and what took them.

    Args:
        moves: the earlier score, each part of the change, the score now.
        style: colours, where no style sheet reaches.
    """
    left, top, bottom, gap = 20.0, 14.0, 104.0, 10.0
    width = (WIDTH - left - gap * len(moves)) / max(1, len(moves))

    def up(tenths: float) -> float:
        return bottom - (bottom - top) * min(1000, max(0, tenths)) / 1000

    parts = []
    for value in (0, 50, 100):
        parts.append(_line(left, up(value * 10), WIDTH, up(value * 10), "s-hair", 0.5))
        parts.append(_text(left - 4, up(value * 10) + 2.4, str(value), "t-muted", anchor="end"))
    level = 0
    for number, each in enumerate(moves):
        x, before = left + gap / 2 + number * (width + gap), 0 if each.total else level
        level = each.tenths if each.total else level + each.tenths
        high, low = up(max(before, level)), up(min(before, level))
        parts.append(_rect(x, high, width, max(0.8, low - high), f"f-{each.key}", _hatch_of(each.key, "waterfall")))
        parts.append(_text(x + width / 2, high - 3, each.figure, "t-ink w600", anchor="middle", size=8.6))
        if number + 1 < len(moves):
            parts.append(_line(x + width, up(level), x + width + gap, up(level), "s-muted", 0.6))
        for row, words in enumerate(each.label.split("\n")):
            parts.append(_text(x + width / 2, bottom + 9 + 8 * row, words, "t-muted", anchor="middle"))
    told = ", ".join(f"{each.label} {each.figure}".replace("\n", " ") for each in moves)
    hatches = tuple({each.key: None for each in moves if each.key in ("cap", "unknown")})
    return _svg("waterfall", WIDTH, bottom + 22, _("What moved the score: %(moves)s", moves=told), parts, style, hatches=hatches)


def points_bar(name: str, parts: Sequence[tuple[str, float]], most: float, title: str, style: str = "") -> str:
    """Points a pillar did not earn, split by why, on a scale that all pillars share; `name` tells it from the other bars."""
    width, height = 120.0, 7.0
    drawn, x = [_rect(0, 0, width, height, "f-track")], 0.0
    for key, value in parts:
        wide = width * value / most if most else 0.0
        if wide:
            drawn.append(_rect(x, 0, wide, height, f"f-{key}", _hatch_of(key, f"points-{name}")))
        x += wide
    hatches = tuple(key for key, value in parts if value and key == "unknown")
    return _svg(f"points-{name}", width, height, title, drawn, style, hatches=hatches)


# Elements


def _svg(name: str, width: float, height: float, title: str, parts: Sequence[str], style: str, hatches: Sequence[str] = ()) -> str:
    told = f"<title>{_safe(title)}</title>" if title else ""
    role = 'role="img"' if title else 'aria-hidden="true"'
    label = f' aria-label="{_safe(title)}"' if title else ""
    patterns = "".join(_hatch(name, key) for key in hatches)
    defs = f"<defs>{patterns}</defs>" if patterns else ""
    sheet = f"<style>{style}</style>" if style else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart c-{name}" viewBox="0 0 {_n(width)} {_n(height)}" {role}{label}>'
        f"{told}{sheet}{defs}{''.join(parts)}</svg>"
    )


def _hatch(name: str, key: str) -> str:
    return (
        f'<pattern id="h-{name}-{key}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="4" height="4" class="f-{key}-ground"/><rect width="1.7" height="4" class="f-{key}-line"/></pattern>'
    )


def _hatch_of(key: str, name: str) -> str:
    return f"url(#h-{name}-{key})" if key in ("cap", "unknown") else ""


def _rect(x: float, y: float, width: float, height: float, cls: str, fill: str = "") -> str:
    paint = f'fill="{fill}"' if fill else f'class="{cls}"'
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" {paint}/>'


def _line(x1: float, y1: float, x2: float, y2: float, cls: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" class="{cls}" stroke-width="{width}"{dashed}/>'


def _dot(x: float, y: float, cls: str) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.6" class="{cls}"/>'


def _ring(x: float, y: float, cls: str) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.6" class="f-paper {cls}" stroke-width="1.3"/>'


def _text(x: float, y: float, text: str, cls: str, anchor: str = "start", size: float = 6.8) -> str:
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" class="{cls}" font-size="{size}"{place}>{_safe(text)}</text>' if text else ""


def _safe(text: str) -> str:
    return escaped(printable(text))


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
