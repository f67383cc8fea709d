"""Service level objectives and declared inventories."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import facts_in

from readiness.facts.documents import DeclaredComponent, ServiceObjective

OPENSLO = """
apiVersion: openslo/v1
kind: SLO
metadata: {name: first-token-latency}
spec:
  service: assistant
  indicator: {spec: {ratioMetric: {good: {metricSource: {spec: {query: "x"}}}}}}
  objectives:
    - {target: 0.95}
"""
SLOTH = """
version: prometheus/v1
service: assistant
slos:
  - name: requests-availability
    objective: 99.9
    sli: {events: {error_query: "sum(rate(http_requests_total{code=~'5..'}[5m]))", total_query: "sum(rate(http_requests_total[5m]))"}}
  - name: answers
    objective: 95
    sli: {events: {error_query: "sum(rate(vllm:time_to_first_token_seconds_bucket{le='2'}[5m]))"}}
"""
PYRRA = """
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: {name: gateway}
spec:
  target: "99"
  indicator: {latency: {success: {metric: a}, total: {metric: b}}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OPENSLO, [("first-token-latency", "assistant", "latency", 95.0)]),
        (SLOTH, [("requests-availability", "assistant", "availability", 99.9), ("answers", "assistant", "latency", 95.0)]),
        (PYRRA, [("gateway", "", "latency", 99.0)]),
        ("apiVersion: openslo/v1\nkind: SLO\nspec: [1]\n", [("", "", "other", None)]),
        ("version: prometheus/v1\nslos: 3\n", []),
        ("apiVersion: v1\nkind: SLO\n", []),
    ],
)
def test_objectives(text: str, expected: list[tuple[str, str, str, float | None]]) -> None:
    found = facts_in(text, "slo.yaml")[ServiceObjective]
    assert [(each.name, each.service, each.indicator, each.target) for each in found] == expected


INVENTORY = """
models:
  - {alias: chat, model: gpt-4.1, provider: OpenAI}
  - {model: Qwen/Qwen2.5-7B-Instruct, licence: apache-2.0, source: own servers}
prompts: [prompts/answer.txt]
tools: []
data:
  - {name: handbook, source: "s3://handbook"}
"""


def test_an_inventory_names_components() -> None:
    found = facts_in(INVENTORY, "ai-inventory.yaml")[DeclaredComponent]
    assert [(each.kind, each.name, each.also, each.licence, each.source) for each in found] == [
        ("model", "gpt-4.1", ("chat",), "", "OpenAI"),
        ("model", "Qwen/Qwen2.5-7B-Instruct", (), "apache-2.0", "own servers"),
        ("prompt", "prompts/answer.txt", (), "", ""),
        ("data", "handbook", (), "", "s3://handbook"),
    ]
    assert found[1].origin.line == 4


BOM = """{
  "bomFormat": "CycloneDX", "specVersion": "1.6",
  "components": [
    {"type": "library", "name": "openai"},
    {"type": "machine-learning-model", "name": "llama-3.1-8b", "purl": "pkg:huggingface/meta-llama/Llama-3.1-8B",
     "licenses": [{"license": {"name": "Llama 3.1 Community License"}}], "supplier": {"name": "Meta"}}
  ]
}"""


def test_a_bill_of_materials_names_models() -> None:
    (model,) = facts_in(BOM, "bom.json")[DeclaredComponent]
    assert (model.kind, model.name, model.licence, model.source) == ("model", "llama-3.1-8b", "Llama 3.1 Community License", "Meta")
    assert model.also == ("pkg:huggingface/meta-llama/Llama-3.1-8B",)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"bomFormat": "CycloneDX", "components": [{"type": "library", "name": "a"}]}', "bom.json"),
        (INVENTORY, "models.yaml"),
        ("models: 3\n", "ai-inventory.yaml"),
        ("models: [null, [], {}]\n", "ai-inventory.yaml"),
    ],
)
def test_other_lists_are_no_inventory(text: str, path: str) -> None:
    assert [each for each in facts_in(text, path)[DeclaredComponent] if each.name] == []
