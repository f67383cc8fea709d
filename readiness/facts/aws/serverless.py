"""What runs an AI workload without servers: functions, the APIs in front of them, queues, workflows and builds."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.meaning import versioned, versions
from readiness.facts.containers import Credential
from readiness.facts.indexing import having
from readiness.facts.record import Environment, Fact, Model


class AwsVariable(Model):
    """An environment variable that names a resource.

    Attributes:
        name: the variable.
        used: ARN, name, URL or id of the resource; never a secret.
        environment: which environment that name tells of.
        account: the account in an ARN or queue URL; empty when none is written.
    """

    name: str
    used: str
    environment: Environment = Environment.UNCLASSIFIED
    account: str = ""


class AwsFunction(Fact):
    """A Lambda function as the list of functions tells it.

    Attributes:
        name: its name.
        ai_evidence: what says that it belongs to the AI workload: variables that name models, tags.
        tagged: a tag says so.
        models: model ids that its variables hold.
        variables: those that name resources.
        credentials: those that hold a secret or refer to one.
        tracing: `Active` or `PassThrough`.
        tracer: layer, wrapper or variable of another tracer (OpenTelemetry, a vendor's); empty without.
        dead_letter: ARN that takes failed asynchronous events; empty without.
        role: ARN of the execution role.
        subnets: of its VPC; empty outside of one.
    """

    name: str
    ai_evidence: tuple[str, ...] = ()
    tagged: bool = False
    models: tuple[str, ...] = ()
    variables: tuple[AwsVariable, ...] = ()
    credentials: tuple[Credential, ...] = ()
    tracing: str = "PassThrough"
    tracer: str = ""
    dead_letter: str = ""
    role: str = ""
    subnets: tuple[str, ...] = ()

    def belongs(self, references: Iterable[AwsReference]) -> bool:
        """Whether the function belongs to the AI workload: another part of it refers to it, or it says so itself."""
        return bool(versioned(references, self.resource)) or bool(self.ai_evidence) or self.tagged


def meant(arns: Iterable[str], functions: Iterable[AwsFunction]) -> list[AwsFunction]:
    """The functions of these ARNs, perhaps with version or alias, each once and in their order."""
    return having(functions, _resource, {name for each in arns for name in versions(each)})


def _resource(fact: Fact) -> tuple[str]:
    return (fact.resource,)


class AwsAlias(Model):
    """An alias of a function.

    Attributes:
        version: the version it points to; `$LATEST` is what was uploaded last.
    """

    name: str
    version: str


class AwsAiFunction(Fact):
    """How a function of the AI workload is run: read for those functions only.

    Attributes:
        name: its name.
        versions: published versions, oldest first, without `$LATEST`.
        aliases: its aliases.
        reserved_concurrency: None when none is reserved.
        url_authorization: `NONE` or `AWS_IAM`; None without a function URL.
        url_lets_anyone: whether its resource policy lets everybody call the URL, without which even `NONE` refuses all; true where
            nobody tells: Terraform, SAM and the console grant it with the URL.
        invoked_by: services that its resource policy lets invoke it.
        event_sources: ARNs of queues and streams that feed it.
        dead_letter: ARN that takes failed asynchronous events; empty without.
        on_failure: ARN of the destination for failed asynchronous events; None without.
        invoke_configured: whether somebody configured its asynchronous invocation.
    """

    name: str
    versions: tuple[str, ...] = ()
    aliases: tuple[AwsAlias, ...] = ()
    reserved_concurrency: int | None = None
    url_authorization: str | None = None
    url_lets_anyone: bool = True
    invoked_by: tuple[str, ...] = ()
    event_sources: tuple[str, ...] = ()
    dead_letter: str = ""
    on_failure: str | None = None
    invoke_configured: bool = False


class AwsLambdaLimit(Fact):
    """Lambda's concurrency in one region of an account.

    Attributes:
        concurrency: executions at once of all functions.
        unreserved: what no function has reserved for itself.
    """

    region: str
    concurrency: int
    unreserved: int


class AwsRoute(Model):
    """A method of an API.

    Attributes:
        name: verb and path.
        authorization: `NONE`, `AWS_IAM`, `CUSTOM`, `JWT` or `COGNITO_USER_POOLS`.
        key_required: callers need an API key.
        target: function ARN or service action it calls; empty when that is not told.
    """

    name: str
    authorization: str
    key_required: bool = False
    target: str = ""

    @property
    def calls_model(self) -> bool:
        """Whether it calls a model itself, without a function between."""
        return any(each in self.target for each in (":runtime.sagemaker:", ":bedrock-runtime:", ":bedrock-agent-runtime:"))


class AwsApi(Fact):
    """An API of API Gateway.

    Attributes:
        name: its name.
        protocol: `REST`, `HTTP` or `WEBSOCKET`.
        private: reachable from VPC endpoints only.
        policy: what its resource policy does: `none`, `open` (everybody may call) or `restricting`.
        routes: methods that callers reach, without OPTIONS.
    """

    name: str
    protocol: str
    private: bool = False
    policy: str = "none"
    routes: tuple[AwsRoute, ...] = ()

    def inference_routes(self, functions: Iterable[AwsFunction], references: Iterable[AwsReference]) -> list[AwsRoute]:
        """Routes that reach the AI workload."""
        return [each for each in self.routes if each.calls_model or any(one.belongs(references) for one in meant([each.target], functions))]


class AwsPlan(Model):
    """A usage plan.

    Attributes:
        rate: requests a second for each client; None without a limit.
        route_rates: the same for routes (`POST /chat`) of this stage with a limit of their own.
        quota: requests in a period for each client; None without.
    """

    name: str
    rate: float | None = None
    route_rates: dict[str, float] = {}
    quota: int | None = None

    def limits(self, route: str) -> bool:
        """Whether it bounds the requests of each client to a route."""
        return route in self.route_rates or self.rate is not None


class AwsApiStage(Fact):
    """A stage of an API.

    Attributes:
        api: resource of its API.
        name: its name; HTTP APIs call theirs `$default`.
        rate: requests a second that the stage lets pass; None when only the account's limit holds.
        route_rates: the same for routes (`POST /chat`) with a limit of their own, which holds instead.
        tracing: X-Ray tracing; None for HTTP APIs, which have none.
        web_acl: ARN of the web ACL; None without one, or where none can be had.
        plans: usage plans that the stage is part of.
    """

    api: str
    name: str
    rate: float | None = None
    route_rates: dict[str, float] = {}
    tracing: bool | None = None
    web_acl: str | None = None
    plans: tuple[AwsPlan, ...] = ()

    def among(self, apis: Iterable[AwsApi]) -> AwsApi | None:
        """Its API; None when that was not seen."""
        return next(iter(having(apis, _resource, (self.api,))), None)

    def rate_of(self, route: str) -> float | None:
        """Requests a second that reach a route; None when only the account's limit holds."""
        return self.route_rates.get(route, self.rate)


class AwsQueue(Fact):
    """A queue that feeds a function, or that takes what such a queue could not deliver.

    Attributes:
        name: its name.
        feeds: ARNs of the functions.
        dead_letter_of: ARNs of the queues whose failed messages it takes.
        redrive_target: ARN of its own dead-letter queue; empty without.
        redrive_exists: whether that queue is there; None when it lives elsewhere.
        max_receives: deliveries before a message goes there.
        messages: messages that wait.
        alarms: names of alarms on its depth.
    """

    name: str
    feeds: tuple[str, ...] = ()
    dead_letter_of: tuple[str, ...] = ()
    redrive_target: str = ""
    redrive_exists: bool | None = None
    max_receives: int | None = None
    messages: int = 0
    alarms: tuple[str, ...] = ()


class AwsStep(Model):
    """A task of a workflow.

    Attributes:
        name: its name.
        calls: the resource it calls, a function's ARN for calls of functions.
        calls_model: it calls Bedrock or SageMaker itself.
        timeout: it has a timeout of its own.
        retry: it is tried again.
    """

    name: str
    calls: str
    calls_model: bool = False
    timeout: bool = False
    retry: bool = False


class AwsWorkflow(Fact):
    """A Step Functions state machine.

    Attributes:
        name: its name.
        express: it ends after five minutes at most.
        timeout: the whole workflow has a timeout.
        steps: its tasks, also of branches and maps.
        credentials: secrets in its definition.
        tracing: X-Ray tracing.
    """

    name: str
    express: bool = False
    timeout: bool = False
    steps: tuple[AwsStep, ...] = ()
    credentials: tuple[Credential, ...] = ()
    tracing: bool = False

    def model_steps(self, functions: Iterable[AwsFunction], references: Iterable[AwsReference]) -> list[AwsStep]:
        """Tasks that call a model or a function of the AI workload."""
        return [each for each in self.steps if each.calls_model or any(one.belongs(references) for one in meant([each.calls], functions))]


class AwsBuildProject(Fact):
    """A CodeBuild project.

    Attributes:
        name: its name.
        ai_evidence: what says that it belongs to the AI workload.
        credentials: variables that hold a secret or refer to one.
    """

    name: str
    ai_evidence: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
