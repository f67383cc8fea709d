"""Whether a new version reaches users of Kubernetes workloads without an outage, step by step, and as it was tested."""

from __future__ import annotations

import re
from datetime import timedelta
from math import ceil, floor
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, Probe
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.ai_stack import InferencePool
from readiness.facts.kubernetes.delivery import ModelSource, ProgressiveDelivery, WrittenApi
from readiness.facts.kubernetes.networking import Ingress, Service
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.running import RolloutState, ServiceEndpoints
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, exposing, in_system_namespace, least_replicas, why_not_serving

from .model_addresses import pinned


def _share(quantity: str, of: int, *, rounding_up: bool) -> int | None:
    """A quantity of replicas (`1`, `25%`); None when it is no number."""
    if not re.fullmatch(r"\d+%?", quantity):
        return None
    if not quantity.endswith("%"):
        return int(quantity)
    exact = int(quantity[:-1]) * of / 100
    return ceil(exact) if rounding_up else floor(exact)


@check("k8s-update-keeps-serving", severity="high", effort="minutes", maps=["azure-waf-core:RE:07", "google-sre-prr:SRE-LCC-4"])
def update_keeps_serving(
    workload: Workload, services: list[Service], ai_services: list[AiService], autoscalers: list[Autoscaler]
) -> Verdict:
    """An update leaves some replicas serving.

    Why: Every release is an outage. With the strategy Recreate, or when all replicas may be unavailable, Kubernetes stops
    the old version before the new one answers; a model server then takes minutes to come back.

    Fix: Replace replicas one by one

        strategy:
          type: RollingUpdate
          rollingUpdate:
            maxSurge: 0          # 1 where a spare accelerator is free
            maxUnavailable: 1    # 0 with a surge
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if before_production(workload):
        return not_applicable("it lives before production")
    replicas = least_replicas(workload, autoscalers)
    if replicas is None or replicas < 2:
        return not_applicable("fewer than two replicas are stated")
    if workload.strategy == "Recreate":
        return failed("An update stops all replicas at once", workload=workload.name, strategy="Recreate", replicas=replicas)
    if workload.strategy == "OnDelete":
        return not_applicable("somebody or something else replaces its pods")
    if workload.max_unavailable is None:
        return _without_pace(workload, replicas)
    away = _share(workload.max_unavailable, replicas, rounding_up=workload.kind not in ("Deployment", "Rollout"))
    if away is None:
        return unknown("how many may be unavailable is no number", max_unavailable=workload.max_unavailable)
    if away >= replicas:
        return failed(
            "An update may stop all replicas at once", workload=workload.name, max_unavailable=workload.max_unavailable, replicas=replicas
        )
    return passed(strategy=workload.strategy, max_unavailable=workload.max_unavailable, replicas=replicas)


def _without_pace(workload: Workload, replicas: int) -> Verdict:
    if workload.strategy == "blueGreen":
        return passed(strategy="blueGreen", replicas=replicas)
    return not_applicable("an operator replaces its pods")


def _gives_up_after(probe: Probe) -> int:
    return probe.initial_delay + probe.failure_threshold * probe.period


def _start_budget(container: Container) -> int:
    """Seconds that its probes give a container to become ready."""
    probe = container.startup or container.readiness
    return _gives_up_after(probe) if probe else 0


@check("k8s-progress-deadline-fits", severity="medium", effort="minutes", maps=["azure-waf-core:OE:11"])
def progress_deadline_fits(workload: Workload) -> Verdict:
    """A rollout waits as long as its probes allow a start to take.

    Why: Good releases count as failed. When the progress deadline ends before a model may be loaded, the pipeline reports an
    error or rolls back, although the pods would have become ready.

    Fix: Raise the deadline above the time a start may take

        spec:
          progressDeadlineSeconds: <needed_seconds>
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if workload.progress_deadline is None:
        return not_applicable(f"a {workload.kind} has no progress deadline")
    budgets = {each.name: _start_budget(each) for each in workload.main_containers}
    container, budget = max(budgets.items(), key=lambda each: each[1], default=("", 0))
    if not budget:
        return not_applicable("no probe says how long a start may take")
    if budget >= workload.progress_deadline:
        return failed(
            "A rollout counts as failed while pods may still start",
            container=container,
            start_seconds=budget,
            deadline_seconds=workload.progress_deadline,
            needed_seconds=budget + 120,
        )
    return passed(container=container, start_seconds=budget, deadline_seconds=workload.progress_deadline)


RELEASED_AT_ONCE = ("Deployment", "Rollout", "StatefulSet")
"""Kinds of which other objects decide who sees a new version first; operators release the others in ways of their own."""


def _namespace_of(thing: KubernetesObject) -> str | None:
    return thing.namespace


def _releases(workload: Workload, services: list[Service], deliveries: list[ProgressiveDelivery]) -> ProgressiveDelivery | None:
    beside = [each for each in by_key(deliveries, _namespace_of).get(workload.namespace, ()) if each.beside(workload)]
    if not beside:
        return None
    # Flagger makes the Deployment that serves, and Services for both; labels of the first one lead to it.
    names = {each.name for each in by_key(services, _namespace_of).get(workload.namespace, ()) if each.selects(workload)}
    targets = {(workload.kind, workload.name), (workload.kind, workload.name.removesuffix("-primary"))}
    return next((each for each in beside if (each.target_kind, each.target_name) in targets or names & set(each.services)), None)


@check("k8s-progressive-delivery", severity="medium", effort="days", maps=["azure-waf-core:OE:11"])
def progressive_delivery(
    workload: Workload,
    *,
    services: list[Service],
    ingresses: list[Ingress],
    ai_services: list[AiService],
    autoscalers: list[Autoscaler],
    deliveries: list[ProgressiveDelivery],
) -> Verdict:
    """New versions of public services reach some users first.

    Why: A bad release hits every user at the same moment. Readiness probes only tell that a pod answers, not that its
    answers are good; a share of the traffic tells it while most users still have the old version.

    Fix: Release through a canary (Argo Rollouts or Flagger)

        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        spec:
          workloadRef: {apiVersion: apps/v1, kind: Deployment, name: <workload>}
          strategy:
            canary:
              steps: [{setWeight: 10}, {pause: {duration: 10m}}]
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if workload.environment is not Environment.PRODUCTION and not (workload.is_live and not before_production(workload)):
        return not_applicable("it is not known to live in production")  # a canary is a choice of who runs it
    if workload.kind not in RELEASED_AT_ONCE:
        return not_applicable("an operator releases it")
    if (least_replicas(workload, autoscalers) or 0) < 2:
        return not_applicable("fewer than two replicas are stated")
    edges = exposing(workload, services, ingresses)
    if not edges:
        return not_applicable("nothing outside of the cluster reaches it")
    found = _releases(workload, services, deliveries)
    if found is None:
        return failed("A public service is released to all users at once", workload=workload.name, reached_by=edges)
    return passed(by=f"{found.kind}/{found.name}", method=found.method)


@check("k8s-canary-judged", severity="medium", effort="hours", maps=["azure-waf-core:OE:11", "owasp-aisvs-1.0:AISVS-C3.3"])
def canary_judged(delivery: ProgressiveDelivery) -> Verdict:
    """Metrics or a person decide whether a canary goes on.

    Why: A canary that nobody looks at only delays a bad release. Steps that go on by the clock reach all users whatever
    the first ones saw.

    Fix: Let an analysis decide, and stop when it fails

        strategy:
          canary:
            analysis:
              templates: [{templateName: success-rate}]
              startingStep: 1
            steps: [{setWeight: 10}, {pause: {duration: 10m}}, {setWeight: 50}, {pause: {duration: 10m}}]
    """
    if in_system_namespace(delivery):
        return not_applicable("it belongs to the platform")
    if delivery.method == "split":
        return not_applicable("nothing moves its weights by itself")
    if delivery.judged_by:
        return passed(judged_by=delivery.judged_by, asks_a_person=delivery.asks_a_person)
    if delivery.asks_a_person:
        return passed(asks_a_person=True)
    return failed("A canary goes on whatever its users see", name=delivery.name, method=delivery.method)


@check(
    "k8s-model-source-pinned",
    severity="high",
    effort="minutes",
    maps=["owasp-aisvs-1.0:AISVS-C3.1", "owasp-llm-top10-2025:LLM03:2025", "iso-42001-2023:A.6.2.5"],
)
def model_source_pinned(source: ModelSource) -> Verdict:
    """Model operators load one fixed version of a model.

    Why: A restart can load another model than the one you tested. A hub repository without revision, or a path called
    `latest`, is whatever was uploaded last.

    Fix: Name the version in the address

        storageUri: hf://org/model:<commit>      # or oci://registry/image@sha256:<digest>, s3://bucket/model/<version>/
    """
    if in_system_namespace(source):
        return not_applicable("it belongs to the platform")
    if re.search(r"\$\{|\$\(|\{\{", source.uri):
        return unknown("the address comes from a variable", uri=source.uri)
    address = re.sub(r"//[^/@]*@", "//", source.uri).partition("?")[0]
    scheme = address.partition("://")[0]
    match pinned(source.uri, source.revision):
        case True:
            return passed(uri=address, revision=source.revision)
        case None:
            reason = "what lies on a volume has no version" if scheme == "pvc" else "the address does not tell a version"
            return unknown(reason, uri=address)
        case _:
            return failed("A model's address names no fixed version", name=source.name, uri=address, revision=source.revision)


STARTING = timedelta(minutes=15)
STUCK = timedelta(hours=1)


@check("k8s-rollout-arrived", severity="high", effort="hours", maps=["azure-waf-core:OE:11", "azure-waf-core:RE:10"])
def rollout_arrived(state: RolloutState, most_paused_hours: int = 24) -> Verdict:
    """The last change of each object has arrived.

    Why: What runs is not what was released. A rollout that failed or was left half way serves two versions or an old one,
    and the next release starts from a state that nobody knows.

    Fix: Find out why it does not go on, or undo it

        kubectl --namespace <namespace> describe <kind> <name>
        kubectl --namespace <namespace> rollout undo <kind>/<name>
    """
    if in_system_namespace(state):
        return not_applicable("it belongs to the platform")
    age = state.read_at - state.since if state.since else None
    told: dict[str, Any] = {
        "kind": state.kind,
        "namespace": state.namespace,
        "name": state.name,
        "phase": state.phase,
        "reason": state.reason,
    }
    if age is not None:
        told["hours"] = round(age.total_seconds() / 3600, 1)
    match state.phase:
        case "complete":
            return passed(reason=state.reason)
        case "failed":
            if age is not None and age < STARTING and state.kind not in ("Deployment", "Rollout", "Canary", "HelmRelease"):
                return not_applicable("a change is under way")
            return failed("A rollout failed", **told)
        case "paused":
            if age is None:
                return unknown("somebody paused it, it is not told when", **told)
            if age > timedelta(hours=most_paused_hours):
                return failed("A rollout has been paused for long", **told)
            return not_applicable("somebody paused it")
        case _:
            if age is not None and age > STUCK:
                return failed("A rollout does not come to its end", **told)
            return not_applicable("a change is under way")


CORE_KINDS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Rollout")
"""Kinds whose template holds every port that their pods have."""

ADDED_BY_CONTROLLERS = ("rollouts-pod-template-hash",)


def _reached(service: Service, workloads: list[Workload]) -> list[Workload]:
    wanted = {key: value for key, value in service.selector.items() if key not in ADDED_BY_CONTROLLERS}
    beside = by_key(workloads, _namespace_of).get(service.namespace, ())
    return [each for each in beside if service.beside(each) and wanted.items() <= each.pod_labels.items()]


@check("k8s-service-reaches-pods", severity="high", effort="minutes", maps=["azure-waf-core:RE:07", "google-sre-prr:SRE-LCC-4"])
def service_reaches_pods(service: Service, workloads: list[Workload], endpoints: list[ServiceEndpoints]) -> Verdict:
    """Each Service leads to pods and to a port that they have.

    Why: Requests end nowhere although everything looks deployed. A selector that matches no pod, or a port name that no
    container has, gives a Service without an address behind it.

    Fix: Make selector and port name those of the pods

        spec:
          selector: {app: <workload>}
          ports: [{port: 80, targetPort: http}]      # a containerPort of that name
    """
    if in_system_namespace(service):
        return not_applicable("it belongs to the platform")
    if service.type == "ExternalName" or not service.selector:
        return not_applicable("it selects no pods")
    selector = [f"{key}={value}" for key, value in sorted(service.selector.items())]
    reached = _reached(service, workloads)
    if not reached:
        return _without_workload(service, selector, endpoints)
    named = {name for each in reached for container in each.containers for name in container.named_ports}
    missing = [each for each in service.target_ports if each not in named]
    if missing and all(each.kind in CORE_KINDS for each in reached):
        return failed(
            "A Service sends to a port name that no container has", service=service.name, workload=reached[0].name, missing=missing
        )
    return passed(workloads=[f"{each.kind}/{each.name}" for each in reached[:10]], ports=service.target_ports)


def _without_workload(service: Service, selector: list[str], endpoints: list[ServiceEndpoints]) -> Verdict:
    if not service.is_live:
        return unknown("its pods may be made elsewhere", service=service.name, selector=selector)
    behind = [each for each in by_key(endpoints, _namespace_of).get(service.namespace, ()) if each.name == service.name]
    addresses = sum(each.ready + each.not_ready for each in behind)
    if addresses:
        return passed(addresses=addresses)
    if service.made_by:
        return not_applicable("its controller decides where it leads")  # Knative's lead nowhere while a model is scaled to nought
    return failed("A Service selects no pod", service=service.name, selector=selector)


@check("k8s-inference-pool-reaches-pods", severity="high", effort="minutes", maps=["azure-waf-core:RE:07", "google-sre-prr:SRE-LCC-4"])
def inference_pool_reaches_pods(pool: InferencePool, workloads: list[Workload]) -> Verdict:
    """Each inference pool leads to model servers.

    Why: Requests for the model end nowhere. The gateway picks among the pods that the pool selects, and a selector that
    matches none leaves nothing to pick from.

    Fix: Make the selector that of the model servers' pods

        kind: InferencePool
        spec:
          selector:
            matchLabels: {app: <workload>}
    """
    if in_system_namespace(pool):
        return not_applicable("it belongs to the platform")
    if not pool.selector:
        return unknown("it says no labels", pool=pool.name)
    beside = [each for each in by_key(workloads, _namespace_of).get(pool.namespace, ()) if pool.beside(each)]
    reached = [each for each in beside if pool.selector.items() <= each.pod_labels.items()]
    selector = [f"{key}={value}" for key, value in sorted(pool.selector.items())]
    if reached:
        return passed(workloads=[f"{each.kind}/{each.name}" for each in reached[:10]])
    made = [each for each in beside if each.kind not in CORE_KINDS]
    if not pool.is_live or made:
        return unknown("its pods may be made elsewhere", pool=pool.name, selector=selector)
    return failed("An inference pool selects no pod", pool=pool.name, selector=selector, workload=beside[0].name if beside else "")


@check("k8s-selector-matches-template", severity="high", effort="minutes", maps=["azure-waf-core:OE:11"])
def selector_matches_template(workload: Workload) -> Verdict:
    """Workloads select the pods that they make.

    Why: The release can't be installed. The API server refuses a workload whose selector does not match the labels of its
    own pods, and the old version goes on running.

    Fix: Give the pod template the labels that are selected

        spec:
          selector:
            matchLabels: {app: <workload>}
          template:
            metadata:
              labels: {app: <workload>}
    """
    if workload.selector is None:
        return not_applicable(f"a {workload.kind} has no selector of its own")
    if not workload.selector.matches(workload.pod_labels):
        wanted = [f"{key}={value}" for key, value in sorted(workload.selector.labels.items())]
        has = [f"{key}={value}" for key, value in sorted(workload.pod_labels.items())]
        return failed("A workload does not select its own pods", workload=workload.name, selector=wanted, labels=has)
    return passed(workload=workload.name)


@check("k8s-api-version-served", severity="high", effort="minutes", maps=["azure-waf-core:OE:05"])
def api_version_served(written: WrittenApi, minor: int = 33) -> Verdict:
    """Manifests use API versions that Kubernetes still serves.

    Why: The next deployment or a restore on a new cluster fails. A cluster refuses objects of an API version that was
    removed, and the day of the upgrade is a bad one to learn of it.

    Fix: Write the manifest for the version that is served

        apiVersion: <instead>
        kind: <kind>
    """
    if written.removed_in is None:
        return passed(api_version=written.api_version)
    if written.removed_in > minor:
        return not_applicable("the oldest cluster in use still serves it")
    instead = written.instead or "nothing"
    return failed(
        "Kubernetes no longer serves a manifest's API version",
        kind=written.kind,
        name=written.name,
        api_version=written.api_version,
        removed_in=f"1.{written.removed_in}",
        instead=instead,
    )
