"""Where an AI workload on AWS keeps its data: buckets, tables, databases, vector stores, caches, file systems and their backups."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.meaning import storing
from readiness.facts.indexing import by_key
from readiness.facts.record import Fact, Model

SCOPE_TAG = ("readiness:scope", "ai")
"""The tag that puts a resource in scope that nothing refers to."""


LOGS = re.compile(r"\b(logs?|logging|capture)\b", re.IGNORECASE)
"""Roles of references whose data is written once and never changed."""


def users(references: Iterable[AwsReference], resource: str, name: str = "", endpoints: Iterable[str] = ()) -> list[str]:
    """Who of the AI workload uses a resource, as `role of user`.

    Args:
        references: what uses what.
        resource: its ARN.
        name: its name, where users may write that alone.
        endpoints: its host names, of which users write URLs.
    """
    return [f"{each.role} of {each.user}" for each in storing(references, resource, name, endpoints)]


class PublicAccessBlock(Model):
    """The four switches that keep buckets from being public."""

    block_public_acls: bool
    ignore_public_acls: bool
    block_public_policy: bool
    restrict_public_buckets: bool


class LifecycleRule(Model):
    """One enabled rule of a bucket's lifecycle.

    Attributes:
        prefix: keys it applies to; empty for all.
        expires: objects are deleted after some time.
        transitions: objects move to another storage class.
        filtered: it applies only to objects with some tag or size.
    """

    prefix: str = ""
    expires: bool = False
    transitions: bool = False
    filtered: bool = False


class Encryption(Model):
    """Default encryption of a bucket.

    Attributes:
        algorithm: `AES256`, `aws:kms` or `aws:kms:dsse`.
        key: ARN, id or alias of the KMS key; empty for keys that AWS manages.
    """

    algorithm: str
    key: str = ""


class AwsPublicAccess(Fact):
    """The account's own switches against public buckets.

    Attributes:
        block: None when the account has none.
    """

    block: PublicAccessBlock | None


class AwsBucket(Fact):
    """A bucket of the region. What lies beyond its name is read only when the AI workload uses it.

    Attributes:
        name: globally unique.
        tagged: its tags.
        block: its switches against public access; None when it has none.
        public_policy: S3 calls its policy public.
        public_grants: groups of everybody (`AllUsers`, `AuthenticatedUsers`) that its access list names.
        versioning: `Enabled`, `Suspended`, or empty when it was never enabled.
        encryption: how objects are encrypted by default; None when nothing is configured.
        lifecycle: enabled rules.
    """

    name: str
    tagged: dict[str, str] = {}
    block: PublicAccessBlock | None = None
    public_policy: bool = False
    public_grants: tuple[str, ...] = ()
    versioning: str = ""
    encryption: Encryption | None = None
    lifecycle: tuple[LifecycleRule, ...] = ()

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses it; empty when it is out of scope."""
        return users(references, self.resource, self.name) or _told_by(self.tagged)

    def holds_logs_only(self, references: Iterable[AwsReference]) -> bool:
        """Whether all that refers to it writes logs or captured data there."""
        roles = self._roles(references)
        return bool(roles) and all(LOGS.search(each) for each in roles)

    def holds_logs(self, references: Iterable[AwsReference]) -> bool:
        """Whether something that refers to it writes logs or captured data there."""
        return any(LOGS.search(each) for each in self._roles(references))

    def _roles(self, references: Iterable[AwsReference]) -> list[str]:
        return [each.role for each in storing(references, self.resource, self.name)]


def _told_by(tags: dict[str, str]) -> list[str]:
    name, value = SCOPE_TAG
    return [f"tag {name}={value}"] if tags.get(name) == value else []


class AwsTable(Fact):
    """A DynamoDB table. What lies beyond its name is read only when the AI workload uses it.

    Attributes:
        name: unique in the region.
        tagged: its tags.
        billing: `PROVISIONED` or `PAY_PER_REQUEST`.
        deletion_protection: it can't be deleted before that is switched off.
        point_in_time_recovery: continuous backups are on.
        recovery_days: how far back they reach; 0 when they are off.
        scaled: dimensions that Application Auto Scaling moves (`dynamodb:table:ReadCapacityUnits`).
    """

    name: str
    tagged: dict[str, str] = {}
    billing: str = "PROVISIONED"
    deletion_protection: bool = False
    point_in_time_recovery: bool = False
    recovery_days: int = 0
    scaled: tuple[str, ...] = ()

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses it; empty when it is out of scope."""
        return users(references, self.resource, self.name) or _told_by(self.tagged)


class AwsDatabase(Fact):
    """An RDS instance, or a cluster (Aurora or Multi-AZ) as a whole. Instances of a cluster are not told apart.

    Attributes:
        name: identifier.
        form: `instance` or `cluster`.
        engine: `postgres`, `aurora-postgresql`, …
        endpoints: host names.
        tagged: its tags.
        backup_days: how long automated backups are kept; 0 is none.
        deletion_protection: it can't be deleted before that is switched off.
        multi_az: it has a standby in another zone; for clusters: as RDS says.
        zones: zones in which its members run, for clusters.
        replica_of: what it copies; empty for a primary.
    """

    name: str
    form: str
    engine: str = ""
    endpoints: tuple[str, ...] = ()
    tagged: dict[str, str] = {}
    backup_days: int = 0
    deletion_protection: bool = False
    multi_az: bool = False
    zones: tuple[str, ...] = ()
    replica_of: str = ""

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses it; empty when it is out of scope."""
        return users(references, self.resource, self.name, self.endpoints) or _told_by(self.tagged)


class NetworkRule(Model):
    """What one network policy of OpenSearch Serverless says of a collection.

    Attributes:
        policy: its name.
        reach: `collection` or `dashboard`.
        public: from every network.
        endpoints: VPC endpoints that may.
        services: AWS services that may.
    """

    policy: str
    reach: str
    public: bool = False
    endpoints: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class DataRule(Model):
    """What one data access policy of OpenSearch Serverless grants on a collection or its indexes.

    Attributes:
        policy: its name.
        principals: as written.
        permissions: as written (`aoss:ReadDocument`, `aoss:*`).
    """

    policy: str
    principals: tuple[str, ...]
    permissions: tuple[str, ...]


class AwsVectorCollection(Fact):
    """A collection of OpenSearch Serverless.

    Attributes:
        name: unique in the region.
        id: as in its host name.
        collection_type: `VECTORSEARCH`, `SEARCH` or `TIMESERIES`.
        endpoint: URL.
        standby_replicas: `ENABLED` or `DISABLED`.
        network: rules of network policies that cover it.
        access: rules of data access policies that cover it.
    """

    name: str
    id: str
    collection_type: str
    endpoint: str = ""
    standby_replicas: str = ""
    network: tuple[NetworkRule, ...] = ()
    access: tuple[DataRule, ...] = ()

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses it, or that it is made for vectors; empty when it is out of scope."""
        host = self.endpoint.removeprefix("https://")
        return users(references, self.resource, self.name, (host,)) or (
            [self.collection_type] if self.collection_type == "VECTORSEARCH" else []
        )


class AwsVectorCapacity(Fact):
    """What the collections of OpenSearch Serverless in a region may grow to together, in OpenSearch Compute Units.

    Attributes:
        region: its name.
        collections: how many there are.
        most_indexing, most_search: the account's limits; None when AWS does not tell them.
        indexing, search: most that was used in a minute of the last two weeks; None without figures.
    """

    region: str
    collections: int
    most_indexing: int | None = None
    most_search: int | None = None
    indexing: float | None = None
    search: float | None = None


class AwsSearchDomain(Fact):
    """A domain of OpenSearch Service.

    Attributes:
        name: unique in the region.
        endpoints: host names.
        tagged: its tags.
        vpc: id of its VPC; empty for a public endpoint.
        encrypted: at rest.
        node_to_node: traffic between its nodes is encrypted.
        https_only: plain HTTP is refused.
        zones: availability zones it spreads over; 1 without zone awareness.
        data_nodes: how many.
        dedicated_masters: how many; 0 without.
        standby: Multi-AZ with standby.
    """

    name: str
    endpoints: tuple[str, ...] = ()
    tagged: dict[str, str] = {}
    vpc: str = ""
    encrypted: bool = False
    node_to_node: bool = False
    https_only: bool = False
    zones: int = 1
    data_nodes: int = 1
    dedicated_masters: int = 0
    standby: bool = False

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses it; empty when it is out of scope."""
        return users(references, self.resource, self.name, self.endpoints) or _told_by(self.tagged)


class AwsCache(Fact):
    """A replication group of ElastiCache.

    Attributes:
        name: unique in the region.
        endpoints: host names.
        tagged: its tags.
        multi_az: `enabled` or `disabled`.
        failover: `enabled`, `disabled`, `enabling` or `disabling`.
        nodes: member clusters.
        snapshot_days: for which automatic snapshots are kept; 0 for none.
    """

    name: str
    endpoints: tuple[str, ...] = ()
    tagged: dict[str, str] = {}
    multi_az: str = ""
    failover: str = ""
    nodes: int = 1
    snapshot_days: int = 0

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses it; empty when it is out of scope."""
        return users(references, self.resource, self.name, self.endpoints) or _told_by(self.tagged)


class AwsFileSystem(Fact):
    """A file system of EFS.

    Attributes:
        id: `fs-…`.
        tagged: its tags.
    """

    id: str
    tagged: dict[str, str] = {}

    def users(self, references: Iterable[AwsReference]) -> list[str]:
        """Who of the AI workload uses it; empty when it is out of scope."""
        return users(references, self.resource, self.id) or _told_by(self.tagged)


class AwsBackupPlan(Fact):
    """A plan of AWS Backup.

    Attributes:
        name: as given.
        selections: names of what it selects; empty when it protects nothing.
    """

    name: str
    selections: tuple[str, ...] = ()


class AwsProtectedResource(Fact):
    """A resource that AWS Backup has a recovery point of.

    Attributes:
        resource_type: `DynamoDB`, `S3`, `RDS`, `Aurora`, `EFS`, …
        backed_up: when last; None when AWS Backup does not say.
    """

    resource_type: str
    backed_up: datetime | None = None

    def users(self, references: list[AwsReference], databases: Iterable[AwsDatabase]) -> list[str]:
        """Who of the AI workload uses it; empty when it is out of scope."""
        return users_of(self.resource, references, databases)


class AwsBackupJobs(Fact):
    """What became of the jobs of AWS Backup for one resource in the last week.

    Attributes:
        completed: when the last one that was completed began; None when none was.
        failed: when the last one that failed, was aborted or expired began; None when none did.
        state: how that one ended (`FAILED`, `ABORTED`, `EXPIRED`); empty when none did.
    """

    completed: datetime | None = None
    failed: datetime | None = None
    state: str = ""

    def users(self, references: list[AwsReference], databases: Iterable[AwsDatabase]) -> list[str]:
        """Who of the AI workload uses the resource; empty when it is out of scope."""
        return users_of(self.resource, references, databases)


def users_of(arn: str, references: list[AwsReference], databases: Iterable[AwsDatabase]) -> list[str]:
    """Who of the AI workload uses the resource of this ARN; databases are known by their host names, too."""
    name = arn.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
    known = [user for each in by_key(databases, _resource).get(arn, ()) for user in each.users(references)]
    return known or users(references, arn, name)


def _resource(database: AwsDatabase) -> str:
    return database.resource


class AwsRestores(Fact):
    """What restoring from AWS Backup was tried in a region.

    Attributes:
        completed: when the last restore job was completed; None when AWS Backup knows none.
        of: ARN of what it restored; empty when AWS Backup does not say.
        plans: names of restore testing plans.
    """

    completed: datetime | None = None
    of: str = ""
    plans: tuple[str, ...] = ()
