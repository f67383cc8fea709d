"""Compose files with the dotenv files that they name: settings count, secrets stay where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readiness.collectors import Place
from readiness.collectors.files.ai_variables import settings_of
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Fact
from readiness.facts.ai import AiService, ComposeService, ProviderUse
from readiness.facts.files import SecretLiteral

WEBUI = """\
services:
  webui:
    image: ghcr.io/open-webui/open-webui:${WEBUI_VERSION:-main}
    env_file: [./conf/webui.env]
    environment:
      DEFAULT_USER_ROLE: user
    ports: ["${WEBUI_PORT}:8080"]
"""
KEY = "sk-proj-hT5pQ2wXz8Kd4Rb9Vn3Lm7Yc1Jf6"


def facts(folder: Path, files: dict[str, str]) -> list[Any]:
    """Everything that a folder with these files tells."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    seen = FolderReading(Place(kind="folder", name=".", target="folder:.", root=folder)).over(folder)
    return [each for each in seen if isinstance(each, Fact)]


def only(kind: type[Fact], seen: list[Any]) -> Any:
    (found,) = [each for each in seen if type(each) is kind]
    return found


def test_what_a_dotenv_file_sets_holds_for_the_service(tmp_path: Path) -> None:
    env = f"WEBUI_AUTH=False\nDEFAULT_USER_ROLE=admin\nDATABASE_URL=postgresql://chat:{KEY}@db/chat\nOPENAI_API_KEY={KEY}\nPIN=8842-7731\n"
    seen = facts(tmp_path, {"compose.yaml": WEBUI, ".env": "WEBUI_VERSION=v0.7.2\nWEBUI_PORT=8443\n", "conf/webui.env": env})
    service = only(AiService, seen)
    assert (service.authentication, service.published, str(service.container.image)) == (
        False,
        ("0.0.0.0:8443",),
        "ghcr.io/open-webui/open-webui:v0.7.2",
    )
    assert service.container.variable("DEFAULT_USER_ROLE").value == "user", "the service's own value comes first"
    assert service.container.variable("DATABASE_URL").value == "postgresql:"
    assert (service.container.variable("PIN").value, service.container.variable("PIN").reference) == (None, "./conf/webui.env")
    assert service.container.environment_from == ()
    assert [each.resource for each in seen if isinstance(each, ProviderUse)] == ["provider:conf/webui.env:openai"]
    told = "".join(each.model_dump_json() for each in seen)
    assert KEY not in told
    assert "8842" not in told


def test_a_file_that_is_not_there_leaves_it_open(tmp_path: Path) -> None:
    service = only(AiService, facts(tmp_path, {"compose.yaml": WEBUI}))
    assert service.container.environment_from == ("./conf/webui.env",)
    assert (service.published, str(service.container.image)) == (("0.0.0.0:${WEBUI_PORT}",), "ghcr.io/open-webui/open-webui:main")


def test_an_example_sets_nothing(tmp_path: Path) -> None:
    text = WEBUI.replace("webui.env", ".env.example")
    service = only(AiService, facts(tmp_path, {"compose.yaml": text, "conf/.env.example": "WEBUI_AUTH=False\n"}))
    assert service.container.environment_from == ("./conf/.env.example",)
    assert service.container.variable("WEBUI_AUTH") is None


def test_files_of_the_folder_above_are_found(tmp_path: Path) -> None:
    text = "services:\n  chat:\n    image: flowiseai/flowise:3.0.5\n    env_file: ../prod.env\n"
    service = only(AiService, facts(tmp_path, {"deploy/compose.yaml": text, "prod.env": "DATABASE_TYPE=postgres\n"}))
    assert (service.container.variable("DATABASE_TYPE").value, service.container.environment_from) == ("postgres", ())


def test_a_secret_in_the_compose_file_is_told_once(tmp_path: Path) -> None:
    text = f"services:\n  app:\n    image: app:${{TAG}}\n    environment:\n      OPENAI_API_KEY: {KEY}\n"
    seen = facts(tmp_path, {"compose.yaml": text, ".env": "TAG=1.2\n"})
    assert only(SecretLiteral, seen).origin.line == 5
    assert str(only(ComposeService, seen).container.image) == "app:1.2"
    assert KEY not in "".join(each.model_dump_json() for each in seen)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WEBUI_AUTH", "False", "False"),
        ("WEBUI_AUTH", KEY, None),
        ("DATABASE_URL", "sqlite:////data/webui.db", "sqlite:"),
        ("DATABASE_URL", "postgresql+asyncpg://u:p@h/d", "postgresql:"),
        ("DATABASE_URL", KEY, None),
        ("DATABASE_TYPE", "postgres", "postgres"),
        ("LITELLM_TAG", "main-v1.90.0", "main-v1.90.0"),
        ("LITELLM_TAG", "v1.90.0", "v1.90.0"),
        ("APP_PORT", "8443", "8443"),
        ("APP_MAX_ACTIVE_REQUESTS", "64", "64"),
        ("MODEL_ID", "BAAI/bge-m3", "BAAI/bge-m3"),
        ("MODEL_ID", KEY, None),
        ("REVISION", "5617a9f61b028005a4858fdac845db406aefb181", "5617a9f61b028005a4858fdac845db406aefb181"),
        ("APP_PORT", "84438443", None),
        ("OPENAI_API_KEY", KEY, None),
        ("OPENAI_API_KEY", "", ""),
        ("ANYTHING", "x", None),
    ],
)
def test_values_are_told_by_name_and_form(name: str, value: str, told: str | None) -> None:
    assert settings_of({name: value}) == {name: told}
