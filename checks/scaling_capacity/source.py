"""What code asks of a model at most: how long an answer, and how often again."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway, ModelClient, SourceModule
from readiness.facts.source import RetryLoop

THROUGH_GATEWAY = ("openai-configurable", "neutral")


@check(
    "ai-answer-length-bounded",
    severity="medium",
    effort="minutes",
    certainty="likely",
    maps=["owasp-llm-top10-2025:LLM10:2025", "aws-genai-lens:GENCOST03-BP02", "owasp-aisvs-1.0:AISVS-C9.1"],
)
def answer_length_bounded(module: SourceModule, gateways: list[Gateway]) -> Verdict:
    """Requests to models limit the length of the answer.

    Why: One odd question can cost and take what a hundred do. Without a limit the model's own maximum holds, which may be a
    hundred thousand tokens, and the caller waits for all of them. Anthropic's API demands a limit; OpenAI's does not.

    Fix: Give each request a limit

        client.chat.completions.create(model=model, messages=messages, max_completion_tokens=800)
    """
    chats = {each.line: each.bounded for each in module.calls if each.kind == "chat"}
    chats |= {each.line: each.bounded for each in module.clients if each.coupling == "framework"}
    if not chats:
        return not_applicable("no request for text is made here")
    without = [line for line, bounded in chats.items() if bounded is False]
    if without and gateways and all(each.coupling in THROUGH_GATEWAY for each in module.clients):
        return unknown("the gateway it calls may limit it", lines=without)
    if without:
        return failed("The length of answers is not limited", at=module.origin.at(without[0]), lines=without)
    if None in chats.values():
        return unknown("arguments come from elsewhere", lines=[line for line, bounded in chats.items() if bounded is None])
    return passed(requests=len(chats))


LIBRARY_RETRIES = {"openai": 2, "azure": 2, "anthropic": 2, "groq": 2}
"""Retries that a client makes unless told otherwise (openai 1, anthropic 0.4, groq 0.9; the AI SDK as well)."""


@check(
    "ai-retries-bounded",
    severity="medium",
    effort="minutes",
    certainty="likely",
    maps=["aws-orr:ORR-ARCH-retry-backoff", "aws-genai-lens:GENREL03-BP01", "owasp-agentic-top10-2026:ASI08"],
)
def retries_bounded(module: SourceModule, most: int = 9) -> Verdict:
    """Retries of model calls end, and do not multiply.

    Why: An outage of the provider becomes our own. Retries around a client that itself retries multiply: five times three
    requests for each question, all at once, against a service that is already overloaded.

    Fix: Retry in one place only

        client = OpenAI(timeout=30, max_retries=0)  # where a decorator or the gateway retries
    """
    evidence: dict[str, Any] = {"around": [f"{each.library}:{each.line}" for each in module.retries], "most": most}
    endless = [each for each in module.retries if each.attempts is None]
    if endless:
        return failed("A retry of model calls has no end", at=module.origin.at(endless[0].line), **evidence)
    written = [each for each in module.clients if each.max_retries is not None]
    many = [each for each in written if (each.max_retries or 0) + 1 > most]
    if many:
        return failed("A client retries too often", at=module.origin.at(many[0].line), max_retries=many[0].max_retries, most=most)
    inner = _inner_attempts(module.clients)
    worst = max(module.retries, key=lambda each: each.attempts or 0, default=None)
    if worst is None:
        return passed(max_retries=written[0].max_retries) if written else not_applicable("retries are left to the library")
    requests = _times(worst, inner)
    if requests > most:
        return failed(
            "Retries around retries multiply",
            at=module.origin.at(worst.line),
            requests=requests,
            of_client=inner,
            around_it=worst.attempts,
            most=most,
        )
    return passed(requests=requests, **evidence)


def _inner_attempts(clients: tuple[ModelClient, ...]) -> int:
    """Requests that one call of a client makes at most; one where the library is not known to retry."""
    retries = [LIBRARY_RETRIES.get(each.provider, 0) if each.max_retries is None else each.max_retries for each in clients]
    return 1 + max(retries, default=0)


def _times(loop: RetryLoop, inner: int) -> int:
    return (loop.attempts or 1) * inner
