"""Whether Kubernetes workloads survive the loss of a pod or a node."""

from __future__ import annotations

from math import ceil

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.running import BudgetState
from readiness.facts.kubernetes.scaling import Autoscaler, PodDisruptionBudget
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace, least_replicas, why_not_serving

REPLICATED_ELSEWHERE = ("inference", "gateway", "vector store", "database")
"""Roles whose replicas other checks judge, or that replicate by means of their own."""


def _why_one_may_do(workload: Workload, services: list[Service], ai_services: list[AiService]) -> str:
    if reason := why_not_serving(workload, services, ai_services):
        return reason
    return "it lives before production" if before_production(workload) else ""


@check("k8s-two-replicas", severity="high", effort="minutes", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-4"])
def two_replicas(
    workload: Workload, services: list[Service], ai_services: list[AiService], autoscalers: list[Autoscaler], least: int = 2
) -> Verdict:
    """Serving workloads run at least two replicas.

    Why: The loss of one pod or node stops the service. With a single replica every node repair, eviction or crash is an
    outage that users see.

    Fix: Run two replicas, also as the autoscaler's minimum

        spec:
          replicas: 2          # minReplicas: 2 in its autoscaler
    """
    if reason := _why_one_may_do(workload, services, ai_services):
        return not_applicable(reason)
    if any(each.workload == workload.resource and each.role in REPLICATED_ELSEWHERE for each in ai_services):
        return not_applicable("its replicas are judged as an AI service or database")
    replicas = least_replicas(workload, autoscalers)
    if replicas is None:
        return not_applicable("an operator decides how many run")
    if replicas < least:
        return failed("A service runs as a single replica", workload=workload.name, replicas=replicas)
    return passed(replicas=replicas)


def _budgets_of(workload: Workload, budgets: list[PodDisruptionBudget]) -> list[PodDisruptionBudget]:
    beside = by_key(budgets, _namespace_of).get(workload.namespace, ())
    return [each for each in beside if each.beside(workload) and each.selector.matches(workload.pod_labels)]


@check("k8s-disruption-budget", severity="medium", effort="minutes", maps=["azure-waf-core:RE:05", "azure-waf-core:RE:07"])
def disruption_budget(
    workload: Workload,
    services: list[Service],
    ai_services: list[AiService],
    autoscalers: list[Autoscaler],
    budgets: list[PodDisruptionBudget],
) -> Verdict:
    """One disruption budget covers each replicated service.

    Why: Planned maintenance can stop the whole service at once. Without a disruption budget a cluster upgrade may evict all
    replicas together; with two of them it may evict none.

    Fix: Add one PodDisruptionBudget for the workload

        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: <workload>}
        spec:
          maxUnavailable: 1
          selector:
            matchLabels: {app: <workload>}
    """
    if reason := _why_one_may_do(workload, services, ai_services):
        return not_applicable(reason)
    replicas = least_replicas(workload, autoscalers)
    if replicas is None or replicas < 2:
        return not_applicable("fewer than two replicas are stated")
    covering = _budgets_of(workload, budgets)
    if not covering:
        return failed("No disruption budget covers a replicated service", workload=workload.name, replicas=replicas)
    if len(covering) > 1:
        return failed("Several disruption budgets cover one service", workload=workload.name, budgets=[each.name for each in covering])
    return passed(budget=covering[0].name, replicas=replicas)


def _share(quantity: str, of: int) -> int:
    """A quantity of replicas; a share is rounded up, as the disruption controller does."""
    return ceil(int(quantity.rstrip("%")) * of / 100) if quantity.endswith("%") else int(quantity)


def _never_allows(budget: PodDisruptionBudget) -> bool:
    return budget.max_unavailable in ("0", "0%") or budget.min_available == "100%"


def _state_of(budget: PodDisruptionBudget, states: list[BudgetState]) -> BudgetState | None:
    return next((each for each in by_key(states, _name_of).get(budget.name, ()) if each.beside(budget)), None)


def _namespace_of(thing: KubernetesObject) -> str | None:
    return thing.namespace


def _name_of(state: BudgetState) -> str:
    return state.name


@check("k8s-disruption-budget-drains", severity="high", effort="minutes", maps=["azure-waf-core:RE:07", "azure-waf-core:OE:11"])
def disruption_budget_drains(
    budget: PodDisruptionBudget, workloads: list[Workload], autoscalers: list[Autoscaler], states: list[BudgetState]
) -> Verdict:
    """Disruption budgets let a node be drained.

    Why: Security updates of the cluster get stuck. A budget that allows no disruption at all blocks every node drain, until
    somebody forces it and stops the service.

    Fix: Allow one pod to be away

        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: <budget>}
        spec:
          maxUnavailable: 1
          unhealthyPodEvictionPolicy: AlwaysAllow
    """
    if in_system_namespace(budget):
        return not_applicable("it belongs to the platform")
    if _never_allows(budget):
        return failed(
            "A disruption budget allows no disruption",
            budget=budget.name,
            min_available=budget.min_available,
            max_unavailable=budget.max_unavailable,
        )
    if (state := _state_of(budget, states)) is not None and state.allowed == 0 and 0 < state.expected <= state.healthy:
        return failed(
            "A disruption budget allows no disruption", budget=budget.name, min_available=budget.min_available, healthy=state.healthy
        )
    if budget.min_available is None:
        return passed(budget=budget.name, max_unavailable=budget.max_unavailable)
    beside = by_key(workloads, _namespace_of).get(budget.namespace, ())
    covered = [each for each in beside if each.beside(budget) and budget.selector.matches(each.pod_labels)]
    replicas = [least_replicas(each, autoscalers) for each in covered]
    if not covered:
        return not_applicable("no workload here is covered by it")
    if any(each is None for each in replicas):
        return unknown("an operator decides how many replicas run", budget=budget.name)
    running = sum(each for each in replicas if each is not None)
    if _share(budget.min_available, running) >= running:
        return failed("A disruption budget allows no disruption", budget=budget.name, min_available=budget.min_available, replicas=running)
    return passed(budget=budget.name, min_available=budget.min_available, replicas=running)


@check("k8s-disruption-budget-covers", severity="low", effort="minutes", maps=["azure-waf-core:RE:07"])
def disruption_budget_covers(budget: PodDisruptionBudget, workloads: list[Workload], states: list[BudgetState]) -> Verdict:
    """Disruption budgets cover the pods of a workload.

    Why: A service is thought to be protected, and is not. A budget whose selector matches no pod lets maintenance evict all
    of them together.

    Fix: Make the selector that of the workload's pods

        kind: PodDisruptionBudget
        metadata: {name: <budget>}
        spec:
          selector:
            matchLabels: {app: assistant}
    """
    if in_system_namespace(budget):
        return not_applicable("it belongs to the platform")
    beside = by_key(workloads, _namespace_of).get(budget.namespace, ())
    covered = [each.name for each in beside if each.beside(budget) and budget.selector.matches(each.pod_labels)]
    if covered:
        return passed(workloads=covered[:10])
    state = _state_of(budget, states)
    if state is None:
        return unknown("the pods it is for may be made elsewhere", budget=budget.name)
    if state.expected:
        return passed(pods=state.expected)
    selector = [f"{key}={value}" for key, value in sorted(budget.selector.labels.items())]
    return failed("A disruption budget covers no pod", budget=budget.name, selector=selector)


SPREADABLE = ("Deployment", "StatefulSet", "ReplicaSet", "Rollout")


@check("k8s-spread-over-nodes", severity="medium", effort="minutes", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-2"])
def spread_over_nodes(workload: Workload, services: list[Service], ai_services: list[AiService], autoscalers: list[Autoscaler]) -> Verdict:
    """Replicas are spread over nodes or zones.

    Why: One broken machine can take all replicas with it. Unless told otherwise, the scheduler may place them on the same
    node, and a second replica then protects against nothing.

    Fix: Spread the replicas over nodes

        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: kubernetes.io/hostname
            whenUnsatisfiable: ScheduleAnyway
            labelSelector:
              matchLabels: {app: <workload>}
    """
    if reason := _why_one_may_do(workload, services, ai_services):
        return not_applicable(reason)
    if workload.kind not in SPREADABLE:
        return not_applicable("an operator places its pods")
    replicas = least_replicas(workload, autoscalers)
    if replicas is None or replicas < 2:
        return not_applicable("fewer than two replicas are stated")
    if not (workload.topology_spread or workload.anti_affinity):
        return failed("Nothing spreads the replicas over nodes", workload=workload.name, replicas=replicas)
    return passed(topology_spread=workload.topology_spread, anti_affinity=workload.anti_affinity)
