"""What prompts give away."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, passed
from readiness.facts.documents import PromptFile


@check(
    "ai-prompts-name-no-internals",
    severity="medium",
    effort="minutes",
    certainty="likely",
    maps=["owasp-llm-top10-2025:LLM07:2025", "owasp-aisvs-1.0:AISVS-C7.3"],
)
def no_internals(prompt: PromptFile) -> Verdict:
    """Prompts name no internal host, address or account.

    Why: Whoever makes the assistant repeat its prompt learns our network. Prompts leak; what stands in them should be fit to be
    read by anybody.

    Fix: Leave it out, or let the server fill it in

        # <file>: instead of <named>
        Tools are available; their addresses are none of your business.
    """
    if prompt.internals:
        named = sorted(prompt.internals)
        place = prompt.origin.at(prompt.internals[named[0]])
        return failed("A prompt names internal hosts or accounts", at=place, file=prompt.origin.file, named=named)
    return passed(file=prompt.origin.file)
