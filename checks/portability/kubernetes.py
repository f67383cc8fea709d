"""What ties workloads to one cloud's nodes, to one public registry, or to one provider of models."""

from __future__ import annotations

import re
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import AiService
from readiness.facts.containers import Image
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.ai_stack import AiBackend, AiRoute, leads_to_models
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.rbac import ServiceAccount
from readiness.facts.kubernetes.secrets import ConfigMap
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.providers import provider_at
from readiness.facts.serving import before_production, in_system_namespace, why_not_serving

_VENDORS = (
    "cloud.google.com/",
    "eks.amazonaws.com/",
    "alpha.eksctl.io/",
    "karpenter.k8s.aws/",
    "kubernetes.azure.com/",
    "karpenter.azure.com/",
    "oci.oraclecloud.com/",
    "ibm-cloud.kubernetes.io/",
    "doks.digitalocean.com/",
    "node.kubernetes.io/instance-type",
    "beta.kubernetes.io/instance-type",
)
"""Beginnings of labels that one cloud's nodes have, or whose values only one cloud knows."""


@check("k8s-placement-portable", severity="low", effort="hours", maps=["eu-dora:DORA-Art28"])
def placement_portable(workload: Workload, services: list[Service], ai_services: list[AiService]) -> Verdict:
    """Placement names what a pod needs, not one cloud's nodes.

    Why: In another cluster the pods wait for ever. They insist on a label that only one cloud's nodes have, so that moving
    the service means to rewrite and test each manifest.

    Fix: Ask for a label that means the same everywhere

        nodeSelector:
          nvidia.com/gpu.product: NVIDIA-L4     # instead of <labels>; or a label of your own
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if not workload.node_labels:
        return not_applicable("it insists on no label of a node")
    tied = [each for each in workload.node_labels if each.startswith(_VENDORS)]
    if tied:
        return failed("A workload insists on nodes of one cloud", workload=workload.name, namespace=workload.namespace, labels=tied)
    return passed(workload=workload.name, labels=workload.node_labels)


def _namespace_of(thing: KubernetesObject) -> str | None:
    return thing.namespace


def _of_docker_hub(image: Image) -> bool:
    """Whether the reference names Docker Hub, which is meant where it names no registry."""
    first, slash, _ = image.repository.partition("/")
    return (
        not slash
        or first in ("docker.io", "index.docker.io", "registry-1.docker.io")
        or not ("." in first or ":" in first or first == "localhost")
    )


@check("k8s-docker-hub-known", severity="low", effort="hours", certainty="likely", maps=["azure-waf-core:RE:07"])
def docker_hub_known(workload: Workload, services: list[Service], ai_services: list[AiService], accounts: list[ServiceAccount]) -> Verdict:
    """Images come from a registry that knows the cluster.

    Why: A pod that is moved may find no image. Docker Hub lets nodes without an account pull a few images each hour, and
    counts all of a cluster's nodes behind one address together.

    Fix: Pull through a mirror of your own, or with an account

        image: registry.example.com/docker-hub/<image>
        # or, in the pod: imagePullSecrets: [{name: docker-hub}]
    """
    if reason := why_not_serving(workload, services, ai_services):
        return not_applicable(reason)
    if before_production(workload):
        return not_applicable("it lives before production")
    images = [each.image for each in workload.containers if each.image is not None and not each.image.templated]
    if not images:
        return not_applicable("an operator chooses its image")
    public = sorted({str(each) for each in images if _of_docker_hub(each)})
    own = workload.service_account or "default"
    beside = by_key(accounts, _namespace_of).get(workload.namespace, ())
    account = next((each for each in beside if each.name == own and each.world in workload.worlds), None)
    if public and not any(each.pulls_image for each in workload.references) and not (account is not None and account.pull_secrets):
        return failed("Images are pulled from Docker Hub without an account", workload=workload.name, image=public[0], images=public)
    return passed(workload=workload.name, images=sorted({str(each) for each in images}))


_HOST = re.compile(r"^https?://(?:[^@/\s]*@)?([a-z0-9.-]+)", re.IGNORECASE)


@check(
    "k8s-gateway-not-bypassed",
    severity="medium",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-ai:AI-application-design:abstract-your-models-and-tools", "aws-ml-lens:MLREL01-BP01"],
)
def gateway_not_bypassed(
    workload: Workload, services: list[AiService], routes: list[AiRoute], backends: list[AiBackend], config_maps: list[ConfigMap]
) -> Verdict:
    """Workloads reach models through the gateway.

    Why: Budgets, guardrails and fallbacks of the gateway do not hold. A workload that was given a provider's own address calls it
    directly: its use is counted nowhere, and a change of provider is a change of this workload too.

    Fix: Give it the gateway's address

        # <workload>: <addresses>
        env:
          - name: OPENAI_BASE_URL
            value: http://litellm.ai-gateway.svc.cluster.local/v1
    """
    if in_system_namespace(workload) or before_production(workload):
        return not_applicable("it belongs to the platform, or lives before production")
    gateways = [each for each in services if each.role == "gateway" and _is_near(each, workload)]
    if any(each.workload == workload.resource for each in gateways):
        return not_applicable("it is a gateway")
    names = [each.product for each in gateways] + [
        each.name for each in routes if each.world in workload.worlds and leads_to_models(each, backends)
    ]
    if not names:
        return not_applicable("no gateway is beside it")
    hosts = {name: host for name, host in _addresses(workload) if provider_at(host)}
    named = _taken_from(workload)
    taken = [each for each in config_maps if each.name in named and each.namespace == workload.namespace and each.world in workload.worlds]
    hosts |= {f"ConfigMap {each.name}": host for each in taken for host in each.hosts if provider_at(host)}
    told: dict[str, Any] = {"workload": workload.name, "gateways": sorted(set(names))}
    if hosts:
        addresses = [f"{name}: {hosts[name]}" for name in sorted(hosts)]
        return failed("A workload calls a provider past the gateway", addresses=addresses, **told)
    if not (_addresses(workload) or any(each.hosts for each in taken)):
        return not_applicable("no address of anything is given to it")
    if any(each.workload == workload.resource and each.role == "inference" for each in services):
        return not_applicable("it serves a model itself, and was given no provider's address")
    return passed(**told)


def _is_near(service: AiService, workload: Workload) -> bool:
    same_place = service.origin.place == workload.origin.place and (service.origin.file is None) == workload.is_live
    return same_place and service.platform == "kubernetes" and service.environment == workload.environment


def _addresses(workload: Workload) -> list[tuple[str, str]]:
    """Variables that hold a URL, and its host in lower case."""
    variables = [each for container in workload.main_containers for each in container.environment if each.value]
    found = ((each.name, _HOST.match(each.value or "")) for each in variables)
    return [(name, match[1].lower()) for name, match in found if match]


def _taken_from(workload: Workload) -> set[str]:
    """ConfigMaps that variables come from."""
    named = {each.reference.partition("/")[0] for one in workload.main_containers for each in one.environment if each.source == "configmap"}
    return named | {each.partition("/")[2] for one in workload.main_containers for each in one.environment_from}
