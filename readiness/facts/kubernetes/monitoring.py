"""What watches a cluster: monitors, the Prometheus servers that read them, and the aggregated API of metrics."""

from __future__ import annotations

from typing import Literal

from readiness.facts.kubernetes.objects import KubernetesObject, LabelSelector, Namespace
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.record import Model


class Monitor(KubernetesObject):
    """Which pods are scraped: a ServiceMonitor, PodMonitor, PodMonitoring or ScrapeConfig.

    Attributes:
        kind: the object's kind.
        aims_at: what its selector selects; `targets` and `other` for a ScrapeConfig, which names them or finds them in many ways.
        selector: labels of Services or pods.
        namespaces: where it looks besides its own; None for everywhere.
        targets: hosts that a ScrapeConfig names, with their ports.
        ports: names of the ports that are scraped, of the Service or of the container.
        managed: a cloud's own service reads it, not a Prometheus in the cluster.
    """

    kind: str
    aims_at: Literal["services", "pods", "targets", "other"]
    selector: LabelSelector = LabelSelector()
    namespaces: tuple[str, ...] | None = ()
    targets: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    managed: bool = False

    def sees(self, other: KubernetesObject) -> bool:
        """Whether it looks for targets where the other object is."""
        if other.world not in self.worlds:
            return False
        return self.namespaces is None or other.namespace == self.namespace or other.namespace in self.namespaces

    def selects(self, workload: Workload) -> bool:
        """Whether it selects the workload's pods themselves."""
        return self.aims_at == "pods" and self.sees(workload) and self.selector.matches(workload.pod_labels)


class Choice(Model):
    """Which objects of one kind a Prometheus server takes.

    Attributes:
        objects: by their labels; None takes none.
        namespaces: by the labels of their namespace; None takes those of its own.
    """

    objects: LabelSelector | None = None
    namespaces: LabelSelector | None = None


class PrometheusServer(KubernetesObject):
    """A Prometheus, PrometheusAgent or ThanosRuler of the Prometheus operator.

    Attributes:
        kind: the object's kind.
        takes: kind of object (`ServiceMonitor`, `PrometheusRule`) to which ones. Empty when it takes none of any
            kind: the operator then leaves its configuration to others.
        jobs_in_secret: it scrapes more than objects tell (`additionalScrapeConfigs`).
        available: its replicas that are ready; None where no cluster tells.
    """

    kind: str
    takes: dict[str, Choice] = {}
    jobs_in_secret: bool = False
    available: int | None = None

    def taking(self, kind: str, thing: KubernetesObject, namespaces: list[Namespace]) -> bool | None:
        """Whether it takes the object; None when labels of the object's namespace decide and were not seen."""
        choice = self.takes.get(kind)
        if choice is None or choice.objects is None or thing.world not in self.worlds or not choice.objects.matches(thing.labels):
            return False
        if choice.namespaces is None:
            return thing.namespace == self.namespace
        if choice.namespaces == LabelSelector():
            return True
        home = next((each for each in namespaces if each.name == thing.namespace and each.world in self.worlds), None)
        return None if home is None else choice.namespaces.matches(home.labels)


class RuleSet(KubernetesObject):
    """The alerting rules of one PrometheusRule.

    Attributes:
        alerts: how many there are.
    """

    alerts: int = 0


class Instrumentation(KubernetesObject):
    """An Instrumentation of the OpenTelemetry operator, which puts tracing into pods that ask for it by annotation.

    Attributes:
        endpoint: address that it makes them send to; empty for the agent's own default.
    """

    endpoint: str = ""


class AggregatedApi(KubernetesObject):
    """An API that another server than the cluster's own answers (`v1beta1.metrics.k8s.io`). Only clusters tell of them.

    Attributes:
        available: that server answers.
        reason: why it does not.
    """

    available: bool = False
    reason: str = ""
