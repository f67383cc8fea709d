"""A container as Kubernetes and Compose both describe it."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Model

CredentialState = Literal["reference", "literal", "vendor default", "placeholder", "empty"]


class Credential(Model):
    """A value that ought to be secret: what it is and where, never the value or a part of it.

    Attributes:
        name: key, variable or argument that holds it.
        state: `reference` (resolved elsewhere: a variable, a secret store), `literal` (written here),
            `vendor default` (the product's published value), `placeholder` (`changeme`, `<key>`), `empty`.
        kind: what the value looks like ("OpenAI API key"), empty when only its name tells.
        reference: the variable or secret it points to, for `reference`.
        line: where it stands.
    """

    name: str
    state: CredentialState
    kind: str = ""
    reference: str = ""
    line: int | None = None

    @property
    def written_here(self) -> bool:
        """Whether a usable secret value stands in the file."""
        return self.state in ("literal", "vendor default")

    @property
    def told_by_name(self) -> bool:
        """Whether only what it is called says that it is secret: its value has no form that would."""
        return self.state == "literal" and not self.kind


class EnvironmentVariable(Model):
    """One variable of a container.

    Attributes:
        value: the value where it is no secret; None when it comes from elsewhere or is secret.
        source: `literal`, `secret`, `configmap`, `field`, or `environment` (interpolated by the platform).
        reference: `secret-name/key` or the variable it is taken from.
        credential: set when the variable's name or value is that of a secret and it is written as a literal.
    """

    name: str
    value: str | None = None
    source: Literal["literal", "secret", "configmap", "field", "environment"] = "literal"
    reference: str = ""
    credential: Credential | None = None
    line: int | None = None


class Image(Model):
    """A container image reference, split.

    Attributes:
        repository: registry and path, without tag or digest.
        tag: None when none is written (the registry then serves `latest`).
        digest: `sha256:…` or None.
        templated: the reference holds a variable that the file does not resolve.
    """

    repository: str
    tag: str | None = None
    digest: str | None = None
    templated: bool = False

    @property
    def moving(self) -> bool:
        """Whether the same reference may be another image tomorrow by the registry's convention."""
        if self.digest or self.templated:
            return False
        if self.tag is None:
            return True
        words = self.tag.lower().replace(".", "-").replace("_", "-").split("-")
        return bool({"latest", "main", "master", "nightly", "edge", "dev", "develop", "snapshot", "head"} & set(words))

    def __str__(self) -> str:
        return self.repository + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


class Probe(Model):
    """A health probe with the platform's effective values (defaults filled in), in seconds."""

    kind: Literal["http", "tcp", "exec", "grpc"]
    path: str = ""
    initial_delay: int = 0
    period: int = 10
    timeout: int = 1
    failure_threshold: int = 3


class Container(Model):
    """One container of a workload.

    Attributes:
        arguments: command and arguments in order, with secret values masked.
        argument_credentials: secrets found among the arguments.
        requests, limits: resource name to quantity as written (`cpu`, `memory`, `nvidia.com/gpu`).
        named_ports: port name to number.
        volumes: mount path to volume kind (`emptyDir`, `persistentVolumeClaim`, `configMap`, `bind`, `volume` …).
        resource_claims: devices it is given by dynamic resource allocation, by name of the pod's claim.
        shared_memory: limit of the memory that is mounted at `/dev/shm`, as written; empty when it has none, None when the runtime's
            64 MiB are all there is.
        init: an init container that ends before the others start (a sidecar is none).
        pre_stop_sleep: seconds its preStop hook sleeps before the container is told to stop; None without one.
    """

    name: str
    image: Image | None = None
    arguments: tuple[str, ...] = ()
    argument_credentials: tuple[Credential, ...] = ()
    environment: tuple[EnvironmentVariable, ...] = ()
    environment_from: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    named_ports: dict[str, int] = {}
    requests: dict[str, str] = {}
    limits: dict[str, str] = {}
    readiness: Probe | None = None
    liveness: Probe | None = None
    startup: Probe | None = None
    volumes: dict[str, str] = {}
    resource_claims: tuple[str, ...] = ()
    shared_memory: str | None = None
    init: bool = False
    pre_stop_sleep: int | None = None
    line: int | None = None

    def variable(self, name: str) -> EnvironmentVariable | None:
        """The variable of that name, if the container sets it."""
        return next((each for each in self.environment if each.name == name), None)

    def option(self, *names: str) -> str | None:
        """The value of a command-line option (`--flag value` or `--flag=value`); "" for a bare flag."""
        for position, argument in enumerate(self.arguments):
            for name in names:
                if argument.startswith(name + "="):
                    return argument[len(name) + 1 :]
                if argument == name:
                    following = self.arguments[position + 1 : position + 2]
                    return following[0] if following and not following[0].startswith("-") else ""
        return None

    @property
    def accelerators(self) -> bool:
        """Whether it asks for a GPU or another accelerator."""
        words = ("gpu", "neuron", "tpu", "habana", "xe")
        return any(any(word in key.split("/")[-1].lower() for word in words) for key in (*self.requests, *self.limits) if "/" in key)
