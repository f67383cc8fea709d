"""A Prometheus server's own file: what it scrapes, and whether its alerts leave it (Prometheus 3)."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text, texts
from readiness.facts.addresses import host_of
from readiness.facts.telemetry import PrometheusConfiguration


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    jobs = mappings(data.get("scrape_configs"))
    # Agents that ship logs use the same word.
    own = {"global", "rule_files", "alerting", "remote_write"} & data.keys() or any("static_configs" in each for each in jobs)
    return (
        document.syntax == "yaml" and bool(own) and any("job_name" in each for each in jobs) and not {"clients", "positions"} & data.keys()
    )


@format("prometheus", gives=(PrometheusConfiguration,), matches=_matches, hint=r"^scrape_configs:")
def prometheus(document: Document) -> Iterator[PrometheusConfiguration]:
    """Jobs, targets and where alerts go."""
    data = mapping(document.data)
    jobs = mappings(data.get("scrape_configs"))
    found = [host_of(each) for job in jobs for static in mappings(job.get("static_configs")) for each in texts(static.get("targets"))]
    named = [text(each.get("job_name")) for each in jobs]
    managers = mappings(at(data, "alerting", "alertmanagers"))
    yield PrometheusConfiguration(
        resource=f"prometheus:{document.id}",
        origin=document.origin(line_of(data, "scrape_configs")),
        environment=document.environment,
        jobs=tuple(each for each in named if each),
        targets=tuple(dict.fromkeys(each for each in found if each)),
        discovers=any(str(key).endswith("_sd_configs") for job in jobs for key in job) or bool(texts(data.get("scrape_config_files"))),
        rule_files=len(texts(data.get("rule_files"))),
        alertmanagers=any(
            key.endswith("_sd_configs") or any(texts(one.get("targets")) for one in mappings(each.get("static_configs")))
            for each in managers
            for key in map(str, each)
        ),
    )
