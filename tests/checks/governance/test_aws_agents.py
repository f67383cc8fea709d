"""Whether prompts kept on AWS are managed: situations and verdicts."""

from __future__ import annotations

from readiness.facts import GapReason
from readiness.facts.aws.agents import AwsPrompt
from readiness.testing import fact, row, table


def prompt(*versions: str, without_model: tuple[str, ...] = ()) -> AwsPrompt:
    """A prompt with these versions."""
    made: AwsPrompt = fact(AwsPrompt, name="summary", id="PROMPT1234", versions=versions, without_model=without_model)
    return made


test_prompt_versioned = table(
    "aws-prompt-versioned",
    passes=[prompt("1")],
    fails=[prompt(), row(prompt("1", without_model=("bare",)), says="bare")],
    unknown=[prompt("1").unknown("versions", GapReason.DENIED), prompt("1").unknown("without_model", GapReason.DENIED)],
    not_applicable=[row()],
)
