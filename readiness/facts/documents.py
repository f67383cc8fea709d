"""What people write down for models and for each other: prompts, runbooks, objectives and inventories."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Fact, Model

PromptKind = Literal[
    "prompty", "dotprompt", "github models", "text", "crewai", "dify", "flowise", "haystack", "ollama", "google adk", "kagent"
]


class PromptFile(Fact):
    """A prompt that stands in a file of its own.

    Attributes:
        kind: `prompty`, `dotprompt`, `github models`, `text`, `crewai`, `dify`, `flowise`, `haystack`, `ollama`, `google adk` or `kagent`.
        model: the model it names; empty for none.
        internals: internal hosts, addresses and account names in it, each with its line.
        tracked: git tracks it; unread outside a checkout.
    """

    kind: PromptKind
    model: str = ""
    internals: dict[str, int] = {}
    tracked: bool


class PromptRegistryUse(Fact):
    """Code that takes a prompt from a registry.

    Attributes:
        product: `langfuse`, `langsmith`, `mlflow`.
        prompt: its name as far as it is written out.
        label: label, tag, alias or version asked for; empty for the registry's default.
        newest: whatever was saved last is taken, whether anybody released it or not.
    """

    product: str
    prompt: str = ""
    label: str = ""
    newest: bool = False


class DraftReference(Fact):
    """A reference to the working draft of something that has versions: a test alias that always points at it.

    Attributes:
        name: the alias as written (`TSTALIASID`).
        of: what it is an alias of.
    """

    name: str
    of: str


class RunbookPage(Fact):
    """A page of a runbook.

    Attributes:
        title: its first heading, or its name.
        scenarios: incidents of AI systems that its title speaks of.
        words: how much it says.
    """

    title: str
    scenarios: tuple[str, ...] = ()
    words: int = 0


class ServiceObjective(Fact):
    """A service level objective.

    Attributes:
        name: its name.
        service: what it is about.
        indicator: `latency`, `availability` or `other`.
        target: share of good events in percent; None where it can't be told.
    """

    name: str
    service: str = ""
    indicator: Literal["latency", "availability", "other"]
    target: float | None = None


class DeclaredComponent(Fact):
    """A part of the AI system that an inventory declares.

    Attributes:
        kind: `model`, `prompt`, `tool` or `data`.
        name: as the inventory writes it; `also` are other names of it.
        licence: of a model; empty where none is written.
        source: where it comes from: supplier, provider or address.
    """

    kind: Literal["model", "prompt", "tool", "data"]
    name: str
    also: tuple[str, ...] = ()
    licence: str = ""
    source: str = ""


class OwnerRule(Model):
    """One line of a CODEOWNERS file.

    Attributes:
        pattern: as written, in the manner of gitignore.
        owners: users, teams and addresses; empty takes the owners away.
        section: GitLab's section that it stands in, each of which counts for itself.
    """

    pattern: str
    owners: tuple[str, ...] = ()
    section: str = ""


OWNERS_FILES = (".github/CODEOWNERS", "CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
"""Where code hosts look for owners: the first of these counts."""


class OwnersFile(Fact):
    """A CODEOWNERS file where GitHub or GitLab look for it; the last rule that matches counts."""

    rules: tuple[OwnerRule, ...] = ()


class CatalogEntry(Fact):
    """A component, system, API or resource in a `catalog-info.yaml` of Backstage.

    Attributes:
        owner: group or user; empty when none is named.
    """

    kind: str
    name: str
    owner: str = ""
