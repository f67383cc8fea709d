"""Whether Kubernetes knows what a workload needs and where its growth ends."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.tenancy import LimitRange
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace


def _why_resources_are_not_asked(workload: Workload) -> str:
    if in_system_namespace(workload):
        return "it belongs to the platform"
    if "resources" in workload.injected:
        return "an operator sets the resources"
    return "" if workload.main_containers else "it names no container"


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _ranges_of(workload: Workload, ranges: list[LimitRange]) -> list[LimitRange]:
    """The defaults that the API server fills into its pods, which its template does not show."""
    return by_key(ranges, _home).get((workload.world, workload.namespace), [])


@check("k8s-requests-set", severity="high", effort="minutes", maps=["azure-waf-core:PE:02", "google-sre-prr:SRE-LCC-3"])
def requests_set(workload: Workload, ranges: list[LimitRange]) -> Verdict:
    """Containers say how much CPU and memory they need.

    Why: The assistant slows down or stops when its neighbours are busy. Kubernetes reserves only what is requested; without
    requests it packs pods onto full nodes and evicts these first.

    Fix: Request what the container needs

        containers:
          - name: <container>
            resources:
              requests: {cpu: 500m, memory: 1Gi}
    """
    if reason := _why_resources_are_not_asked(workload):
        return not_applicable(reason)
    filled = {name for each in _ranges_of(workload, ranges) for name in each.requests}
    # A limit without a request is also the request (Kubernetes API reference, ResourceRequirements).
    without = [each for each in workload.main_containers if not {"cpu", "memory"} <= each.requests.keys() | each.limits.keys() | filled]
    if without:
        return failed(
            "CPU or memory is not requested",
            at=workload.origin.at(without[0].line) if without[0].line else None,
            container=without[0].name,
            containers=[each.name for each in without],
        )
    return passed(containers=[each.name for each in workload.main_containers])


@check("k8s-memory-limited", severity="medium", effort="minutes", maps=["azure-waf-core:PE:02", "aws-orr:ORR-ARCH-blast-radius"])
def memory_limited(workload: Workload, ranges: list[LimitRange]) -> Verdict:
    """Containers have a memory limit.

    Why: One leaking component can take its neighbours down. Without a limit a container may use the node's whole memory, and
    the kernel then kills whichever process it likes.

    Fix: Limit the memory of each container

        containers:
          - name: <container>
            resources:
              limits: {memory: 2Gi}
    """
    if reason := _why_resources_are_not_asked(workload):
        return not_applicable(reason)
    filled = {name for each in _ranges_of(workload, ranges) for name in each.limits}
    without = [each for each in workload.main_containers if "memory" not in each.limits.keys() | filled]
    if without:
        return failed(
            "Memory is not limited",
            at=workload.origin.at(without[0].line) if without[0].line else None,
            container=without[0].name,
            containers=[each.name for each in without],
        )
    return passed(containers=[each.name for each in workload.main_containers])


@check("k8s-autoscaler-ceiling", severity="high", effort="minutes", maps=["azure-waf-core:RE:06", "azure-waf-core:CO:12"])
def autoscaler_ceiling(autoscaler: Autoscaler, most: int = 500) -> Verdict:
    """Autoscaling ends at a stated maximum.

    Why: A flood of requests turns into an unlimited bill. Without a maximum an autoscaler follows the load, and a loop or an
    attack buys machines until the account's quota is used up.

    Fix: State the maximum you can pay for

        spec:
          maxReplicas: 6       # maxReplicaCount in a KEDA ScaledObject
    """
    if in_system_namespace(autoscaler):
        return not_applicable("it belongs to the platform")
    if autoscaler.maximum is None or autoscaler.maximum > most:
        return failed("Autoscaling has no ceiling", target=autoscaler.target_name, maximum=autoscaler.maximum, highest_accepted=most)
    return passed(target=autoscaler.target_name, minimum=autoscaler.minimum, maximum=autoscaler.maximum)
