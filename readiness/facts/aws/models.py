"""Models of Bedrock that an account calls: what they are, how much of their quotas is used, and capacity that is paid for."""

from __future__ import annotations

import re
from datetime import date

from readiness.facts.record import Fact, Model

IN_REGION, CROSS_REGION, GLOBAL, PROVISIONED, MANTLE = "in-region", "cross-region", "global", "provisioned", "bedrock-mantle"
"""Where a call may be answered. Each has quotas of its own, but for provisioned throughput, which has none.

The endpoint `bedrock-mantle` (for OpenAI's and Anthropic's interfaces) answers in its region and knows no inference profiles.
"""

FOUNDATION_MODEL = re.compile(
    r"(?:(?P<geography>global|apac|[a-z]{2}(?:-gov)?)\.)?(?P<model>(?=[a-z0-9-]{3,}\.)[a-z0-9-]+\.[a-z0-9][\w.:-]*?)(?P<context>:\d+[km])?"
)
"""A model's id, with the geography of a cross-region inference profile before it and a context window behind it."""
ARN = re.compile(r"arn:aws[\w-]*:bedrock:(?P<region>[\w-]*):\d*:(?P<kind>[\w-]+)/(?P<id>.+)")


class ModelName(Model):
    """How a model of Bedrock is named by whoever calls it.

    Attributes:
        kind: `foundation-model`, `inference-profile`, or the kind of resource in an ARN (`application-inference-profile`,
            `provisioned-model`, `imported-model`, `custom-model-deployment` …); empty for a bare id of such a resource.
        model: id of the foundation model; empty when only the resource can tell.
        geography: of a cross-region inference profile (`us`, `eu`, `global`); empty for the others.
        region: in an ARN; empty when none is written.
    """

    kind: str = ""
    model: str = ""
    geography: str = ""
    region: str = ""

    @property
    def reach(self) -> str:
        """Where a call under this name may be answered; empty when only the resource can tell."""
        if self.geography:
            return GLOBAL if self.geography == "global" else CROSS_REGION
        return IN_REGION if self.model else PROVISIONED if self.kind == "provisioned-model" else ""


def model_name(written: str) -> ModelName:
    """What a name that is known to be a model's says by itself."""
    arn = ARN.fullmatch(written)
    kind, id, region = (arn["kind"], arn["id"], arn["region"]) if arn else ("", written, "")
    plain = FOUNDATION_MODEL.fullmatch(id) if kind in ("", "foundation-model", "inference-profile") else None
    if plain is None:
        return ModelName(kind=kind, region=region)
    geography = plain["geography"] or ""
    return ModelName(
        kind="inference-profile" if geography else "foundation-model", model=plain["model"], geography=geography, region=region
    )


ANSWERING = frozenset(
    {
        "foundation-model",
        "inference-profile",
        "application-inference-profile",
        "provisioned-model",
        "custom-model",
        "custom-model-deployment",
        "imported-model",
    }
)
"""Kinds of resources that are called like a model."""


FAMILY_NOISE = re.compile(r"v?\d[\d.]*k?|latest|preview")


def family(model: str) -> str:
    """The line of models that an id belongs to: without version and date (`anthropic.claude-sonnet`)."""
    provider, _, name = model.partition(".")
    words = [re.sub(r"\d+$", "", each) for each in re.split(r"[-:]", name) if not FAMILY_NOISE.fullmatch(each)]
    return f"{provider}.{'-'.join(words)}"


class AwsUsedModel(Fact):
    """A model that the account calls in a region, or that something in it is set up to call.

    Attributes:
        region: where it is called from.
        model: id of the foundation model; empty when that can't be told from the name it is called by.
        written: names it goes by: ids, profiles, ARNs.
        users: who is set up to call it, as `role of user`.
        called: it has had calls in the last two weeks.
        at_mantle: names by which it was called at the endpoint `bedrock-mantle`.
        listed: the region's list of foundation models has it.
        status: `ACTIVE` or `LEGACY`; empty when it is not listed.
        end_of_life: day after which it is no longer served; None when none is set.
        makes_text: it answers with text, unlike embedding, reranking or image models; taken for granted when it is not listed.
        called_in_region: names under which calls of `bedrock-runtime` are answered in this region alone.
        profiles: ids of cross-region inference profiles of a geography that serve it from here.
    """

    region: str
    model: str
    written: tuple[str, ...]
    users: tuple[str, ...] = ()
    called: bool = False
    at_mantle: tuple[str, ...] = ()
    listed: bool = False
    status: str = ""
    end_of_life: date | None = None
    makes_text: bool = True
    called_in_region: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()


class ModelQuota(Model):
    """A quota of tokens per minute.

    Attributes:
        name, code: as Service Quotas gives them.
        value: tokens per minute that the account has.
        adjustable: an increase can be asked for.
    """

    name: str
    code: str
    value: float
    adjustable: bool


class AwsModelLoad(Fact):
    """How much a model was called in the last two weeks, together for all names that share its quota.

    Attributes:
        region: where it is called from.
        model: id of the foundation model; the name as called when no foundation model is known for it.
        reach: `in-region`, `cross-region`, `global`, `provisioned`, `bedrock-mantle`, or empty when it can't be told.
        written: names it was called by.
        peak: most tokens of its quota that one minute used, as Bedrock estimates it (`EstimatedTPMQuotaUsage`, which
            weighs output tokens); None when Bedrock published no estimate.
        invocations, throttled: requests that were served and refused.
        quota: tokens per minute; None when no quota could be matched to the model beyond doubt.
        default: what AWS gives every account; None when it is not told.
    """

    region: str
    model: str
    reach: str
    written: tuple[str, ...]
    peak: float | None = None
    invocations: int = 0
    throttled: int = 0
    quota: ModelQuota | None = None
    default: float | None = None


class QuotaRequest(Model):
    """The newest request to raise one quota.

    Attributes:
        service: `bedrock`, `sagemaker`.
        quota: name.
        status: `PENDING`, `CASE_OPENED`, `APPROVED`, `DENIED`, `NOT_APPROVED`, `CASE_CLOSED`, `INVALID_REQUEST`.
        changed: day of the last change.
    """

    service: str
    quota: str
    status: str
    changed: date


class AwsQuotaRequests(Fact):
    """Requests to raise quotas of AI services in a region, of about the last three months.

    Attributes:
        requests: the newest one for each quota.
    """

    region: str
    requests: tuple[QuotaRequest, ...] = ()


class AwsProvisionedModel(Fact):
    """Provisioned throughput of Bedrock.

    Attributes:
        model: id of the foundation model below.
        status: `Creating`, `InService`, `Updating` or `Failed`.
        units, desired_units: model units that are there, and that were asked for.
        committed_until: end of the commitment; None when it is paid by the hour.
    """

    name: str
    model: str
    status: str
    units: int
    desired_units: int
    committed_until: date | None = None


class AwsPaidCapacity(Fact):
    """Capacity of AI that costs money whether it is called or not: provisioned throughput, endpoints on instances.

    Attributes:
        type: `provisioned throughput` or `endpoint`.
        name: as given.
        since: day it was created.
        size: what runs (`2 × ml.g5.xlarge`, `1 model unit`).
        invocations: requests in the last two weeks.
    """

    type: str
    name: str
    since: date
    size: str = ""
    invocations: int


class AwsTunedModel(Fact):
    """A model of Bedrock that was fine-tuned or imported.

    Attributes:
        name: as given.
        customization: `FINE_TUNING`, `DISTILLATION`, … or `IMPORTED`.
        base: id or ARN of the model it was made from; empty for imported ones.
        buckets: names of the buckets that hold what it was made from: training data, or weights.
        foreign: those that the account does not own.
    """

    name: str
    customization: str
    base: str = ""
    buckets: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


class AwsFallbackModel(Fact):
    """A model that a function's variable declares as a fallback, and whether the account may call it.

    Attributes:
        function: ARN.
        variable: its name.
        model: as written.
        region: where it is to be called.
        authorization: `AUTHORIZED` or `NOT_AUTHORIZED`.
        entitlement, in_region, agreement: `AVAILABLE`, `NOT_AVAILABLE`; an agreement may also be `PENDING` or `ERROR`.
    """

    function: str
    variable: str
    model: str
    region: str
    authorization: str = ""
    entitlement: str = ""
    in_region: str = ""
    agreement: str = ""
