"""Figures of CloudWatch over two weeks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.collectors.aws.errors import CallError
from readiness.collectors.aws.reading import Aws

DATA = "cloudwatch.get_metric_data"
DAYS = 14
"""CloudWatch keeps figures of single minutes for fifteen days."""
BATCH = 500
"""Metrics that one `GetMetricData` takes."""
MINUTE, DAY = 60, 86400

Figures = dict[datetime, float]
"""Start of a period to the sum of a metric in it."""


class FiguresError(Exception):
    """CloudWatch answered without the figures of a metric."""


def sums(reading: Aws, namespace: str, asked: list[tuple[str, Mapping[str, str]]], period: int) -> list[Figures]:
    """Sums of metrics (name and dimensions) over the last two weeks, in the order in which they were asked for.

    Raises:
        CallError: the figures were refused, or are not whole.
    """
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    start = now.replace(hour=0, minute=0) - timedelta(days=DAYS - 1)
    figures: list[Figures] = [{} for _ in asked]
    for first in range(0, len(asked), BATCH):
        queries = [_query(number, namespace, *asked[number], period) for number in range(first, min(first + BATCH, len(asked)))]
        for result in reading.pages(DATA, "MetricDataResults", MetricDataQueries=queries, StartTime=start, EndTime=now):
            if result.get("StatusCode") in ("InternalError", "Forbidden"):
                raise CallError(DATA, FiguresError(result["StatusCode"]))
            number = int(result["Id"].removeprefix("q"))
            figures[number].update(zip(result.get("Timestamps", ()), result.get("Values", ()), strict=True))
    return figures


def _query(number: int, namespace: str, metric: str, dimensions: Mapping[str, str], period: int) -> dict[str, Any]:
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    return {
        "Id": f"q{number}",
        "MetricStat": {"Metric": {"Namespace": namespace, "MetricName": metric, "Dimensions": named}, "Period": period, "Stat": "Sum"},
    }
