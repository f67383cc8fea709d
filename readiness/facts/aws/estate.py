"""What an AWS account holds of the AI workload as a whole, and how it is tagged, copied and answered for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.agents import AwsAgent, AwsKnowledgeBase
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint
from readiness.facts.aws.meaning import naming, versioned
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.aws.storage import SCOPE_TAG, AwsBucket, AwsDatabase, AwsTable, users
from readiness.facts.record import Environment, Fact, Model

ServingPart = AwsFunction | AwsContainerService | AwsEndpoint
"""What answers an AI workload's users."""

Part = ServingPart | AwsAgent | AwsKnowledgeBase | AwsBucket | AwsTable | AwsDatabase
"""What an AI workload is made of, as far as resources of an account carry tags."""


class TaggedResource(Model):
    """A resource that has, or once had, tags.

    Attributes:
        arn: which.
        keys: names of its tags; values are not kept.
        environment: what its tags tell.
        stack: ARN of the CloudFormation stack that made it; empty when none says so.
    """

    arn: str
    stack: str = ""
    keys: tuple[str, ...] = ()
    environment: Environment = Environment.UNCLASSIFIED

    def has(self, names: Iterable[str]) -> bool:
        """Whether one of its tags is called so; case, separators and a prefix (`acme:owner`) don't matter."""
        return bool({_plain(each) for each in names} & {_plain(re.split(r"[:/]", each)[-1]) for each in self.keys})


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


class AwsRegionTags(Fact):
    """The tagged resources of a region, of the kinds that AI workloads are made of.

    Attributes:
        region: its name.
        resources: those that have tags; what never had one is not among them.
    """

    region: str
    resources: tuple[TaggedResource, ...] = ()


@dataclass(frozen=True)
class Estate:
    """The AI workload's resources in one account.

    Attributes:
        parts: resource and the environment it lives in; its tags tell first.
        tagged: tags by ARN, in lower case.
        unsure: resources of which it could not be read whether they belong to the workload.
    """

    parts: tuple[tuple[Part, Environment], ...]
    tagged: dict[str, TaggedResource]
    unsure: tuple[Part, ...]

    def tags_of(self, part: Part) -> TaggedResource:
        """Its tags; none when it was never tagged."""
        return self.tagged.get(part.resource.lower(), TaggedResource(arn=part.resource))

    def serves_production(self, accounts: Iterable[AwsAccount]) -> bool | None:
        """Whether an account's target, or something of the workload, says that it is production's; None when unread."""
        if any(each.environment is Environment.PRODUCTION for each in accounts):
            return True
        if any(environment is Environment.PRODUCTION for _, environment in self.parts):
            return True
        return None if self.unsure else False


def estate(tags: Iterable[AwsRegionTags], references: list[AwsReference], resources: Iterable[Part]) -> Estate:
    """The AI workload among these resources; the inventory counts, not what is tagged."""
    tagged = {each.arn.lower(): each for region in tags for each in region.resources}
    parts, unsure = [], []
    for part in resources:
        if not _belongs(part, references):
            if {"ai_evidence", "tagged", "signs"} & part.unread.keys():
                unsure.append(part)
            continue
        told = tagged[part.resource.lower()].environment if part.resource.lower() in tagged else Environment.UNCLASSIFIED
        parts.append((part, part.environment if told is Environment.UNCLASSIFIED else told))
    return Estate(tuple(parts), tagged, tuple(unsure))


def _belongs(part: Part, references: list[AwsReference]) -> bool:
    """Whether it is known to belong to the workload."""
    referred = bool(naming(references, part.resource))
    match part:
        case AwsFunction():
            called = versioned(references, part.resource)
            return bool(called) or any(field not in part.unread and bool(getattr(part, field)) for field in ("ai_evidence", "tagged"))
        case AwsContainerService() if "signs" in part.unread:
            return referred or part.tagged.get("readiness:scope") == "ai"
        case AwsContainerService() | AwsBucket() | AwsTable() | AwsDatabase():
            return bool(part.users(references))
        case _:
            return True


class AwsNotebook(Fact):
    """A notebook instance of SageMaker.

    Attributes:
        name: unique in the region.
        status: `InService`, `Stopped`, `Pending`, …
        lifecycle: name of the configuration whose scripts run when it starts; empty without.
        changed: when it was last started, stopped or configured; None when that is not told.
    """

    name: str
    status: str
    lifecycle: str = ""
    changed: date | None = None


class BackupRule(Model):
    """One rule of a backup plan.

    Attributes:
        name: unique in the plan.
        vault: name of the vault that backups go to.
        locked: that vault is locked, so that nobody can delete from it early; None when the vault was not found.
        copies: ARNs of vaults to which backups are copied.
        air_gapped: ARN of the logically air-gapped vault that backups go to as well; such vaults are always locked.
    """

    name: str
    vault: str
    locked: bool | None = None
    copies: tuple[str, ...] = ()
    air_gapped: str = ""


class AwsBackupRules(Fact):
    """The rules of a plan of AWS Backup.

    Attributes:
        name: of the plan.
        account, region: where the plan stands.
        rules: what it does.
    """

    name: str
    account: str
    region: str
    rules: tuple[BackupRule, ...] = ()


class AwsRegionalCopies(Fact):
    """In which other regions a store is kept up to date. Read only when the AI workload uses the store.

    Attributes:
        name: as users write it.
        form: `table`, `bucket` or `database cluster`.
        region: where it stands.
        tagged: a tag says that it belongs to the AI workload.
        endpoints: host names.
        regions: other regions that hold a copy.
    """

    name: str
    form: str
    region: str
    tagged: bool = False
    endpoints: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses the store; empty when it is out of scope."""
        return users(references, self.resource, self.name, self.endpoints) or (["tag {}={}".format(*SCOPE_TAG)] if self.tagged else [])


class AwsResponsePlans(Fact):
    """The response plans of Incident Manager in a region.

    Attributes:
        region: its name.
        plans: names.
    """

    region: str
    plans: tuple[str, ...] = ()


class RoutedName(Model):
    """A DNS name that Route 53 answers in more than one way.

    Attributes:
        name: without the dot at its end.
        routing: `failover`, `latency`, `weighted`, `geolocation`, `geoproximity`, `cidr` or `multivalue`.
        answers: how many.
        checked: those that are left out while they are unhealthy.
    """

    name: str
    routing: str
    answers: int
    checked: int


class AwsDnsZone(Fact):
    """A public zone of Route 53.

    Attributes:
        name: its domain, without the dot at its end.
        routed: names with several answers.
        fronted: names that lead to CloudFront or to Global Accelerator, which choose a region by themselves.
        plain: names with one answer, not kept beyond their number.
    """

    name: str
    routed: tuple[RoutedName, ...] = ()
    fronted: tuple[str, ...] = ()
    plain: int = 0

    def holds(self, host: str) -> bool:
        """Whether a host name lies in this domain."""
        return host == self.name or host.endswith(f".{self.name}")
