"""Routes of an AI gateway and their second backends: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.kubernetes.ai_stack import AiBackend, AiRoute, AiRule, ProviderAddress
from readiness.testing import fact, row, table


def route(*rules: AiRule, **values: Any) -> Any:
    return fact(AiRoute, name="chat", namespace="ai", rules=rules, **values)


def rule(*backends: str) -> AiRule:
    return AiRule(models=("chat",), backends=backends, line=7)


def backend(name: str, dialect: str = "OpenAI", **values: Any) -> Any:
    return fact(AiBackend, name=name, namespace="ai", dialect=dialect, sends_to=("Backend", name), **values)


def address(name: str, *hosts: str) -> Any:
    return fact(ProviderAddress, name=name, namespace="ai", hosts=hosts)


AZURE, BEDROCK = backend("azure", "AzureOpenAI"), backend("bedrock", "AWSBedrock")
SAME = [backend("one"), backend("two"), address("one", "api.openai.com"), address("two", "api.openai.com")]

test_falls_back = table(
    "k8s-ai-route-falls-back",
    passes=[
        [route(rule("azure", "bedrock")), AZURE, BEDROCK],
        [route(rule("one", "two")), backend("one"), backend("two"), address("one", "a.example"), address("two", "b.example")],
    ],
    fails=[
        row(route(rule("azure")), AZURE, says="no second"),
        row(route(rule("one", "two")), *SAME, says="together"),
        [route(rule("azure", "bedrock"), rule("azure")), AZURE, BEDROCK],
    ],
    unknown=[route(rule("azure", "bedrock")), [route(rule("azure", "other/bedrock")), AZURE, BEDROCK]],
    not_applicable=[
        (),
        route(),
        row(route(product="agentgateway", backends=("chat",)), says="choose among providers"),
        route(rule("azure"), environment=Environment.DEVELOPMENT),
    ],
)
