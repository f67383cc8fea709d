"""Consoles that nothing but a dotenv file tells of: which product, what is kept of it, and when another file judges it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readiness.collectors import Place
from readiness.collectors.files.env_services import product_configured
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Environment, Fact
from readiness.facts.ai import AiService
from readiness.facts.record import UnreadFieldError

KEY = "hT5pQ2wXz8Kd4Rb9Vn3Lm7Yc1Jf6"
LIBRECHAT = (
    f"CREDS_IV={KEY}\nMEILI_MASTER_KEY={KEY}\nALLOW_REGISTRATION=true\nDOMAIN_CLIENT=https://me:{KEY}@chat.acme.com/x\nPIN=8842-7731\n"
)
FLOWISE = "FLOWISE_SECRETKEY_OVERWRITE=\nDATABASE_TYPE=sqlite\nDEBUG=true\n"


def facts(folder: Path, files: dict[str, str]) -> list[Any]:
    """Everything that a folder with these files tells."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    seen = FolderReading(Place(kind="folder", name=".", target="folder:.", root=folder)).over(folder)
    return [each for each in seen if isinstance(each, Fact)]


def services(folder: Path, files: dict[str, str]) -> list[AiService]:
    return [each for each in facts(folder, files) if isinstance(each, AiService)]


def test_a_console_is_told_by_its_file_alone(tmp_path: Path) -> None:
    (service,) = services(tmp_path, {"deploy/prod.env": LIBRECHAT})
    assert (service.product, service.platform, service.workload) == ("librechat", "process", "env-file:deploy/prod.env")
    assert (service.authentication, service.published, service.container.line) == (True, ("chat.acme.com",), 1)
    told = {each.name: each.value for each in service.container.environment}
    assert told == {"CREDS_IV": None, "MEILI_MASTER_KEY": None, "ALLOW_REGISTRATION": "true", "DOMAIN_CLIENT": None, "PIN": None}
    assert KEY not in service.model_dump_json()
    assert "8842" not in service.model_dump_json()
    with pytest.raises(UnreadFieldError):
        service.persistent  # noqa: B018 - reading it is what is tried


def test_what_the_file_leaves_out_may_be_set_where_it_is_started(tmp_path: Path) -> None:
    (service,) = services(tmp_path, {".env": FLOWISE})
    assert service.container.environment_from
    assert service.container.variable("DATABASE_TYPE").value == "sqlite"  # type: ignore[union-attr]
    with pytest.raises(UnreadFieldError):
        service.authentication  # noqa: B018 - accounts depend on the version


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://chat.acme.com", ("chat.acme.com",)),
        ("chat.acme.com:8443", ("chat.acme.com",)),
        ("http://10.2.0.4:3000", ("10.2.0.4",)),
        ("http://localhost:3000", ()),
        ("http://127.0.0.1:3000", ()),
        ("http://0.0.0.0:3000", ()),
        ("http://webui:8080", ()),
        ("https://chat.${DOMAIN}", ()),
        ("{{ address }}", ()),
        ("", ()),
    ],
)
def test_an_address_tells_who_may_reach_it(tmp_path: Path, address: str, told: tuple[str, ...]) -> None:
    (service,) = services(tmp_path, {".env": f"WEBUI_AUTH=False\nENABLE_SIGNUP=true\nWEBUI_URL={address}\n"})
    assert (service.product, service.authentication, service.published) == ("open-webui", False, told)


@pytest.mark.parametrize(
    ("names", "product"),
    [
        ("WEBUI_SECRET_KEY ENABLE_SIGNUP", "open-webui"),
        ("WEBUI_SECRET_KEY WEBUI_AUTH", "open-webui"),
        ("WEBUI_NAME WEBUI_URL", None),
        ("WEBUI_AUTH APP_NAME", None),
        ("FLOWISE_SECRETKEY_OVERWRITE DATABASE_TYPE", "flowise"),
        ("FLOWISE_USERNAME FLOWISE_PASSWORD", None),
        ("FLOWISE_API_KEY FLOWISE_URL", None),
        ("N8N_ENCRYPTION_KEY DB_TYPE", "n8n"),
        ("N8N_ENCRYPTION_KEY OTHER", None),
        ("N8N_API_KEY N8N_HOST WEBHOOK_URL", None),
        ("ALLOW_REGISTRATION MEILI_MASTER_KEY", "librechat"),
        ("ALLOW_REGISTRATION JWT_SECRET", None),
        ("MEILI_HOST MEILI_MASTER_KEY", None),
        ("CLICKHOUSE_MIGRATION_URL NEXTAUTH_URL", "langfuse"),
        ("LANGFUSE_SECRET_KEY LANGFUSE_PUBLIC_KEY NEXTAUTH_URL SALT", None),
        ("N8N_ENCRYPTION_KEY DB_TYPE WEBUI_AUTH ENABLE_SIGNUP", None),
        ("", None),
    ],
)
def test_a_product_is_told_by_names_of_its_own(names: str, product: str | None) -> None:
    assert product_configured(dict.fromkeys(names.split())) == product


NAMED = 'services:\n  app:\n    build: .\n    env_file: ["../conf/${STAGE:-prod}.env"]\n'
RUNS = "services:\n  chat:\n    image: ghcr.io/danny-avila/librechat:v0.8.0\n"
MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "ghcr.io/danny-avila/librechat:v0.8.0"}]}
"""


@pytest.mark.parametrize(
    ("others", "count"),
    [
        ({}, 1),
        ({"conf/compose.yaml": "services:\n  app:\n    build: .\n"}, 0),
        ({"docker/compose.yaml": NAMED}, 0),
        ({"docker/compose.yaml": NAMED.replace("prod", "test")}, 1),
        ({"docker/compose.yaml": RUNS}, 0),
        ({"k8s/chat.yaml": MANIFEST}, 0),
        ({"docker/compose.yaml": RUNS.replace("danny-avila/librechat", "open-webui/open-webui")}, 1),
        ({"examples/compose.yaml": RUNS}, 1),
    ],
)
def test_a_file_that_another_one_uses_is_not_judged_twice(tmp_path: Path, others: dict[str, str], count: int) -> None:
    seen = services(tmp_path, {"conf/prod.env": LIBRECHAT, **others})
    assert sum(each.platform == "process" for each in seen) == count


def test_examples_and_broken_files_tell_of_none(tmp_path: Path) -> None:
    assert services(tmp_path, {".env.example": LIBRECHAT, "broken.env": "ALLOW_REGISTRATION MEILI\n=\n'"}) == []


def test_a_file_among_samples_is_one(tmp_path: Path) -> None:
    (service,) = services(tmp_path, {"examples/chat.env": LIBRECHAT})
    assert service.environment is Environment.SAMPLE
