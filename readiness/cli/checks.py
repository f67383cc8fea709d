"""`readiness checks`: what can be asked, and the manual page of each check."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readiness.cli import options
from readiness.cli.options import verb

if TYPE_CHECKING:
    from readiness.api import Check
    from readiness.assessment import Assessment
    from readiness.reports.terminal import Page

checks = typer.Typer(help="List the checks, or explain one.", rich_markup_mode=None, no_args_is_help=True, add_completion=False)


@checks.command("list")
@verb
def list_checks(
    *,
    only: options.Only = None,
    skip: options.Skip = None,
    folders: options.Checks = None,
    assess_as: options.AssessAs = None,
    config: options.Config = None,
    json: Annotated[bool, typer.Option("--json", envvar="READINESS_JSON", help="As JSON.")] = False,
) -> None:
    """List every check: severity, id, title, by pillar; with --assess-as those of a profile, as severe as they are there."""
    from readiness.cli import console
    from readiness.loader import load_checks, pillars, select

    found = select(load_checks(folders or ()), only or (), skip or ())
    if assess_as is not None:
        found = _as_judged(found, load_checks(folders or ()), assess_as, config)
    if json:
        console.result(_as_json([_described(each) for each in found.values()]))
        return
    page = _page()
    for pillar in pillars().values():
        own = [each for each in found.values() if each.pillar == pillar.id]
        if own:
            _pillar(page, f"{pillar.title}  ", pillar.id, own)
    page.line((f"{len(found)} checks. One of them: ", "dim"), ("readiness checks explain ID", "bold"))
    console.result(page.text().encode())


def _as_judged(found: dict[str, Check], known: dict[str, Check], profile: str, config: Path | None) -> dict[str, Check]:
    """The checks that a profile asks, with the severity they have in it."""
    from dataclasses import replace

    from readiness.cli.context import configuration_for
    from readiness.config import terms

    judged = terms(configuration_for(None, config), known, profile=profile)
    return {id: replace(each, severity=judged.rubric.severity(each)) for id, each in found.items() if id not in judged.left_out}


@checks.command("profiles")
@verb
def list_profiles(
    *,
    config: options.Config = None,
    json: Annotated[bool, typer.Option("--json", envvar="READINESS_JSON", help="As JSON.")] = False,
) -> None:
    """List the profiles: what each is for, and every line in which it deviates from the standard, with its reason."""
    from readiness.cli import console
    from readiness.cli.context import configuration_for
    from readiness.config import terms
    from readiness.loader import load_checks
    from readiness.profiles import shipped

    configuration, known = configuration_for(None, config), load_checks()
    names = [*shipped(), *configuration.config.profiles]
    judged = {name: terms(configuration, known, profile=name) for name in names}
    if json:
        document = [
            {**each.profile.model_dump(mode="json"), "deviations": [line.model_dump(mode="json") for line in each.deviations]}
            for each in judged.values()
        ]
        console.result(_as_json(document))
        return
    page = _page()
    for name, each in judged.items():
        page.wrapped([(f"{name}  ", "bold")], each.profile.purpose, "dim")
        for line in each.deviations:
            page.wrapped(["  "], f"{line.subject}: {line.standard} → {line.used}")
            page.wrapped(["    "], line.reason, "dim")
        page.line()
    page.line(("Judge by one of them: ", "dim"), ("readiness scan --assess-as NAME", "bold"))
    console.result(page.text().encode())


def _page() -> Page:
    from readiness.cli import console
    from readiness.reports.terminal import Page

    return Page(colour=console.wants_colour(sys.stdout))


def _pillar(page: Page, title: str, id: str, own: list[Check]) -> None:
    from readiness.api import Severity
    from readiness.reports.terminal import STYLES, fitted

    page.line((title, "bold"), (id, "dim"))
    wide = max(len(each.id) for each in own)
    for each in sorted(own, key=lambda each: (list(Severity).index(each.severity), each.id)):
        page.line("  ", (f"{each.severity.upper():<10}", STYLES[each.severity]), fitted(each.id, wide), "  ", each.title)
    page.line()


def _described(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "pillar": check.pillar,
        "severity": check.severity,
        "certainty": check.certainty,
        "effort": check.effort,
        "title": check.title,
        "why": " ".join(check.why.split()),
        "fix": check.fix,
        "reads": sorted(kind.__name__ for kind in check.needs),
        "settings": check.settings,
        "maps": list(check.maps),
        "aliases": list(check.aliases),
        "since": check.since,
        "question": check.question,
        "contradicted_by": list(check.contradicted_by),
    }


def _as_json(document: Any) -> bytes:
    import json

    return (json.dumps(document, indent=1, ensure_ascii=False, default=str) + "\n").encode()


@checks.command("explain")
@verb
def explain(
    *,
    id: Annotated[str, typer.Argument(metavar="ID|FINGERPRINT", help="A check's id, or the beginning of a finding's fingerprint.")],
    assessment: Annotated[
        Path | None,
        typer.Option("--assessment", "-a", envvar="READINESS_ASSESSMENT", metavar="FILE", help="Show what it found there, too."),
    ] = None,
    folders: options.Checks = None,
    json: Annotated[bool, typer.Option("--json", envvar="READINESS_JSON", help="As JSON.")] = False,
) -> None:
    """Explain a check: why it matters, what it reads, how to mend it."""
    from readiness import assessment as assessments
    from readiness.cli import console
    from readiness.loader import load_checks

    judged = assessments.load(assessment) if assessment else None
    known = load_checks(folders or ())
    check = _named(id, known, judged)
    if json:
        console.result(_as_json(_described(check)))
        return
    page = _page()
    explained(page, check, judged)
    console.result(page.text().encode())


def _named(id: str, known: dict[str, Check], judged: Assessment | None) -> Check:
    """The check of an id, a former id, or a finding's fingerprint.

    Raises:
        UserError: nothing is called so.
    """
    from readiness.config import did_you_mean
    from readiness.errors import UserError

    names = {name: check for check in known.values() for name in (check.id, *check.aliases)}
    if id in names:
        return names[id]
    if re.fullmatch(r"[0-9a-f]{6,64}", id):
        if judged is None:
            raise UserError(f"{id} looks like a fingerprint", help="say which assessment it is from: --assessment FILE")
        found = {each.check for each in judged.findings if each.fingerprint.startswith(id)}
        if len(found) == 1 and (check := names.get(found.pop())):
            return check
        raise UserError(f"no finding's fingerprint begins with {id}", help="copy it from the assessment")
    raise UserError(f"no check is called {id!r}", help=did_you_mean(id, names) or "'readiness checks list' shows them all")


LEAD = 11


def explained(page: Page, check: Check, judged: Assessment | None) -> None:
    """The manual page of a check."""
    from readiness.loader import pillars
    from readiness.reports.terminal import STYLES

    page.line((check.severity.upper(), STYLES[check.severity]), "  ", (check.id, "bold"), "  ", (check.title, "bold"))
    page.line(
        (
            " " * (len(check.severity) + 2) + f"{pillars()[check.pillar].title} ({check.pillar}), since {check.since}{_sureness(check)}",
            "dim",
        )
    )
    page.line()
    rows = [
        ("Why", check.why),
        ("Asks", check.question),
        ("Reads", _reads(check)),
        ("Needs", ", ".join(_rights(check))),
        ("Unknown", "when what it reads could not be read: reported with the reason, never as a pass."),
        ("Settings", ", ".join(f"{name} = {value}" for name, value in check.settings.items())),
        ("Maps to", ", ".join(check.maps)),
        ("Now", _now(check, judged) if judged else ""),
    ]
    for name, told in rows:
        if told:
            page.wrapped([(f"{name:<{LEAD}}", "dim")], " ".join(told.split()))
    page.line()
    page.line(("Fix", "bold"), (f" ({check.effort})", "dim"))
    for line in check.fix.splitlines():
        page.wrapped(["  "], line) if not line.startswith(" ") else page.line("  ", (line, "#7aa2c8"))
    page.line()
    page.line(("Afterwards  ", "bold"), (f"readiness scan --only {check.id}", "dim"))


def _sureness(check: Check) -> str:
    """How sure it is, where that is worth a word."""
    words = {"likely": ", likely: it reads signs that seldom deceive", "heuristic": ", heuristic: it guesses, verify before you act"}
    return words.get(check.certainty, "")


def _reads(check: Check) -> str:
    from readiness.facts import Fact

    def told(kind: type[Fact]) -> str:
        return f"{kind.__name__} ({(kind.__doc__ or '').strip().splitlines()[0].rstrip('.')})"

    return "; ".join(sorted(told(kind) for kind in check.needs))


def _rights(check: Check) -> list[str]:
    from readiness.collectors import load_collectors

    return sorted({right for each in load_collectors().values() if each.gives & check.needs for right in each.rights})


def _now(check: Check, judged: Assessment) -> str:
    from collections import Counter

    found = [each for each in judged.findings if each.check == check.id]
    counts = ", ".join(f"{number} {status}" for status, number in Counter(each.status for each in found).items())
    failing = [f"{each.message} at {each.location or each.resource} [{each.fingerprint[:12]}]" for each in found if each.status == "fail"]
    return counts + ("".join(f"; {each}" for each in failing[:5])) + (f"; … {len(failing) - 5} more" if len(failing) > 5 else "")
