"""Where secrets come from in Kubernetes, and whether what pods name is there."""

from __future__ import annotations

from datetime import timedelta

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.secrets import ConfigMap, ExternalSecretManifest, RouteCredentials, SecretMetadata, SecretSync, SyncState
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace, why_not_serving

from .exposure import how_sure


@check(
    "k8s-no-credential-in-config-map",
    severity="critical",
    effort="hours",
    maps=[
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.4.2",
        "azure-waf-core:SE:09",
        "aws-ai-security-framework:AISF-DATA-05",
        "owasp-llm-top10-2025:LLM02:2025",
    ],
)
def no_credential_in_config_map(config_map: ConfigMap) -> Verdict:
    """ConfigMaps hold no credentials.

    Why: Anyone who may look at the configuration can use its passwords. ConfigMaps are neither encrypted nor guarded
    as Secrets are, and show up in diffs and logs.

    Fix: Move the value to a Secret, refer to it and rotate it

        # ConfigMap <config_map>, <keys>: for a gateway's file
        litellm_params:
          api_key: os.environ/OPENAI_API_KEY   # and the variable from a secretKeyRef
    """
    if in_system_namespace(config_map):
        return not_applicable("it belongs to the platform")
    written = [each for each in config_map.credentials if each.written_here]
    if written:
        keys = sorted({each.name for each in written})
        place = config_map.origin.at(written[0].line)
        return failed("A credential is in a ConfigMap", at=place, config_map=config_map.name, keys=keys, **how_sure(written))
    return passed(config_map=config_map.name)


@check(
    "k8s-no-credential-in-route",
    severity="critical",
    effort="hours",
    maps=[
        "cis-kubernetes-2.0.1-s5:CIS-K8S-5.4.2",
        "azure-waf-core:SE:09",
        "aws-ai-security-framework:AISF-DATA-05",
        "owasp-llm-top10-2025:LLM02:2025",
    ],
)
def no_credential_in_route(route: RouteCredentials) -> Verdict:
    """Routes and their plugins hold no credentials.

    Why: Anyone who may look at the routes can use the provider's key. A route that adds it to requests holds it in plain text,
    where neither encryption nor access rules of Secrets guard it.

    Fix: Take it from a Secret, and rotate it

        # <kind> <route>: <names>; for Envoy AI Gateway
        apiVersion: aigateway.envoyproxy.io/v1alpha1
        kind: BackendSecurityPolicy
        spec: {type: APIKey, apiKey: {secretRef: {name: provider-key}}}
        # for Kong: configPatches with valueFrom.secretKeyRef, or configFrom
    """
    if in_system_namespace(route):
        return not_applicable("it belongs to the platform")
    written = [each for each in route.credentials if each.written_here]
    if written:
        names = sorted({each.name for each in written})
        return failed(
            "A credential is written into a route", at=route.origin.at(written[0].line), kind=route.kind, route=route.name, names=names
        )
    return passed(kind=route.kind, route=route.name)


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _everywhere(thing: KubernetesObject) -> tuple[str, str]:
    return thing.world


@check(
    "k8s-secrets-from-manager",
    severity="medium",
    effort="days",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.4.2", "azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-03"],
)
def from_manager(
    workload: Workload, services: list[Service], ai_services: list[AiService], managers: list[ExternalSecretManifest]
) -> Verdict:
    """Secrets of serving pods come from a secret manager.

    Why: Nobody knows who made a password, who holds a copy, or how to replace it. A Secret that External Secrets,
    Sealed Secrets, Vault or a CSI driver fills has a source and a history. Keys for registries are left out.

    Fix: Let an operator fetch them

        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: {name: provider-keys}   # instead of <secrets>, for <workload>
        spec:
          secretStoreRef: {kind: ClusterSecretStore, name: vault}
          dataFrom: [{extract: {key: production/assistant}}]
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    names = sorted({each.name for each in workload.references if each.kind == "Secret" and not each.pulls_image})
    injected = any(each.startswith("vault.hashicorp.com/") for each in workload.pod_annotations)
    if injected:
        return passed(workload=workload.name, by="Vault")
    if not names:
        return not_applicable("it takes nothing from a Secret")
    known = by_key(managers, _home)
    beside = [each for world in workload.worlds for each in (*known.get((world, workload.namespace), ()), *known.get((world, None), ()))]
    made = {name for each in beside for name in (each.target, each.name)}
    managed = [each for each in names if each in made]
    if managed:
        return passed(workload=workload.name, managed=managed, others=[each for each in names if each not in made])
    if not workload.is_live and not any(by_key(managers, _everywhere).get(world) for world in workload.worlds):
        return unknown("no secret manager's object is written here", workload=workload.name, secrets=names)
    return failed("No secret manager fills a pod's Secrets", workload=workload.name, secrets=names)


@check(
    "k8s-external-secret-refreshed",
    severity="medium",
    effort="minutes",
    maps=["azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-03"],
)
def external_secret_refreshed(secret: SecretSync) -> Verdict:
    """Fetched secrets are fetched again.

    Why: A password that was replaced at its source is used here until it fails. An interval of zero, or the
    policy CreatedOnce, fetches it a single time. OnChange is for those who rotate by changing the object.

    Fix: Refresh within a day

        kind: ExternalSecret
        metadata: {name: <secret>}
        spec:
          refreshPolicy: Periodic   # instead of <policy>
          refreshInterval: 1h       # instead of <seconds> seconds
    """
    if secret.policy == "OnChange":
        return not_applicable("it is fetched again when the object changes")
    if secret.policy == "CreatedOnce" or secret.seconds == 0:
        return failed("A secret is fetched once and never again", secret=secret.name, policy=secret.policy, seconds=secret.seconds)
    return passed(secret=secret.name, seconds=secret.seconds)


@check(
    "k8s-external-secret-synced",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-03"],
)
def external_secret_synced(state: SyncState) -> Verdict:
    """Fetched secrets are in step with their source.

    Why: The next restart, or the next rotation, stops the service. A secret that can't be fetched stays as it was, so
    that nothing is noticed until then. Late is twice the interval and five minutes.

    Fix: Mend the store, then ask what it says

        kubectl describe externalsecret <secret>   # <reason>
        kubectl get secretstore,clustersecretstore
    """
    if state.ready is None:
        return unknown("its operator has not told yet", secret=state.name)
    if not state.ready:
        return failed("A secret can't be fetched", secret=state.name, reason=state.reason)
    if state.seconds and state.refreshed:
        late = timedelta(seconds=2 * state.seconds) + timedelta(minutes=5)
        if state.read_at - state.refreshed > late:
            return failed("A secret was not fetched for too long", secret=state.name, reason=f"last at {state.refreshed.isoformat()}")
    return passed(secret=state.name, refreshed=state.refreshed.isoformat() if state.refreshed else None)


def _owner(pods: RunningPods) -> str:
    return pods.owner


@check(
    "k8s-references-exist",
    severity="high",
    effort="minutes",
    maps=["azure-waf-core:OE:11"],
)
def references_exist(
    workload: Workload, config_maps: list[ConfigMap], running: list[RunningPods], metadata: list[SecretMetadata]
) -> Verdict:
    """ConfigMaps and Secrets that pods name are there.

    Why: The next pod can't start, though those that run look well. Secrets are listed only where the configuration allows
    that their metadata is read; else pods that could not be created, or run, tell of them.

    Fix: Create what is missing, or correct the name

        # <workload>: <missing>
        kubectl get configmap,secret -n <namespace>
    """
    if not workload.is_live:
        return not_applicable("only a running cluster tells what exists")
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    needed = [each for each in workload.references if not each.optional]
    if not needed:
        return not_applicable("its pods name neither ConfigMap nor Secret")
    here = {each.name: each for each in by_key(config_maps, _home).get((workload.world, workload.namespace), ())}
    wanted = [each for each in needed if each.kind == "ConfigMap"]
    if wanted and not here:
        # Every namespace holds kube-root-ca.crt.
        return unknown("ConfigMaps of its namespace were not seen", workload=workload.name)
    missing = [f"ConfigMap {each.name}" for each in wanted if each.name not in here]
    missing += [
        f"key {each.key} of {each.name}" for each in wanted if each.name in here and each.key and each.key not in here[each.name].keys
    ]
    if missing:
        return failed(
            "A pod names a ConfigMap or key that is missing", workload=workload.name, missing=missing, namespace=workload.namespace
        )
    secrets = sorted({each.name for each in needed if each.kind == "Secret"})
    listed = bool(by_key(metadata, _everywhere).get(workload.world))
    known = {each.name for each in by_key(metadata, _home).get((workload.world, workload.namespace), ())}
    if listed and (gone := [each for each in secrets if each not in known]):
        return failed("A pod names a Secret that is missing", workload=workload.name, missing=gone, namespace=workload.namespace)
    pods = next(iter(by_key(running, _owner).get(workload.resource.partition("#")[0], ())), None)
    if pods is not None and pods.not_created:
        return failed(
            "Pods can't be created for want of a Secret or key", workload=workload.name, missing=secrets, namespace=workload.namespace
        )
    if secrets and not listed and not (pods is not None and pods.ready):
        return unknown("Secrets are not listed, and no ready pod tells", workload=workload.name, secrets=secrets)
    return passed(workload=workload.name, config_maps=sorted({each.name for each in wanted}), secrets=secrets)
