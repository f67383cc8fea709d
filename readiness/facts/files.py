"""What a folder holds besides configuration of a known product."""

from __future__ import annotations

from typing import Literal

from readiness.facts.containers import Credential
from readiness.facts.record import Fact


class FolderRead(Fact):
    """One walk over a folder.

    Attributes:
        files_read: number of files opened.
        formats: recognised format to number of files.
        skipped: reason to number of files that were left out by rule (ignored, vendored, binary, not configuration).
        skipped_folders: folders left out as vendored, relative.
        git: the folder is (part of) a git checkout whose index could be read.
    """

    files_read: int
    formats: dict[str, int] = {}
    skipped: dict[str, int] = {}
    skipped_folders: tuple[str, ...] = ()
    git: bool = False


class SecretLiteral(Fact):
    """A secret value written in a file. The value itself is never kept.

    Attributes:
        key: variable, key path or argument that holds it; empty when it stands in running text.
        kind: what it is ("OpenAI API key", "AWS access key id", "vendor default of Langfuse").
        provider: a model provider's or gateway's own key, as opposed to any other credential.
        detector: `format` (a known key format), `field` (a field that must hold a secret), `default`
            (a product's published value).
        holder: what kind of file it stands in (`gateway`, `mcp`, `env`, `compose`, `kubernetes`, `workflow`,
            `source`, `text`).
        fallback: it takes effect only when a variable is unset (`${SALT:-mysalt}`).
    """

    key: str = ""
    kind: str
    provider: bool = False
    detector: Literal["format", "field", "default"]
    holder: Literal["gateway", "mcp", "env", "compose", "kubernetes", "workflow", "source", "text"]
    fallback: bool = False


class EnvFile(Fact):
    """A dotenv file.

    Attributes:
        example: its name says example, sample, template or dist.
        tracked: git tracks it; unread outside a git checkout.
        names: variable names, in order.
        credentials: variables that hold, or should hold, a secret.
    """

    example: bool
    tracked: bool
    names: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()


class PolicyStatement(Fact):
    """An Allow statement of an IAM policy document that touches AI services (AWS IAM JSON policy grammar)."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditional: bool = False
