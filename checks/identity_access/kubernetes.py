"""Identities of workloads in Kubernetes."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.containers import EnvironmentVariable
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace

from .cloud_keys import AWS, AZURE, GOOGLE, given


@check(
    "k8s-own-service-account",
    severity="medium",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.5", "cis-kubernetes-2.0.1-s5:CIS-K8S-5.1.6", "azure-waf-core:SE:05"],
)
def own_service_account(workload: Workload) -> Verdict:
    """Workloads do not run with the default account's token.

    Why: A break-in to one service becomes a break-in to its neighbours. Whatever is granted to the default account
    of a namespace is granted to every pod there. A pod that mounts no token passes.

    Fix: Give it a service account, or mount no token

        # <workload>
        spec:
          template:
            spec:
              serviceAccountName: assistant
              automountServiceAccountToken: false
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if not workload.long_running:
        return not_applicable("it runs to an end")
    if workload.is_preset:
        return not_applicable("what builds upon it names the account")
    if workload.automount_token is False:
        return passed(workload=workload.name, mounts_token=False)
    if workload.service_account in (None, "default"):
        return failed("A workload uses the default service account", workload=workload.name)
    return passed(workload=workload.name, service_account=workload.service_account)


CLOUD = ("AWS_", "AZURE_", "ARM_", "GOOGLE_", "GCP_", "BEDROCK_", "VERTEX")


@check(
    "k8s-no-static-cloud-keys",
    severity="high",
    effort="days",
    maps=[
        "aws-ai-security-framework:AISF-IAM-03",
        "azure-waf-core:SE:05",
        "azure-waf-ai:AI-S:invest-in-robust-access-management-for-identities-user-and-s",
    ],
)
def no_static_cloud_keys(workload: Workload) -> Verdict:
    """Workloads reach the cloud with an identity of their own.

    Why: A leaked cloud key opens our account from anywhere, for years. Workload identity gives each pod tokens that
    expire. Keys of an S3-compatible store in the cluster are left out.

    Fix: Bind the service account to a cloud role

        # <workload>: instead of <variables>
        metadata:
          annotations:
            eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/assistant
            # iam.gke.io/gcp-service-account, azure.workload.identity/client-id
    """
    variables = [each for container in workload.containers for each in container.environment]
    keys = sorted({name for container in workload.containers for name in given(container, AWS | AZURE | GOOGLE)})
    if keys:
        if any(_names_object_store(each) for each in variables):
            return not_applicable("its keys are those of an S3-compatible store", variables=keys)
        return failed("A workload holds long-lived cloud keys", workload=workload.name, variables=keys)
    if not any(each.name.startswith(CLOUD) for each in variables):
        return not_applicable("no use of a cloud's interface is seen")
    if any(container.environment_from for container in workload.containers):
        return unknown("some variables come from a whole Secret or ConfigMap", workload=workload.name)
    return passed(workload=workload.name)


def _names_object_store(variable: EnvironmentVariable) -> bool:
    """Whether it points to an S3-compatible store, so that AWS_* keys need not be those of AWS."""
    name = variable.name
    return name == "AWS_ENDPOINT_URL" or "MINIO" in name or ("S3" in name and "ENDPOINT" in name)
