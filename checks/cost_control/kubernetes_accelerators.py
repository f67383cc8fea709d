"""Whether accelerators that are paid for are used, and let go when nobody needs them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.nodes import ClusterNodes, Node
from readiness.facts.kubernetes.objects import KubernetesObject, Namespace
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace, least_replicas, why_not_serving

MAPS = ("azure-waf-core:CO:12", "azure-waf-core:CO:07")
YOUNG = timedelta(hours=1)
SHOWN = 10


def _place(thing: KubernetesObject) -> tuple[str, bool]:
    return thing.origin.place, thing.is_live


@check("k8s-accelerators-used", severity="medium", effort="hours", certainty="likely", maps=MAPS)
def accelerators_used(
    cluster: ClusterNodes, nodes: list[Node], running: list[RunningPods], workloads: list[Workload], least_percent: int = 50
) -> Verdict:
    """Accelerators that are paid for are used.

    Why: The most expensive machines are paid for and do nothing. What pods ask for at the time of reading is compared with what
    nodes older than an hour have; reserved capacity may be meant so.

    Fix: Let idle nodes go, and fill the others

        kubectl get nodes <idle>
        # a node pool that shrinks by itself, or fewer nodes in the group
    """
    equipped = {
        each.name: sum(each.accelerators.values()) for each in by_key(nodes, _place).get(_place(cluster), []) if _settled(each, cluster)
    }
    if not equipped:
        return not_applicable("no node with accelerators is older than an hour")
    if any(container.resource_claims for each in by_key(workloads, _place).get(_place(cluster), []) for container in each.containers):
        return unknown("devices given by claims are not counted")
    used = dict.fromkeys(equipped, 0)
    for each in by_key(running, _place).get(_place(cluster), []):
        for name, count in each.accelerators.items():
            if name in used:
                used[name] += count
    idle = sorted(name for name, count in used.items() if not count)
    there, asked = sum(equipped.values()), sum(used.values())
    told: dict[str, Any] = {"nodes": len(equipped), "accelerators": there, "asked_for": asked, "idle": idle[:SHOWN]}
    if idle:
        return failed("Nodes with accelerators stand idle", idle_nodes=len(idle), **told)
    if asked * 100 < there * least_percent:
        return failed("Most accelerators are not asked for", least_percent=least_percent, **told)
    return passed(**told)


def _settled(node: Node, cluster: ClusterNodes) -> bool:
    return bool(node.accelerators) and node.ready and (node.created is None or cluster.read_at - node.created > YOUNG)


SLEEPS = ("downscaler/",)
"""Annotations of kube-downscaler begin with it, on workloads and namespaces."""


def _home(namespace: Namespace) -> tuple[tuple[str, str], str]:
    return namespace.world, namespace.name


def _target(autoscaler: Autoscaler) -> tuple[str, str]:
    return autoscaler.target_kind, autoscaler.target_name


@check("k8s-idle-accelerators-released", severity="medium", effort="hours", certainty="likely", maps=MAPS)
def idle_accelerators_released(
    workload: Workload, *, services: list[Service], ai_services: list[AiService], autoscalers: list[Autoscaler], namespaces: list[Namespace]
) -> Verdict:
    """Test systems let accelerators go when nobody uses them.

    Why: Tests cost as much at night as production does. A model server that never goes below one replica keeps its machine,
    though nobody asks it anything for most of the week.

    Fix: Scale to nothing outside of working hours

        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        spec:
          scaleTargetRef: {name: <workload>}
          minReplicaCount: 0
          triggers:
            - type: cron
              metadata: {timezone: Europe/Berlin, start: 0 7 * * 1-5, end: 0 19 * * 1-5, desiredReplicas: "1"}
    """
    if not before_production(workload):
        return not_applicable("it does not live before production")
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if not workload.accelerators:
        return not_applicable("it uses no accelerator")
    told: dict[str, Any] = {"workload": workload.name, "accelerators": sorted(workload.accelerators)}
    least = least_replicas(workload, autoscalers)
    if least is None:
        return unknown("an operator decides how many replicas run", **told)
    scaling = [each for each in by_key(autoscalers, _target).get((workload.kind, workload.name), ()) if each.scales(workload)]
    beside = [one for world in workload.worlds for one in by_key(namespaces, _home).get((world, workload.namespace or ""), ())]
    asleep = sorted({key for keys in (workload.annotated, *(each.annotated for each in beside)) for key in keys if key.startswith(SLEEPS)})
    scheduled = sorted(f"{each.kind}/{each.name}" for each in scaling if "cron" in each.metrics)
    if least == 0 or asleep or scheduled:
        return passed(least_replicas=least, **told, by=["no replica is always kept"] if least == 0 else [*asleep, *scheduled])
    return failed("A test system never lets its accelerators go", least_replicas=least, **told)


COST_LABELS = frozenset(
    {
        "team",
        "owner",
        "squad",
        "costcenter",
        "costcentre",
        "costunit",
        "department",
        "businessunit",
        "project",
        "billing",
        "partof",
        "tenant",
    }
)
"""Last words of labels by which costs are told apart, without dashes (`example.com/cost-center`, `app.kubernetes.io/part-of`)."""


@check("k8s-accelerator-cost-attributed", severity="low", effort="minutes", maps=["azure-waf-core:CO:03", "aws-ml-lens:MLCOST04-BP12"])
def cost_attributed(workload: Workload, namespaces: list[Namespace]) -> Verdict:
    """Pods on accelerators say whom their cost belongs to.

    Why: Nobody can say whose model costs what. Cost tools divide machines by the labels of pods and of their namespaces, and
    accelerators are most of the bill.

    Fix: Label the pods, or their namespace

        template:
          metadata:
            labels: {team: claims-platform, cost-center: "4711"}   # <workload> in <namespace>
    """
    if in_system_namespace(workload) or not any(each.accelerators or each.resource_claims for each in workload.main_containers):
        return not_applicable("it uses no accelerator, or belongs to the platform")
    told: dict[str, Any] = {"workload": workload.name, "namespace": workload.namespace}
    if by := _cost_labels(workload.pod_labels):
        return passed(labels=by, **told)
    home = next((each for each in namespaces if each.name == workload.namespace and each.world in workload.worlds), None)
    if home is None:
        return unknown("labels of its namespace were not seen", **told)
    if by := _cost_labels(home.labels):
        return passed(labels=by, **told)
    return failed("Nothing says whom the cost of accelerators belongs to", labels=sorted(workload.pod_labels), **told)


def _cost_labels(labels: dict[str, str]) -> list[str]:
    return sorted(key for key, value in labels.items() if value and re.sub(r"[-_.]", "", key.rpartition("/")[2].lower()) in COST_LABELS)
