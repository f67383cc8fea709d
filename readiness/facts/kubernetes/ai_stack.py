"""Parts of AI platforms that everything else depends on."""

from __future__ import annotations

from typing import Literal, TypeVar

from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.record import Model


class InferencePool(KubernetesObject):
    """An InferencePool of the Gateway API Inference Extension.

    Attributes:
        selector: labels of the pods that it picks among.
        picker: the Service that is asked which pod gets a request; empty without one.
        without_picker: requests are refused while the picker does not answer (`FailClose`, the default).
    """

    selector: dict[str, str] = {}
    picker: str = ""
    without_picker: bool = True


class AiRule(Model):
    """One rule of an AIGatewayRoute.

    Attributes:
        models: names of models for which it is.
        backends: its AIServiceBackends in order, each of them `namespace/name` where another namespace is named.
    """

    models: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    line: int | None = None


class AiRoute(KubernetesObject):
    """An AIGatewayRoute of Envoy AI Gateway, or an HTTPRoute that leads to backends of agentgateway.

    Attributes:
        product: whose route it is. Backends of agentgateway may lead to models or to tools, and choose among providers themselves.
        gateways: Gateways that it is attached to, as `namespace/name`; no namespace where a manifest writes none.
        backends: names of the AIServiceBackends that it sends to; none where all of it stays with pools of own model servers. Of
            agentgateway the AgentgatewayBackends, as `namespace/name` where another namespace is named.
        rules: its rules that send to AIServiceBackends alone.
        counted: metadata under which it counts tokens (`llmRequestCosts`), for a policy to limit.
    """

    product: Literal["envoy ai gateway", "agentgateway"] = "envoy ai gateway"
    gateways: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    rules: tuple[AiRule, ...] = ()
    counted: tuple[str, ...] = ()


class AiBackend(KubernetesObject):
    """An AIServiceBackend: one way to reach a provider; or an AgentgatewayBackend that leads to models.

    Attributes:
        dialect: the provider whose API it speaks (`OpenAI`, `AWSBedrock`, `AzureOpenAI` …); of agentgateway the first one's name.
        sends_to: kind and name of what it leads to, in its own namespace unless that says another.
    """

    dialect: str
    sends_to: tuple[str, str] = ("", "")


class ProviderAddress(KubernetesObject):
    """A Backend of Envoy Gateway: addresses outside of the cluster, or of Services by name."""

    hosts: tuple[str, ...] = ()


class AttachedPolicy(KubernetesObject):
    """A policy of Envoy Gateway or agentgateway, which says what it holds for.

    Attributes:
        targets: kind and name of what it holds for, in its own namespace.
        selective: labels or conditions decide what it holds for, or it holds for a part (a listener, a rule) alone.
    """

    targets: tuple[tuple[str, str], ...] = ()
    selective: bool = False


class UsageLimit(AttachedPolicy):
    """What limits how much callers may ask for: a BackendTrafficPolicy or AgentgatewayPolicy with a rate limit, or a QuotaPolicy.

    Attributes:
        kind: the object's kind.
        refuses: some rule of it is in force; shadow mode counts and lets everything pass.
        counts: metadata that it takes tokens from (`llm_total_token`); none where some rule counts requests.
    """

    kind: str
    refuses: bool = True
    counts: tuple[str, ...] = ()


class AccessPolicy(AttachedPolicy):
    """A SecurityPolicy, or what an AgentgatewayPolicy says of callers.

    Attributes:
        asks: callers must prove who they are (JWT, OIDC, API key, password, or a service that decides).
    """

    asks: bool = False


class RayHead(KubernetesObject):
    """The head of a RayService or RayCluster.

    Attributes:
        kind: RayService or RayCluster.
        state_outside: its state is kept outside of it (Redis, or a volume), so that workers go on while it is replaced.
        asks_for_token: its dashboard and its jobs are for those who hold its token (Ray 2.52, KubeRay 1.5.1).
        asks_for_certificate: Ray's own protocols are for those who hold a certificate; the dashboard is not.
        pod_labels: labels of its pod, with those that KubeRay adds.
    """

    kind: str
    state_outside: bool = False
    asks_for_token: bool = False
    asks_for_certificate: bool = False
    pod_labels: dict[str, str] = {}


SomePolicy = TypeVar("SomePolicy", bound=AttachedPolicy)


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _address(thing: KubernetesObject) -> tuple[tuple[str, str], str]:
    return thing.world, f"{thing.namespace or ''}/{thing.name}"


def policies_in(route: AiRoute, namespace: str | None, policies: list[SomePolicy]) -> list[SomePolicy]:
    """Policies of one namespace, of the world that the route lives in."""
    return [each for world in route.worlds for each in by_key(policies, _home).get((world, namespace), ())]


def holding_for(route: AiRoute, policies: list[SomePolicy]) -> tuple[list[SomePolicy], list[SomePolicy]]:
    """Policies that hold for the route or for a Gateway that it is attached to; and those of which labels decide it."""
    here = {f"{route.namespace or ''}/{route.name}": ("AIGatewayRoute", "HTTPRoute")} | dict.fromkeys(route.gateways, ("Gateway",))
    holding, doubtful = [], []
    for place, kinds in here.items():
        namespace, _, name = place.rpartition("/")
        for each in policies_in(route, namespace or None, policies):
            if any((kind, name) in each.targets for kind in kinds):
                holding.append(each)
            elif each.selective:
                doubtful.append(each)
    return holding, doubtful


def leads_to_models(route: AiRoute, backends: list[AiBackend]) -> bool:
    """Whether a route leads to models: all of Envoy AI Gateway's do; of agentgateway's those with a backend that is known to."""
    if route.product == "envoy ai gateway":
        return True
    places = {f"{route.namespace or ''}/{each}" if "/" not in each else each for each in route.backends}
    return any(by_key(backends, _address).get((world, each)) for each in places for world in route.worlds)


def gateway_seen(route: AiRoute, gateways: list[EdgeGateway]) -> bool:
    """Whether a Gateway that the route is attached to was seen, or a cluster was asked, which tells of all of them."""
    return route.is_live or any(by_key(gateways, _address).get((world, each)) for each in route.gateways for world in route.worlds)
