"""Whether a change of configuration reaches the pods that run."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.secrets import ConfigMap
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace

PLAIN = frozenset({"Deployment", "StatefulSet", "DaemonSet", "Rollout"})
_RELOADED = re.compile(r"(^|\.)reloader\.stakater\.com/|^wave\.pusher\.com/")
"""Annotations by which Reloader (1.4) and Wave (0.8) restart pods when a ConfigMap changes."""
_SUMMED = re.compile(r"checksum|config-?(hash|sha|version)", re.IGNORECASE)
_VERSIONED = re.compile(r"-([2456789bcdfghkmt]{10}|v\d+)$")
"""Names that change with the content: Kustomize's hash, or a number."""


def _workload_of(service: AiService) -> str:
    return service.workload


def _home(config_map: ConfigMap) -> tuple[tuple[str, str], str | None, str]:
    return config_map.world, config_map.namespace, config_map.name


@check("k8s-config-change-restarts", severity="low", effort="minutes", certainty="likely", maps=["azure-waf-core:OE:11"])
def config_change_restarts(workload: Workload, config_maps: list[ConfigMap], services: list[AiService]) -> Verdict:
    """A changed configuration restarts what reads it.

    Why: A change that was approved and rolled out is not in effect. Variables, and the files of gateways and model servers, are read
    when a pod starts; pods that started earlier go on with the old ones, and the next restart brings a surprise.

    Fix: Make the change part of the pod template

        # <workload>: <config_maps>
        template:
          metadata:
            annotations: {checksum/config: '{{ include "config.yaml" . | sha256sum }}'}
        # or Kustomize's configMapGenerator, or Reloader
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if workload.kind not in PLAIN:
        return not_applicable(f"what starts a {workload.kind} is decided elsewhere")
    names = _read_at_start(workload, services)
    if not names:
        return not_applicable("it reads no ConfigMap at its start")
    by = [each for each in sorted(workload.annotated | workload.pod_annotations) if _RELOADED.search(each)]
    by += [each for each in sorted(workload.pod_annotations) if _SUMMED.search(each)]
    if by:
        return passed(workload=workload.name, annotation=by[0])
    plain = [each for each in names if not _VERSIONED.search(each)]
    seen = {name: found for name in plain if (found := _found(name, workload, config_maps)) is not None}
    left = [each for each in plain if each not in seen or not (seen[each].immutable or _is_generated(seen[each]))]
    if not left:
        return passed(workload=workload.name, config_maps=names)
    if not workload.is_live and not any(each in seen for each in left):
        return unknown("its ConfigMaps were not seen; their names may change with them", config_maps=left)
    return failed("A changed configuration reaches no running pod", workload=workload.name, config_maps=left)


def _read_at_start(workload: Workload, services: list[AiService]) -> list[str]:
    """ConfigMaps that variables come from, and those that a gateway or a model server mounts: neither looks again."""
    variables = [each for container in workload.containers for each in container.environment if each.source == "configmap"]
    named = [each.reference.partition("/")[0] for each in variables]
    named += [each.partition("/")[2] for one in workload.containers for each in one.environment_from if each.startswith("ConfigMap/")]
    roles = {each.role for each in by_key(services, _workload_of).get(workload.resource, ())}
    if roles & {"gateway", "inference"}:
        named += [each.name for each in workload.references if each.kind == "ConfigMap"]
    return [each for each in dict.fromkeys(named) if each and each != "kube-root-ca.crt"]


def _found(name: str, workload: KubernetesObject, config_maps: list[ConfigMap]) -> ConfigMap | None:
    known = by_key(config_maps, _home)
    return next((found for world in workload.worlds for found in known.get((world, workload.namespace, name), ())), None)


def _is_generated(config_map: ConfigMap) -> bool:
    """Whether Kustomize generates it, with a hash of its content at the end of its name."""
    return (config_map.origin.file or "").rpartition("/")[2] in ("kustomization.yaml", "kustomization.yml", "Kustomization")
