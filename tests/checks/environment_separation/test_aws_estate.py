"""Accounts, tags, services and APIs of several environments: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.agents import AwsAgent
from readiness.facts.aws.estate import AwsNotebook, AwsRegionTags, TaggedResource
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, PointsTo
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction, AwsRoute
from readiness.facts.aws.storage import AwsBucket
from readiness.testing import PLACE, fact, row, table

TEST = {"environment": Environment.DEVELOPMENT}
UNTOLD = {"environment": Environment.UNCLASSIFIED}
STAGING = {"environment": Environment.STAGING}
ACCOUNT = fact(AwsAccount, account="123456789012", identity="arn:aws:iam::123456789012:role/reader", **UNTOLD)
ALIVE = fact(AwsEndpoint, name="ranker")
TRIAL = fact(AwsEndpoint, name="trial", **TEST)
NAMELESS = fact(AwsAgent, name="helper", id="A", status="PREPARED", **UNTOLD)
CHAT = fact(AwsFunction, name="chat", ai_evidence=("variable MODEL_ID",))
OTHER = fact(AwsFunction, name="invoices", **TEST)
SEALED = fact(AwsFunction, name="sealed").unknown("ai_evidence", GapReason.DENIED, right="kms:Decrypt")
DOCUMENTS = fact(AwsBucket, name="documents", **TEST)
USES = fact(AwsReference, user="kb", used=DOCUMENTS.resource, role="knowledge base source")


def tags(*resources):
    return fact(AwsRegionTags, region="eu-west-1", resources=resources)


def tagged(of, *keys, environment=Environment.UNCLASSIFIED):
    return TaggedResource(arn=of.resource, keys=keys, environment=environment)


test_own_accounts = table(
    "aws-environments-in-own-accounts",
    passes=[
        [ACCOUNT, ALIVE, CHAT],
        # What does not belong to the workload does not count, and tags tell before names.
        [ACCOUNT, ALIVE, OTHER, DOCUMENTS],
        [ACCOUNT, ALIVE, TRIAL, tags(tagged(TRIAL, "env", environment=Environment.PRODUCTION))],
        row(ACCOUNT, ALIVE, NAMELESS, min_told_percent=50),
    ],
    fails=[
        row(ACCOUNT, ALIVE, CHAT, TRIAL, says=TRIAL.resource),
        row(ACCOUNT, TRIAL, NAMELESS, tags(tagged(NAMELESS, "env", environment=Environment.PRODUCTION)), says=TRIAL.resource),
        row(ACCOUNT, ALIVE, CHAT, DOCUMENTS, USES, says=DOCUMENTS.resource),
        [ACCOUNT, ALIVE, fact(AwsEndpoint, name="next", **STAGING), SEALED],
    ],
    unknown=[
        [ACCOUNT, NAMELESS],
        [ACCOUNT, ALIVE, NAMELESS],
        [ACCOUNT, ALIVE, SEALED],
        [ACCOUNT, SEALED],
        [ACCOUNT, ALIVE, Gap(place=PLACE, facts=("AwsRegionTags",), reason=GapReason.DENIED, right="tag:GetResources")],
        [ACCOUNT, ALIVE, Gap(place=PLACE, facts=("AwsFunction",), reason=GapReason.DENIED, right="lambda:ListFunctions")],
    ],
    not_applicable=[ACCOUNT, [ACCOUNT, OTHER]],
)

ALL = ("Environment", "acme:owner", "CostCenter")

test_tagged = table(
    "aws-workload-resources-tagged",
    passes=[
        [ACCOUNT, ALIVE, tags(tagged(ALIVE, *ALL))],
        [ACCOUNT, ALIVE, OTHER, tags(tagged(ALIVE, *ALL))],
        row(ACCOUNT, ALIVE, TRIAL, tags(tagged(ALIVE, *ALL)), min_percent=50),
        row(ACCOUNT, ALIVE, tags(tagged(ALIVE, "Environment", "squad", "project")), owner_keys=("squad",)),
    ],
    fails=[
        # A resource that never had a tag is not among the tagged ones, and still counts.
        row(ACCOUNT, ALIVE, TRIAL, tags(tagged(ALIVE, *ALL)), says=TRIAL.resource),
        row(ACCOUNT, ALIVE, tags(tagged(ALIVE, "env", "team")), says="cost on 1 of 1"),
        row(ACCOUNT, ALIVE, says="owner on 1 of 1"),
    ],
    unknown=[
        [ACCOUNT, SEALED],
        [ACCOUNT, ALIVE, Gap(place=PLACE, facts=("AwsRegionTags",), reason=GapReason.DENIED, right="tag:GetResources")],
    ],
    not_applicable=[[ACCOUNT, OTHER]],
)


def service(**values):
    return fact(AwsContainerService, **{"name": "chat", "cluster": "main", "signs": ("inference vllm",), **values})


FAR = PointsTo(variable="QUEUE", account="011122223333")

test_ecs_production_only = table(
    "aws-ecs-service-uses-production-only",
    passes=[service(), service(points_to=(FAR,)), service(points_to=(PointsTo(variable="DB", environment=Environment.PRODUCTION),))],
    fails=[
        row(service(points_to=(PointsTo(variable="TABLE", environment=Environment.DEVELOPMENT),)), says="TABLE"),
        row(service(points_to=(FAR,)), other_accounts=("011122223333",), says="QUEUE"),
        row(service(points_to=(FAR,), environment_files=("arn:aws:s3:::env/chat.env",)), other_accounts=(11122223333,)),
    ],
    unknown=[
        service(environment_files=("arn:aws:s3:::env/chat.env",)),
        service().unknown("points_to", GapReason.DENIED, right="ecs:DescribeTaskDefinition"),
    ],
    not_applicable=[service(**TEST), service(**UNTOLD), service(signs=())],
)

API = fact(AwsApi, name="chat", protocol="REST", routes=(AwsRoute(name="POST /", authorization="NONE", target=CHAT.resource),))


def stage(name, environment=Environment.UNCLASSIFIED):
    return fact(AwsApiStage, api=API.resource, name=name, environment=environment)


PRODUCTION, DEVELOPMENT = stage("prod", Environment.PRODUCTION), stage("dev", Environment.DEVELOPMENT)

test_one_environment = table(
    "aws-api-serves-one-environment",
    passes=[
        [API, CHAT, PRODUCTION],
        [API, CHAT, stage("v1")],
        [API, CHAT, DEVELOPMENT, stage("$default", Environment.PRODUCTION)],
        [API, CHAT, PRODUCTION, fact(AwsApiStage, api="another", name="dev", **TEST)],
    ],
    fails=[row(API, CHAT, PRODUCTION, DEVELOPMENT, says="dev"), [API, CHAT, PRODUCTION, stage("uat", Environment.STAGING), stage("v1")]],
    unknown=[
        [API, CHAT, PRODUCTION, stage("v1")],
        [API, CHAT, PRODUCTION, Gap(place=PLACE, facts=("AwsApiStage",), reason=GapReason.DENIED)],
    ],
    not_applicable=[[API, PRODUCTION, DEVELOPMENT]],
)

PRODUCTIVE = fact(AwsAccount, account="123456789012", identity="arn:aws:iam::123456789012:role/reader")


def notebook(status="InService", **values):
    return fact(AwsNotebook, name="try", status=status, **values)


test_notebook = table(
    "aws-no-notebook-beside-production",
    passes=[[notebook("Stopped"), PRODUCTIVE], [notebook("Failed"), ACCOUNT, ALIVE]],
    fails=[
        row(notebook(), PRODUCTIVE, says="runs in production"),
        row(notebook(**TEST), ACCOUNT, ALIVE, says="InService"),
        [notebook("Updating"), ACCOUNT, ALIVE, TRIAL],
        [notebook(), ACCOUNT, TRIAL, tags(tagged(TRIAL, "env", environment=Environment.PRODUCTION))],
    ],
    unknown=[
        [notebook(), ACCOUNT, SEALED],
        [notebook(), ACCOUNT, Gap(place=PLACE, facts=("AwsFunction",), reason=GapReason.DENIED)],
    ],
    not_applicable=[[notebook(), ACCOUNT], [notebook(), ACCOUNT, TRIAL], [notebook(), ACCOUNT, OTHER]],
)
