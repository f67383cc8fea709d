"""Model servers' own configuration: production-stack values, Ray Serve and Triton."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import by_name, facts_in, facts_of, line_with

from readiness.collectors.files import pbtxt
from readiness.collectors.files.tree import Unparseable
from readiness.facts.ai import AiService, ProviderUse, TraceSink
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.models import ServedModel

STACK = "serving/production-stack.yaml"
OPEN = "serving/production-stack-open.yaml"


def test_engines_and_router_of_a_release() -> None:
    found = facts_of(STACK, "values-production.yaml")
    chat, router = found[AiService]
    assert (chat.product, chat.replicas, chat.authentication, str(chat.container.image)) == ("vllm", 2, True, "vllm/vllm-openai:v0.11.0")
    assert chat.settings["max_num_seqs"] == "128"
    assert chat.settings["revision"].startswith("9216")
    assert chat.container.option("--revision") == chat.settings["revision"]
    assert chat.container.option("--enable-request-id-headers") == ""
    assert chat.container.accelerators
    assert chat.origin.line == line_with(STACK, "- name: chat")
    assert (router.product, router.replicas, router.authentication) == ("vllm-router", 2, True)
    assert [(each.minimum, each.maximum, each.metrics) for each in found[Autoscaler]] == [(2, 6, ("prometheus",))]
    assert router.published == ()
    assert [each.provider for each in found[ProviderUse]] == ["self-hosted"]
    assert found[SecretLiteral] == []


def test_what_is_left_out_is_dangerous_or_told_elsewhere() -> None:
    found = facts_of(OPEN, "values.yaml")
    engine, router = found[AiService]
    assert not engine.authentication
    assert engine.replicas == 1, "while somebody asks"
    assert "replicas" in router.unread
    assert (found[Autoscaler][0].minimum, found[Autoscaler][0].maximum) == (0, 100)
    assert router.published == ("LoadBalancer router",)
    assert [each.key for each in found[SecretLiteral]] == ["modelSpec[llama3].hf_token"]


def test_a_chart_whose_models_are_all_off_deploys_nothing() -> None:
    text = "servingEngineSpec:\n  modelSpec: [{name: mistral, enabled: false}]\nrouterSpec: {replicaCount: 1}\n"
    assert not any(facts_in(text, "helm/values.yaml").values())


def test_ray_serve_says_what_is_written_and_no_more() -> None:
    models = by_name(facts_of("serving/ray-serve.yaml", "serve.yaml")[ServedModel])
    assert (models["Chat"].most_waiting, models["Chat"].minimum, models["Chat"].maximum) == (128, 1, 100)
    assert (models["Ranker"].most_waiting, models["Ranker"].minimum, models["Ranker"].maximum) == (None, 0, 4)
    assert models["Router"].unread.keys() == {"most_waiting", "maximum"}
    assert models["qwen"].maximum == 2
    assert "most_waiting" in models["qwen"].unread


def test_yaml_inside_a_ray_service_is_read_with_its_lines() -> None:
    name = "serving/ray-service.yaml"
    (model,) = facts_of(name, "ray.yaml")[ServedModel]
    assert (model.name, model.most_waiting, model.maximum) == ("Translator", None, 2)
    assert model.origin.line == line_with(name, "- name: Translator")
    assert "most_waiting" not in model.unread


def test_triton_queues_without_end_unless_told() -> None:
    (ranker,) = facts_of("serving/config.pbtxt", "models/ranker/config.pbtxt")[ServedModel]
    assert (ranker.name, ranker.most_waiting, ranker.waits_at_most, ranker.minimum) == ("ranker", 64, 0.5, 2)
    assert ranker.origin.line == line_with("serving/config.pbtxt", "dynamic_batching {")
    (embedder,) = facts_of("serving/config-endless.pbtxt", "models/embedder/config.pbtxt")[ServedModel]
    assert (embedder.most_waiting, embedder.waits_at_most) == (None, None)


def test_an_ensemble_only_passes_on() -> None:
    text = 'name: "all"\nplatform: "ensemble"\nensemble_scheduling { step [ { model_name: "a" } ] }\n'
    assert facts_in(text, "config.pbtxt")[ServedModel] == []


def test_other_protocol_buffer_texts_are_left_alone() -> None:
    assert not any(facts_in('node { name: "x" op: "Const" }\n', "graph.pbtxt").values())


@pytest.mark.parametrize(
    "text", ["a {", "}", "a: [1", "]", "a: [[1]]", '"x"', "a: ^", "a", "{", "a: { b: 1 ]", "a { " * 200, 'a: "unclosed']
)
def test_broken_protocol_buffer_text_is_told(text: str) -> None:
    with pytest.raises(Unparseable):
        pbtxt.parse(text)


def test_lists_messages_and_repeated_fields() -> None:
    tree = pbtxt.parse("# c\na: 1\na: 2\nb: [ 'x' ]\nm < k: true; >\nm { k: -1.5 }\nempty: []\n")
    assert dict(tree) == {"a": [1, 2], "b": ["x"], "m": [{"k": True}, {"k": -1.5}], "empty": []}
    assert (tree.line_of("a"), tree["a"].line_of(1), tree.line_of("b")) == (2, 3, 4)


def test_a_graph_of_models_and_what_kserve_records() -> None:
    name = "serving/kserve-graph.yaml"
    found = facts_of(name, "kserve.yaml")
    (router,) = [each for each in found[AiService] if each.product == "kserve router"]
    assert (router.role, router.replicas, "authentication" in router.unread) == ("gateway", 1, True)
    assert [(each.target_name, each.minimum, each.maximum) for each in found[Autoscaler] if each.kind == "InferenceGraph"] == [
        ("claims", 1, 4)
    ]
    sinks = {each.product: (each.captures_content, each.origin.line) for each in found[TraceSink]}
    assert sinks == {"kserve logger": (False, line_with(name, "logger:")), "otel": (False, line_with(name, "tracing:"))}
    whole = (
        "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: a}\nspec: {predictor: {logger: {}, model: {}}}\n"
    )
    assert [each.captures_content for each in facts_in(whole, "kserve.yaml")[TraceSink]] == [True]
