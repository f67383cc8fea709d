"""Separation of environments in Kubernetes."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.kubernetes.workloads import Workload


@check(
    "k8s-default-namespace-unused",
    severity="medium",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.4", "cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.1", "azure-waf-core:SE:04"],
)
def default_namespace(workload: Workload) -> Verdict:
    """Workloads live in a namespace of their own.

    Why: Systems that share the default namespace can disturb and read each other. Quotas, network rules and access
    rights are set for a namespace.

    Fix: Give the system its own namespace

        apiVersion: v1
        kind: Namespace
        metadata: {name: assistant-prod}
        # and in <workload>:
        metadata: {namespace: assistant-prod}
    """
    if workload.is_preset:
        return not_applicable("what builds upon it lives in a namespace")
    if workload.namespace is None:
        return unknown("the namespace is set at install time", workload=workload.name)
    if workload.namespace == "default":
        return failed("A workload lives in the default namespace", workload=workload.name)
    return passed(namespace=workload.namespace)
