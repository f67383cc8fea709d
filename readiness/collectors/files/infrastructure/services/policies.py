"""IAM policy documents: written as JSON, made by `jsonencode`, or by the data source of the provider."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.infrastructure.mapping import View, unread
from readiness.collectors.files.infrastructure.stacks import blocks
from readiness.collectors.files.infrastructure.values import Ref, Text, Unresolved
from readiness.facts import GapReason, Unread
from readiness.facts.aws.iam import AwsStatement

DOCUMENT = "data.aws_iam_policy_document"
MOST_SOURCES = 10


def statements(view: View, path: str, policy: str) -> tuple[AwsStatement, ...] | Unread:
    """The statements of a policy that an attribute holds."""
    return statements_of(view, view.raw(path), policy)


def statements_of(view: View, value: Any, policy: str) -> tuple[AwsStatement, ...] | Unread:
    """The statements of a policy document."""
    found: list[AwsStatement] = []
    written = list(_written(view, value, 0))
    for each in written:
        statement = each if isinstance(each, Unread) else _statement(view, each, policy)
        if isinstance(statement, Unread):
            return statement
        found.append(statement)
    return tuple(found)


def _written(view: View, value: Any, depth: int) -> Iterator[dict[str, Any] | Unread]:
    """Statements in the words of IAM's JSON."""
    if isinstance(value, Text):
        value = view.text_of(value)
    if isinstance(value, Unread):
        yield value
        return
    if isinstance(value, str):
        if not value.strip():
            return
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            yield Unread(reason=GapReason.UNPARSEABLE, detail="a policy is no readable JSON")
            return
    if isinstance(value, Ref) and (target := view.stack.find(value.address)) is not None and target.type == DOCUMENT:
        yield from _of_data_source(view.of(target), depth)
    elif isinstance(value, dict):
        listed = value.get("Statement")
        if isinstance(listed, Unresolved | Ref):
            yield unread(listed)
        for each in listed if isinstance(listed, list) else [listed]:
            if isinstance(each, dict):
                yield each
            elif each is not None and not isinstance(listed, Unresolved | Ref):
                yield unread(each)
    elif value is not None:
        yield unread(value)


_ATTRIBUTES = {
    "sid": "Sid",
    "effect": "Effect",
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


def _of_data_source(view: View, depth: int) -> Iterator[dict[str, Any] | Unread]:
    """Statements of `aws_iam_policy_document`, those of its sources first."""
    for path in ("source_policy_documents", "override_policy_documents"):
        sources = view.raw_with_refs(path)
        if isinstance(sources, Unresolved):
            yield unread(sources)
        elif isinstance(sources, list) and depth < MOST_SOURCES:
            for each in sources:
                yield from _written(view, view.stack.follow(each), depth + 1)
    found = view.blocks("statement")
    if isinstance(found, Unread):
        yield found
        return
    for each in found:
        statement: dict[str, Any] = {name: each[key] for key, name in _ATTRIBUTES.items() if each.get(key) not in (None, [])}
        statement.setdefault("Effect", "Allow")
        for key, name in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
            if who := {str(one.get("type")): one.get("identifiers") for one in blocks(each.get(key))}:
                statement[name] = who
        conditions: dict[str, dict[str, Any]] = {}
        for one in blocks(each.get("condition")):
            conditions.setdefault(str(one.get("test")), {})[str(one.get("variable"))] = one.get("values")
        if conditions:
            statement["Condition"] = conditions
        yield statement


def _statement(view: View, written: dict[str, Any], policy: str) -> AwsStatement | Unread:
    told = {name: _texts(view, written.get(name)) for name in ("Action", "NotAction", "Resource", "NotResource")}
    hidden = next((each for each in told.values() if isinstance(each, Unread)), None)
    principals, excepted = _principals(view, written.get("Principal")), _principals(view, written.get("NotPrincipal"))
    conditions = _conditions(view, written.get("Condition"))
    hidden = hidden or next((each for each in (principals, excepted, conditions) if isinstance(each, Unread)), None)
    effect = written.get("Effect")
    if hidden is not None or effect not in ("Allow", "Deny"):
        return hidden or unread(effect)
    return AwsStatement(
        policy=policy,
        effect=effect,
        actions=told["Action"],
        not_actions=told["NotAction"],
        resources=told["Resource"],
        not_resources=told["NotResource"],
        conditions=conditions,
        principals=principals,
        not_principals=excepted,
    )


def _texts(view: View, value: Any) -> Any:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    found = [view.text_of(each) for each in listed]
    return next((each for each in found if isinstance(each, Unread)), tuple(found))


def _principals(view: View, value: Any) -> Any:
    if not value:
        return {}
    if isinstance(value, str):
        return {"*": (value,)}
    if not isinstance(value, dict):
        return unread(value)
    found = {kind: _texts(view, who) for kind, who in value.items()}
    return next((each for each in found.values() if isinstance(each, Unread)), found)


def _conditions(view: View, value: Any) -> Any:
    if not value:
        return {}
    if not isinstance(value, dict):
        return unread(value)
    found = {name: _principals(view, wanted) for name, wanted in value.items()}
    return next((each for each in found.values() if isinstance(each, Unread)), found)


def is_public(view: View, path: str) -> bool | Unread:
    """Whether a resource policy lets everybody in: a principal `*` without a condition, as S3 calls it public."""
    found = statements(view, path, "policy")
    if isinstance(found, Unread):
        return found
    for each in found:
        everybody = "*" in each.principals.get("*", ()) or "*" in each.principals.get("AWS", ())
        if each.effect == "Allow" and everybody and not each.conditions:
            return True
    return False
