"""What namespaces say of themselves and ask of their pods."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.ai import AiService
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import AdmissionPolicy, Namespace
from readiness.facts.kubernetes.workloads import Workload, workloads_in
from readiness.facts.serving import is_of_platform, why_not_serving

ENVIRONMENTS = ("environment", "env", "app.kubernetes.io/environment", "stage")
OWNERS = ("owner", "team", "app.kubernetes.io/owner", "app.kubernetes.io/managed-by-team", "squad", "cost-center")


def _serving(namespace: Namespace, workloads: list[Workload], services: list[Service], ai_services: list[AiService]) -> list[str]:
    """Names of the workloads in it that answer requests."""
    if is_of_platform(namespace.name):
        return []
    return [each.name for each in workloads_in(namespace, workloads) if not why_not_serving(each, services, ai_services)]


@check(
    "k8s-pod-security-enforced",
    severity="medium",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.1", "azure-waf-core:SE:08", "azure-waf-core:SE:04"],
)
def pod_security(
    namespace: Namespace, workloads: list[Workload], services: list[Service], ai_services: list[AiService], policies: list[AdmissionPolicy]
) -> Verdict:
    """Namespaces refuse pods that would own their node.

    Why: Anyone who may deploy here may take over the node, by mistake or not. Kubernetes refuses nothing until
    a namespace names the standard that its pods must meet. A policy engine or OpenShift's constraints do as well.

    Fix: Name the Pod Security Standard

        kind: Namespace
        metadata:
          name: <namespace>
          labels:
            pod-security.kubernetes.io/enforce: baseline
            pod-security.kubernetes.io/warn: restricted
    """
    serving = _serving(namespace, workloads, services, ai_services)
    if not serving:
        return not_applicable("nothing serves in it")
    if namespace.pod_security in ("baseline", "restricted"):
        return passed(namespace=namespace.name, enforces=namespace.pod_security)
    if namespace.constrained:
        return passed(namespace=namespace.name, enforces="security context constraints")
    engine = [each.name for each in policies if each.enforced and each.about_pods and _holds_in(each, namespace)]
    if engine:
        return passed(namespace=namespace.name, enforces=engine)
    return failed(
        "A namespace accepts privileged pods",
        namespace=namespace.name,
        enforces=namespace.pod_security or "nothing",
        warns_of=namespace.warned_of or "nothing",
    )


def _holds_in(policy: AdmissionPolicy, namespace: Namespace) -> bool:
    return policy.world in namespace.worlds and policy.namespace in (None, namespace.name)


@check(
    "k8s-namespace-labelled",
    severity="low",
    effort="minutes",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.1", "azure-waf-core:SE:04"],
)
def namespace_labelled(namespace: Namespace, workloads: list[Workload], services: list[Service], ai_services: list[AiService]) -> Verdict:
    """Namespaces say their environment and owner.

    Why: Nobody knows whom to call, or whether it may be deleted. Quotas, policies, costs and alarms are assigned by
    labels.

    Fix: Label the namespace

        kind: Namespace
        metadata:
          name: <namespace>
          labels: {environment: production, owner: claims-platform}   # lacks <lacks>
    """
    if not _serving(namespace, workloads, services, ai_services):
        return not_applicable("nothing serves in it")
    asked = {"environment": ENVIRONMENTS, "owner": OWNERS}
    lacks = [name for name, keys in asked.items() if not any(namespace.labels.get(key) for key in keys)]
    if lacks:
        return failed("A namespace does not say what it is for", namespace=namespace.name, lacks=lacks)
    return passed(namespace=namespace.name)


@check(
    "k8s-environments-in-own-namespaces",
    severity="high",
    effort="days",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.1", "azure-waf-core:SE:04"],
)
def one_environment(namespace: Namespace, workloads: list[Workload]) -> Verdict:
    """A namespace holds one environment.

    Why: A test can read production's secrets and use up its quota. Rights, network rules and quotas are drawn around
    namespaces. Labels of the workloads tell their environment.

    Fix: Give each environment a namespace or cluster

        # <namespace> holds <environments>
        kind: Namespace
        metadata: {name: assistant-staging, labels: {environment: staging}}
    """
    # A name such as `dev-tools` tells less than a label.
    labelled = [each for each in workloads_in(namespace, workloads) if any(each.labels.get(key) for key in ENVIRONMENTS)]
    told = {each.environment for each in labelled} - {Environment.UNCLASSIFIED, Environment.SAMPLE}
    if not told:
        return not_applicable("no label of a workload in it tells an environment")
    names = sorted(told)
    if Environment.PRODUCTION in told and len(told) > 1:
        return failed("A namespace mixes production with others", namespace=namespace.name, environments=names)
    return passed(namespace=namespace.name, environments=names)
