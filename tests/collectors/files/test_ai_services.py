"""Products are told by the end of an image's name, or by the command."""

from __future__ import annotations

import pytest

from readiness.collectors.files.ai_services import product_of
from readiness.facts.containers import Container, Image


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
