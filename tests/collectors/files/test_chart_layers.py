"""Values of an environment over those beside them: what one leaves out the other may say, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from readiness.collectors import Place
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Environment, Fact
from readiness.facts.ai import AiService, ModelRoute
from readiness.facts.files import SecretLiteral

KEY = "sk-proj-hT5pQ2wXz8Kd4Rb9Vn3Lm7Yc1Jf6"


def facts(folder: Path, files: dict[str, str]) -> list[Any]:
    """Everything that a folder with these files tells."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    seen = FolderReading(Place(kind="folder", name=".", target="folder:.", root=folder)).over(folder)
    return [each for each in seen if isinstance(each, Fact)]


def production(kind: type[Fact], seen: list[Any]) -> list[Any]:
    return [each for each in seen if type(each) is kind and each.environment is Environment.PRODUCTION]


BASE = "weaviate:\n  modules: {}\n  replicas: 1\n  authentication:\n    anonymous_access: {enabled: false}\n    apikey: {enabled: true}\n"


def test_what_an_environment_leaves_out_stands_below(tmp_path: Path) -> None:
    over = "# production\nweaviate:\n  replicas: 3\n"
    seen = facts(tmp_path, {"Chart.yaml": "name: kb\n", "values.yaml": BASE, "values-prod.yaml": over})
    (service,) = production(AiService, seen)
    assert (service.authentication, service.replicas, service.unread.keys()) == (True, 3, set())
    assert (service.origin.file, service.origin.line) == ("values-prod.yaml", 3)
    assert [each.environment for each in seen if isinstance(each, AiService) and each.environment is not Environment.PRODUCTION] == [
        Environment.SAMPLE
    ]


def test_what_neither_says_is_the_charts_default(tmp_path: Path) -> None:
    base = BASE.replace("{enabled: false}", "{}")
    (service,) = production(AiService, facts(tmp_path, {"kb/values.yaml": base, "kb/values.prod.yaml": "weaviate: {replicas: 2}\n"}))
    assert service.authentication is False


def test_null_takes_a_key_away_and_lists_are_replaced(tmp_path: Path) -> None:
    base = "ollama:\n  models: {pull: [a, b]}\nservice: {type: LoadBalancer}\n"
    over = "ollama:\n  models: {pull: [llama3.1:8b]}\nservice: null\n"
    (service,) = production(AiService, facts(tmp_path, {"values.yaml": base, "prod-values.yaml": over}))
    assert (service.model, service.published) == ("llama3.1:8b", ())


def test_a_secret_is_told_where_it_stands_and_nowhere_else(tmp_path: Path) -> None:
    base = f"proxy_config:\n  model_list:\n    - model_name: {KEY}\n      litellm_params: {{model: openai/gpt-4.1, api_key: {KEY}}}\n"
    seen = facts(tmp_path, {"values.yaml": base, "values-prod.yaml": "replicaCount: 2\n"})
    assert {each.origin.file for each in seen if isinstance(each, SecretLiteral)} == {"values.yaml"}
    assert [each.alias for each in production(ModelRoute, seen)] == ["***"]
    assert KEY not in "".join(each.model_dump_json() for each in seen)


def test_other_kinds_below_change_nothing(tmp_path: Path) -> None:
    over = "ollama: {models: {pull: [a]}}\n"
    for base in ("- a\n", "ollama: on\n", "ollama: [1]\n", "{{ broken", ""):
        assert len(production(AiService, facts(tmp_path, {"values.yaml": base, "values-prod.yaml": over}))) == 1
