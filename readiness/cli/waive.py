"""`readiness waive`: accept the risk of one finding: who, why, and until when."""

from __future__ import annotations

import difflib
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli import options
from readiness.cli.options import verb

if TYPE_CHECKING:
    from readiness.assessment import Assessment
    from readiness.config import Configuration
    from readiness.engine import Finding
    from readiness.waivers import Waiver

Fingerprint = Annotated[str, typer.Argument(metavar="FINGERPRINT", help="Of the finding, or its first twelve digits or more.")]
AssessmentWith = Annotated[
    str,
    typer.Option("--assessment", "-a", envvar="READINESS_ASSESSMENT", metavar="FILE", help="The assessment that holds the finding."),
]
Owner = Annotated[str, typer.Option("--owner", envvar="READINESS_OWNER", metavar="WHO", help="Who carries the risk.")]
Reason = Annotated[str, typer.Option("--reason", envvar="READINESS_REASON", metavar="WHY", help="Why it is acceptable.")]
Expires = Annotated[
    str, typer.Option("--expires", envvar="READINESS_EXPIRES", metavar="DATE|DAYS", help="The last day it holds: 2027-01-31, or 90d.")
]
Control = Annotated[str, typer.Option("--control", envvar="READINESS_CONTROL", metavar="WHAT", help="What limits the risk meanwhile.")]
Record = Annotated[str, typer.Option("--record", envvar="READINESS_RECORD", metavar="NUMBER", help="Number in your risk register.")]
File = Annotated[
    Path | None,
    typer.Option("--file", envvar="READINESS_WAIVERS", metavar="FILE", help="Where it is written.  [default: what 'waivers:' names]"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", envvar="READINESS_DRY_RUN", help="Show what would be written, and write nothing.")]


@verb
def waive(
    *,
    fingerprint: Fingerprint,
    assessment: AssessmentWith,
    owner: Owner,
    reason: Reason,
    expires: Expires,
    control: Control = "",
    record: Record = "",
    file: File = None,
    config: options.Config = None,
    dry_run: DryRun = False,
) -> None:
    """Accept the risk of a finding, in the file of waivers: who carries it, why, and until when.

    What stands in the file stays as it is. Points of an accepted risk stay lost; what goes is its cap on the score,
    and that it breaks the gate.

    For instance:

      readiness waive 3fa9c1d20b7e -a assessment.json --owner jane@example.org --reason "closed network" --expires 90d
    """
    from readiness import assessment as assessments
    from readiness.cli import console
    from readiness.cli.context import configuration_for
    from readiness.config import shown_path
    from readiness.snapshot import stdin_or_path, write_whole

    judged = assessments.load(stdin_or_path(assessment))
    finding = _found(judged, fingerprint)
    waiver = _waiver(finding, owner=owner, reason=reason, expires=_day(expires), control=control, record=record)
    configuration = configuration_for(None, config)
    path, unnamed = _path(configuration, file)
    before = _text(path)
    after = _with(before, waiver, f"{finding.message or judged.text(finding).title} ({finding.resource})")
    told = [
        f"{finding.check}  {finding.message}",
        f"  {finding.location or finding.resource}",
        "",
        *difflib.unified_diff(before.splitlines(), after.splitlines(), shown_path(path), shown_path(path), n=2, lineterm=""),
        "",
        *_effect(judged, waiver),
    ]
    console.result("".join(f"{_printed(line)}\n" for line in told).encode())
    if dry_run:
        console.say("nothing was written (--dry-run)")
        return
    write_whole(path.resolve(), after)
    console.say(f"wrote {shown_path(path)}")
    if unnamed:
        console.say(f"next: add 'waivers: {path.name}' to readiness.yaml, so that it is read")


def _printed(line: str) -> str:
    from readiness.printable import printable

    return printable(line)


def _found(judged: Assessment, fingerprint: str) -> Finding:
    """The finding that the digits name beyond doubt, and that can be accepted.

    Raises:
        UserError: none or several begin so, or there is nothing to accept.
    """
    from readiness.api import Status
    from readiness.errors import UserError
    from readiness.waivers import LEAST

    digits = fingerprint.lower()
    if not re.fullmatch(f"[0-9a-f]{{{LEAST},64}}", digits):
        raise UserError(
            f"{fingerprint!r} is no fingerprint: {LEAST} to 64 digits (0-9, a-f)",
            help="'readiness checks explain CHECK --assessment FILE' shows those of its findings",
        )
    found = [each for each in judged.findings if each.fingerprint.startswith(digits)]
    if not found:
        raise UserError(f"no finding's fingerprint begins with {digits}", help="is it from another assessment?")
    if len(found) > 1:
        raise UserError(
            f"{len(found)} findings begin with {digits}", help="give more digits: " + ", ".join(each.fingerprint for each in found[:3])
        )
    (finding,) = found
    if finding.status not in (Status.FAIL, Status.UNKNOWN):
        raise UserError(
            f"{finding.check} at {finding.resource} is '{finding.status}': there is no risk to accept",
            help="accept what fails or is unknown",
        )
    if finding.waiver:
        raise UserError(f"the risk is accepted already ({finding.waiver})", help="change that entry in the file of waivers")
    return finding


def _day(told: str) -> date:
    """The last day: a date, or so many days from today.

    Raises:
        UserError: it is neither, or over already.
    """
    from readiness.errors import UserError

    today = datetime.now().astimezone().date()
    days = re.fullmatch(r"(\d{1,4})d", told)
    try:
        day = today + timedelta(days=int(days[1])) if days else date.fromisoformat(told)
    except (ValueError, OverflowError):
        raise UserError(f"--expires: {told!r} is neither a date nor a number of days", help="write 2027-01-31, or 90d") from None
    if day < today:
        raise UserError(f"--expires: {day.isoformat()} is over", help="name a day to come, or a number of days such as 90d")
    return day


def _waiver(finding: Finding, *, owner: str, reason: str, expires: date, control: str, record: str) -> Waiver:
    from pydantic import ValidationError

    from readiness.errors import UserError
    from readiness.waivers import Waiver

    try:
        return Waiver(
            fingerprint=finding.fingerprint,
            check=finding.check,
            owner=owner,
            reason=reason,
            expires=expires,
            control=control,
            record=record,
        )
    except ValidationError as error:
        raise UserError(str(error.errors()[0]["msg"]).removeprefix("Value error, "), help="say both in words") from None


def _path(configuration: Configuration, named: Path | None) -> tuple[Path, bool]:
    """The file of waivers, and whether the configuration does not name it yet.

    Raises:
        UserError: nobody says where it goes.
    """
    from readiness.errors import UserError

    if named is not None:
        return named, False
    if configuration.path is None:
        raise UserError(
            "no readiness.yaml holds here, so nothing says where waivers are kept",
            help="'readiness init' writes one; or name a file with --file",
        )
    values = configuration.located.values
    for key in configuration.located.base:
        values = values.get(key, {})
    told = values.get("waivers")
    if isinstance(told, str):
        return configuration.root / told, False
    if told and configuration.path.suffix == ".toml":
        raise UserError("the waivers stand in pyproject.toml", help="move them to a YAML file that 'waivers' names")
    return (configuration.path, False) if told else (configuration.root / "waivers.yaml", True)


def _text(path: Path) -> str:
    from readiness.errors import UserError

    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: can't be read", help="is it a file of waivers?") from error


def _with(text: str, waiver: Waiver, comment: str) -> str:
    from readiness.yaml_lists import with_entry

    entry = waiver.model_dump(exclude_defaults=True)
    order = [name for name in ("fingerprint", "check", "owner", "reason", "expires", "control", "record") if name in entry]
    return with_entry(text, "waivers", {name: entry[name] for name in order}, comment=comment)


def _effect(judged: Assessment, waiver: Waiver) -> list[str]:
    """What accepting changes: score and gate before and after."""
    from readiness.score import shown

    after = judged.accepting(waiver)

    def figure(each: Assessment) -> str:
        standing = each.score.standing
        return "none" if standing is None or standing.score is None else f"{shown(standing.score):.1f}"

    lines = [f"Score  {figure(judged)} → {figure(after)}"]
    if judged.gate.rules.asked:
        words = ["passed" if each.gate.passed else "failed" for each in (judged, after)]
        lines.append(f"Gate   {words[0]} → {words[1]}")
        lines += [f"       still broken: {each.sentence}" for each in after.gate.broken]
    return lines
