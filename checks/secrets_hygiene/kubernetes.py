"""Secrets in Kubernetes manifests: where they must not stand."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.containers import Container, Credential
from readiness.facts.kubernetes.secrets import SecretManifest
from readiness.facts.kubernetes.workloads import Workload

from .exposure import how_sure


@check(
    "k8s-no-literal-credential",
    severity="critical",
    effort="hours",
    maps=[
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.4.1",
        "azure-waf-core:SE:09",
        "aws-ai-security-framework:AISF-DATA-05",
        "owasp-llm-top10-2025:LLM02:2025",
    ],
)
def no_literal_credential(workload: Workload) -> Verdict:
    """Containers take their credentials from Secrets.

    Why: Anyone who may look at the deployment can read and use its passwords. They also stand in the repository,
    in every rendered chart and in the cluster's audit log. An annotation keeps what `kubectl apply` once applied.

    Fix: Move the value to a Secret, refer to it and rotate it

        # <container>: <names>
        env:
          - name: OPENAI_API_KEY
            valueFrom:
              secretKeyRef: {name: provider-keys, key: openai}
    """
    for container in workload.containers:
        written = _written(container)
        if written:
            names = sorted({each.name for each in written})
            place = workload.origin.at(written[0].line)
            return failed("A credential is written into the workload", at=place, container=container.name, names=names, **how_sure(written))
    noted = [each for each in workload.annotation_credentials if each.written_here]
    if noted:
        names = sorted({each.name for each in noted})
        return failed("A credential is written into an annotation", at=workload.origin.at(noted[0].line), names=names, **how_sure(noted))
    if not any(_given_secrets(each) for each in workload.containers):
        return not_applicable("it is given no credential")
    return passed(containers=[each.name for each in workload.containers])


def _written(container: Container) -> list[Credential]:
    """Credentials whose usable value stands in the variables or the arguments."""
    variables = [each.credential for each in container.environment if each.credential]
    return [each for each in (*variables, *container.argument_credentials) if each.written_here]


def _given_secrets(container: Container) -> bool:
    variables = any(each.source == "secret" or each.credential for each in container.environment)
    return variables or bool(container.environment_from or container.argument_credentials) or "secret" in container.volumes.values()


@check(
    "k8s-no-secret-manifest",
    severity="high",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.4.2", "azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-03"],
)
def no_secret_manifest(secret: SecretManifest) -> Verdict:
    """Secret manifests in the repository hold no values.

    Why: Whoever reads the repository has our production passwords. Base64 is no encryption.

    Fix: Let an operator fetch the value, and rotate it

        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: {name: <secret>}
        spec:
          secretStoreRef: {kind: ClusterSecretStore, name: vault}
          target: {name: <secret>}
          dataFrom: [{extract: {key: prod/<secret>}}]
    """
    written = [each for each in secret.credentials if each.written_here]
    if written:
        keys = sorted({each.name for each in written})
        return failed("A Secret with its values is in the repository", at=secret.origin.at(written[0].line), secret=secret.name, keys=keys)
    if not secret.credentials:
        return not_applicable("it holds no value")
    return passed(secret=secret.name, placeholders=len(secret.credentials))
