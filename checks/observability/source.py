"""Whether users can say that an answer was wrong."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import SourceModule
from readiness.facts.serving import without_samples
from readiness.facts.source import FeedbackSignal


@check(
    "ai-feedback-collected",
    severity="low",
    effort="days",
    certainty="heuristic",
    aggregate="any",
    maps=["aws-genai-lens:GENOPS01-BP02", "nist-ai-600-1:MG-2.2-008", "aws-agentic-ai-lens:AGENTOPS06-BP02"],
)
def feedback_collected(modules: list[SourceModule], signals: list[FeedbackSignal]) -> Verdict:
    """Users' judgement of answers is collected.

    Why: Nobody learns that answers got worse until users leave. A thumb up or down, kept with the trace of the answer, is the
    cheapest sign of quality there is.

    Fix: Take a score with the answer's trace

        langfuse.create_score(trace_id=trace, name="user", value=1)
    """
    kept = without_samples(signals)
    if kept:
        return passed(taken_in=[str(each.origin) for each in kept][:10], via=sorted({each.via for each in kept}))
    serving = [each for each in without_samples(modules) if each.serves_users]
    if not serving:
        return not_applicable("no code that answers users with a model was seen")
    return failed("Users can't judge answers", at=serving[0].origin, serving=[str(each.origin.file) for each in serving][:10])
