"""Parts of AI platforms that everything else depends on."""

from __future__ import annotations

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
    """An AIGatewayRoute of Envoy AI Gateway.

    Attributes:
        gateways: Gateways that it is attached to, as `namespace/name`; no namespace where a manifest writes none.
        backends: names of the AIServiceBackends that it sends to; none where all of it stays with pools of own model servers.
        rules: its rules that send to AIServiceBackends alone.
        counted: metadata under which it counts tokens (`llmRequestCosts`), for a policy to limit.
    """

    gateways: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    rules: tuple[AiRule, ...] = ()
    counted: tuple[str, ...] = ()


class AiBackend(KubernetesObject):
    """An AIServiceBackend: one way to reach a provider.

    Attributes:
        dialect: the provider whose API it speaks (`OpenAI`, `AWSBedrock`, `AzureOpenAI` …).
        sends_to: kind and name of what it leads to, in its own namespace unless that says another.
    """

    dialect: str
    sends_to: tuple[str, str] = ("", "")


class ProviderAddress(KubernetesObject):
    """A Backend of Envoy Gateway: addresses outside of the cluster, or of Services by name."""

    hosts: tuple[str, ...] = ()


class UsageLimit(KubernetesObject):
    """What limits how much callers may ask for: a BackendTrafficPolicy with a rate limit, or a QuotaPolicy.

    Attributes:
        kind: the object's kind.
        targets: kind and name of what it holds for, in its own namespace.
        selective: labels decide what it holds for.
        refuses: some rule of it is in force; shadow mode counts and lets everything pass.
        counts: metadata that it takes tokens from (`llm_total_token`); none where some rule counts requests.
    """

    kind: str
    targets: tuple[tuple[str, str], ...] = ()
    selective: bool = False
    refuses: bool = True
    counts: tuple[str, ...] = ()


class AccessPolicy(KubernetesObject):
    """A SecurityPolicy of Envoy Gateway.

    Attributes:
        targets: kind and name of what it holds for, in its own namespace.
        selective: labels decide what it holds for.
        asks: callers must prove who they are (JWT, OIDC, API key, password, or a service that decides).
    """

    targets: tuple[tuple[str, str], ...] = ()
    selective: bool = False
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
