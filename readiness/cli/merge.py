"""`readiness merge`: one snapshot of several, taken at different places and times."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.collect import Out
from readiness.cli.options import verb

Snapshots = Annotated[list[Path], typer.Argument(metavar="SNAPSHOT…", help="What 'readiness collect' wrote, at each place.")]
MaxAge = Annotated[
    int | None,
    typer.Option("--max-age", envvar="READINESS_MAX_AGE", metavar="DAYS", min=0, help="What was read longer before the newest is unknown."),
]
System = Annotated[str, typer.Option("--system", envvar="READINESS_SYSTEM", metavar="NAME", help="What the system is called.")]


@verb
def merge(*, snapshots: Snapshots, output: Out = Path("-"), max_age: MaxAge = None, system: System = "") -> None:
    """Make one snapshot of several: the repository here, the accounts there, the cluster last week.

    Of a place that was read twice the newest reading counts. Each keeps its date, and with --max-age what is older is
    unknown, never a pass.

    For instance:

      readiness merge repository.json account.json cluster.json --max-age 30 -o merged.json
    """
    from readiness import merge as merging
    from readiness import snapshot as documents
    from readiness.cli import console
    from readiness.cli.results import check_writable

    to_stdout = str(output) == "-"
    if not to_stdout:
        check_writable(output)
    read = [documents.load(each) for each in snapshots]
    merged = merging.merge(read, system)
    for place, moments in merging.read_twice(read).items():
        earlier = ", ".join(each.date().isoformat() for each in moments[1:])
        console.say(f"{place} was read on {moments[0].date().isoformat()} and before ({earlier}); the newest reading counts")
    if max_age is not None:
        merged = merging.aged(merged, max_age)
        for place in sorted({each.place for each in merged.gaps if each.reason == "too old"}):
            console.say(f"{place}: read more than {max_age} days before the newest reading, so it counts as unknown")
    if to_stdout:
        text = io.StringIO()
        documents.save(merged, text)
        console.result(text.getvalue().encode())
    else:
        documents.save(merged, output)
        console.say(f"wrote {output}: {len(merged.facts):,} facts, {len(merged.gaps):,} gaps, of {len(read)} snapshots")
