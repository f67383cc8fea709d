"""Amazon Bedrock in one region: whether it is used, its records and guardrails, and how models are named and evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.models import ANSWERING, ARN
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.facts.record import Fact, GapReason, Model

DRAFT = "DRAFT"
"""The version of a guardrail that is edited; it changes under whoever uses it."""

MODEL_ID = re.compile(
    r"(?:(?:us|eu|apac|ap|jp|au|ca|sa|us-gov|global)\.)?"
    r"(?:anthropic|amazon|meta|mistral|cohere|ai21|stability|deepseek|openai|qwen|writer|twelvelabs|luma|google|nvidia|minimax|moonshotai?|zai)"
    r"\.(?=[\w.:-]*\d)[a-z][a-z0-9]*-[\w.:-]+"
)
"""The id of a foundation model, or of a system-defined inference profile over several regions."""
INVOCATION_LOG = "invocation log"
"""Role of what a region records its model calls in; its user is `account/region/bedrock`."""
WORDLESS = re.compile(r"\.[\w-]*(?:embed|rerank)")
"""Ids of models that answer with vectors or ranks."""
RUNNING = frozenset({"agent", "flow", "knowledge-base"})
"""Kinds of resources that call models."""
CALLABLE = ANSWERING | RUNNING | {"agent-alias", "default-prompt-router", "prompt-router"}
"""Kinds of resources that an application calls."""


def bedrock_use(region: str, traffic: Iterable[AwsBedrockTraffic], references: Iterable[AwsReference]) -> list[str]:
    """What shows that models of Bedrock are used in a region; empty when nothing does.

    Calls of the last two weeks show it, and so does what was made to call: an agent, a flow, a knowledge base, a function or
    container that names one of these, a model or an inference profile. A model that is named by its id counts where its user
    runs, unless it was called in other regions alone. Capacity or profiles that nobody calls or names show nothing, nor does
    a right to call models: it usually holds for every region and model.
    """
    calls = list(traffic)
    here = {each.model for each in calls if each.region == region}
    elsewhere = {each.model for each in calls} - here
    called = [f"calls of {model}" for model in sorted(here)]
    made = {f"{each.role} of {each.user}" for each in references if _region_of_use(each, elsewhere) == region}
    return [*called, *sorted(made)]


def _region_of_use(reference: AwsReference, elsewhere: set[str]) -> str:
    """Where the reference has a model called; empty when it has none called."""
    if (user := ARN.fullmatch(reference.user)) and user["kind"] in RUNNING:
        return user["region"]
    if (used := ARN.fullmatch(reference.used)) and used["kind"] in CALLABLE:
        return used["region"]
    if MODEL_ID.fullmatch(reference.used) and reference.used not in elsewhere and reference.user.count(":") >= 5:
        return reference.user.split(":")[3]
    return ""


class AwsBedrockRegion(Fact):
    """Bedrock's settings for one region of the account.

    Attributes:
        log_group, log_bucket: where invocations are recorded; both None where recording is off.
        log_group_exists, log_bucket_exists: whether that is still there; None without one.
        text_recorded: prompts and answers are among what is recorded.
        enforced_guardrails: ARNs of guardrails that the account enforces for every model of the region.
        mantle_called: models answered calls at `bedrock-mantle`, the endpoint with OpenAI's and Anthropic's interfaces, in the
            last two weeks. It has metrics, rights and records of its own.
    """

    region: str
    log_group: str | None
    log_bucket: str | None
    log_group_exists: bool | None = None
    log_bucket_exists: bool | None = None
    text_recorded: bool
    enforced_guardrails: tuple[str, ...] = ()
    mantle_called: bool = False

    @property
    def destinations(self) -> list[str]:
        """Where invocations are recorded; empty when recording is off."""
        return [each for each in (self.log_group, self.log_bucket) if each]

    @property
    def destination_exists(self) -> bool:
        """Whether one of the destinations is still there; unread only when none is known to be."""
        fields = ("log_group_exists", "log_bucket_exists")
        return any(getattr(self, each) for each in sorted(fields, key=lambda name: name in self.unread))

    def answers(self, traffic: Iterable[AwsBedrockTraffic], references: Iterable[AwsReference]) -> list[str]:
        """What shows that models are used here whose answers a guardrail can screen: others than embedding and ranking ones."""
        shown = bedrock_use(
            self.region,
            [each for each in traffic if not WORDLESS.search(each.model)],
            [each for each in references if not WORDLESS.search(each.used)],
        )
        return shown or (["calls at bedrock-mantle"] if self.mantle_called else [])


class GuardrailFilter(Model):
    """A content filter; strengths as AWS names them (`NONE`, `LOW`, `MEDIUM`, `HIGH`).

    Attributes:
        blocks_input, blocks_output: it looks at that side, and does more than to report.
    """

    type: str
    input_strength: str
    output_strength: str
    blocks_input: bool = True
    blocks_output: bool = True


class GroundingFilter(Model):
    """A check of answers against their source (`GROUNDING`) or the question (`RELEVANCE`).

    Attributes:
        threshold: answers below are caught; from 0 to 0.99.
        blocks: it is enabled, and does more than to report.
    """

    type: str
    threshold: float
    blocks: bool = True


class AwsGuardrail(Fact):
    """A guardrail of Bedrock, at its newest version, else its draft.

    Attributes:
        status: `READY`, `CREATING`, `FAILED` …
        version: a number, or `DRAFT` when it has no numbered one.
        personal_data: what is masked or blocked of personal data in prompts and answers: entity types and names of patterns.
        personal_data_one_way: what is masked or blocked in only one of them.
        grounding: contextual grounding filters.
    """

    name: str
    region: str
    status: str
    version: str
    filters: tuple[GuardrailFilter, ...] = ()
    personal_data: tuple[str, ...] = ()
    personal_data_one_way: tuple[str, ...] = ()
    grounding: tuple[GroundingFilter, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be used; of one that files declare, nothing speaks against it."""
        hidden = self.unread.get("status")
        return hidden.reason is GapReason.NOT_IN_FILES if hidden else self.status == "READY"

    def filter(self, kind: str) -> GuardrailFilter | None:
        """The filter of that kind, if the guardrail has one."""
        return next((each for each in self.filters if each.type == kind), None)

    @property
    def ungrounded(self) -> list[str]:
        """What answers are not held to: their source (`GROUNDING`), the question (`RELEVANCE`)."""
        held = {each.type for each in self.grounding if each.blocks and each.threshold > 0}
        return [each for each in ("GROUNDING", "RELEVANCE") if each not in held]


class AwsInferenceProfile(Fact):
    """An application inference profile: a name of the account's own for a model, with calls billed under its tags.

    Attributes:
        id: as in its ARN; CloudWatch lists calls through it under id or ARN.
        models: ids of the foundation models behind it.
        tagged: its tags.
    """

    name: str
    id: str
    region: str
    models: tuple[str, ...] = ()
    tagged: dict[str, str] = {}

    def is_called(self, name: str) -> bool:
        """Whether a model is called under this name through it."""
        return name in (self.id, self.resource)


class AwsEvaluation(Fact):
    """An evaluation job of Bedrock that was completed.

    Attributes:
        form: `ModelEvaluation` or `RagEvaluation`; empty where AWS does not say.
        started: day.
        models: ids or ARNs of the models that were judged, as written.
    """

    name: str
    form: str = ""
    started: date
    models: tuple[str, ...] = ()
