"""GitHub Actions workflows: triggers, jobs, steps, and secrets written as literals (workflow syntax of 2025)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.containers import MASK, secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential, is_secret_name, masked
from readiness.collectors.files.shapes import at, flag, items, labels, line_of, mapping, text, texts, walk
from readiness.facts.containers import Credential
from readiness.facts.delivery import Job, Step, Workflow
from readiness.facts.files import SecretLiteral

_PATH = re.compile(r"(^|/)\.github/workflows/[^/]+\.ya?ml$")


def _matches(document: Document) -> bool:
    return _PATH.search(document.path) is not None and isinstance(mapping(document.data).get("jobs"), dict)


@format("github actions", gives=(Workflow, SecretLiteral), matches=_matches, hint=r"^jobs:")
def workflow(document: Document) -> Iterator[Observation]:
    """A workflow."""
    data = mapping(document.data)
    resource = f"workflow:{document.id}"
    found = tuple(_credentials(data))
    yield Workflow(
        resource=resource,
        origin=document.origin(line_of(data)),
        environment=document.environment,
        name=text(data.get("name")) or document.name,
        triggers=dict(_triggers(data.get("on"))),
        inputs=tuple(str(name) for name in mapping(at(data, "on", "workflow_dispatch", "inputs"))),
        jobs=tuple(_job(str(id), job, line_of(data["jobs"], id)) for id, job in data["jobs"].items() if isinstance(job, dict)),
        credentials=found,
    )
    for each in found:
        yield from secret_literal(document, (resource, each.name), each, "workflow", document.environment)


def _triggers(on: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Events with the paths that limit them; `on` is a name, a list of names or a mapping."""
    if isinstance(on, dict):
        for event, limits in on.items():
            yield str(event), texts(at(limits, "paths"))
    else:
        for event in texts(on):
            yield event, ()


def _job(id: str, data: dict[str, Any], line: int | None) -> Job:
    environment = data.get("environment")
    return Job(
        id=id,
        environment=text(at(environment, "name")) or text(environment) or None,
        steps=tuple(_step(each) for each in items(data.get("steps")) if isinstance(each, dict)),
        needs=texts(data.get("needs")),
        condition=text(data.get("if")),
        ignores_failure=flag(data.get("continue-on-error")) is True,
        calls=text(data.get("uses")),
        secrets=tuple(sorted(set(_SECRET.findall(_written(data))))),
        matrix=matrix_of(at(data, "strategy", "matrix")),
        line=line,
    )


MOST_VALUES = 100


def matrix_of(written: Any) -> tuple[str, ...]:
    """The texts of a matrix, its keys left out; what an expression makes is not told."""
    lists = (value for part in walk(written) for key, value in part.items() if not is_secret_name(str(key)))
    told = (masked(each[:200]) for value in lists for each in texts(value) if each and "${{" not in each)
    return tuple(dict.fromkeys(told))[:MOST_VALUES]


# `secrets.NAME` in an expression; GitHub's own token is no secret that anybody made.
_SECRET = re.compile(r"\$\{\{[^}]{0,200}?\bsecrets\.(?!GITHUB_TOKEN\b)([A-Za-z_]\w{0,100})")


def _written(value: Any) -> str:
    """All that stands in a job, as text."""
    return "\n".join(text(each) for part in walk(value) for each in part.values() if not isinstance(each, dict))


def _step(data: dict[str, Any]) -> Step:
    run = commands_of(text(data.get("run")))
    return Step(
        name=text(data.get("name")),
        uses=text(data.get("uses")),
        run=run,
        arguments={key: _shown(key, value) for key, value in labels(data.get("with")).items()},
        ignores_failure=flag(data.get("continue-on-error")) is True or bool(re.search(r"\|\|\s*(true|:)\s*;?\s*$", run, re.MULTILINE)),
        line=line_of(data),
    )


def _shown(key: str, value: str) -> str:
    found = _literal(key, value, None)
    return MASK if found is not None else masked(value)


# Quoted text is passed over, so that a `#` in it starts no comment.
_COMMENT = re.compile(r""""(?:\\.|[^"\\])*+"?|'[^']*'?|(?P<comment>(?:(?<=\s)|^)\#.*$)""", re.MULTILINE)
_ASSIGNMENT = re.compile(r"""(?P<name>\b[A-Za-z_]\w*)=(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s;&|"'`)]+)""")
_OPTION = re.compile(r"""(?P<name>--[A-Za-z][\w-]*)(?P<gap>[= ]\s*)(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s;&|"'`)-][^\s;&|"'`)]*)""")


def commands_of(script: str) -> str:
    """The commands of a shell script: comments removed, secret values masked."""
    bare = _COMMENT.sub(lambda match: "" if match["comment"] is not None else match[0], script)

    def hide(match: re.Match[str]) -> str:
        found = _literal(match["name"].lstrip("-"), match["value"].strip("\"'"), None)
        return match[0] if found is None else match[0][: match.start("value") - match.start()] + MASK

    return masked(_OPTION.sub(hide, _ASSIGNMENT.sub(hide, bare)))


def _literal(name: str, value: str, line: int | None) -> Credential | None:
    """The secret that a value is; expressions and shell variables are none."""
    if "${{" in value or value.startswith("$"):
        return None
    found = credential(name.replace("-", "_"), value, line)
    return found.model_copy(update={"name": name}) if found is not None and found.written_here else None


def _credentials(data: dict[str, Any]) -> Iterator[Credential]:
    """Literals in `env` of the workflow, its jobs and steps, in arguments of actions, and in commands."""
    yield from literals_in(data.get("env"))
    for job in mapping(data.get("jobs")).values():
        yield from literals_in(at(job, "env"))
        yield from literals_in(at(job, "with"))
        for service in mapping(at(job, "services")).values():
            yield from literals_in(at(service, "env"))
        for step in items(at(job, "steps")):
            yield from literals_in(at(step, "env"))
            yield from literals_in(at(step, "with"))
            yield from literals_of_script(text(at(step, "run")), line_of(step, "run"))


def literals_in(values: Any) -> Iterator[Credential]:
    """Secrets written as variables or arguments."""
    for key, value in mapping(values).items():
        found = _literal(str(key), text(value), line_of(values, key))
        if found is not None:
            yield found


def literals_of_script(script: str, line: int | None) -> Iterator[Credential]:
    """Secrets written into commands."""
    # A block scalar starts on the line after its key; a plain one stands beside it.
    first = (line + 1 if "\n" in script else line) if line else None
    for number, each in enumerate(script.splitlines()):
        bare = _COMMENT.sub(lambda match: "" if match["comment"] is not None else match[0], each)
        for match in (*_ASSIGNMENT.finditer(bare), *_OPTION.finditer(bare)):
            found = _literal(match["name"].lstrip("-"), match["value"].strip("\"'"), first + number if first else None)
            if found is not None:
                yield found
