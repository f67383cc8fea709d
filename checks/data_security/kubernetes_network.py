"""Who may call serving pods, from inside and outside of the cluster, and whom they may call."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.ai_stack import RayHead
from readiness.facts.kubernetes.networking import (
    EdgeGateway,
    Ingress,
    MeshPolicy,
    NetworkPolicy,
    Service,
    policies_in,
    policies_over,
)
from readiness.facts.kubernetes.objects import KubernetesObject, Namespace
from readiness.facts.kubernetes.workloads import Workload, workloads_in
from readiness.facts.serving import in_system_namespace, is_of_platform, why_not_serving

ELSEWHERE = "no network policy is written here; they may be kept elsewhere"


def _policies_told(thing: KubernetesObject, policies: list[NetworkPolicy]) -> bool:
    """Whether that no policy is seen means that there is none: in a cluster, or where manifests hold some."""
    return thing.is_live or any(by_key(policies, _world).get(each) for each in thing.worlds)


def _world(policy: NetworkPolicy) -> tuple[str, str]:
    return policy.world


@check(
    "k8s-network-default-deny",
    severity="medium",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.3.2", "azure-waf-core:SE:06", "azure-waf-core:SE:04"],
)
def default_deny(
    namespace: Namespace, workloads: list[Workload], services: list[Service], ai_services: list[AiService], policies: list[NetworkPolicy]
) -> Verdict:
    """Namespaces deny traffic that no policy names.

    Why: One broken pod can reach every other and send our data anywhere. A policy that selects all pods also holds
    for those that are added later. Whether the network enforces policies can't be seen from the API.

    Fix: Deny by default, and allow what is needed

        kind: NetworkPolicy
        metadata: {name: default-deny, namespace: <namespace>}
        spec:
          podSelector: {}
          policyTypes: [Ingress, Egress]   # lacks <lacks>
    """
    if is_of_platform(namespace.name):
        return not_applicable("it belongs to the platform")
    if all(why_not_serving(each, services, ai_services) for each in workloads_in(namespace, workloads)):
        return not_applicable("nothing serves in it")
    if not _policies_told(namespace, policies):
        return unknown(ELSEWHERE, namespace=namespace.name)
    whole = [each for each in policies_in(namespace, namespace.name, policies, [namespace]) if each.selects_all]
    denied = {"ingress": any(each.denies_ingress for each in whole), "egress": any(each.denies_egress for each in whole)}
    lacks = [side for side, is_denied in denied.items() if not is_denied]
    if "ingress" in lacks:
        return failed("A namespace lets in what no policy names", namespace=namespace.name, lacks=lacks)
    if lacks:
        return failed("A namespace lets out what no policy names", namespace=namespace.name, lacks=lacks)
    return passed(namespace=namespace.name, policies=[each.name for each in whole])


@check(
    "k8s-ingress-limited",
    severity="medium",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.3.2", "azure-waf-core:SE:06", "azure-waf-core:SE:04"],
)
def ingress_limited(
    workload: Workload,
    services: list[Service],
    ai_services: list[AiService],
    policies: list[NetworkPolicy],
    namespaces: list[Namespace],
) -> Verdict:
    """Network policies say who may call serving pods.

    Why: Every pod of the cluster can call what was meant for one caller. A policy of any kind that selects the pod
    and is about ingress passes.

    Fix: Let in the callers and nobody else

        kind: NetworkPolicy     # for <workload>
        spec:
          podSelector: {matchLabels: {app: assistant}}
          policyTypes: [Ingress]
          ingress:
            - from: [{podSelector: {matchLabels: {app: gateway}}}]
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if workload.host_network:
        return not_applicable("no policy holds for the network of a node")
    over = [each for each in policies_over(workload, policies, namespaces) if each.denies_ingress]
    if over:
        return passed(workload=workload.name, policies=[each.name for each in over])
    if not _policies_told(workload, policies):
        return unknown(ELSEWHERE, workload=workload.name)
    return failed("Every pod of the cluster may call a serving pod", workload=workload.name)


@check(
    "k8s-model-callers-known",
    severity="high",
    effort="hours",
    maps=["owasp-aisvs-1.0:AISVS-C5.1", "owasp-llm-top10-2025:LLM10:2025", "mitre-atlas-mitigations:AML.M0019", "azure-waf-core:SE:05"],
)
def callers_known(
    service: AiService,
    workloads: list[Workload],
    policies: list[NetworkPolicy],
    namespaces: list[Namespace],
    mesh: list[MeshPolicy],
) -> Verdict:
    """Model servers know their callers inside the cluster too.

    Why: Any pod of any team can use our accelerators and read model output. Either a key or a network policy that
    names the callers is enough. What is published outside is judged by ai-inference-not-open.

    Fix: Set a key, or name the callers in a policy

        # <product> of <workload>
        env:
          - name: VLLM_API_KEY
            valueFrom: {secretKeyRef: {name: vllm, key: VLLM_API_KEY}}
    """
    if service.role != "inference" or service.platform != "kubernetes":
        return not_applicable("it is no inference server in a cluster")
    workload = next(iter(by_key(workloads, _resource).get(service.workload, ())), None)
    if workload is None or in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if not workload.long_running:
        return not_applicable("it runs to an end")
    if service.authentication:
        return passed(workload=workload.name, product=service.product, asks_for_key=True)
    over = [each for each in policies_over(workload, policies, namespaces) if each.denies_ingress or each.open_ingress]
    walls = [each.name for each in over if each.denies_ingress]
    if walls and not any(each.open_ingress for each in over):
        return passed(workload=workload.name, product=service.product, policies=walls)
    if any(_may_select(each, workload) for each in mesh):
        return unknown("a policy of the mesh may name its callers", workload=workload.name)
    if not _policies_told(workload, policies):
        return unknown(ELSEWHERE, workload=workload.name)
    return failed("Any pod may use a model server without a key", workload=workload.name, product=service.product)


def _resource(workload: Workload) -> str:
    return workload.resource


def _may_select(policy: MeshPolicy, workload: Workload) -> bool:
    if policy.world not in workload.worlds or policy.namespace not in (workload.namespace, "istio-system"):
        return False
    return policy.selector is None or policy.selector.matches(workload.pod_labels)


@check(
    "k8s-egress-named",
    severity="medium",
    effort="days",
    maps=["azure-waf-core:SE:06", "owasp-llm-top10-2025:LLM02:2025", "aws-ai-security-framework:AISF-DATA-03"],
)
def egress_named(
    workload: Workload,
    services: list[Service],
    ai_services: list[AiService],
    policies: list[NetworkPolicy],
    namespaces: list[Namespace],
) -> Verdict:
    """Policies name what serving pods may reach outside.

    Why: A taken-over pod can carry our documents to any address. A policy that allows the whole internet stops
    nothing; policies by host name or an egress gateway do.

    Fix: Name the hosts, or send it through a gateway

        kind: CiliumNetworkPolicy   # instead of <policies>, for <workload>
        spec:
          endpointSelector: {matchLabels: {app: gateway}}
          egress:
            - toFQDNs: [{matchName: api.openai.com}]
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    over = [each for each in policies_over(workload, policies, namespaces) if each.denies_egress or each.open_egress]
    if not over:
        return not_applicable("no policy limits what it may reach, which k8s-network-default-deny tells")
    wide = [each.name for each in over if each.open_egress]
    if wide:
        return failed("A policy lets a serving pod reach everything", workload=workload.name, policies=wide)
    return passed(workload=workload.name, policies=[each.name for each in over])


@check(
    "k8s-edge-encrypted",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:SE:07", "aws-ai-security-framework:AISF-DATA-03"],
)
def edge_encrypted(ingress: Ingress, gateways: list[EdgeGateway], services: list[Service]) -> Verdict:
    """What is reached from outside is encrypted on the way.

    Why: Prompts, answers and keys can be read on the way. An Ingress needs a certificate, a route a listener of
    HTTPS. A redirect from HTTP to HTTPS passes.

    Fix: Serve it with a certificate

        # <kind> <ingress>, hosts <hosts>
        spec:
          tls:
            - hosts: [assistant.example.com]
              secretName: assistant-tls
    """
    if in_system_namespace(ingress):
        return not_applicable("it belongs to the platform")
    if ingress.redirects:
        return not_applicable("it only sends the browser to HTTPS")
    if ingress.hosts and all(each.endswith(_LOCAL) for each in ingress.hosts):
        return not_applicable("it answers to names of a local network only")
    if ingress.kind in ("Ingress", "Route"):
        encrypted = ingress.tls
    elif not ingress.parents:
        return not_applicable("it routes inside of the mesh")
    else:
        known = _gateways(ingress, gateways)
        listeners = [encrypts for gateway, name in known for encrypts in _listeners(gateway, name)]
        if not any(listeners) and (len(known) < len(ingress.parents) or not listeners):
            return unknown("the listener that it is attached to was not seen", ingress=ingress.name, gateways=ingress.parents)
        encrypted = any(listeners)
    if encrypted:
        return passed(ingress=ingress.name, hosts=ingress.hosts)
    balancers = [each.name for each in by_key(services, _decrypts).get(True, ()) if each.world in ingress.worlds]
    if balancers:
        return unknown("a load balancer with a certificate may stand before it", ingress=ingress.name, services=balancers)
    return failed("An edge sends everything unencrypted", ingress=ingress.name, kind=ingress.kind, hosts=ingress.hosts)


_LOCAL = (".local", ".localhost", "localhost", ".test", ".internal")


def _decrypts(service: Service) -> bool:
    return service.type == "LoadBalancer" and service.certificate


def _gateways(ingress: Ingress, gateways: list[EdgeGateway]) -> list[tuple[EdgeGateway, str]]:
    """The Gateways that a route is attached to, each with the listener that it names."""
    known = by_key(gateways, _gateway)
    found: list[tuple[EdgeGateway, str]] = []
    for parent in ingress.parents:
        namespace, name, *section = parent.split("/")
        seen = [each for world in ingress.worlds for each in known.get((world, f"{namespace}/{name}"), ())]
        found += [(each, "".join(section)) for each in seen[:1]]
    return found


def _gateway(gateway: EdgeGateway) -> tuple[tuple[str, str], str]:
    return gateway.world, f"{gateway.namespace or '-'}/{gateway.name}"


def _listeners(gateway: EdgeGateway, name: str) -> list[bool]:
    return [encrypted for each, encrypted in gateway.listeners.items() if name in ("", each)]


@check(
    "k8s-model-server-behind-gateway",
    severity="high",
    effort="hours",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.2.12", "azure-waf-core:SE:06", "owasp-aisvs-1.0:AISVS-C5.1"],
)
def behind_gateway(service: AiService, workloads: list[Workload], services: list[Service]) -> Verdict:
    """Model servers and stores open no port to the outside.

    Why: One flaw in a model server is open to everybody who finds it. Limits, logs and guardrails of the gateway are
    passed by. A load balancer that is internal or lets in named addresses only passes.

    Fix: Use a ClusterIP Service behind the gateway

        kind: Service   # <published>, to <product>
        spec:
          type: ClusterIP
    """
    if service.platform != "kubernetes" or service.role not in ("inference", "vector store", "database"):
        return not_applicable("it is no model server or store in a cluster")
    workload = next(iter(by_key(workloads, _resource).get(service.workload, ())), None)
    if workload is None or in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    beside = by_key(services, _namespace).get(workload.namespace, ())
    published = [f"{each.type} {each.name}" for each in beside if each.open_to_others and each.selects(workload)]
    published += [f"hostPort {port}" for each in workload.security.containers for port in each.host_ports]
    published += ["hostNetwork"] if workload.host_network else []
    if published:
        return failed("A model server or store is published directly", product=service.product, published=published)
    return passed(product=service.product, workload=workload.name)


_DASHBOARDS = (
    ("Jupyter", re.compile(r"jupyter|/notebook|scipy-notebook"), frozenset({8888, 8000, 80})),
    ("MLflow", re.compile(r"mlflow"), frozenset({5000, 80})),
    ("Ray dashboard", re.compile(r"(^|/)ray(-ml|-llm)?$|rayproject/"), frozenset({8265, 10001})),
    ("Prometheus", re.compile(r"prom/prometheus|/prometheus$"), frozenset({9090})),
    ("Triton metrics", re.compile(r"tritonserver"), frozenset({8002})),
    ("Attu", re.compile(r"(^|/)attu$"), frozenset({3000})),
    ("Flower", re.compile(r"(^|/)flower$"), frozenset({5555})),
    ("TensorBoard", re.compile(r"tensorboard"), frozenset({6006})),
)
"""Consoles that ask nobody who they are as they are shipped: image and ports."""
_RAY_PORTS = frozenset({8265, 10001})


def _consoles(service: Service, workloads: list[Workload]) -> list[str]:
    """Consoles that a Service leads to."""
    ports = set(service.target_numbers)
    found = {"Ray dashboard"} if ports & _RAY_PORTS and any(key.startswith("ray.io/") for key in service.selector) else set()
    for workload in by_key(workloads, _namespace).get(service.namespace, ()):
        if not service.selects(workload):
            continue
        for container in workload.main_containers:
            opened = ports | {container.named_ports[name] for name in service.target_ports if name in container.named_ports}
            repository = container.image.repository if container.image else ""
            found |= {name for name, image, numbers in _DASHBOARDS if image.search(repository) and opened & numbers}
    return sorted(found)


def _namespace(thing: KubernetesObject) -> str | None:
    return thing.namespace


@check(
    "k8s-dashboards-not-published",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:SE:06", "owasp-aisvs-1.0:AISVS-C5.1", "mitre-atlas-mitigations:AML.M0019"],
)
def dashboards_not_published(service: Service, workloads: list[Workload], ingresses: list[Ingress]) -> Verdict:
    """Consoles of Ray, Jupyter and MLflow are not published.

    Why: Whoever opens the page can run code on our accelerators. These consoles ask for no password as they are
    shipped, and searches of the internet find them.

    Fix: Close the port, or ask for a login before it

        kind: Service   # <service>: <consoles>, reached by <published>
        spec:
          type: ClusterIP   # and kubectl port-forward
    """
    if in_system_namespace(service):
        return not_applicable("it belongs to the platform")
    consoles = _consoles(service, workloads)
    if not consoles:
        return not_applicable("it leads to no console")
    routes = [
        each for each in by_key(ingresses, _namespace).get(service.namespace, ()) if each.beside(service) and service.name in each.services
    ]
    published = [str(service.type)] if service.open_to_others else []
    published += [f"{each.kind} {each.name}" for each in routes if each.authenticated is False]
    if published:
        return failed("A console is open to whoever finds it", service=service.name, consoles=consoles, published=published)
    untold = [each.name for each in routes if each.authenticated is None]
    if untold:
        return unknown("whether the route asks for a login can't be told", service=service.name, routes=untold)
    return passed(service=service.name, consoles=consoles)


@check(
    "k8s-ray-head-guarded",
    severity="medium",
    effort="hours",
    maps=["owasp-aisvs-1.0:AISVS-C5.1", "azure-waf-core:SE:05", "mitre-atlas-mitigations:AML.M0019"],
)
def ray_head_guarded(head: RayHead, policies: list[NetworkPolicy], namespaces: list[Namespace]) -> Verdict:
    """Ray runs jobs for those who may ask for them.

    Why: Any pod of the cluster can run code on our accelerators. The head of a Ray cluster takes jobs from everybody
    who reaches it unless it asks for a token, or a network policy names the callers.

    Fix: Ask for a token

        kind: RayCluster   # <head>
        spec:
          rayVersion: "2.52.0"       # or newer, with KubeRay 1.5.1
          authOptions: {mode: token}
    """
    if in_system_namespace(head):
        return not_applicable("it belongs to the platform")
    if head.asks_for_token:
        return passed(head=head.name, asks_for_token=True)
    over = [each for each in policies_in(head, head.namespace, policies, namespaces) if each.selector.matches(head.pod_labels)]
    walls = [each.name for each in over if each.denies_ingress]
    if walls and not any(each.open_ingress for each in over):
        return passed(head=head.name, policies=walls)
    if not _policies_told(head, policies):
        return unknown(ELSEWHERE, head=head.name)
    return failed("Any pod may run jobs on a Ray cluster", head=head.name, asks_for_certificate=head.asks_for_certificate)
