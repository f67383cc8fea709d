"""Prompts and tools in code: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import SourceModule
from readiness.facts.source import CodeExecutionTool, ModelCall
from readiness.testing import fact, row, table

CHAT = ModelCall(kind="chat", bounded=True, line=8)


def module(*calls: ModelCall, **inputs: int) -> Any:
    return fact(SourceModule, language="python", calls=calls, system_prompts=(7,), system_inputs=inputs)


test_system_prompt = table(
    "ai-system-prompt-free-of-user-text",
    passes=[row(module(CHAT), says="config.yaml:7")],
    fails=[row(module(CHAT, user_input=12, question=9), says="config.yaml:9")],
    unknown=[module().unknown("system_inputs", GapReason.UNPARSEABLE)],
    not_applicable=[
        module(),
        module(ModelCall(kind="embedding", bounded=False, line=1)),
        fact(SourceModule, language="python", calls=(CHAT,)),
    ],
)


def tool(isolation: Any, **values: Any) -> Any:
    return fact(CodeExecutionTool, name="PythonREPLTool", isolation=isolation, **values)


test_code_execution = table(
    "ai-code-execution-isolated",
    passes=[tool("sandbox")],
    fails=[row(tool("host"), says="on the machine itself"), row(tool("interpreter"), says="in the process itself")],
    unknown=[fact(CodeExecutionTool, name="it", isolation="host").unknown("isolation", GapReason.UNPARSEABLE)],
    not_applicable=[tool("host", environment=Environment.DEVELOPMENT)],
)
