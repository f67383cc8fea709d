"""Models that files name by an address: registries, Modelfiles and packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readiness.collectors import Place
from readiness.collectors.files.model_references import instructions
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Fact
from readiness.facts.ai import DebugSwitch, ProviderUse
from readiness.facts.documents import PromptFile
from readiness.facts.files import SecretLiteral
from readiness.facts.models import ModelPackage, ModelReference

SEEDS = Path(__file__).parent / "seeds"


def facts(folder: Path, path: str, text: str = "") -> list[Any]:
    """What a folder with this one file tells; a seed unless a text is given."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text or (SEEDS / path).read_text("utf-8"), "utf-8")
    return [
        each
        for each in FolderReading(Place(kind="folder", name=".", target="folder:.", root=folder)).over(folder)
        if isinstance(each, Fact)
    ]


def references(seen: list[Any]) -> list[tuple[str, int | None, str]]:
    return [(each.uri, each.origin.line, each.via) for each in seen if isinstance(each, ModelReference)]


def test_a_modelfile_names_its_base_and_holds_a_prompt(tmp_path: Path) -> None:
    seen = facts(tmp_path, "Modelfile")
    assert references(seen) == [("ollama://llama3.1:8b-instruct-q4_K_M", 2, "modelfile")]
    (prompt,) = [each for each in seen if isinstance(each, PromptFile)]
    assert (prompt.kind, prompt.model, prompt.internals) == ("ollama", "llama3.1:8b-instruct-q4_K_M", {"claims.core.internal": 7})
    assert prompt.origin.line == 5


def test_instructions_have_any_case(tmp_path: Path) -> None:
    assert references(facts(tmp_path, "newest.modelfile")) == [("ollama://mistral", 1, "modelfile")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Modelfile", "FROM ./weights.gguf\n"),
        ("Modelfile", "FROM /models/claims\n"),
        ("Modelfile", "FROM ${BASE}\n"),
        ("Modelfile", "just words\n"),
        ("Dockerfile", "FROM llama3\n"),
        ("Modelfile", 'SYSTEM """\nFROM inside a prompt\n'),
        ("readme.md", "load models:/x/latest\n"),
        ("deploy.yaml", "command: mlflow models serve -m models:/x/latest\n"),
        ("app.py", "uri = f'models:/{name}/{version}'\n"),
    ],
)
def test_what_names_no_model_by_address(tmp_path: Path, path: str, text: str) -> None:
    assert references(facts(tmp_path, path, text)) == []


def test_addresses_in_code_count_once_and_comments_do_not(tmp_path: Path) -> None:
    assert references(facts(tmp_path, "registry_models.py")) == [
        ("models:/claims@champion", 6, "source"),
        ("models:/ranker/latest", 8, "source"),
        ("models:/embedder/7", 10, "source"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (
            "deploy.yaml",
            "command: mlflow models serve -m models:/served/latest\nenvironment:\n  RANKER: models:/ranker/latest\n",
            ["models:/ranker/latest"],
        ),
        ("deploy.yaml", 'command: ["mlflow", "models", "serve", "-m", "models:/served/latest"]\nmodel: models:/b/7\n', ["models:/b/7"]),
        ("deploy.yaml", "args:\n  - models\n  - serve\n  - --model-uri\n  - models:/served/latest\n", []),
        ("deploy.yaml", "args: [models, serve, --model-uri=models:/served/latest, --host, 0.0.0.0]\n", []),
        ("deploy.json", '{"command": ["mlflow", "models", "serve", "-m", "models:/served/latest"], "b": "models:/b/7"}', ["models:/b/7"]),
        ("deploy.yaml", "command: mlflow models serve --help\nmodel: models:/b/7\n", ["models:/b/7"]),
        ("ci.yaml", "steps:\n  - run: mlflow models serve -m models:/tried/latest\n", ["models:/tried/latest"]),
        ("serve.sh", "mlflow models serve -m models:/tried/latest\n", ["models:/tried/latest"]),
        ("app.py", "# mlflow models serve -m models:/old/latest\nuri = 'models:/b/7'\n", ["models:/b/7"]),
        ("deploy.yaml", "command: mlflow models serve -m models:/{{ .Values.name }}/latest\nmodel: models:/b/7\n", ["models:/b/7"]),
    ],
)
def test_a_served_model_hides_no_other(tmp_path: Path, path: str, text: str, told: list[str]) -> None:
    assert [uri for uri, _, _ in references(facts(tmp_path, path, text))] == told


def test_addresses_in_variables_and_configuration(tmp_path: Path) -> None:
    assert references(facts(tmp_path, "prod.env", "MODEL_URI=models:/fraud/latest\n")) == [("models:/fraud/latest", 1, "env")]
    text = "serving:\n  model: models:/fraud/Production\n"
    assert ("models:/fraud/Production", 2, "configuration") in references(facts(tmp_path, "conf/serving.yaml", text))


def test_a_packed_model(tmp_path: Path) -> None:
    (package,) = [each for each in facts(tmp_path, "MLmodel") if isinstance(each, ModelPackage)]
    assert (package.name, package.flavors, package.run) == ("model", ("sklearn",), "9f2b7c1e5a4d4c3bb0a1d2e3f4a5b6c7")


def test_a_text_without_end_ends() -> None:
    assert [name for name, _, _ in instructions('SYSTEM """\n' + "a\n" * 1000)] == ["SYSTEM"]


BENTO = """\
service: "service:Claims"
models:
  - claims:7f3a2c
  - tag: ranker:latest
    alias: ranker
  - "{{ model }}"
envs:
  - name: OPENAI_API_KEY
    value: sk-proj-hT5pQ2wXz8Kd4Rb9Vn3Lm7Yc1Jf6
  - name: ANTHROPIC_API_KEY
  - name: LITELLM_LOG
    value: DEBUG
"""


def test_a_bento_holds_models_and_variables(tmp_path: Path) -> None:
    seen = facts(tmp_path, "bentofile.yaml", BENTO)
    assert references(seen) == [("bentoml://claims:7f3a2c", 3, "configuration"), ("bentoml://ranker:latest", 4, "configuration")]
    assert [each.provider for each in seen if isinstance(each, ProviderUse)] == ["openai"]
    assert [(each.name, each.origin.line) for each in seen if isinstance(each, DebugSwitch)] == [("LITELLM_LOG", 12)]
    assert [each.origin.line for each in seen if isinstance(each, SecretLiteral)] == [9]
    assert "hT5pQ2" not in "".join(each.model_dump_json() for each in seen)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("bentofile.yaml", "models: [claims]\n"),
        ("bentofile.yaml", "service: s:S\nmodels: claims\nenvs: OPENAI_API_KEY\n"),
        ("bentofile.yaml", "service: s:S\nmodels: [[claims], null, 7.5.1 x]\nenvs: [{value: x}]\n"),
        ("build.yaml", "service: s:S\nmodels: [claims]\n"),
    ],
)
def test_what_is_no_bento(tmp_path: Path, path: str, text: str) -> None:
    assert references(facts(tmp_path, path, text)) == []
