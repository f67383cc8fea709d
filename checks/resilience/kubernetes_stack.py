"""Whether the parts that an AI platform depends on survive the loss of one pod or node."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.ai_stack import InferencePool, RayHead
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.volumes import PersistentVolumeClaim
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace, least_replicas


def _why_one_may_do(thing: KubernetesObject) -> str:
    if in_system_namespace(thing):
        return "it belongs to the platform"
    return "it lives before production" if before_production(thing) else ""


def _namespace_of(thing: KubernetesObject) -> str | None:
    return thing.namespace


def _name_of(thing: KubernetesObject) -> str:
    return thing.name


@check("k8s-endpoint-picker-redundant", severity="medium", effort="minutes", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-4"])
def endpoint_picker_redundant(
    pool: InferencePool, services: list[Service], workloads: list[Workload], autoscalers: list[Autoscaler], least: int = 2
) -> Verdict:
    """Inference pools survive the loss of their endpoint picker.

    Why: One small pod can stop every model behind it. The gateway asks the endpoint picker where each request goes, and by
    default refuses all of them while it does not answer.

    Fix: Go on without the picker, or run two of it

        kind: InferencePool
        spec:
          endpointPickerRef:
            name: <picker>
            failureMode: FailOpen
    """
    if reason := _why_one_may_do(pool):
        return not_applicable(reason)
    if not pool.picker:
        return not_applicable("it names no endpoint picker")
    if not pool.without_picker:
        return passed(picker=pool.picker, failure_mode="FailOpen")
    named = [each for each in by_key(services, _name_of).get(pool.picker, ()) if each.beside(pool)]
    beside = by_key(workloads, _namespace_of).get(pool.namespace, ())
    pickers = [each for each in beside if any(service.selects(each) for service in named)]
    replicas = [least_replicas(each, autoscalers) for each in pickers]
    known = [each for each in replicas if each is not None]
    if not known:
        return unknown("the endpoint picker was not seen", picker=pool.picker)
    if sum(known) < least:
        return failed("An inference pool stops with its one picker", pool=pool.name, picker=pool.picker, replicas=sum(known))
    return passed(picker=pool.picker, replicas=sum(known))


@check("k8s-ray-head-recovers", severity="medium", effort="hours", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-4"])
def ray_head_recovers(head: RayHead) -> Verdict:
    """Ray services go on while their head is replaced.

    Why: The loss of one pod takes the whole Ray service down. Unless its state is kept in a Redis outside of it, a new head
    knows nothing of the workers, and all of them start again.

    Fix: Keep the head's state in Redis

        kind: RayService
        spec:
          rayClusterConfig:
            gcsFaultToleranceOptions:
              redisAddress: redis:6379
    """
    if reason := _why_one_may_do(head):
        return not_applicable(reason)
    if head.state_outside:
        return passed(kind=head.kind)
    if head.kind != "RayService":
        return not_applicable("it is no service")
    return failed("A Ray service does not survive the loss of its head", name=head.name)


COPYING = ("REDIS_REPLICATION_MODE", "VALKEY_REPLICATION_MODE", "POSTGRESQL_REPLICATION_MODE", "REPMGR_PARTNER_NODES")
"""Variables by which the Bitnami images make copies of each other."""


@check("k8s-database-replicated", severity="medium", effort="days", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-4"])
def database_replicated(service: AiService, workloads: list[Workload], autoscalers: list[Autoscaler], least: int = 2) -> Verdict:
    """Databases in the cluster have a second copy.

    Why: The assistant loses its memory with one node. Keys, budgets, sessions and traces lie in databases; one that runs
    once is away for as long as its volume takes to be attached elsewhere.

    Fix: Let an operator or a managed service replicate it

        # workload <workload>
        apiVersion: postgresql.cnpg.io/v1
        kind: Cluster
        spec: {instances: 2}
    """
    if service.role != "database" or service.platform != "kubernetes":
        return not_applicable("it is no database in a cluster")
    if before_production(service):
        return not_applicable("it lives before production")
    workload = by_key(workloads, _resource_of).get(service.workload, [None])[0]
    if workload is None and not service.workload.startswith("helm:"):
        return unknown("its workload was not seen", product=service.product)
    if workload is not None and (reason := _why_one_may_do(workload)):
        return not_applicable(reason)
    replicas = least_replicas(workload, autoscalers) if workload is not None else service.replicas
    if replicas is None:
        return not_applicable("an operator decides how many run")
    told = [each for each in COPYING if service.container.variable(each)]
    if replicas >= least:
        if told:
            return passed(product=service.product, replicas=replicas)
        return unknown("whether its replicas copy each other is not told", product=service.product, replicas=replicas)
    if told:
        return not_applicable("it is one part of a replicated database")
    name = workload.name if workload is not None else service.workload
    return failed("A database runs without a second copy", workload=name, product=service.product, replicas=replicas)


def _resource_of(workload: Workload) -> str:
    return workload.resource


@check("k8s-volume-lets-replicas-spread", severity="medium", effort="hours", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-2"])
def volume_lets_replicas_spread(workload: Workload, claims: list[PersistentVolumeClaim], autoscalers: list[Autoscaler]) -> Verdict:
    """Replicas share no volume that only one node may mount.

    Why: Replicas that must stand on one node fail together. A volume of mode ReadWriteOnce holds all of them there, and
    those that find no room on it never start.

    Fix: Share models by a volume that many nodes may read

        kind: PersistentVolumeClaim
        metadata: {name: <claim>}
        spec:
          accessModes: [ReadOnlyMany]      # or ReadWriteMany, an object store, an image volume
    """
    if reason := _why_one_may_do(workload):
        return not_applicable(reason)
    if not workload.long_running or not workload.claimed:
        return not_applicable("its replicas share no volume claim" if workload.long_running else "it runs to an end")
    replicas = least_replicas(workload, autoscalers)
    if replicas is None or replicas < 2:
        return not_applicable("fewer than two replicas are stated")
    named = by_key(claims, _name_of)
    seen = [each for name in workload.claimed for each in named.get(name, ()) if each.beside(workload)]
    alone = [each for each in seen if each.on_one_node]
    if alone:
        modes = alone[0].access_modes
        return failed("Replicas share a volume of one node", workload=workload.name, claim=alone[0].name, modes=modes, replicas=replicas)
    missing = sorted(set(workload.claimed) - {each.name for each in seen if each.access_modes})
    if missing:
        return unknown("a volume claim was not seen", claims=missing)
    return passed(claims=workload.claimed, replicas=replicas)
