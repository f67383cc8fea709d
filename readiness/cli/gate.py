"""`readiness gate`: the verdict of the gate alone, for CI after a stored assessment."""

from __future__ import annotations

import typer

from readiness.cli import options
from readiness.cli.options import verb
from readiness.cli.report import AssessmentFile


@verb
def gate(*, assessment: AssessmentFile, exit_zero: options.ExitZero = False) -> None:
    """Tell whether an assessment passed its gate, one line for each condition.

    The conditions are those of the configuration that the assessment was made with.
    """
    from readiness import assessment as assessments
    from readiness.cli import console, results
    from readiness.errors import UserError
    from readiness.printable import printable
    from readiness.snapshot import stdin_or_path

    judged = assessments.load(stdin_or_path(assessment))
    if not judged.gate.asked:
        raise UserError("the assessment was made without a gate", help="configure 'gate:' in readiness.yaml and scan or assess again")
    told = [f"{'passed' if each.met else 'broken'}  {each.rule}: {each.sentence}" for each in judged.gate.conditions]
    verdict = "passed" if judged.gate.passed else "failed"
    console.result("".join(f"{printable(line)}\n" for line in (*told, f"gate {verdict}")).encode())
    raise typer.Exit(results.exit_code(judged, exit_zero=exit_zero))
