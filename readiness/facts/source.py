"""What source code shows beyond its model clients: calls, agents, tools, searches and what only one provider offers."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Fact, Model


class ModelCall(Model):
    """A request to a model in code.

    Attributes:
        bounded: the length of the answer is limited; None when its arguments come from elsewhere.
        structured: the answer must follow a schema.
        tools: tools are offered to the model.
        handled: it stands in a `try` whose handler is in the same function.
    """

    kind: Literal["chat", "embedding"]
    bounded: bool | None
    structured: bool = False
    streamed: bool = False
    tools: bool = False
    handled: bool = False
    line: int


class RetryLoop(Model):
    """A retry of our own around model calls.

    Attributes:
        attempts: how often it tries at most; None without an end.
        waits: it waits longer from try to try, or at all.
    """

    library: str
    attempts: int | None
    waits: bool
    line: int


class ProviderFeature(Model):
    """A use of what only one provider offers.

    Attributes:
        name: as `readiness.lock_in` weighs it (`Assistants API`).
    """

    name: str
    provider: str
    line: int


class AgentLoop(Fact):
    """An agent that is constructed or run: a model that calls tools until it is done.

    Attributes:
        framework: `langgraph`, `crewai`, `openai agents`, …, or `own loop`.
        limit: the written bound on its steps, turns or iterations.
        bound: who bounds it: the code (`set`), the framework (`default`, or `version` where its versions differ by far), the
            code by a value that can't be read (`computed`), or nobody (`none`).
        default: the framework's own bound, in its words; empty where it has none.
        tools: names of its tools, as far as they are written out.
        tools_open: more tools may come from elsewhere.
        approval: the module asks a person before it goes on (interrupts, approvals, human input).
    """

    framework: str
    limit: int | None = None
    bound: Literal["set", "default", "version", "computed", "none"]
    default: str = ""
    tools: tuple[str, ...] = ()
    tools_open: bool = False
    approval: bool = False


class CodeExecutionTool(Fact):
    """A tool that runs code or commands which a model wrote.

    Attributes:
        isolation: `host` (the process's own machine), `interpreter` (a restricted interpreter in the process) or
            `sandbox` (a container, a micro virtual machine or the provider's own).
    """

    name: str
    isolation: Literal["host", "interpreter", "sandbox"]


class VectorQuery(Model):
    """A search in a vector store.

    Attributes:
        filtered: a filter is given; None when its arguments come from elsewhere.
        scoped: the filter names a user, a group, a tenant or the like.
        collection: the collection as it is written (`settings.COLLECTION`); empty where the call names none.
    """

    filtered: bool | None
    scoped: bool = False
    collection: str = ""
    line: int


class VectorStoreUse(Fact):
    """What one source file does with one vector store.

    Attributes:
        store: `qdrant`, `pinecone`, …, or `langchain` and `llama-index` for what stands behind them.
        collections: names of collections or indexes that are written out, with their lines.
        aliases: lines where aliases of collections are made or switched.
    """

    store: str
    queries: tuple[VectorQuery, ...] = ()
    collections: dict[str, int] = {}
    aliases: tuple[int, ...] = ()


class FeedbackSignal(Fact):
    """Code that takes users' judgement of an answer: a route, or a score sent to the traces."""

    via: str
