"""`readiness schema`: the JSON Schema of a document."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from readiness.cli.options import verb


class Document(StrEnum):
    """Documents with a published schema."""

    SNAPSHOT = "snapshot"
    ASSESSMENT = "assessment"
    CONFIG = "config"
    GATE = "gate"


@verb
def schema(document: Annotated[Document, typer.Argument(help="Which document.")]) -> None:
    """Print the JSON Schema of a document, for editors and for programs that read it."""
    from readiness.cli import console
    from readiness.schemas import schema_of

    console.result((json.dumps(schema_of(document.value), indent=1, ensure_ascii=False) + "\n").encode())
