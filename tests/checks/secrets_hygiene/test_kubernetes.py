"""Secrets in Kubernetes manifests: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.containers import Container, Credential, EnvironmentVariable
from readiness.facts.kubernetes.secrets import SecretManifest
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

LITERAL = Credential(name="OPENAI_API_KEY", state="literal", kind="OpenAI API key", line=21)
PLACEHOLDER = Credential(name="OPENAI_API_KEY", state="placeholder")
FROM_SECRET = EnvironmentVariable(name="OPENAI_API_KEY", source="secret", reference="keys/openai")


APPLIED = Credential(name="annotation kubectl.kubernetes.io/last-applied-configuration", state="literal", kind="OpenAI API key")


def annotated(*credentials: Credential, **container: Any) -> Any:
    """A Deployment with one container, and credentials in annotations."""
    containers = (Container(name="app", **container),)
    values: dict[str, Any] = {"kind": "Deployment", "api_version": "apps/v1", "containers": containers}
    return fact(Workload, name="assistant", annotation_credentials=credentials, **values)


def workload(**container: Any) -> Any:
    """A Deployment with one container."""
    return annotated(**container)


test_literal_credential = table(
    "k8s-no-literal-credential",
    passes=[
        workload(environment=(FROM_SECRET,)),
        workload(environment=(EnvironmentVariable(name="OPENAI_API_KEY", credential=PLACEHOLDER),)),
        workload(volumes={"/keys": "secret"}),
        workload(environment_from=("secret/keys",)),
        annotated(Credential(name="annotation note", state="placeholder"), environment=(FROM_SECRET,)),
    ],
    fails=[
        row(workload(environment=(FROM_SECRET, EnvironmentVariable(name="OPENAI_API_KEY", credential=LITERAL))), says="config.yaml:21"),
        row(annotated(APPLIED, environment=(FROM_SECRET,)), says="last-applied-configuration"),
        annotated(APPLIED),
        workload(argument_credentials=(Credential(name="--api-key", state="literal"),)),
        workload(environment=(EnvironmentVariable(name="P", credential=Credential(name="P", state="vendor default")),)),
    ],
    unknown=[workload().unknown("containers", GapReason.TEMPLATED)],
    not_applicable=[workload(), workload(environment=(EnvironmentVariable(name="LOG_LEVEL", value="info"),))],
)


def secret(*credentials: Credential) -> Any:
    """A Secret with these keys."""
    return fact(SecretManifest, name="keys", credentials=credentials)


test_secret_manifest = table(
    "k8s-no-secret-manifest",
    passes=[secret(PLACEHOLDER), secret(Credential(name="k", state="empty"))],
    fails=[row(secret(PLACEHOLDER, LITERAL), says="OPENAI_API_KEY"), secret(Credential(name="password", state="vendor default"))],
    not_applicable=[secret()],
)
