"""What watches an AWS workload: alarms, the topics they tell, logs, and the models that have traffic to be watched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from readiness.facts.aws.account import AwsReference
from readiness.facts.indexing import having
from readiness.facts.record import Fact, Model

AI_NAMESPACE = re.compile(r"bedrock|sagemaker", re.IGNORECASE)
"""`AWS/Bedrock`, `AWS/Bedrock/Agents`, `bedrock-agentcore`, `AWS/SageMaker`, `/aws/sagemaker/Endpoints` and their like."""

QUERY = re.compile(
    r"SELECT\s+\w+\(\s*\"?(?P<metric>[\w.%/ -]+?)\"?\s*\)\s+FROM\s+(?:SCHEMA\(\s*)?\"?(?P<namespace>[\w./#:-]+)\"?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
EQUALS = re.compile(r"\"?(\w+)\"?\s*=\s*'([^']*)'")
ONLY_SOME = re.compile(r"!=|\bOR\b|\bNOT\b", re.IGNORECASE)
CHILD = re.compile(r"""(?<!NOT )\bALARM\s*\(\s*(?:"([^"]+)"|'([^']+)'|([^)\s]+))\s*\)""")
AT_LEAST = re.compile(r"AT_LEAST\s*\(\s*[^,]+,\s*ALARM\s*,\s*\(([^)]*)\)")


class WatchedMetric(Model):
    """A metric that an alarm watches.

    Attributes:
        dimensions: empty when it is one figure over everything.
    """

    namespace: str
    name: str
    dimensions: dict[str, str] = {}


class AwsAlarm(Fact):
    """A CloudWatch alarm.

    Attributes:
        name: as AWS names it.
        metrics: metrics it watches, those inside metric math too.
        expressions: metric math and queries, as written.
        rule: what a composite alarm is made of; empty for others.
        actions: ARNs it acts on when it goes off.
        actions_enabled: whether it acts at all.
        suppressor: name or ARN of the alarm that mutes this one; empty for none.
        state: `OK`, `ALARM` or `INSUFFICIENT_DATA`.
        state_since: day of the last change of state.
        missing_data: how missing data is treated (`missing`, `notBreaching`, …).
    """

    name: str
    metrics: tuple[WatchedMetric, ...] = ()
    expressions: tuple[str, ...] = ()
    rule: str = ""
    actions: tuple[str, ...] = ()
    actions_enabled: bool = True
    suppressor: str = ""
    state: str = "OK"
    state_since: date | None = None
    missing_data: str = "missing"

    @property
    def watched(self) -> tuple[WatchedMetric, ...]:
        """Metrics it watches, those of Metrics Insights queries too."""
        return (*self.metrics, *(each for text in self.expressions for each in _queried(text)))

    def watches(self, namespace: str, names: Iterable[str], dimension: str, value: str, *, everything: bool) -> bool:
        """Whether one of these metrics of one resource is watched; a figure over all of them counts when `everything`."""
        wanted = frozenset(names)
        plain = [each for each in self.metrics if each.namespace == namespace and each.name in wanted]
        asked = [each for text in self.expressions for each in _queried(text) if each.namespace == namespace and each.name in wanted]
        return (
            any(each.dimensions.get(dimension) == value for each in (*plain, *asked))
            or any(dimension not in each.dimensions for each in asked)
            or (everything and any(not each.dimensions for each in plain))
        )

    def watches_ai(self, references: Iterable[AwsReference]) -> bool:
        """Whether it watches an AI service, or a resource that the AI workload uses or consists of."""
        if any(AI_NAMESPACE.search(each.namespace) for each in self.watched):
            return True
        values = {value for each in self.watched for value in each.dimensions.values()}
        return bool(having(references, _ends, values))

    @property
    def children(self) -> frozenset[str]:
        """Names or ARNs of the alarms whose going off this composite alarm tells of."""
        named = {next(filter(None, found)) for found in CHILD.findall(self.rule)}
        listed = {each.strip(" \"'\n") for found in AT_LEAST.findall(self.rule) for each in found.split(",")}
        return frozenset(named | listed)


def _queried(text: str) -> Iterator[WatchedMetric]:
    """The metric of a Metrics Insights query; conditions that are no plain equalities are taken for none."""
    if found := QUERY.search(text):
        where = re.split(r"\bGROUP\s+BY\b|\bORDER\s+BY\b", found["rest"], flags=re.IGNORECASE)[0]
        dimensions = {} if ONLY_SOME.search(where) else dict(EQUALS.findall(where))
        yield WatchedMetric(namespace=found["namespace"], name=found["metric"], dimensions=dimensions)


def _ends(reference: AwsReference) -> Iterable[str]:
    return {name for arn in (reference.user, reference.used) for name in (arn, _last(arn))}


def _last(arn: str) -> str:
    """The name at the end of an ARN (`…:function:name`, `…:endpoint/name`)."""
    return re.split(r"[:/]", arn)[-1]


class TopicSubscription(Model):
    """Somebody or something that a topic tells.

    Attributes:
        protocol: `email`, `https`, `sms`, `lambda`, `sqs` …
        confirmed: whether the recipient agreed; until then nothing is delivered.
    """

    protocol: str
    confirmed: bool


class AwsAlarmTopic(Fact):
    """An SNS topic that alarms act on; its resource is its ARN.

    Attributes:
        exists: whether the topic is still there.
        subscriptions: who is told.
    """

    exists: bool
    subscriptions: tuple[TopicSubscription, ...] = ()


class AwsBedrockTraffic(Fact):
    """A model of Bedrock that was called in the last two weeks, as CloudWatch's list of metrics tells.

    Attributes:
        region: where it was called.
        model: the `ModelId` of its metrics: a model's id, or an inference profile's.
    """

    region: str
    model: str


class AwsLogGroup(Fact):
    """A log group of CloudWatch; its resource is its ARN.

    Attributes:
        name: as AWS names it.
        retention_days: None when its events are kept for ever.
        log_class: `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`.
        kms_key: ARN of the key of KMS that encrypts it; empty for CloudWatch's own encryption.
    """

    name: str
    retention_days: int | None = None
    log_class: str = "STANDARD"
    kms_key: str = ""

    def belongs(self, references: Iterable[AwsReference]) -> bool:
        """Whether an AI service or a function of the AI workload writes to it, or the workload names it."""
        if AI_NAMESPACE.search(self.name):
            return True
        return bool(having(references, _logs, (self.name, self.resource)))


def _logs(reference: AwsReference) -> Iterable[str]:
    """Where functions of a reference write, and what it names."""
    parts = [arn.split(":") for arn in (reference.user, reference.used) if ":function:" in arn]
    return {reference.used.removesuffix(":*"), *(f"/aws/lambda/{each[6]}" for each in parts if len(each) > 6)}


class AwsEventRule(Fact):
    """A rule of EventBridge that waits for events of AI services or of AWS Health.

    Attributes:
        name: as AWS names it.
        sources: services whose events it waits for (`aws.health`, `aws.bedrock`, …).
        enabled: it acts at all.
        targets: ARNs of what it tells.
    """

    name: str
    sources: tuple[str, ...]
    enabled: bool
    targets: tuple[str, ...] = ()
