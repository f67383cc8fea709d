"""Endpoints of other environments: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.secrets import ConfigMap
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import PLACE, fact, row, table


def workload(*values: str, name: str = "URL", config_map: str = "", **more: Any) -> Any:
    variables = tuple(EnvironmentVariable(name=name, value=each) for each in values)
    references = (Reference(kind="ConfigMap", name=config_map),) if config_map else ()
    return fact(
        Workload,
        name="chat",
        kind="Deployment",
        api_version="apps/v1",
        references=references,
        containers=(Container(name="app", environment=variables),),
        **{"namespace": "models", **more},
    )


def config_map(*hosts: str, **values: Any) -> Any:
    return fact(ConfigMap, name="settings", hosts=hosts, **{"namespace": "models", **values})


test_cross_environment = table(
    "k8s-no-cross-environment-endpoint",
    passes=[
        workload("http://llm.assistant-production.svc.cluster.local:4000/v1"),
        workload("https://api.example.dev/v1"),
        workload("https://dev.azure.com/org"),
        workload("https://us-docker.pkg.dev/x"),
        workload("https://devices.example.org"),
        # A Service may bear any name; its namespace tells.
        workload("http://stage.assistant-production.svc"),
        [workload("https://a.example.org", config_map="other"), config_map("llm.models-dev.svc")],
    ],
    fails=[
        row(workload("http://llm.assistant-staging.svc:4000"), says="llm.assistant-staging.svc"),
        workload("https://api.dev.example.org"),
        workload("db-stg.example.org:5432"),
        workload("postgres://u@db.uat.example.org/x"),
        row(workload(config_map="settings"), config_map("llm.models-dev.svc"), says="ConfigMap settings"),
    ],
    unknown=[
        workload("http://llm.models-dev.svc").unknown("containers", GapReason.TEMPLATED),
        [workload("https://a.example.org"), Gap(place=PLACE, facts=("ConfigMap",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        workload(),
        workload("info", "x", "4000"),
        workload("http://llm.models-dev.svc", environment=Environment.STAGING),
        workload("http://llm.models-dev.svc", name="URL_DOC"),
        workload("http://llm.models-dev.svc", namespace="kube-system"),
        [workload(config_map="settings"), config_map("llm.models-dev.svc", namespace="other")],
    ],
)
