"""GitLab pipelines: jobs with what starts them, environments and manual gates (GitLab 18).

Jobs that start for the same reasons make one `Workflow`: in GitLab each job has rules of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.formats.github_actions import commands_of, literals_in, literals_of_script, matrix_of
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, mappings, text, texts
from readiness.facts.containers import Credential
from readiness.facts.delivery import Job, Step, Workflow
from readiness.facts.files import SecretLiteral

_PATH = re.compile(r"(^|/)(\.gitlab-ci|[^/]*\.gitlab-ci)\.ya?ml$|(^|/)\.gitlab/ci/[^/]+\.ya?ml$")
_RUNS = frozenset({"script", "trigger", "extends", "run"})
_NO_JOBS = frozenset(
    {
        "default",
        "include",
        "stages",
        "variables",
        "workflow",
        "image",
        "services",
        "cache",
        "before_script",
        "after_script",
        "spec",
        "types",
    }
)
MOST_EXTENDED = 50
"""Jobs that one is put together from; GitLab follows `extends` eleven levels deep."""


def _jobs(data: Any) -> dict[str, dict[str, Any]]:
    return {
        str(name): job
        for name, job in mapping(data).items()
        if isinstance(job, dict)
        and name not in _NO_JOBS
        and ({"script", "trigger", "extends", "run"} & job.keys() or str(name).startswith("."))
    }


def _matches(document: Document) -> bool:
    return document.syntax == "yaml" and _PATH.search(document.path) is not None and bool(_jobs(document.data))


@format("gitlab ci", gives=(Workflow, SecretLiteral), matches=_matches, hint=r"^(stages|before_script):|^  script:")
def pipeline(document: Document) -> Iterator[Observation]:
    """The jobs of a pipeline's file, by what starts them."""
    data = mapping(document.data)
    written = _jobs(data)
    shared: dict[str, Any] = {**mapping(data.get("default")), **{key: data[key] for key in ("before_script", "image") if key in data}}
    groups: dict[tuple[tuple[str, tuple[str, ...]], ...], list[Job]] = defaultdict(list)
    for name in written:
        if not name.startswith("."):
            job = _whole(written, name, set())
            groups[tuple(sorted(_triggers(job).items()))].append(_job(name, {**shared, **job}, line_of(data, name)))
    found = tuple(_credentials(data, written))
    for number, (events, jobs) in enumerate(groups.items()):
        triggers: dict[str, tuple[str, ...]] = dict(events)
        yield Workflow(
            resource=f"pipeline:{document.id}" + (f"#{'+'.join(triggers)}" if len(groups) > 1 else ""),
            origin=document.origin(jobs[0].line),
            environment=document.environment,
            name=document.name,
            product="gitlab",
            triggers=triggers,
            inputs=tuple(str(each) for each in mapping(at(data, "spec", "inputs"))),
            jobs=tuple(jobs),
            credentials=found if number == 0 else (),
        )
    for each in found:
        yield from secret_literal(document, (f"pipeline:{document.id}", each.name), each, "workflow", document.environment)


def _whole(jobs: dict[str, dict[str, Any]], name: str, seen: set[str]) -> dict[str, Any]:
    """A job with what it extends; each other one is taken once."""
    seen.add(name)
    own = jobs[name]
    whole: dict[str, Any] = {}
    for other in texts(own.get("extends")):
        if other in jobs and other not in seen and len(seen) < MOST_EXTENDED:
            whole.update(_whole(jobs, other, seen))
    return {**whole, **own}


def _triggers(job: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What starts a job, with the paths that limit it; without rules every push does."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in mappings(job.get("rules")):
        if text(rule.get("when")) != "never":
            changes = rule.get("changes")
            event = _event(text(rule.get("if")))
            paths = texts(at(changes, "paths") if isinstance(changes, dict) else changes)
            found[event] = () if found.get(event) == () else (*found.get(event, ()), *paths)
    only = job.get("only")
    for each in texts(at(only, "refs") if isinstance(only, dict) else only):
        found.setdefault({"merge_requests": "pull_request", "schedules": "schedule", "web": "workflow_dispatch"}.get(each, "push"), ())
    return found or {"push": ()}


def _event(condition: str) -> str:
    if re.search(r"merge_request_event|\$CI_MERGE_REQUEST_", condition):
        return "pull_request"
    source = re.search(r"\$CI_PIPELINE_SOURCE\s*==\s*[\"'](\w+)[\"']", condition)
    return {"schedule": "schedule", "web": "workflow_dispatch"}.get(source[1], "push") if source else "push"


def _job(name: str, job: dict[str, Any], line: int | None) -> Job:
    environment = job.get("environment")
    action = text(at(environment, "action")) or "start"
    script = "\n".join((*_lines(job.get("before_script")), *_lines(job.get("script"))))
    ignores = job.get("allow_failure")
    rules = [each for each in mappings(job.get("rules")) if text(each.get("when")) != "never"]
    return Job(
        id=name,
        environment=(text(at(environment, "name")) or text(environment) or None) if action == "start" else None,
        steps=(Step(name=name, run=commands_of(script), ignores_failure=flag(ignores) is True, line=line),),
        needs=tuple(text(each) or text(at(each, "job")) for each in items(job.get("needs"))),
        condition="; ".join(filter(None, (text(each.get("if")) for each in rules)))[:500],
        ignores_failure=flag(ignores) is True,
        matrix=matrix_of(at(job.get("parallel"), "matrix")),
        calls=text(at(job.get("trigger"), "include")) or text(at(job.get("trigger"), "project")) or text(job.get("trigger")),
        manual=text(job.get("when")) == "manual" or (bool(rules) and all(text(each.get("when")) == "manual" for each in rules)),
        line=line,
    )


def _lines(script: Any) -> list[str]:
    """The lines of a script; lists in it come from `!reference` or anchors."""
    found: list[str] = []
    for each in script if isinstance(script, list) else [script]:
        found += _lines(each) if isinstance(each, list) else [text(each)]
    return found


def _credentials(data: dict[str, Any], jobs: dict[str, dict[str, Any]]) -> Iterator[Credential]:
    """Literals in variables of the pipeline and its jobs, and in commands."""
    yield from literals_in(_plain(data.get("variables")))
    for job in jobs.values():
        yield from literals_in(_plain(job.get("variables")))
        for key in ("before_script", "script"):
            script = job.get(key)
            for number, each in enumerate(script if isinstance(script, list) else [script]):
                yield from literals_of_script(text(each), line_of(script, number) if isinstance(script, list) else line_of(job, key))


def _plain(variables: Any) -> Any:
    """Variables without those that are written with a description, whose value is a suggestion."""
    return variables if all(not isinstance(each, dict) for each in mapping(variables).values()) else {}
