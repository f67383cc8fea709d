"""Images that stay: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.delivery import AwsImageRepository
from readiness.facts.aws.hosting import AwsContainerService
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
