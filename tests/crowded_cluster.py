"""A cluster of a small AI system with a bit of everything in it: the samples' manifests, and what only clusters have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from cluster_world import CLUSTER_WIDE

from readiness.collectors.kubernetes.kinds import resource_of

SAMPLES = Path(__file__).parents[1] / "sample_configs"


def _written() -> list[dict[str, Any]]:
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for folder in ("pilot/k8s", "production/deploy/production", "production/gateway", "production/monitoring"):
        for path in sorted((SAMPLES / folder).rglob("*.yaml")):
            for each in yaml.safe_load_all(path.read_text("utf-8")):
                if isinstance(each, dict) and {"apiVersion", "kind", "metadata"} <= each.keys() and each["kind"] != "Secret":
                    wide = resource_of("", each["kind"]) in CLUSTER_WIDE
                    home = {} if wide else {"namespace": each["metadata"].get("namespace", "default")}
                    each["metadata"] = {**each["metadata"], **home}
                    found[each["kind"], home.get("namespace", ""), each["metadata"]["name"]] = each
    return list(found.values())


OBJECTS = [*_written(), *yaml.safe_load_all(Path(__file__).with_suffix(".yaml").read_text("utf-8"))]
