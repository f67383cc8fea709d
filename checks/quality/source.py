"""Whether programs check what they take from a model."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import SourceModule


@check(
    "ai-answers-schema-checked",
    severity="medium",
    effort="hours",
    certainty="likely",
    maps=["owasp-llm-top10-2025:LLM05:2025", "owasp-aisvs-1.0:AISVS-C7.1"],
)
def answers_schema_checked(module: SourceModule) -> Verdict:
    """Answers that programs use are checked against a schema.

    Why: A missing field or a stray word breaks what comes after it. JSON that parses is not yet what was asked for; a
    schema, given to the model or applied to its answer, turns surprises into errors that can be handled.

    Fix: Ask for a schema, and let the library check it

        client.chat.completions.parse(model=model, messages=messages, response_format=Invoice)
    """
    if module.unvalidated:
        return failed(
            "An answer is parsed as JSON and used unchecked", at=module.origin.at(module.unvalidated[0]), lines=module.unvalidated
        )
    checked = [each.line for each in module.calls if each.structured]
    return passed(lines=checked) if checked else not_applicable("no program uses an answer here, as far as the file tells")
