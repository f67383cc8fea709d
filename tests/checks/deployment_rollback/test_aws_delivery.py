"""Images that stay: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.delivery import AwsImageRepository, AwsPipeline, AwsStack
from readiness.facts.aws.estate import AwsRegionTags, TaggedResource
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel, ConfiguredVariant, ModelContainer
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.containers import Container, Image
from readiness.testing import PLACE, fact, row, table

REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
FIXED = fact(AwsImageRepository, name="chat", address=f"{REGISTRY}/chat", mutability="IMMUTABLE")
MOVING = fact(AwsImageRepository, name="chat", address=f"{REGISTRY}/chat")
HIDDEN = Gap(place=PLACE, facts=(AwsImageRepository.__name__,), reason=GapReason.DENIED)


def service(*images: Image, **values: object) -> AwsContainerService:
    """A service of the AI workload that runs these images."""
    containers = tuple(Container(name=f"c{number}", image=each) for number, each in enumerate(images))
    told = {"name": "assistant", "cluster": "prod", "signs": ("variable OPENAI_API_KEY",), "containers": containers}
    return fact(AwsContainerService, **told | values)


def chat(tag: str | None = None, digest: str | None = None) -> Image:
    """An image of our own."""
    return Image(repository=f"{REGISTRY}/chat", tag=tag, digest=digest)


PUBLIC = Image(repository="docker.io/envoyproxy/envoy", tag="v1.30.0")

test_image_fixed = table(
    "aws-ecs-image-fixed",
    passes=[[FIXED, service(chat("1.4.2"))], service(chat(digest="sha256:abc")), [MOVING, service(chat("1.4.2", "sha256:abc"))]],
    fails=[
        row(MOVING, service(chat("1.4.2")), says="chat:1.4.2"),
        [FIXED, service(chat("latest"))],
        [FIXED, service(chat())],
        row(FIXED, service(chat("1.4.2"), PUBLIC), says="envoy"),
    ],
    unknown=[
        service(Image(repository="210987654321.dkr.ecr.eu-west-1.amazonaws.com/shared", tag="1")),
        [HIDDEN, service(chat("1.4.2"))],
        service(),
        service().unknown("containers", GapReason.DENIED),
    ],
    not_applicable=[[MOVING, service(chat("1"), signs=())], [MOVING, service(chat("1"), environment=Environment.DEVELOPMENT)]],
)


ARN = "arn:aws:cloudformation:eu-west-1:123456789012:stack/chat/1"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:chat"
USED = fact(AwsReference, user=FUNCTION, used="amazon.nova-pro-v1:0", role="model", resource="r")
TAGS = fact(AwsRegionTags, region="eu-west-1", resources=(TaggedResource(arn=FUNCTION, stack=ARN),), resource="tags")


def stack(**values: object) -> AwsStack:
    told = {"name": "chat", "status": "UPDATE_COMPLETE", "drift": "IN_SYNC", "protected": True, "in_scope": True, "resource": ARN}
    return fact(AwsStack, **told | values)


test_stack_sound = table(
    "aws-stack-sound",
    passes=[
        [stack()],
        [stack(drift="NOT_CHECKED")],
        [stack(in_scope=False), TAGS, USED],
        [stack(), stack(protected=False, root=ARN, resource=ARN + "nested", name="nested")],
    ],
    fails=[
        row(stack(status="UPDATE_ROLLBACK_FAILED"), says="has failed"),
        [stack(status="ROLLBACK_COMPLETE")],
        row(stack(drift="DRIFTED"), says="template"),
        row(stack(protected=False), says="one call"),
        [stack(in_scope=False, protected=False), TAGS, USED],
    ],
    unknown=[[stack(in_scope=False), Gap(place=PLACE, facts=(AwsRegionTags.__name__,), reason=GapReason.DENIED)]],
    not_applicable=[
        [stack(in_scope=False, protected=False)],
        [stack(in_scope=False, protected=False), TAGS],
        [stack(protected=False, environment=Environment.DEVELOPMENT)],
    ],
)


CHAT = fact(AwsFunction, name="chat", ai_evidence=("variable CHAT_MODEL",), resource=FUNCTION)


def pipeline(*deploys: str, gated: bool = False, **values: object) -> AwsPipeline:
    return fact(AwsPipeline, name="release", deploys=deploys, gated=gated, **values)


test_pipeline_gated = table(
    "aws-pipeline-gated",
    passes=[[pipeline("chat", gated=True), CHAT], [pipeline("chat", gated=True), stack()]],
    fails=[
        row(pipeline("chat"), CHAT, says="Nothing stands between"),
        [pipeline("chat"), stack()],
        [pipeline("assistant", "site"), service()],
        [pipeline("chat"), stack(in_scope=False), TAGS, USED],
    ],
    unknown=[
        [pipeline("#{variables.stack}"), CHAT],
        [pipeline("chat").unknown("deploys", GapReason.DENIED), CHAT],
        [pipeline("site"), Gap(place=PLACE, facts=(AwsFunction.__name__,), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        [pipeline("site"), CHAT],
        [pipeline(), CHAT],
        [pipeline("chat", environment=Environment.STAGING), CHAT],
    ],
)


RANKING = fact(AwsEndpoint, name="rank", configured=(ConfiguredVariant(name="v", model="ranker"),))


def ranker(*images: Image, **values: object) -> AwsHostedModel:
    return fact(AwsHostedModel, name="ranker", containers=tuple(ModelContainer(image=each) for each in images), **values)


test_model_image_fixed = table(
    "aws-sagemaker-image-fixed",
    passes=[[FIXED, ranker(chat("1")), RANKING]],
    fails=[row(MOVING, ranker(chat("1")), RANKING, says="can change")],
    unknown=[
        [ranker(chat("1")), RANKING],
        [MOVING, ranker().unknown("containers", GapReason.DENIED), RANKING],
        [ranker(chat("1")), RANKING, Gap(place=PLACE, facts=("AwsImageRepository",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        [MOVING, ranker(chat("1"))],
        [MOVING, fact(AwsHostedModel, name="ranker", containers=(ModelContainer(package="arn:p"),)), RANKING],
        [MOVING, ranker(chat("1"), environment=Environment.DEVELOPMENT), RANKING],
    ],
)

ACCOUNT = fact(AwsAccount, account="123456789012", identity="arn:aws:iam::123456789012:role/reader", environment=Environment.UNCLASSIFIED)
OTHER = fact(AwsEndpoint, name="other")
TRIAL = fact(AwsEndpoint, name="trial", environment=Environment.DEVELOPMENT)
SEALED = fact(AwsFunction, name="sealed").unknown("ai_evidence", GapReason.DENIED, right="kms:Decrypt")


def marked(of: AwsEndpoint, *keys: str, stack: str = "") -> TaggedResource:
    return TaggedResource(arn=of.resource, keys=keys, stack=stack)


def marks(*resources: TaggedResource) -> AwsRegionTags:
    return fact(AwsRegionTags, region="eu-west-1", resources=resources, resource="tags")


test_in_code = table(
    "aws-workload-in-code",
    passes=[
        [ACCOUNT, RANKING, marks(marked(RANKING, stack=ARN))],
        [ACCOUNT, RANKING, TRIAL, marks(marked(RANKING, "acme:Terraform"))],
        row(ACCOUNT, RANKING, marks(marked(RANKING, "made-by")), code_keys=("made-by",)),
        row(ACCOUNT, RANKING, OTHER, marks(marked(RANKING, stack=ARN)), min_percent=50),
    ],
    fails=[row(ACCOUNT, RANKING, OTHER, marks(marked(RANKING, stack=ARN)), says=OTHER.resource)],
    unknown=[
        row(ACCOUNT, RANKING, marks(marked(RANKING, "owner")), says="nothing marks"),
        [ACCOUNT, SEALED],
        [ACCOUNT, RANKING, Gap(place=PLACE, facts=("AwsRegionTags",), reason=GapReason.DENIED, right="tag:GetResources")],
    ],
    not_applicable=[ACCOUNT, [ACCOUNT, TRIAL]],
)
