"""What every Kubernetes object has, and how labels are selected."""

from __future__ import annotations

from readiness.facts.record import Environment, Fact, Model, Names


class KubernetesObject(Fact):
    """An object with a name. A namespace of None is not written in the manifest: it is set at install time."""

    name: str
    namespace: str | None = None
    labels: dict[str, str] = {}

    def beside(self, other: KubernetesObject) -> bool:
        """Whether both live in one namespace: of one cluster, or of one environment's manifests."""
        if self.namespace != other.namespace:
            return False
        if self.is_live and other.is_live:
            return self.origin.place == other.origin.place
        return self.environment == other.environment

    @property
    def is_live(self) -> bool:
        """Whether an API server told of it; a file did otherwise."""
        return self.origin.file is None

    @property
    def world(self) -> tuple[str, str]:
        """What names are unique in: a cluster, or one environment's manifests."""
        return self.origin.place, "" if self.is_live else self.environment

    @property
    def worlds(self) -> tuple[tuple[str, str], ...]:
        """Where what it names may be: its own world first, then manifests that tell no environment or are for all of them."""
        if self.is_live:
            return (self.world,)
        own = (self.environment, Environment.SHARED, Environment.UNCLASSIFIED)
        return tuple((self.origin.place, each) for each in dict.fromkeys(own))


class Namespace(KubernetesObject):
    """A namespace, which is its own name; `namespace` is None.

    Attributes:
        pod_security: the Pod Security Standard that pods must meet (`privileged`, `baseline`, `restricted`); empty when
            no label says.
        warned_of: the one whose breach is only told or logged.
        constrained: OpenShift's security context constraints hold in it.
        annotated: keys of its annotations; their values are not kept.
    """

    pod_security: str = ""
    warned_of: str = ""
    constrained: bool = False
    annotated: Names = frozenset()


class AdmissionPolicy(KubernetesObject):
    """A policy of Kyverno or Gatekeeper that objects must meet; `namespace` is None where it holds in all of them.

    Attributes:
        kind: the object's kind, which for Gatekeeper is the constraint's.
        enforced: what breaks it is refused; otherwise it is only told.
        about_pods: it is about the rights of pods on their nodes.
    """

    kind: str
    enforced: bool = False
    about_pods: bool = False


class LabelSelector(Model):
    """matchLabels and matchExpressions; an empty selector matches everything."""

    labels: dict[str, str] = {}
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether the labels satisfy every requirement (Kubernetes API conventions, LabelSelector)."""
        if not self.labels.items() <= labels.items():
            return False
        for key, operator, values in self.expressions:
            present = key in labels
            match operator:
                case "In":
                    held = present and labels[key] in values
                case "NotIn":
                    held = not present or labels[key] not in values
                case "Exists":
                    held = present
                case "DoesNotExist":
                    held = not present
                case _:
                    held = False
            if not held:
                return False
        return True
