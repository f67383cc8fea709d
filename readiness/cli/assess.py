"""`readiness assess`: judge a snapshot."""

from __future__ import annotations

from typing import Annotated

import typer

from readiness.cli import options
from readiness.cli.options import verb

SnapshotFile = Annotated[str, typer.Argument(metavar="SNAPSHOT", help="What 'readiness collect' wrote; '-' is standard input.")]


@verb
def assess(
    *,
    snapshot: SnapshotFile,
    format: options.Formats = None,
    output: options.Outputs = None,
    paper: options.Paper = None,
    theme: options.Theme = None,
    language: options.Language = None,
    only: options.Only = None,
    skip: options.Skip = None,
    config: options.Config = None,
    checks: options.Checks = None,
    assess_as: options.AssessAs = None,
    env: options.Env = None,
    gate: options.Gate = None,
    baseline: options.Baseline = None,
    exit_zero: options.ExitZero = False,
) -> None:
    """Judge a snapshot that was taken before, or elsewhere.

    The same snapshot, configuration and checks always give the same assessment.
    """
    from readiness import assessment
    from readiness import snapshot as snapshots
    from readiness.cli import context, results

    reports = results.wanted(format, output)
    prepared = context.prepared(None, config=config, checks=checks, only=only, skip=skip, env=env, gate=gate, assess_as=assess_as)
    dress = context.dressed(prepared.configuration, theme)
    before = context.earlier(baseline, prepared)
    taken = snapshots.load(snapshots.stdin_or_path(snapshot))
    judged = assessment.assess(taken, prepared.checks, prepared.terms, before.baseline() if before else None)
    results.write(judged, reports, paper=paper, previous=before, theme=dress, language=language)
    raise typer.Exit(results.exit_code(judged, exit_zero=exit_zero))
