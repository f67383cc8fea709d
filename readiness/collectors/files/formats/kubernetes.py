"""Kubernetes manifests: workloads of every kind, Services, edges, budgets, scalers, policies, secrets and alerts.

Defaults of the API server are filled in (Kubernetes 1.34, KEDA 2.17), so that a manifest and the object made from it
are judged alike.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.ai_services import ai_service, self_hosting
from readiness.collectors.files.ai_variables import provider_of
from readiness.collectors.files.containers import facts_of_container, secret_literal
from readiness.collectors.files.formats import FORMATS, Document, format
from readiness.collectors.files.formats.prometheus_rules import alert_rules
from readiness.collectors.files.pods import KubernetesManifest, workloads
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, items, labels, line_of, mapping, mappings, moved, text, texts, whole, without_lines
from readiness.facts import Fact, GapReason
from readiness.facts.ai import AiService, DebugSwitch, Gateway, Guardrail, ModelRoute, ProviderUse, TraceSink
from readiness.facts.containers import Container, Credential
from readiness.facts.delivery import AlertRule
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes import (
    Autoscaler,
    ExternalSecretManifest,
    Ingress,
    LabelSelector,
    NetworkPolicy,
    PodDisruptionBudget,
    SecretManifest,
    Service,
    Workload,
)

Reader = Callable[[KubernetesManifest], Iterator[Observation]]


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a document; a List holds several."""
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, dict) or not (isinstance(each.get("kind"), str) and isinstance(each.get("apiVersion"), str)):
            continue
        if each["kind"].endswith("List") and isinstance(each.get("items"), list):
            waiting.extend(reversed(each["items"]))
        else:
            yield each


def _matches(document: Document) -> bool:
    data = document.data
    return (
        document.syntax in ("yaml", "json")
        and isinstance(data, dict)
        and isinstance(data.get("apiVersion"), str)
        and isinstance(data.get("kind"), str)
        and not data["apiVersion"].startswith("kustomize.config.k8s.io")
    )


_KIND = r"^\s*(?:-\s+)?kind:\s*[\"']?"
_HINTS: dict[str, tuple[type[Fact], ...]] = {
    r"^\s*(?:-\s+)?containers:": (Workload, AiService),
    _KIND + r"(?:Deployment|StatefulSet|DaemonSet|(?:Cron)?Job|Pod|Rollout|(?:LLM)?InferenceService|Ray\w+|LeaderWorkerSet)\b": (
        Workload,
        AiService,
    ),
    _KIND + r"\{\{": (Workload, AiService, Service, Ingress, PodDisruptionBudget, Autoscaler, NetworkPolicy, SecretManifest),
    _KIND + r"Service\b": (Service,),
    _KIND + r"(?:Ingress|HTTPRoute|GRPCRoute|Route|VirtualService)\b": (Ingress,),
    _KIND + r"PodDisruptionBudget\b": (PodDisruptionBudget,),
    _KIND + r"(?:HorizontalPodAutoscaler|ScaledObject)\b": (Autoscaler,),
    _KIND + r"\w*NetworkPolicy\b": (NetworkPolicy,),
    _KIND + r"Secret\b": (SecretManifest, SecretLiteral),
    _KIND + r"(?:ExternalSecret|SealedSecret|SecretProviderClass)\b": (ExternalSecretManifest,),
    _KIND + r"PrometheusRule\b": (AlertRule,),
    r"^apiVersion:(?s:.)*?^\s*env:": (ProviderUse, TraceSink, DebugSwitch, SecretLiteral),
}
"""Traits of manifests that can't be parsed. Embedded configuration is told by its own format's."""


@format(
    "kubernetes",
    gives=(
        Workload, Service, Ingress, PodDisruptionBudget, Autoscaler, NetworkPolicy, SecretManifest, ExternalSecretManifest, AlertRule,
        AiService, ProviderUse, TraceSink, DebugSwitch, SecretLiteral, Gateway, ModelRoute, Guardrail,
    ),
    matches=_matches,
    hint=_HINTS,
)  # fmt: skip
def manifests(document: Document) -> Iterator[Observation]:
    """Kubernetes objects of a manifest."""
    for data in _objects(document.data):
        manifest = KubernetesManifest.of(document, data)
        if not manifest.name:
            continue
        if isinstance(data.get("sops"), dict):
            yield ExternalSecretManifest(**manifest.values(), kind="SOPS", target=manifest.name)
            continue
        reader = _READERS.get((manifest.group, manifest.kind)) or _READERS_BY_KIND.get(manifest.kind)
        yield from reader(manifest) if reader else _workloads(manifest)


def _workloads(manifest: KubernetesManifest) -> Iterator[Observation]:
    for workload in workloads(manifest):
        yield workload
        for container in workload.containers:
            service = ai_service(
                manifest.document,
                container,
                workload=workload.resource,
                environment=workload.environment,
                platform="kubernetes",
                namespace=workload.namespace,
                pod_labels=workload.pod_labels,
                replicas=workload.replicas,
            )
            if service is None:
                service = _kserve_service(manifest, workload, container)
            if service is not None:
                yield service
                yield from self_hosting(service)
            yield from facts_of_container(
                manifest.document, workload.resource, container, workload.environment, [service] if service is not None else []
            )
            for found in (*(each.credential for each in container.environment), *container.argument_credentials):
                if found is not None:
                    where = (f"{workload.resource}#{container.name}", found.name)
                    yield from secret_literal(manifest.document, where, found, "kubernetes", workload.environment)
    yield from _kserve_autoscaler(manifest)


def _kserve_service(manifest: KubernetesManifest, workload: Workload, container: Container) -> AiService | None:
    """A model served by KServe, whose runtime image is not in the object; who may call it is set outside of it too."""
    if manifest.group != "serving.kserve.io" or not manifest.kind.endswith("InferenceService") or container != workload.main_containers[0]:
        return None
    model = mapping(at(manifest.spec, "predictor", "model")) or mapping(manifest.spec.get("model"))
    written = {"modelFormat": at(model, "modelFormat", "name"), "storageUri": model.get("storageUri") or model.get("uri")}
    service = AiService(
        resource=f"{workload.resource}#{container.name}",
        origin=workload.origin,
        environment=workload.environment,
        role="inference",
        product="kserve",
        platform="kubernetes",
        workload=workload.resource,
        container=container,
        namespace=workload.namespace,
        pod_labels=workload.pod_labels,
        replicas=workload.replicas,
        settings={name: text(value) for name, value in written.items() if text(value)},
        authentication=False,
    )
    return service.unknown("authentication", GapReason.UNSUPPORTED, "the gateway in front of KServe decides who may call it")


def _kserve_autoscaler(manifest: KubernetesManifest) -> Iterator[Autoscaler]:
    """An InferenceService that says how it scales; without a maximum Knative knows none and Standard mode does not scale."""
    predictor = mapping(manifest.spec.get("predictor"))
    if (manifest.group, manifest.kind) != ("serving.kserve.io", "InferenceService") or not {
        "maxReplicas",
        "autoScaling",
    } & predictor.keys():
        return
    minimum = whole(predictor.get("minReplicas"))
    yield Autoscaler(
        **{**manifest.values(), "resource": f"{manifest.id()}#autoscaler", "origin": manifest.document.origin(line_of(predictor))},
        kind=manifest.kind,
        target_kind=manifest.kind,
        target_name=manifest.name,
        minimum=1 if minimum is None else minimum,
        maximum=whole(predictor.get("maxReplicas")),
    )


# Services and edges

_INTERNAL = (
    ("service.beta.kubernetes.io/aws-load-balancer-internal", ("true", "0.0.0.0/0")),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", ("internal",)),
    ("service.beta.kubernetes.io/azure-load-balancer-internal", ("true",)),
    ("networking.gke.io/load-balancer-type", ("Internal",)),
    ("cloud.google.com/load-balancer-type", ("Internal",)),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", ("true",)),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", ("true",)),
    ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", ("private",)),
)


def _service(manifest: KubernetesManifest) -> Iterator[Service]:
    kind = text(manifest.spec.get("type")) or "ClusterIP"
    ports = tuple(port for each in mappings(manifest.spec.get("ports")) if (port := whole(each.get("port"))) is not None)
    # A Service without ports is refused unless it has no address of its own: it is a patch.
    if kind not in ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName") or not (
        ports or kind == "ExternalName" or manifest.spec.get("clusterIP") == "None"
    ):
        return
    yield Service(
        **manifest.values(),
        type=kind,
        internal_load_balancer=any(manifest.annotations.get(key) in values for key, values in _INTERNAL),
        selector=labels(manifest.spec.get("selector")),
        ports=ports,
    )


_AUTHENTICATING = (
    "nginx.ingress.kubernetes.io/auth-url",
    "nginx.ingress.kubernetes.io/auth-type",
    "nginx.ingress.kubernetes.io/auth-tls-secret",
    "nginx.org/basic-auth-secret",
    "nginx.org/jwt-key",
    "haproxy.org/auth-type",
    "haproxy-ingress.github.io/auth-url",
)
# These name an object that may or may not authenticate.
_UNTOLD = ("traefik.ingress.kubernetes.io/router.middlewares", "konghq.com/plugins", "nginx.org/policies")


def _authenticated(annotations: dict[str, str]) -> bool | None:
    if any(annotations.get(key) for key in _AUTHENTICATING) or annotations.get("alb.ingress.kubernetes.io/auth-type", "none") != "none":
        return True
    return None if any(key in annotations for key in _UNTOLD) else False


def _ingress(manifest: KubernetesManifest) -> Iterator[Ingress]:
    rules = mappings(manifest.spec.get("rules"))
    backends = [at(path, "backend") for rule in rules for path in mappings(at(rule, "http", "paths"))]
    backends += [manifest.spec.get("defaultBackend") or manifest.spec.get("backend")]
    services = [text(at(each, "service", "name")) or text(at(each, "serviceName")) for each in backends]
    if not any(services):
        return
    yield Ingress(
        **manifest.values(),
        kind="Ingress",
        services=_distinct(services),
        hosts=_distinct([text(rule.get("host")) for rule in rules]),
        tls=bool(items(manifest.spec.get("tls"))) or "alb.ingress.kubernetes.io/certificate-arn" in manifest.annotations,
        authenticated=_authenticated(manifest.annotations),
    )


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _gateway_route(manifest: KubernetesManifest) -> Iterator[Ingress]:
    """HTTPRoute and GRPCRoute; TLS is the listener's, which another object holds."""
    rules = mappings(manifest.spec.get("rules"))
    backends = [each for rule in rules for each in mappings(rule.get("backendRefs")) if text(each.get("kind")) in ("", "Service")]
    if not mappings(manifest.spec.get("parentRefs")):
        return
    extended = any(text(each.get("type")) == "ExtensionRef" for rule in rules for each in mappings(rule.get("filters")))
    yield _edge(manifest, [text(each.get("name")) for each in backends], texts(manifest.spec.get("hostnames")), None if extended else False)


def _virtual_service(manifest: KubernetesManifest) -> Iterator[Ingress]:
    """An Istio VirtualService bound to a gateway other than the mesh itself."""
    if not [each for each in texts(manifest.spec.get("gateways")) if each != "mesh"]:
        return
    routes = [route for each in mappings(manifest.spec.get("http")) for route in mappings(each.get("route"))]
    names = [text(at(route, "destination", "host")).split(".", 1)[0] for route in routes]
    # AuthorizationPolicy and RequestAuthentication are objects of their own.
    yield _edge(manifest, names, texts(manifest.spec.get("hosts")), None)


def _edge(manifest: KubernetesManifest, services: list[str], hosts: tuple[str, ...], authenticated: bool | None) -> Ingress:  # noqa: FBT001 - three states
    return Ingress(
        **manifest.values(),
        kind=manifest.kind,
        services=_distinct(services),
        hosts=hosts,
        authenticated=authenticated,
        unread={"tls": {"reason": GapReason.UNSUPPORTED, "detail": "TLS is set at the gateway's listener, in another object"}},
    )


def _openshift_route(manifest: KubernetesManifest) -> Iterator[Ingress]:
    services = [text(at(manifest.spec, "to", "name"))] + [
        text(each.get("name")) for each in mappings(manifest.spec.get("alternateBackends"))
    ]
    if not any(services):
        return
    host = text(manifest.spec.get("host"))
    yield Ingress(
        **manifest.values(),
        kind="Route",
        services=_distinct(services),
        hosts=(host,) if host else (),
        tls=bool(mapping(manifest.spec.get("tls"))),
        authenticated=False,
    )


# Budgets, scalers, policies


def _selector(value: Any) -> LabelSelector:
    return LabelSelector(
        labels=labels(at(value, "matchLabels")),
        expressions=tuple(
            (text(each.get("key")), text(each.get("operator")), texts(each.get("values")))
            for each in mappings(at(value, "matchExpressions"))
        ),
    )


def _disruption_budget(manifest: KubernetesManifest) -> Iterator[PodDisruptionBudget]:
    if not isinstance(manifest.spec.get("selector"), dict):
        return
    yield PodDisruptionBudget(
        **manifest.values(),
        selector=_selector(manifest.spec["selector"]),
        min_available=text(manifest.spec.get("minAvailable")) or None,
        max_unavailable=text(manifest.spec.get("maxUnavailable")) or None,
    )


def _autoscaler(manifest: KubernetesManifest) -> Iterator[Autoscaler]:
    """A HorizontalPodAutoscaler (minimum 1 unless written) or a KEDA ScaledObject (0 to 100 unless written)."""
    keda = manifest.kind == "ScaledObject"
    target = mapping(manifest.spec.get("scaleTargetRef"))
    name = text(target.get("name"))
    minimum = whole(manifest.spec.get("minReplicaCount" if keda else "minReplicas"))
    maximum = whole(manifest.spec.get("maxReplicaCount" if keda else "maxReplicas"))
    if not name:
        return
    yield Autoscaler(
        **manifest.values(),
        kind=manifest.kind,
        target_kind=text(target.get("kind")) or "Deployment",
        target_name=name,
        minimum=(0 if keda else 1) if minimum is None else minimum,
        maximum=100 if keda and maximum is None else maximum,
    )


_ANYWHERE = ("0.0.0.0/0", "::/0")


def _network_policy(manifest: KubernetesManifest) -> Iterator[NetworkPolicy]:
    """Without `policyTypes` a policy is about ingress (and about egress too when it has egress rules)."""
    types = texts(manifest.spec.get("policyTypes"))
    if "podSelector" not in manifest.spec:
        return
    ingress = not types or "Ingress" in types
    yield NetworkPolicy(
        **manifest.values(),
        selector=_selector(manifest.spec["podSelector"]),
        denies_ingress=ingress,
        open_ingress=ingress and any(_open(rule) for rule in items(manifest.spec.get("ingress"))),
    )


def _open(rule: Any) -> bool:
    sources = mapping(rule).get("from")
    return not sources or any(
        text(at(each, "ipBlock", "cidr")) in _ANYWHERE and not at(each, "ipBlock", "except") for each in mappings(sources)
    )


def _cilium_policy(manifest: KubernetesManifest) -> Iterator[NetworkPolicy]:
    """A Cilium policy denies ingress as soon as it has an ingress section (Cilium 1.17)."""
    specs = [manifest.spec, *mappings(manifest.data.get("specs"))]
    for position, spec in enumerate(each for each in specs if isinstance(each.get("endpointSelector"), dict)):
        rules = mappings(spec.get("ingress"))
        entities = {entity for rule in rules for entity in texts(rule.get("fromEntities"))}
        cidrs = {cidr for rule in rules for cidr in texts(rule.get("fromCIDR"))}
        values = manifest.values()
        yield NetworkPolicy(
            **{**values, "resource": values["resource"] + (f"#{position}" if position else "")},
            selector=_selector(spec["endpointSelector"]),
            denies_ingress="ingress" in spec or "ingressDeny" in spec,
            open_ingress=bool({"all", "world"} & entities) or bool(set(_ANYWHERE) & cidrs),
        )


def _calico_policy(manifest: KubernetesManifest) -> Iterator[NetworkPolicy]:
    """A Calico policy whose selector is `all()` or equalities; another selector can't be told apart and is unread."""
    types, selector = texts(manifest.spec.get("types")), text(manifest.spec.get("selector")) or "all()"
    ingress = "Ingress" in types or (not types and "egress" not in manifest.spec)
    rules = [rule for rule in mappings(manifest.spec.get("ingress")) if text(rule.get("action")) == "Allow"]
    policy = NetworkPolicy(
        **manifest.values(),
        selector=LabelSelector(labels=dict(re.findall(r"([\w./-]+)\s*==\s*['\"]([^'\"]*)['\"]", selector))),
        denies_ingress=ingress,
        open_ingress=ingress and any(not mapping(rule.get("source")) for rule in rules),
    )
    simple = selector == "all()" or re.fullmatch(
        r"\s*[\w./-]+\s*==\s*['\"][^'\"]*['\"](\s*&&\s*[\w./-]+\s*==\s*['\"][^'\"]*['\"])*\s*", selector
    )
    yield policy if simple else policy.unknown("selector", GapReason.UNSUPPORTED, "a Calico selector expression")


# Secrets

_NO_SECRET = re.compile(
    r"(user(name)?|login|host(name)?|port|database|db(name)?|name|region|endpoint|bucket|email|ca\.crt|tls\.crt|.*\.pem\.pub)$",
    re.IGNORECASE,
)


def _secret(manifest: KubernetesManifest) -> Iterator[Observation]:
    if text(manifest.data.get("type")) == "kubernetes.io/service-account-token":
        return
    yield SecretManifest(**manifest.values(), credentials=tuple(_secret_values(manifest)))
    yield from _named_providers(manifest, ("data", "stringData"))


def _secret_values(manifest: KubernetesManifest) -> Iterator[Credential]:
    """What each key holds. Values are decoded to be judged and are not kept."""
    for section in ("data", "stringData"):
        values = mapping(manifest.data.get(section))
        for key, value in values.items():
            plain = _decoded(text(value)) if section == "data" else text(value)
            line = line_of(values, key)
            found = credential(str(key), plain, line)
            if found is None and plain and not _NO_SECRET.fullmatch(str(key)):
                found = credential("password", plain, line)
            if found is not None:
                yield found.model_copy(update={"name": str(key)})


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return value


def _external_secret(manifest: KubernetesManifest) -> Iterator[ExternalSecretManifest]:
    match manifest.kind:
        case "SealedSecret":
            target = text(at(manifest.spec, "template", "metadata", "name"))
        case "SecretProviderClass":
            target = next((text(each.get("secretName")) for each in mappings(manifest.spec.get("secretObjects"))), "")
        case "ClusterExternalSecret":
            target = text(manifest.spec.get("externalSecretName"))
        case _:
            target = text(at(manifest.spec, "target", "name")) or text(at(manifest.spec, "destination", "name"))
    yield ExternalSecretManifest(**manifest.values(), kind=manifest.kind, target=target or manifest.name)


def _named_providers(manifest: KubernetesManifest, sections: tuple[str, ...]) -> Iterator[ProviderUse]:
    """Keys that are a provider's variables; workloads take them over with `envFrom`."""
    seen: set[str] = set()
    for section in sections:
        values = mapping(manifest.data.get(section))
        for key, value in values.items():
            provider = provider_of(str(key))
            if provider and provider not in seen and text(value):
                seen.add(provider)
                yield ProviderUse(
                    resource=f"{manifest.id()}/provider/{provider}",
                    origin=manifest.document.origin(line_of(values, key)),
                    environment=manifest.environment,
                    provider=provider,
                    via="env",
                )


# Configuration in ConfigMaps

_EMBEDDED = ("litellm", "prometheus rules", "qdrant", "milvus")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(#.*)?$")


def _config_map(manifest: KubernetesManifest) -> Iterator[Observation]:
    data = mapping(manifest.data.get("data"))
    yield from _named_providers(manifest, ("data",))
    for key, value in data.items():
        if not isinstance(value, str):
            continue
        if "\n" in value:
            yield from _embedded(manifest, str(key), value, line_of(data, key))
        elif (found := credential(str(key), value, line_of(data, key))) is not None:
            yield from secret_literal(manifest.document, (manifest.id(), str(key)), found, "kubernetes", manifest.environment)


def _embedded(manifest: KubernetesManifest, key: str, value: str, line: int | None) -> Iterator[Observation]:
    """Hand text that is a known configuration to its format, with lines of the outer file where they can be told."""
    outer = manifest.document
    lines = outer.text.splitlines()
    block = bool(line and line <= len(lines) and _BLOCK.search(lines[line - 1]))
    for number, data in enumerate(tree.read(value, "json" if key.endswith(".json") else "yaml").documents):
        part = f"ConfigMap/{manifest.namespace or '-'}/{manifest.name}/{key}" + (f"/{number}" if number else "")
        inner = dataclasses.replace(
            outer,
            syntax="yaml",
            data=moved(data, line or 0) if block else without_lines(data),
            text=value,
            environment=manifest.environment,
            part=part,
        )
        for name in _EMBEDDED:
            each = FORMATS.get(name)
            if each is not None and each.matches(inner):
                yield from each.read(inner)


def _prometheus_rule(manifest: KubernetesManifest) -> Iterator[AlertRule]:
    yield from alert_rules(manifest.document, manifest.spec.get("groups"), manifest.id(), manifest.environment)


_READERS: dict[tuple[str, str], Reader] = {
    ("", "Service"): _service,
    ("networking.k8s.io", "Ingress"): _ingress,
    ("extensions", "Ingress"): _ingress,
    ("gateway.networking.k8s.io", "HTTPRoute"): _gateway_route,
    ("gateway.networking.k8s.io", "GRPCRoute"): _gateway_route,
    ("networking.istio.io", "VirtualService"): _virtual_service,
    ("route.openshift.io", "Route"): _openshift_route,
    ("policy", "PodDisruptionBudget"): _disruption_budget,
    ("autoscaling", "HorizontalPodAutoscaler"): _autoscaler,
    ("keda.sh", "ScaledObject"): _autoscaler,
    ("networking.k8s.io", "NetworkPolicy"): _network_policy,
    ("crd.projectcalico.org", "NetworkPolicy"): _calico_policy,
    ("projectcalico.org", "NetworkPolicy"): _calico_policy,
    ("monitoring.coreos.com", "PrometheusRule"): _prometheus_rule,
    ("", "Secret"): _secret,
    ("", "ConfigMap"): _config_map,
}
_READERS_BY_KIND: dict[str, Reader] = {
    "CiliumNetworkPolicy": _cilium_policy,
    "CiliumClusterwideNetworkPolicy": _cilium_policy,
    "ExternalSecret": _external_secret,
    "ClusterExternalSecret": _external_secret,
    "SealedSecret": _external_secret,
    "SecretProviderClass": _external_secret,
    "VaultStaticSecret": _external_secret,
    "InfisicalSecret": _external_secret,
}
