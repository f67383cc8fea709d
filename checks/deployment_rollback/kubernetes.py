"""Whether Kubernetes releases known images, waits until they are ready and can go back."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, Probe
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace, serving_containers, why_not_serving


@check("k8s-image-pinned", severity="high", effort="minutes", maps=["azure-waf-core:OE:11", "owasp-aisvs-1.0:AISVS-C6.1"])
def image_pinned(workload: Workload) -> Verdict:
    """Container images name one fixed version.

    Why: A restart can put untested software into production. A tag such as `latest` is another image next week, and two
    pods of one service may then run different versions; nobody can say which one to go back to.

    Fix: Name a version, and better its digest, for each image

        containers:
          - name: <container>
            image: <repository>:<version>@sha256:<digest>
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    images = [(container, container.image) for container in workload.containers if container.image]
    if not images:
        return not_applicable("an operator chooses the image")
    moving = [(container, image) for container, image in images if image.moving]
    if moving:
        container, image = moving[0]
        return failed(
            "A container image has a tag that moves",
            at=workload.origin.at(container.line) if container.line else None,
            container=container.name,
            repository=image.repository,
            images=[str(each) for _, each in moving],
        )
    if any(image.templated and not image.digest for _, image in images):
        return unknown("the image comes from a variable", images=[str(image) for _, image in images if image.templated])
    return passed(images=[str(image) for _, image in images], by_digest=all(image.digest for _, image in images))


@check("k8s-readiness-probe", severity="high", effort="minutes", maps=["azure-waf-core:RE:07", "google-sre-prr:SRE-LCC-5"])
def readiness_probe(workload: Workload, services: list[Service], ai_services: list[AiService]) -> Verdict:
    """Requests reach only pods that say they are ready.

    Why: Users get errors while a new version starts. Without a readiness probe a pod counts as ready as soon as its process
    runs, long before a model is loaded, and a broken release replaces the good one.

    Fix: Add a readiness probe that asks for the model

        containers:
          - name: <container>
            readinessProbe:
              httpGet: {path: /health, port: 8000}
              periodSeconds: 10
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if "probes" in workload.injected:
        return not_applicable("an operator adds the probes")
    containers = serving_containers(workload, ai_services)
    probed = [each for each in containers if each.readiness]
    if not probed:
        return failed(
            "Traffic reaches pods that have no readiness probe", container=containers[0].name if containers else "", workload=workload.name
        )
    return passed(container=probed[0].name, path=probed[0].readiness.path if probed[0].readiness else "")


def _gives_up_after(probe: Probe) -> int:
    return probe.failure_threshold * probe.period


def _loads_a_model(container: Container, workload: Workload, ai_services: list[AiService]) -> bool:
    names = {each.container.name for each in ai_services if each.workload == workload.resource and each.role == "inference"}
    return container.accelerators or container.name in names


@check("k8s-slow-start-allowed", severity="medium", effort="minutes", maps=["azure-waf-core:RE:07", "google-sre-prr:SRE-LCC-4"])
def slow_start_allowed(workload: Workload, ai_services: list[AiService], enough_seconds: int = 300) -> Verdict:
    """A model server has time to load before it is restarted.

    Why: The assistant may never come back after a restart. Loading a model takes minutes; a liveness probe that gives up
    earlier kills the server again and again while it loads.

    Fix: Add a startup probe that covers the load time

        containers:
          - name: <container>
            startupProbe:
              httpGet: {path: /health, port: 8000}
              periodSeconds: 10
              failureThreshold: 60
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if not workload.long_running:
        return not_applicable("it runs to an end")
    loading = [each for each in workload.main_containers if _loads_a_model(each, workload, ai_services)]
    if not loading:
        return not_applicable("no container loads a model")
    if "probes" in workload.injected:
        return not_applicable("an operator adds the probes")
    for container in loading:
        if container.liveness is None or container.startup is not None:
            continue
        budget = container.liveness.initial_delay + _gives_up_after(container.liveness)
        if budget < enough_seconds:
            return failed(
                "Liveness may kill a loading model server", container=container.name, budget_seconds=budget, wanted_seconds=enough_seconds
            )
    return passed(containers=[each.name for each in loading])


@check("k8s-liveness-after-readiness", severity="medium", effort="minutes", maps=["azure-waf-core:RE:07", "google-sre-prr:SRE-LCC-4"])
def liveness_after_readiness(workload: Workload, services: list[Service], ai_services: list[AiService]) -> Verdict:
    """Liveness does not give up before readiness.

    Why: A busy moment turns into an outage. When liveness gives up first, a slow server is killed instead of being spared
    new requests, and the load falls on the next one.

    Fix: Give liveness more time than readiness

        containers:
          - name: <container>
            livenessProbe:
              periodSeconds: 20
              failureThreshold: 6
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    both = [(each, each.liveness, each.readiness) for each in workload.main_containers if each.liveness and each.readiness]
    if not both:
        return not_applicable("no container has both probes")
    for container, liveness, readiness in both:
        if _gives_up_after(liveness) < _gives_up_after(readiness):
            return failed(
                "Liveness kills before readiness spares",
                container=container.name,
                liveness_seconds=_gives_up_after(liveness),
                readiness_seconds=_gives_up_after(readiness),
            )
    return passed(containers=[container.name for container, _, _ in both])


DRAIN_OPTIONS = ("--shutdown-timeout", "--timeout-graceful-shutdown", "--graceful-timeout")
"""Seconds a server finishes its requests in: vLLM, uvicorn, gunicorn."""

DRAIN_VARIABLES = ("GRACEFUL_SHUTDOWN_TIMEOUT", "GRACEFUL_TIMEOUT")


def _drain_seconds(container: Container) -> float | None:
    variables = (container.variable(name) for name in DRAIN_VARIABLES)
    for written in (container.option(*DRAIN_OPTIONS), *(each.value for each in variables if each)):
        if written and written.replace(".", "", 1).isdigit():
            return float(written)
    return None


def _without_drain(workload: Workload, services: list[Service], ai_services: list[AiService]) -> Verdict:
    """A model server behind a Service needs at least a pause: vLLM drops what it is answering unless told otherwise."""
    within = by_key(ai_services, _workload_of).get(workload.resource, ())
    servers = [each.container.name for each in within if each.role == "inference" and not before_production(workload)]
    if servers and any(each.selects(workload) for each in by_key(services, _namespace_of).get(workload.namespace, ())):
        return failed(
            "A model server stops without finishing its answers",
            container=servers[0],
            grace_seconds=workload.termination_grace,
            needed_seconds=max(workload.termination_grace, 75),
        )
    return not_applicable("no pause or drain time is written")


def _workload_of(service: AiService) -> str:
    return service.workload


def _namespace_of(thing: KubernetesObject) -> str | None:
    return thing.namespace


@check("k8s-drains-before-kill", severity="medium", effort="minutes", maps=["azure-waf-core:RE:07", "azure-waf-core:OE:11"])
def drains_before_kill(workload: Workload, services: list[Service], ai_services: list[AiService]) -> Verdict:
    """Pods may finish their answers before they are killed.

    Why: Every release cuts off answers that users are waiting for. The grace period holds both the preStop pause and the
    time the server takes to finish; when it is shorter than their sum, Kubernetes kills the server in between. A model
    server that is told neither stops at once, while requests still reach it.

    Fix: Make the grace period longer than pause and drain

        spec:
          terminationGracePeriodSeconds: <needed_seconds>
          containers:
            - name: <container>
              lifecycle: {preStop: {sleep: {seconds: 15}}}
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if not workload.long_running:
        return not_applicable("it runs to an end")
    needs = {
        container.name: (container.pre_stop_sleep or 0) + (_drain_seconds(container) or 0)
        for container in workload.main_containers
        if container.pre_stop_sleep is not None or _drain_seconds(container) is not None
    }
    if not needs:
        return _without_drain(workload, services, ai_services)
    container, longest = max(needs.items(), key=lambda each: each[1])
    if workload.termination_grace <= longest:
        return failed(
            "The grace period ends before the drain",
            container=container,
            grace_seconds=workload.termination_grace,
            drain_seconds=longest,
            needed_seconds=int(longest) + 10,
        )
    return passed(container=container, grace_seconds=workload.termination_grace, drain_seconds=longest)


@check("k8s-history-kept", severity="medium", effort="minutes", maps=["azure-waf-core:OE:11", "owasp-aisvs-1.0:AISVS-C3.3"])
def history_kept(workload: Workload, least: int = 2) -> Verdict:
    """Earlier revisions are kept to go back to.

    Why: A bad release can't be undone with one command. Kubernetes rolls back to a revision it still holds; a history limit
    of nought or one leaves none that is known to be good.

    Fix: Keep at least two revisions

        spec:
          revisionHistoryLimit: 5
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if not workload.long_running or workload.revision_history_limit is None:
        return not_applicable(f"a {workload.kind} keeps no revisions")
    if workload.revision_history_limit < least:
        return failed("Too few revisions are kept to go back to", kept=workload.revision_history_limit, workload=workload.name)
    return passed(kept=workload.revision_history_limit)
