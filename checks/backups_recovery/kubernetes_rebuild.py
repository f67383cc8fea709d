"""Whether what a cluster holds can be brought back: by a restore, from Git, or because it was never thrown away."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.backups import RestoreHistory
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace, why_not_serving

MAPS = ("azure-waf-core:RE:09", "google-sre-prr:SRE-LCC-4")


def _workload_of(service: AiService) -> str:
    return service.workload


@check("k8s-claims-outlive-their-set", severity="medium", effort="minutes", maps=MAPS)
def claims_outlive_set(workload: Workload, ai_services: list[AiService]) -> Verdict:
    """Data outlives the StatefulSet that wrote it.

    Why: One deletion by mistake takes the data along. A StatefulSet may delete its claims with itself or with a replica, and
    their volumes go with them.

    Fix: Keep the claims

        # StatefulSet <workload>
        spec:
          persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}
    """
    if workload.kind != "StatefulSet" or not workload.claims:
        return not_applicable("it makes no claims")
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if before_production(workload):
        return not_applicable("it lives before production")
    roles = {each.role for each in by_key(ai_services, _workload_of).get(workload.resource, ())}
    if roles == {"inference"}:
        return not_applicable("its volumes are a cache of models")
    if workload.claims_deleted:
        return failed("A StatefulSet takes its data along", workload=workload.name)
    return passed(workload=workload.name)


@check("k8s-restore-rehearsed", severity="medium", effort="days", certainty="likely", maps=MAPS)
def restore_rehearsed(history: RestoreHistory, most_days: int = 90) -> Verdict:
    """The last restore succeeded, and is not long ago.

    Why: A backup nobody restored may be worth nothing when it is needed. Velero keeps what became of restores as long as
    their backups; rehearsals in another cluster can't be seen here.

    Fix: Restore into a namespace of its own

        velero --namespace <namespace> restore describe <restore>
        velero restore create rehearsal --from-backup … --namespace-mappings chat:chat-rehearsal
    """
    told: dict[str, Any] = {"namespace": history.namespace, "restore": history.newest, "phase": history.phase}
    if history.phase != "Completed":
        return failed("The last restore failed", **told)
    if history.restored is None:
        return unknown("when it ended is not told", **told)
    days = (history.read_at - history.restored).days
    if days > most_days:
        return failed("The last restore is long ago", days=days, most_days=most_days, **told)
    return passed(days=days, **told)


BY_TOOL = {
    "argocd.argoproj.io/tracking-id": "Argo CD",
    "argocd.argoproj.io/instance": "Argo CD",
    "kustomize.toolkit.fluxcd.io/name": "Flux",
    "helm.toolkit.fluxcd.io/name": "Flux",
    "objectset.rio.cattle.io/id": "Fleet",
    "configmanagement.gke.io/managed": "Config Sync",
    "meta.helm.sh/release-name": "Helm",
}
"""Labels and annotations by which tools know what they keep; a Helm release can be rendered from its chart again."""

TOOLS = ("argocd", "kustomize-controller", "helm", "terraform", "pulumi", "fleet", "kapp", "spinnaker", "gitlab")
"""Beginnings of the names under which tools write fields."""

BY_HAND = frozenset({"kubectl-create", "kubectl-edit", "kubectl-run", "kubectl-patch", "kubectl-set", "kubectl-replace", "kubectl-scale"})
"""Names under which kubectl writes what somebody typed; `kubectl apply` may as well be a pipeline's."""


@check("k8s-workload-rebuildable", severity="medium", effort="days", certainty="likely", maps=[*MAPS, "azure-waf-core:OE:05"])
def workload_rebuildable(workload: Workload, services: list[Service], ai_services: list[AiService]) -> Verdict:
    """What serves is kept in Git and applied from there.

    Why: Nobody can build the cluster again as it was. What somebody typed into it is written nowhere else, and the next
    rollout undoes it without a word.

    Fix: Write it down, and let a tool apply it

        kubectl --namespace <namespace> get <kind> <workload> --output yaml   # then into Git
        # an Argo CD Application or a Flux Kustomization for the repository's folder
    """
    if not workload.is_live:
        return not_applicable("a manifest is written down")
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if before_production(workload):
        return not_applicable("it lives before production")
    if workload.made_by:
        return not_applicable("a controller made it")
    told: dict[str, Any] = {"workload": workload.name, "namespace": workload.namespace, "kind": workload.kind}
    marks = workload.annotated | workload.labels.keys()
    tools = sorted(
        {tool for mark, tool in BY_TOOL.items() if mark in marks} | {each for each in workload.managers if each.lower().startswith(TOOLS)}
    )
    if tools:
        return passed(tools=tools, **told)
    by_hand = sorted(BY_HAND & set(workload.managers))
    if not by_hand or "kubectl-client-side-apply" in workload.managers:
        return unknown("whether a pipeline or a person applies it can't be told", managers=list(workload.managers), **told)
    return failed("A serving workload was typed into the cluster", managers=by_hand, **told)
