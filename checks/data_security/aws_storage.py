"""Who reaches the data that an AI workload on AWS keeps."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsBucket, AwsPublicAccess, AwsSearchDomain, AwsVectorCollection

NOT_OURS = "the AI workload does not refer to it"


@check(
    "aws-bucket-not-public",
    severity="critical",
    effort="minutes",
    maps=["aws-genai-lens:GENSEC01-BP03", "aws-ml-lens:MLSEC03-BP02", "azure-waf-core:SE:06", "owasp-llm-top10-2025:LLM02:2025"],
)
def bucket_not_public(bucket: AwsBucket, references: list[AwsReference], account: list[AwsPublicAccess]) -> Verdict:
    r"""Buckets of the AI workload are not public.

    Why: Anybody on the internet can read what the AI system knows and was asked. A policy that S3 calls public counts
    unless public buckets are restricted; a list that names everybody counts unless such lists are ignored.

    Fix: Block public access to the bucket

        aws s3api put-public-access-block --bucket <bucket> --public-access-block-configuration \
          BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
        # public through: <through>
    """
    users = bucket.users(references)
    if not users:
        return not_applicable(NOT_OURS)
    through = []
    if bucket.public_policy and not _switched(bucket, account, "restrict_public_buckets"):
        through.append("bucket policy")
    if bucket.public_grants and not _switched(bucket, account, "ignore_public_acls"):
        through.append("access control list")
    if through:
        return failed("A bucket of the AI workload is public", bucket=bucket.name, through=through, used_as=users)
    return passed(bucket=bucket.name, used_as=users)


SWITCHES = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")


@check(
    "aws-bucket-public-access-blocked",
    severity="high",
    effort="minutes",
    maps=["aws-genai-lens:GENSEC01-BP03", "aws-ml-lens:MLSEC03-BP02", "azure-waf-core:SE:06"],
)
def public_access_blocked(bucket: AwsBucket, references: list[AwsReference], account: list[AwsPublicAccess]) -> Verdict:
    r"""Buckets of the AI workload can't be made public.

    Why: One careless policy would publish prompts, answers or training data. S3 applies each of the four switches when
    the bucket or the account sets it.

    Fix: Set all four switches on the account

        aws s3control put-public-access-block --account-id "$AWS_ACCOUNT_ID" --public-access-block-configuration \
          BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
        # <bucket> lacks: <missing>
    """
    if not bucket.users(references):
        return not_applicable(NOT_OURS)
    missing = [each for each in SWITCHES if not _switched(bucket, account, each)]
    if missing:
        return failed("Nothing keeps a bucket from becoming public", bucket=bucket.name, missing=missing)
    return passed(bucket=bucket.name)


def _switched(bucket: AwsBucket, account: list[AwsPublicAccess], switch: str) -> bool:
    """Whether bucket or account sets a switch: S3 applies the more restrictive of both."""
    if bucket.block is not None and getattr(bucket.block, switch):
        return True
    return any(each.block is not None and getattr(each.block, switch) for each in account)


@check(
    "aws-vector-collection-private",
    severity="high",
    effort="hours",
    maps=["owasp-llm-top10-2025:LLM08:2025", "aws-genai-lens:GENSEC01-BP02", "azure-waf-core:SE:06"],
)
def collection_private(collection: AwsVectorCollection, references: list[AwsReference]) -> Verdict:
    """Vector collections are not reachable from the internet.

    Why: A leaked credential is enough to copy the knowledge base from anywhere. Where network policies overlap, the one
    that gives public access wins.

    Fix: Allow the VPC endpoint and Bedrock, not the public

        aws opensearchserverless get-security-policy --type network --name <policies>
        # in each rule for <collection>:
        # "AllowFromPublic": false, "SourceVPCEs": ["vpce-…"], "SourceServices": ["bedrock.amazonaws.com"]
    """
    if not collection.users(references):
        return not_applicable(NOT_OURS)
    public = sorted({each.policy for each in collection.network if each.public})
    if public:
        reach = sorted({each.reach for each in collection.network if each.public})
        return failed("A vector collection is open to the internet", collection=collection.name, policies=public, reach=reach)
    return passed(collection=collection.name, policies=sorted({each.policy for each in collection.network}))


EVERYTHING = "aoss:*"


@check(
    "aws-vector-collection-access-scoped",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP03", "owasp-llm-top10-2025:LLM08:2025", "owasp-aisvs-1.0:AISVS-C8.1", "azure-waf-core:SE:05"],
)
def collection_access(collection: AwsVectorCollection, references: list[AwsReference]) -> Verdict:
    """Vector data-access policies name principals and rights.

    Why: More identities than needed could change what the AI system knows. Reading needs `aoss:ReadDocument`; only the
    one that fills the index needs to write.

    Fix: Grant each principal only the rights it needs

        aws opensearchserverless get-access-policy --type data --name <policies>
        # collection <collection>: instead of aoss:* for <principals>
        # "Permission": ["aoss:DescribeIndex", "aoss:ReadDocument"]
    """
    if not collection.users(references):
        return not_applicable(NOT_OURS)
    wild = [each for each in collection.access if any("*" in principal for principal in each.principals)]
    if wild:
        return failed(
            "A vector data-access policy names no principal",
            collection=collection.name,
            policies=sorted({each.policy for each in wild}),
            principals=sorted({principal for each in wild for principal in each.principals if "*" in principal}),
        )
    whole = [each for each in collection.access if EVERYTHING in each.permissions]
    principals = sorted({principal for each in whole for principal in each.principals})
    if len(principals) > 1:
        policies = sorted({each.policy for each in whole})
        return failed("Several principals may do all on a collection", collection=collection.name, policies=policies, principals=principals)
    return passed(collection=collection.name, policies=sorted({each.policy for each in collection.access}))


@check(
    "aws-search-domain-protected",
    severity="high",
    effort="days",
    maps=["owasp-llm-top10-2025:LLM08:2025", "aws-genai-lens:GENSEC01-BP02", "azure-waf-core:SE:06", "azure-waf-core:SE:07"],
)
def domain_protected(domain: AwsSearchDomain, references: list[AwsReference]) -> Verdict:
    r"""OpenSearch vector domains are in a VPC and encrypted.

    Why: Whoever reaches the domain or its disks can read the knowledge base. A public endpoint can't be moved into a
    VPC later; it takes a new domain and a restored snapshot.

    Fix: Encrypt it, refuse HTTP, and move it into a VPC

        aws opensearch update-domain-config --domain-name <domain> \
          --encryption-at-rest-options Enabled=true --node-to-node-encryption-options Enabled=true \
          --domain-endpoint-options EnforceHTTPS=true
        # it lacks: <missing>
    """
    if not domain.users(references):
        return not_applicable(NOT_OURS)
    wanted = {
        "VPC": bool(domain.vpc),
        "encryption at rest": domain.encrypted,
        "node-to-node encryption": domain.node_to_node,
        "HTTPS only": domain.https_only,
    }
    missing = [name for name, there in wanted.items() if not there]
    if missing:
        return failed("A vector domain lacks protection", domain=domain.name, missing=missing)
    return passed(domain=domain.name, vpc=domain.vpc)


@check(
    "aws-log-bucket-kms-encrypted",
    severity="medium",
    effort="hours",
    maps=["aws-ml-lens:MLSEC02-BP01", "azure-waf-core:SE:07", "owasp-llm-top10-2025:LLM02:2025"],
)
def log_bucket_kms(bucket: AwsBucket, references: list[AwsReference]) -> Verdict:
    r"""Buckets with prompts and answers are encrypted with KMS.

    Why: Whoever may read the bucket may read every prompt and answer. S3 encrypts with its own key otherwise, which asks
    nobody for a further right and can't be withdrawn.

    Fix: Encrypt the bucket with a KMS key

        aws s3api put-bucket-encryption --bucket <bucket> --server-side-encryption-configuration \
          '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"alias/ai-logs"}}]}'
        # now: <encryption>
    """
    if not bucket.holds_logs(references):
        return not_applicable("the AI workload writes no logs to it")
    encryption = bucket.encryption
    if encryption is None:
        return failed("Prompts and answers are stored without a KMS key", bucket=bucket.name, encryption="S3's default")
    if not encryption.algorithm.startswith("aws:kms"):
        return failed("Prompts and answers are stored without a KMS key", bucket=bucket.name, encryption=encryption.algorithm)
    return passed(bucket=bucket.name, encryption=encryption.algorithm, key=encryption.key or "managed by AWS")
