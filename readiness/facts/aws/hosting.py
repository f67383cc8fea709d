"""Where AI workloads on AWS run: SageMaker endpoints and their models, ECS services, and what scales them."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.meaning import naming
from readiness.facts.containers import Container, Credential, Image
from readiness.facts.record import Environment, Fact, Model

VARIANTS = "sagemaker:variant:DesiredInstanceCount"
TASKS = "ecs:service:DesiredCount"


class EndpointVariant(Model):
    """A production variant as it runs now.

    Attributes:
        name: unique in the endpoint.
        instances: live count; None for serverless ones.
        serverless: SageMaker provides capacity by itself.
        managed_minimum, managed_maximum: of managed instance scaling, when it is enabled.
    """

    name: str
    instances: int | None = None
    serverless: bool = False
    managed_minimum: int | None = None
    managed_maximum: int | None = None


class ConfiguredVariant(Model):
    """A production variant as the endpoint's configuration describes it.

    Attributes:
        model: name; empty for endpoints that inference components fill.
        instance_type: empty for serverless ones.
    """

    name: str
    model: str = ""
    instance_type: str = ""


class LastDeployment(Model):
    """How the endpoint was updated last.

    Attributes:
        policy: `blue/green`, `rolling`, or empty when the update named none.
        waits: seconds in which the old fleet stays (blue/green) or between batches (rolling).
        alarms: CloudWatch alarms that roll it back.
    """

    policy: str = ""
    waits: int = 0
    alarms: tuple[str, ...] = ()


class AwsEndpoint(Fact):
    """A SageMaker endpoint.

    Attributes:
        name: unique in the region.
        tagged: its tags.
        status: `InService`, `Failed`, …
        variants: what runs.
        asynchronous: requests wait in a queue.
        at_once: requests that each instance of an asynchronous endpoint works on; None when SageMaker chooses.
        last_deployment: None when it was never updated with a deployment configuration.
        captured: inputs and outputs are being written to S3.
        configured: variants of its configuration.
    """

    name: str
    tagged: dict[str, str] = {}
    status: str = ""
    variants: tuple[EndpointVariant, ...] = ()
    asynchronous: bool = False
    at_once: int | None = None
    last_deployment: LastDeployment | None = None
    captured: bool = False
    configured: tuple[ConfiguredVariant, ...] = ()


class AwsEndpointQuotas(Fact):
    """How many instances of each type the endpoints of a region may have together.

    Attributes:
        most: instance type (`ml.g5.xlarge`) to the quota that applies; types without a known one are left out.
    """

    most: dict[str, int] = {}


class AwsMonitoringSchedule(Fact):
    """A schedule of SageMaker Model Monitor.

    Attributes:
        name: unique in the region.
        endpoint: name of the endpoint it looks at; empty for batch jobs.
        status: `Scheduled`, `Pending`, `Failed` or `Stopped`.
        last_run: `Completed`, `CompletedWithViolations`, `Failed`, …; empty when it did not run yet.
    """

    name: str
    endpoint: str = ""
    status: str
    last_run: str = ""


class ModelContainer(Model):
    """One container of a hosted model.

    Attributes:
        image: None when the model package names it.
        package: ARN or name of the model package; empty without one.
        data: S3 addresses of the model's artifacts.
        credentials: what its variables hold that ought to be secret.
    """

    image: Image | None = None
    package: str = ""
    data: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()


class AwsHostedModel(Fact):
    """A SageMaker model.

    Attributes:
        name: unique in the region.
        containers: one, or a pipeline.
        network_isolation: its containers can make no calls.
        subnets: of its VPC; empty outside of one.
    """

    name: str
    containers: tuple[ModelContainer, ...] = ()
    network_isolation: bool = False
    subnets: tuple[str, ...] = ()

    def served_by(self, endpoints: Iterable[AwsEndpoint]) -> list[AwsEndpoint]:
        """Endpoints that stand on it."""
        return [
            each
            for each in endpoints
            if each.origin.place == self.origin.place and self.name in {variant.model for variant in each.configured}
        ]


class AwsModelPackage(Fact):
    """A model package that a hosted model is made of.

    Attributes:
        name: ARN or name, as the model refers to it.
        approval: `Approved`, `Rejected` or `PendingManualApproval`; empty for packages without versions.
    """

    name: str
    approval: str = ""


class AwsScalableTarget(Fact):
    """What Application Auto Scaling moves.

    Attributes:
        namespace: `sagemaker` or `ecs`.
        target: `endpoint/<name>/variant/<name>` or `service/<cluster>/<name>`.
        dimension: what is scaled (`ecs:service:DesiredCount`).
        minimum, maximum: bounds.
        suspended: scaling out by policies is suspended.
        policies: names of its scaling policies.
    """

    namespace: str
    target: str
    dimension: str
    minimum: int
    maximum: int
    suspended: bool = False
    policies: tuple[str, ...] = ()

    @property
    def grows(self) -> bool:
        """Whether a policy may raise the count."""
        return self.minimum < self.maximum and not self.suspended and bool(self.policies)


class PointsTo(Model):
    """A variable whose value names a resource of another account or of a told environment.

    Attributes:
        variable: its name.
        account: the account in the ARN that it holds; empty for plain names.
        environment: what the value's words tell.
    """

    variable: str
    account: str = ""
    environment: Environment = Environment.UNCLASSIFIED


class AwsContainerService(Fact):
    """An active ECS service and the task definition it runs. Values of variables are not kept.

    Attributes:
        name: unique in the cluster.
        cluster: name.
        tagged: its tags.
        wanted, running: number of tasks.
        scheduling: `REPLICA` or `DAEMON`.
        controller: `ECS`, `CODE_DEPLOY` or `EXTERNAL`.
        breaker, breaker_rolls_back: the deployment circuit breaker, and whether it rolls back.
        alarms: names of alarms that watch a deployment; empty when they are not enabled.
        alarms_roll_back: they roll back.
        subnets: of its tasks; empty for tasks on the host's network.
        zones: availability zones of these subnets.
        target_groups: ARNs of the load balancers' target groups that its tasks register with.
        containers: of the task definition.
        environment_files: S3 objects whose variables its containers get.
        points_to: variables that name resources of other accounts or of a told environment.
        signs: what shows that it belongs to the AI workload (`variable OPENAI_API_KEY`, `inference vllm`).
    """

    name: str
    cluster: str
    tagged: dict[str, str] = {}
    wanted: int = 0
    running: int = 0
    scheduling: str = "REPLICA"
    controller: str = "ECS"
    breaker: bool = False
    breaker_rolls_back: bool = False
    alarms: tuple[str, ...] = ()
    alarms_roll_back: bool = False
    subnets: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    containers: tuple[Container, ...] = ()
    environment_files: tuple[str, ...] = ()
    points_to: tuple[PointsTo, ...] = ()
    signs: tuple[str, ...] = ()

    @property
    def stateful(self) -> bool:
        """Whether it runs a vector store or a database, of which more tasks are not simply more of the same."""
        return any(each.startswith(("vector store ", "database ")) for each in self.signs)

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Why it belongs to the AI workload; empty when it does not."""
        if self.tagged.get("readiness:scope") == "ai":
            return ["tag readiness:scope=ai"]
        return [f"{each.role} of {each.user}" for each in naming(references, self.resource)] or list(self.signs)
