"""Keys for registries: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason, Origin
from readiness.facts.containers import Container, Image
from readiness.facts.kubernetes.rbac import ServiceAccount
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.secrets import SecretMetadata
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import TODAY, fact, row, table

LIVE = Origin(place="kubernetes:lab", call="it")
KEY = Reference(kind="Secret", name="ngc", optional=True, pulls_image=True)


def workload(repository: str = "nvcr.io/nim/meta/llama-3.1-8b-instruct", **values: Any) -> Any:
    known = {"name": "nim", "namespace": "models", "kind": "Deployment", "api_version": "apps/v1", "origin": LIVE}
    return fact(Workload, containers=(Container(name="nim", image=Image(repository=repository, tag="1.8")),), **(known | values))


def account(*pull_secrets: str, **values: Any) -> Any:
    return fact(ServiceAccount, **({"name": "default", "namespace": "models", "pull_secrets": pull_secrets, "origin": LIVE} | values))


def listed(name: str) -> Any:
    return fact(SecretMetadata, name=name, namespace="models", read_at=TODAY, origin=LIVE)


test_pull_secret = table(
    "k8s-image-pull-secret",
    passes=[
        [workload(references=(KEY,))],
        [workload(), account("ngc")],
        [workload(references=(KEY,)), listed("ngc")],
        [workload("ghcr.io/acme/chat", references=(KEY,))],
    ],
    fails=[
        row(workload(), account(), says="llama-3.1-8b-instruct"),
        row(workload(references=(KEY,)), listed("other"), says="missing"),
        [workload(service_account="nim"), account("ngc"), account(name="nim")],
    ],
    unknown=[[workload()], workload().unknown("containers", GapReason.TEMPLATED)],
    not_applicable=[
        [workload("docker.io/vllm/vllm-openai"), account()],
        [workload("nvcr.io/nvidia/tritonserver"), account()],
        [workload(namespace="kube-system"), account()],
    ],
)
