"""Agents of Bedrock and AgentCore, their knowledge bases and flows."""

from __future__ import annotations

from datetime import date, datetime

from readiness.facts.record import Fact, Model

DRAFT = "DRAFT"
"""The version that is edited; it changes under whoever uses it."""


class AgentVersion(Model):
    """One version of an agent that can be called.

    Attributes:
        version: a number, or `DRAFT`.
        guardrail: id or ARN; empty when none is attached.
        guardrail_version: a number, or `DRAFT`.
    """

    version: str
    guardrail: str = ""
    guardrail_version: str = ""


class AgentAlias(Model):
    """A name under which an application calls an agent or a flow; the built-in test alias is left out.

    Attributes:
        name: as given.
        versions: what it routes to.
        status: `PREPARED`, `FAILED`, `DISSOCIATED`, …; empty for flows, which have none.
    """

    name: str
    versions: tuple[str, ...] = ()
    status: str = ""


class AgentAction(Model):
    """One thing that an agent can have done.

    Attributes:
        group: name of its action group.
        name: of the function or operation.
        version: version of the agent that has it.
        description: as the model reads it.
        method: `get`, `post`, …, for operations of an OpenAPI schema; empty for functions.
        confirmed: the agent asks the user before.
        returns_control: the application runs it, not a function of AWS Lambda.
    """

    group: str
    name: str
    version: str
    description: str = ""
    method: str = ""
    confirmed: bool = False
    returns_control: bool = False


class AwsAgent(Fact):
    """An agent of Bedrock.

    Attributes:
        name: unique in the region.
        id: as AWS gives it.
        status: of its draft: `PREPARED`, `NOT_PREPARED`, `FAILED`, `CREATING`, …
        model: id or ARN of its model.
        role: ARN of its execution role.
        idle_seconds: after which a session ends.
        memory_days: how long summaries of sessions are kept; None without memory.
        aliases: how applications call it.
        versions: those that aliases route to, or the draft when there is none.
        actions: of those versions, from enabled action groups.
        unread_schemas: names of action groups whose schema is a file that was not read.
        enforced_guardrails: ARNs of guardrails that the account enforces for every model of the region.
    """

    name: str
    id: str
    status: str
    model: str = ""
    role: str = ""
    idle_seconds: int = 0
    memory_days: int | None = None
    aliases: tuple[AgentAlias, ...] = ()
    versions: tuple[AgentVersion, ...] = ()
    actions: tuple[AgentAction, ...] = ()
    unread_schemas: tuple[str, ...] = ()
    enforced_guardrails: tuple[str, ...] = ()


class AwsKnowledgeBase(Fact):
    """A knowledge base of Bedrock.

    Attributes:
        name: unique in the region.
        id: as AWS gives it.
        status: `ACTIVE`, `FAILED`, `CREATING`, …
        sources: names of its data sources.
        embedding_model: ARN of the model that makes its vectors; empty when it has none or AWS chooses it.
        lifecycle: of that model: `ACTIVE` or `LEGACY`; empty when it is not one of Bedrock's foundation models.
        end_of_life: when that model is no longer served; None when no day is set.
    """

    name: str
    id: str
    status: str
    sources: tuple[str, ...] = ()
    embedding_model: str = ""
    lifecycle: str = ""
    end_of_life: date | None = None


class IngestionJob(Model):
    """One run that took documents into a knowledge base.

    Attributes:
        status: `COMPLETE`, `FAILED`, `STOPPED`, `STARTING`, `IN_PROGRESS`, `STOPPING`.
        started: when.
        failed: documents it could not take.
    """

    status: str
    started: datetime
    failed: int = 0


class AwsDataSource(Fact):
    """Where a knowledge base takes its documents from.

    Attributes:
        name: unique in the knowledge base.
        id: as AWS gives it.
        knowledge_base: id of the knowledge base.
        type: `S3`, `WEB`, `CONFLUENCE`, `CUSTOM`, …
        bucket: name; empty for other types.
        bucket_versioning: `Enabled`, `Suspended`, or empty when it was never enabled; None when there is no such bucket.
        kms_key: ARN of the customer's key for data on its way; empty for AWS's own.
        deletion_policy: `RETAIN`, `DELETE`, or empty when it is not set.
        jobs: the last ones, newest first.
    """

    name: str
    id: str
    knowledge_base: str
    type: str = ""
    bucket: str = ""
    bucket_versioning: str | None = ""
    kms_key: str = ""
    deletion_policy: str = ""
    jobs: tuple[IngestionJob, ...] = ()


class FlowNode(Model):
    """A step of a flow that has a model write something.

    Attributes:
        name: unique in the flow.
        version: version of the flow that has it.
        kind: `Prompt` or `KnowledgeBase`.
        guardrail: id or ARN; empty when none is attached.
        guardrail_version: a number, or `DRAFT`.
    """

    name: str
    version: str
    kind: str
    guardrail: str = ""
    guardrail_version: str = ""


class AwsFlow(Fact):
    """A flow of Bedrock.

    Attributes:
        name: unique in the region.
        id: as AWS gives it.
        aliases: how applications call it.
        nodes: generating steps of the versions that aliases route to, or of the draft when there is none.
    """

    name: str
    id: str
    aliases: tuple[AgentAlias, ...] = ()
    nodes: tuple[FlowNode, ...] = ()


class AwsPrompt(Fact):
    """A prompt of Bedrock's prompt management.

    Attributes:
        name: unique in the region.
        id: as AWS gives it.
        versions: numbers of its versions; the draft is left out.
        without_model: names of the draft's variants that name neither a model nor an agent.
    """

    name: str
    id: str
    versions: tuple[str, ...] = ()
    without_model: tuple[str, ...] = ()


class AwsAgentGateway(Fact):
    """A gateway of AgentCore, through which agents call tools.

    Attributes:
        name: as given.
        id: as AWS gives it.
        authorizer: `CUSTOM_JWT`, `AWS_IAM`, `AUTHENTICATE_ONLY` or `NONE`.
        role: ARN of its execution role.
        request_interceptors: ARNs of functions that see a request first and may refuse it.
    """

    name: str
    id: str
    authorizer: str
    role: str = ""
    request_interceptors: tuple[str, ...] = ()


class AwsAgentMemory(Fact):
    """A memory of AgentCore.

    Attributes:
        id: as AWS gives it.
        event_days: how long raw events are kept.
    """

    id: str
    event_days: int


class AwsOutboundCredentials(Fact):
    """What agents of AgentCore log in with elsewhere, in one region.

    Attributes:
        region: its name.
        api_keys: names of the providers of API keys.
        oauth: names of the providers of OAuth 2 tokens.
    """

    region: str
    api_keys: tuple[str, ...] = ()
    oauth: tuple[str, ...] = ()
