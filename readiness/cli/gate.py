"""`readiness gate`: the verdict of the gate alone, for CI after a stored assessment."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli import options
from readiness.cli.options import verb
from readiness.cli.report import AssessmentFile

if TYPE_CHECKING:
    from readiness.assessment import Assessment


class GateFormat(StrEnum):
    """Formats of the verdict."""

    TEXT = "text"
    JSON = "json"


Rules = Annotated[
    Path | None,
    typer.Option("--config", envvar="READINESS_CONFIG", metavar="FILE", help="Apply the gate of this configuration instead of its own."),
]
Format = Annotated[
    GateFormat, typer.Option("--format", "-f", envvar="READINESS_GATE_FORMAT", help="Lines, or a versioned document for machines.")
]


@verb
def gate(
    *,
    assessment: AssessmentFile,
    config: Rules = None,
    baseline: options.Baseline = None,
    format: Format = GateFormat.TEXT,
    exit_zero: options.ExitZero = False,
) -> None:
    """Tell whether an assessment passes its gate, one line for each condition.

    The conditions are those of the configuration that the assessment was made with, unless another one is named.

    For instance:

      readiness gate assessment.json --baseline main.json --format json
    """
    from readiness import assessment as assessments
    from readiness.cli import console, results
    from readiness.errors import UserError
    from readiness.snapshot import stdin_or_path

    judged = assessments.load(stdin_or_path(assessment))
    if config is not None or baseline is not None:
        judged = _judged_again(judged, config, baseline)
    if not judged.gate.asked:
        raise UserError("the assessment was made without a gate", help="configure 'gate:' in readiness.yaml and scan or assess again")
    if judged.gate.not_judged:
        console.warn(f"not judged without a baseline (--baseline): {', '.join(judged.gate.not_judged)}")
    code = results.exit_code(judged, exit_zero=exit_zero)
    console.result((_as_json(judged, code) if format is GateFormat.JSON else _as_text(judged)).encode())
    raise typer.Exit(code)


def _judged_again(judged: Assessment, config: Path | None, baseline: Path | None) -> Assessment:
    from readiness import assessment as assessments
    from readiness.config import load
    from readiness.errors import UserError

    rules = load(config).config.gate if config is not None else judged.gate.rules
    if not rules.asked:
        where = f"{config}: " if config is not None else ""
        raise UserError(f"{where}no gate is configured", help="add 'gate:' to readiness.yaml; 'readiness init' shows how")
    return judged.gated(rules, assessments.load(baseline).baseline() if baseline is not None else None)


def _as_text(judged: Assessment) -> str:
    from readiness.printable import printable

    told = [f"{'passed' if each.met else 'broken'}  {each.rule}: {each.sentence}" for each in judged.gate.conditions]
    verdict = "passed" if judged.gate.passed else "failed"
    return "".join(f"{printable(line)}\n" for line in (*told, f"gate {verdict}"))


def _as_json(judged: Assessment, code: int) -> str:
    from readiness.gate import GateDocument
    from readiness.score import shown

    standing = judged.score.standing
    document = GateDocument(
        system=judged.system,
        taken=judged.taken,
        environment=judged.score.overall,
        score=shown(standing.score) if standing and standing.score is not None else None,
        exit_code=code,
        gate=judged.gate,
    )
    return document.model_dump_json(indent=1) + "\n"
