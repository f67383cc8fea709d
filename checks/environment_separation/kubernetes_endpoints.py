"""Which environments a workload talks to."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.secrets import ConfigMap
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace

_IN_CLUSTER = re.compile(r"(?:[a-z0-9-]+\.)+?(?P<namespace>[a-z0-9-]+)\.svc(?:\.cluster\.local)?\.?")
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]*@)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?(?:[/?#].*)?$", re.IGNORECASE)
_TOKENS = frozenset({"dev", "develop", "development", "staging", "stage", "stg", "uat", "qa", "preprod"})
_MISLEADING = frozenset({"dev.azure.com", "dev.mysql.com"})
"""Hosts of vendors whose names hold such a word and mean no environment."""
_PROSE = ("_DOC", "_DOCS", "_DESCRIPTION", "_COMMENT", "_HELP")


def _before_production(host: str) -> bool:
    """Whether the name of a host tells of an environment before production."""
    if inside := _IN_CLUSTER.fullmatch(host):
        return bool(_TOKENS & set(inside["namespace"].split("-")))
    # The last label is a top-level domain, of which `dev` is one.
    words = {word for label in host.split(".")[:-1] for word in label.split("-")}
    return host not in _MISLEADING and bool(_TOKENS & words)


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _hosts(workload: Workload, config_maps: list[ConfigMap]) -> dict[str, str]:
    """Hosts that a workload is given, with the variable or ConfigMap that names each."""
    variables = [each for container in workload.containers for each in container.environment]
    found = {
        match["host"].lower(): each.name
        for each in variables
        if each.value and not each.name.upper().endswith(_PROSE) and (match := _HOST.match(each.value))
    }
    named = {each.name for each in workload.references if each.kind == "ConfigMap"}
    known = by_key(config_maps, _home)
    beside = [each for world in workload.worlds for each in known.get((world, workload.namespace), ())]
    return found | {host: f"ConfigMap {each.name}" for each in beside if each.name in named for host in each.hosts}


@check(
    "k8s-no-cross-environment-endpoint",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:SE:04", "azure-waf-core:OE:11"],
)
def no_cross_environment_endpoint(workload: Workload, config_maps: list[ConfigMap]) -> Verdict:
    """Production talks to production only.

    Why: Customers get answers made of test data, and tests can break production. A copied variable is all it takes.
    Namespaces and hosts whose names tell of development or staging are found.

    Fix: Set endpoints for each environment

        # <workload>: <hosts> in <given_by>
        env:
          - name: GATEWAY_URL
            value: http://litellm.assistant-production.svc:4000
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if workload.environment is not Environment.PRODUCTION:
        return not_applicable("nothing tells that it is production")
    hosts = _hosts(workload, config_maps)
    if not hosts:
        return not_applicable("it is given no host")
    others = {host: place for host, place in hosts.items() if _before_production(host)}
    if others:
        return failed(
            "Production talks to another environment", workload=workload.name, hosts=sorted(others), given_by=sorted(set(others.values()))
        )
    return passed(workload=workload.name, hosts=sorted(hosts))
