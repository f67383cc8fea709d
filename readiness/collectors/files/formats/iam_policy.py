"""IAM policy documents wherever they stand: their Allow statements that touch AI services."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import line_of, mapping, text, walk
from readiness.facts.files import PolicyStatement

# Wildcards that reach AI services count: `bedrock:*`, `sagemaker:Invoke*`, `aoss:*`; a bare `*` is about everything
# and is judged by the account's own checks.
_AI_ACTION = re.compile(r"(bedrock(-agentcore|-runtime)?:.+|sagemaker:(\*|Invoke.*)|aoss:.+)", re.IGNORECASE)

_MENTIONED = re.compile(r"(bedrock[\w-]*|sagemaker|aoss):", re.IGNORECASE)


def _values(value: Any) -> tuple[str, ...]:
    """A string or list of strings; what an intrinsic function or a template computes is given as its text."""
    each = value if isinstance(value, list) else [value]
    return tuple(text(one) or json.dumps(one, sort_keys=True, default=str) for one in each if one is not None)


def _touches_ai(statement: dict[str, Any]) -> bool:
    return statement.get("Effect") == "Allow" and any(_AI_ACTION.fullmatch(action) for action in _values(statement.get("Action")))


def _matches(document: Document) -> bool:
    return (
        document.syntax in ("yaml", "json")
        and _MENTIONED.search(document.text) is not None
        and any(_touches_ai(each) for each in walk(document.data))
    )


@format("iam policy", gives=(PolicyStatement,), matches=_matches, hint=r"\b(bedrock|aoss):[A-Za-z*]|sagemaker:(\*|Invoke)")
def statements(document: Document) -> Iterator[PolicyStatement]:
    """Allow statements on Bedrock, SageMaker inference and OpenSearch Serverless, in JSON, CloudFormation or any tree."""
    named: dict[str, int] = {}
    for statement in walk(document.data):
        if not _touches_ai(statement):
            continue
        name = text(statement.get("Sid")) or "statement"
        named[name] = named.get(name, 0) + 1
        yield PolicyStatement(
            resource=f"iam:{document.id}#{name}" + (f"/{named[name]}" if named[name] > 1 else ""),
            origin=document.origin(line_of(statement, "Action")),
            environment=document.environment,
            actions=_values(statement.get("Action")),
            resources=_values(statement.get("Resource")),
            conditional=bool(mapping(statement.get("Condition"))),
        )
