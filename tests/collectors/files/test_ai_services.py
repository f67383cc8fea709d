"""Products are told by the end of an image's name, or by the command."""

from __future__ import annotations

import pytest

from readiness.collectors.files.ai_services import Hidden, product_of
from readiness.facts.containers import Container, EnvironmentVariable, Image


@pytest.mark.parametrize(
    ("repository", "product"),
    [
        ("semitechnologies/weaviate", "weaviate"),
        ("cr.weaviate.io/semitechnologies/weaviate", "weaviate"),
        ("semitechnologies/weaviate-exporter", None),
        ("chromadb/chroma", "chroma"),
        ("ghcr.io/chroma-core/chroma", "chroma"),
        ("chromadb/chroma-admin", None),
        ("vllm/vllm-openai", "vllm"),
        ("vespaengine/vespa", "vespa"),
        ("mintplexlabs/anythingllm", "anythingllm"),
        ("ghcr.io/mintplex-labs/anything-llm", "anythingllm"),
        ("registry.example.com/mirror/VLLM-OpenAI", "vllm"),
        ("example/novllm", None),
        ("example/application", None),
        ("", None),
    ],
)
def test_an_image_is_that_of_a_product_by_its_end(repository: str, product: str | None) -> None:
    found = product_of(Container(name="a", image=Image(repository=repository) if repository else None))
    assert (found.name if found else None) == product


@pytest.mark.parametrize(("line", "product"), [("vllm serve x", "vllm"), ("mlflow models serve", "mlflow models"), ("python app.py", None)])
def test_a_command_tells_whatever_the_image_is(line: str, product: str | None) -> None:
    found = product_of(Container(name="a", image=Image(repository="example/application"), arguments=tuple(line.split())))
    assert (found.name if found else None) == product


@pytest.mark.parametrize(
    ("variables", "answer"),
    [
        ({"AUTH_TOKEN": "x", "JWT_SECRET": "y"}, True),
        ({"AUTH_TOKEN": "x"}, Hidden("accounts are switched on in its own settings")),
        ({"AUTH_TOKEN": "", "JWT_SECRET": "y"}, Hidden("accounts are switched on in its own settings")),
        ({}, Hidden("accounts are switched on in its own settings")),
    ],
)
def test_anythingllm_asks_for_a_password_when_both_variables_are_set(variables: dict[str, str], answer: object) -> None:
    environment = tuple(EnvironmentVariable(name=name, value=value, source="literal") for name, value in variables.items())
    container = Container(name="a", image=Image(repository="mintplexlabs/anythingllm"), environment=environment)
    product = product_of(container)
    assert product is not None
    assert product.authenticated(container) == answer


def test_what_closes_vespa_stands_in_its_application_package() -> None:
    container = Container(name="a", image=Image(repository="vespaengine/vespa"))
    product = product_of(container)
    assert product is not None
    assert isinstance(product.authenticated(container), Hidden)
