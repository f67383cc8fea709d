from guardrails import AsyncGuard, Guard, OnFailAction
from guardrails.hub import CompetitorCheck, DetectJailbreak, DetectPII, ToxicLanguage

screened = (
    Guard()
    .use(DetectJailbreak, on="messages", on_fail="exception")
    .use(DetectPII(["EMAIL_ADDRESS"], on_fail=OnFailAction.FIX), on="messages")
)
answers = AsyncGuard(name="answers").use_many(ToxicLanguage(threshold=0.5, on_fail="refrain"), CompetitorCheck(["Acme"]))


def answer(messages: list[dict[str, str]]) -> str:
    return screened(model="gpt-4.1-2025-04-14", messages=messages).validated_output
