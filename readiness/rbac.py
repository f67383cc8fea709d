"""The rights that the selected checks need in a cluster, as RBAC objects."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from readiness.api import Check
from readiness.collectors import Place
from readiness.collectors.kubernetes.live import CLUSTER, METADATA, rule_of
from readiness.errors import UserError
from readiness.planner import plan

NAME = "readiness-read-only"
SUBJECT = "serviceaccount:readiness/readiness"


def kubernetes_rights(checks: Iterable[Check]) -> tuple[str, ...]:
    """What collecting for these checks asks of an API server (`list deployments.apps`), sorted; none when none reads one."""
    return _rights(checks, CLUSTER)


def metadata_rights(checks: Iterable[Check]) -> tuple[str, ...]:
    """The same where the metadata of Secrets may be read too: `list secrets`, which is the right to read them."""
    return _rights(checks, CLUSTER, METADATA)


def _rights(checks: Iterable[Check], *kinds: str) -> tuple[str, ...]:
    return tuple(sorted(plan([Place(kind=each, name="any", target=f"{CLUSTER}:any") for each in kinds], checks).rights))


def rules(rights: Iterable[str]) -> list[dict[str, Any]]:
    """RBAC rules: one for each API group and set of verbs."""
    verbs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for right in rights:
        verb, group, resource = rule_of(right)
        verbs[group, resource].add(verb)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (group, resource), wanted in sorted(verbs.items()):
        alike[group, tuple(sorted(wanted))].append(resource)
    return [{"apiGroups": [group], "resources": names, "verbs": list(wanted)} for (group, wanted), names in sorted(alike.items())]


def role_and_binding(rights: Iterable[str], subject: str = SUBJECT, namespaces: Iterable[str] = ()) -> list[dict[str, Any]]:
    """A ClusterRole with its binding; for namespaces a Role and a binding in each.

    What is no namespace's own (nodes, storage classes) can't be granted there, and stays unknown.

    Args:
        rights: as collectors declare them.
        subject: `serviceaccount:<namespace>/<name>`, `user:<name>` or `group:<name>`.
        namespaces: those that may be read; the whole cluster unless given.

    Raises:
        UserError: no such kind of subject.
    """
    granted, whom = rules(rights), _subject(subject)
    if not (chosen := tuple(namespaces)):
        return _pair("ClusterRole", granted, whom, None)
    return [each for namespace in chosen for each in _pair("Role", granted, whom, namespace)]


def _pair(kind: str, granted: list[dict[str, Any]], whom: dict[str, str], namespace: str | None) -> list[dict[str, Any]]:
    version = "rbac.authorization.k8s.io/v1"
    metadata = {"name": NAME} | ({"namespace": namespace} if namespace else {})
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": NAME}
    return [
        {"apiVersion": version, "kind": kind, "metadata": metadata, "rules": granted},
        {"apiVersion": version, "kind": f"{kind}Binding", "metadata": metadata, "roleRef": reference, "subjects": [whom]},
    ]


def _subject(told: str) -> dict[str, str]:
    kind, _, name = told.partition(":")
    namespace, slash, account = name.partition("/")
    if kind == "serviceaccount" and slash and namespace and account:
        return {"kind": "ServiceAccount", "name": account, "namespace": namespace}
    if kind in ("user", "group") and name:
        return {"kind": kind.capitalize(), "name": name, "apiGroup": "rbac.authorization.k8s.io"}
    raise UserError(f"--subject {told!r} names nobody", help="write serviceaccount:<namespace>/<name>, user:<name> or group:<name>")


def as_yaml(objects: list[dict[str, Any]]) -> str:
    """The objects as `kubectl apply` takes them."""
    import yaml

    return "---\n".join(yaml.safe_dump(each, sort_keys=False) for each in objects)


def as_json(objects: list[dict[str, Any]]) -> str:
    """The objects as one List."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}, indent=2) + "\n"
