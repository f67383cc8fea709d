"""Who reaches the data that an AI workload on AWS keeps: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import (
    AwsBucket,
    AwsPublicAccess,
    AwsSearchDomain,
    AwsVectorCollection,
    DataRule,
    Encryption,
    NetworkRule,
    PublicAccessBlock,
)
from readiness.testing import fact, row, table

BUCKET = "arn:aws:s3:::kb-documents"
ALL = {"block_public_acls": True, "ignore_public_acls": True, "block_public_policy": True, "restrict_public_buckets": True}
IN_SCOPE = {"readiness:scope": "ai"}


def bucket(**values: Any) -> Any:
    """A bucket that nothing protects."""
    return fact(AwsBucket, resource=BUCKET, name="kb-documents", **values)


def used(what: str = BUCKET, role: str = "knowledge base source") -> Any:
    """Somebody of the AI workload uses it."""
    return fact(AwsReference, user="arn:aws:bedrock:eu-west-1:123456789012:knowledge-base/KB1", used=what, role=role)


def switches(**values: bool) -> PublicAccessBlock:
    """All four, but for those told."""
    return PublicAccessBlock(**{**ALL, **values})


def account(block: PublicAccessBlock | None) -> Any:
    """The account's own switches."""
    return fact(AwsPublicAccess, block=block)


OPEN = bucket(public_policy=True)
LISTED = bucket(public_grants=("AllUsers",))

test_bucket_not_public = table(
    "aws-bucket-not-public",
    passes=[
        [bucket(), used(), account(None)],
        [bucket(), used("s3://kb-documents/manuals/"), account(None)],
        [bucket(), used("arn:aws:s3:::kb-documents/*"), account(None)],
        [OPEN, used(), account(switches())],
        [bucket(public_policy=True, block=switches()), used(), account(None)],
        [bucket(public_grants=("AllUsers",), block=switches(restrict_public_buckets=False)), used(), account(None)],
    ],
    fails=[
        row(OPEN, used(), account(None), says="bucket policy"),
        row(OPEN, used(), account(switches(restrict_public_buckets=False)), says="knowledge base source"),
        row(LISTED, used(), account(switches(ignore_public_acls=False)), says="access control list"),
        [bucket(public_policy=True, tagged=IN_SCOPE), account(None)],
    ],
    unknown=[
        [bucket().unknown("public_policy", GapReason.DENIED, right="s3:GetBucketPolicyStatus"), used(), account(None)],
        [OPEN.unknown("block", GapReason.DENIED, right="s3:GetBucketPublicAccessBlock"), used(), account(None)],
        [OPEN, used(), account(None).unknown("block", GapReason.DENIED, right="s3:GetAccountPublicAccessBlock")],
    ],
    not_applicable=[
        [OPEN, account(None)],
        [OPEN, used("arn:aws:s3:::kb-documents-archive"), account(None)],
        [OPEN, used("s3://kb/kb-documents"), account(None)],
    ],
)

test_public_access_blocked = table(
    "aws-bucket-public-access-blocked",
    passes=[
        [bucket(block=switches()), used(), account(None)],
        [bucket(), used(), account(switches())],
        [bucket(block=switches(block_public_acls=False)), used(), account(switches(block_public_policy=False))],
    ],
    fails=[
        [bucket(), used(), account(None)],
        row(bucket(block=switches(block_public_policy=False)), used(), account(None), says="block_public_policy"),
    ],
    unknown=[[bucket().unknown("block", GapReason.DENIED), used(), account(switches())]],
    not_applicable=[[bucket(), account(None)]],
)


def collection(*network: NetworkRule, access: tuple[DataRule, ...] = (), **values: Any) -> Any:
    """A collection for vectors."""
    values.setdefault("collection_type", "VECTORSEARCH")
    arn = "arn:aws:aoss:eu-west-1:123456789012:collection/abc"
    endpoint = "https://abc.eu-west-1.aoss.amazonaws.com"
    return fact(AwsVectorCollection, resource=arn, name="kb", id="abc", endpoint=endpoint, network=network, access=access, **values)


PRIVATE = NetworkRule(policy="kb-network", reach="collection", endpoints=("vpce-1",))
PUBLIC = NetworkRule(policy="open", reach="dashboard", public=True)
SEARCH = {"collection_type": "SEARCH"}

test_collection_private = table(
    "aws-vector-collection-private",
    passes=[collection(PRIVATE), collection(), [collection(PRIVATE, **SEARCH), used("https://abc.eu-west-1.aoss.amazonaws.com:443")]],
    fails=[
        row(collection(PRIVATE, PUBLIC), says="dashboard"),
        [collection(PUBLIC, **SEARCH), used("arn:aws:aoss:eu-west-1:123456789012:collection/abc")],
    ],
    unknown=[collection().unknown("network", GapReason.DENIED, right="aoss:GetSecurityPolicy")],
    not_applicable=[collection(PUBLIC, **SEARCH)],
)


def grant(*principals: str, permission: str = "aoss:*") -> DataRule:
    """What a data access policy grants."""
    return DataRule(policy="kb-access", principals=principals, permissions=(permission,))


ROLE, OTHER = "arn:aws:iam::123456789012:role/kb", "arn:aws:iam::123456789012:role/app"

test_collection_access = table(
    "aws-vector-collection-access-scoped",
    passes=[
        collection(),
        collection(access=(grant(ROLE),)),
        collection(access=(grant(ROLE), grant(ROLE))),
        collection(access=(grant(ROLE), grant(ROLE, OTHER, permission="aoss:ReadDocument"))),
    ],
    fails=[
        row(collection(access=(grant(ROLE, OTHER),)), says=OTHER),
        collection(access=(grant(ROLE), grant(OTHER))),
        collection(access=(grant("arn:aws:iam::123456789012:role/*", permission="aoss:ReadDocument"),)),
    ],
    unknown=[collection().unknown("access", GapReason.DENIED, right="aoss:GetAccessPolicy")],
    not_applicable=[collection(access=(grant("*"),), **SEARCH)],
)


def domain(**values: Any) -> Any:
    """A protected domain of the AI workload, but for what is told."""
    values = {"vpc": "vpc-1", "encrypted": True, "node_to_node": True, "https_only": True, "tagged": IN_SCOPE} | values
    arn = "arn:aws:es:eu-west-1:123456789012:domain/vectors"
    return fact(AwsSearchDomain, resource=arn, name="vectors", endpoints=("vpc-vectors-x.eu-west-1.es.amazonaws.com",), **values)


test_domain_protected = table(
    "aws-search-domain-protected",
    passes=[
        domain(),
        [domain(tagged={}), used("arn:aws:es:eu-west-1:123456789012:domain/vectors")],
        [domain(tagged={}), used("https://VPC-vectors-x.eu-west-1.es.amazonaws.com/kb", "environment variable OPENSEARCH_URL")],
    ],
    fails=[
        row(domain(vpc=""), says="VPC"),
        row(domain(encrypted=False), says="encryption at rest"),
        row(domain(node_to_node=False), says="node-to-node"),
        row(domain(https_only=False), says="HTTPS"),
    ],
    unknown=[domain().unknown("encrypted", GapReason.FAILED)],
    not_applicable=[domain(vpc="", tagged={}), [domain(vpc="", tagged={}), used("other-vectors")]],
)

LOG = used("kb-documents", "invocation log")
KMS = Encryption(algorithm="aws:kms", key="alias/ai-logs")

test_log_bucket_kms = table(
    "aws-log-bucket-kms-encrypted",
    passes=[[bucket(encryption=KMS), LOG], [bucket(encryption=Encryption(algorithm="aws:kms:dsse")), LOG]],
    fails=[row(bucket(encryption=Encryption(algorithm="AES256")), LOG, says="AES256"), [bucket(), LOG, used()]],
    unknown=[[bucket().unknown("encryption", GapReason.DENIED, right="s3:GetEncryptionConfiguration"), LOG]],
    not_applicable=[bucket(), [bucket(), used()]],
)
