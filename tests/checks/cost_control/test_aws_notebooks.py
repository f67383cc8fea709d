"""Notebooks that run on: situations and verdicts. The day of the tables is 2026-06-01."""

from __future__ import annotations

from datetime import date

from readiness.facts import GapReason
from readiness.facts.aws.estate import AwsNotebook
from readiness.facts.aws.notebooks import AwsStudioDomain
from readiness.testing import fact, row, table


def notebook(day: date | None, **values: str) -> AwsNotebook:
    """A notebook instance that runs since a day."""
    return fact(AwsNotebook, **{"name": "try", "status": "InService", "changed": day} | values)


test_notebook_stops = table(
    "aws-notebook-stops-when-idle",
    passes=[notebook(date(2026, 5, 30)), row(notebook(date(2026, 5, 1)), most_days=60)],
    fails=[row(notebook(date(2026, 5, 1)), says="try")],
    unknown=[notebook(None), notebook(date(2026, 5, 1), lifecycle="stop-idle")],
    not_applicable=[notebook(date(2026, 5, 1), status="Stopped")],
)
test_studio_stops = table(
    "aws-studio-idle-shutdown",
    passes=[fact(AwsStudioDomain, name="research", idle_minutes={"JupyterLab": 90, "Code Editor": 60})],
    fails=[
        row(fact(AwsStudioDomain, name="research", idle_minutes={"JupyterLab": 90}), says="Code Editor"),
        fact(AwsStudioDomain, name="research"),
    ],
    unknown=[fact(AwsStudioDomain, name="research").unknown("idle_minutes", GapReason.DENIED)],
    not_applicable=[fact(AwsStudioDomain, name="research", status="Deleting")],
)
