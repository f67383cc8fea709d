"""Amazon Bedrock in one region: what it records of model calls, and the guardrails that stand there."""

from __future__ import annotations

from readiness.facts.record import Fact, Model


class AwsBedrockRegion(Fact):
    """Bedrock's settings for one region of the account.

    Attributes:
        log_group, log_bucket: where invocations are recorded; both None where recording is off.
        text_recorded: prompts and answers are among what is recorded.
    """

    region: str
    log_group: str | None
    log_bucket: str | None
    text_recorded: bool


class GuardrailFilter(Model):
    """A content filter; strengths as AWS names them (`NONE`, `LOW`, `MEDIUM`, `HIGH`)."""

    type: str
    input_strength: str
    output_strength: str
    blocks_input: bool = True


class AwsGuardrail(Fact):
    """A guardrail of Bedrock, at its newest version, else its draft.

    Attributes:
        status: `READY`, `CREATING`, `FAILED` …
        personal_data: what is masked or blocked of personal data: entity types and names of patterns.
    """

    name: str
    region: str
    status: str
    version: str
    filters: tuple[GuardrailFilter, ...] = ()
    personal_data: tuple[str, ...] = ()

    def filter(self, kind: str) -> GuardrailFilter | None:
        """The filter of that kind, if the guardrail has one."""
        return next((each for each in self.filters if each.type == kind), None)
