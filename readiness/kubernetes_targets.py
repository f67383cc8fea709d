"""From Kubernetes entries to places: credentials by the official client's own ways, who we are, and which cluster it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from readiness.collectors import Place
from readiness.collectors.kubernetes.access import ClusterAccess
from readiness.collectors.kubernetes.errors import RequestError
from readiness.collectors.kubernetes.live import CLUSTER, METADATA
from readiness.config import KubernetesEntry
from readiness.environments import Classifier
from readiness.errors import ExitCode, UserError

IN_CLUSTER = "in-cluster"
SERVICE_ACCOUNT_NAMESPACE = Path("/var/run/secrets/kubernetes.io/serviceaccount/namespace")


def cluster_places(entries: Iterable[KubernetesEntry], classifier: Classifier, root: Path, say: Callable[[str], None]) -> list[Place]:
    """One place for each cluster, and a second one where the metadata of Secrets may be read.

    Before anything is read, each cluster is asked for its version and for who we are, and both are said aloud.

    Args:
        entries: contexts of kubeconfigs, or the cluster this runs in.
        classifier: how resources get their environment.
        root: folder that paths of kubeconfigs are relative to.
        say: where the user is told as whom a cluster is read.

    Raises:
        UserError: no such context, no credentials, no answer, or one cluster twice.
    """
    places: list[Place] = []
    for entry in entries:
        client, name, own = _client(entry, root)
        if any(each.name == name for each in places):
            raise UserError(f"Kubernetes context {name!r} is named twice", help="name each context once, with all its namespaces")
        access = ClusterAccess(client)
        say(_greeting(access, name, entry))
        settings: dict[str, Any] = {"namespaces": entry.namespaces, "exclude_namespaces": entry.exclude_namespaces}
        settings["own_namespaces"] = (own,) if own else ()
        if entry.environment is not None:
            settings["environment"] = entry.environment
        target = f"{CLUSTER}:{name}"
        kinds = (CLUSTER, METADATA) if entry.secret_metadata else (CLUSTER,)
        places += [Place(kind=each, name=name, target=target, classifier=classifier, settings=settings, access=access) for each in kinds]
    return places


def _greeting(access: ClusterAccess, name: str, entry: KubernetesEntry) -> str:
    try:
        version, who = access.version(), access.who()
    except RequestError as error:
        help = "log in again" if error.status == 401 else "see that the cluster answers: kubectl --context <name> version"
        raise UserError(
            f"Kubernetes cluster {name} can't be read ({error.words})", help=help.replace("<name>", name), code=ExitCode.UNREACHABLE
        ) from error
    where = f"namespace {', '.join(entry.namespaces)}" if entry.namespaces else "all namespaces"
    also = ", and the metadata of Secrets" if entry.secret_metadata else ""
    return (
        f"Kubernetes cluster {name} ({version or 'unknown version'}): reading {where}{also} as {who or 'the identity of its credentials'}"
    )


def _client(entry: KubernetesEntry, root: Path) -> tuple[Any, str, str]:
    """The official client, the cluster's name, and the namespace its credentials are for."""
    from kubernetes import client, config
    from kubernetes.config import ConfigException

    settings = client.Configuration()
    try:
        if entry.in_cluster:
            config.load_incluster_config(client_configuration=settings)
            return client.ApiClient(settings), entry.name or IN_CLUSTER, _own_namespace()
        file = str(root / Path(entry.kubeconfig).expanduser()) if entry.kubeconfig else None
        contexts, current = config.list_kube_config_contexts(config_file=file)
        chosen = next((each for each in contexts if each["name"] == entry.context), None) if entry.context else current
        if chosen is None:
            raise _no_such_context(entry.context or "", [str(each["name"]) for each in contexts])
        config.load_kube_config(config_file=file, context=chosen["name"], client_configuration=settings, persist_config=False)
    except ConfigException as error:
        raise UserError(
            f"Kubernetes can't be read: {_plain(entry)} gives no credentials",
            help="'kubectl config get-contexts' shows what there is; KUBECONFIG names another file",
            code=ExitCode.UNREACHABLE,
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(
            f"Kubernetes can't be read: {_plain(entry)} is not a kubeconfig ({type(error).__name__})",
            help="'kubectl config view' tells whether kubectl can read it",
        ) from error
    return client.ApiClient(settings), entry.name or str(chosen["name"]), str(chosen.get("context", {}).get("namespace") or "")


def _no_such_context(name: str, known: list[str]) -> UserError:
    return UserError(
        f"Kubernetes context {name!r} does not exist" if name else "the kubeconfig has no current context",
        help=f"name one of: {', '.join(sorted(known))}" if known else "KUBECONFIG names the file that has it",
        code=ExitCode.UNREACHABLE,
    )


def _plain(entry: KubernetesEntry) -> str:
    if entry.in_cluster:
        return "the pod's service account"
    return f"kubeconfig {entry.kubeconfig}" if entry.kubeconfig else "the kubeconfig"


def _own_namespace() -> str:
    try:
        return SERVICE_ACCOUNT_NAMESPACE.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
