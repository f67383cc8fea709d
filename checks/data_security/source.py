"""What reaches a model's instructions, and what a model's words may do, as far as code tells."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import SourceModule
from readiness.facts.serving import before_production
from readiness.facts.source import CodeExecutionTool


@check(
    "ai-system-prompt-free-of-user-text",
    severity="medium",
    effort="hours",
    certainty="heuristic",
    maps=[
        "owasp-llm-top10-2025:LLM01:2025",
        "owasp-llm-top10-2025:LLM07:2025",
        "owasp-aisvs-1.0:AISVS-C2.1",
        "mitre-atlas-mitigations:AML.M0030",
    ],
)
def system_prompt_free_of_user_text(module: SourceModule) -> Verdict:
    """What users write stays out of the system prompt.

    Why: Users could rewrite the assistant's rules. Models trust the system prompt most; what a user sent belongs into a
    message of its own, or between marks that the instructions name.

    Fix: Pass the user's text as its own message

        messages = [
            {"role": "system", "content": INSTRUCTIONS},
            {"role": "user", "content": question},  # instead of writing <names> into the instructions
        ]
    """
    if module.system_inputs:
        first = min(module.system_inputs.values())
        return failed("A user's text is written into the system prompt", at=module.origin.at(first), names=sorted(module.system_inputs))
    if not any(each.kind == "chat" for each in module.calls):
        return not_applicable("no request for text is made here")
    if not module.system_prompts:
        return not_applicable("no system prompt is given to a model here")
    return passed(at=module.origin.at(module.system_prompts[0]), requests=len(module.calls))


@check(
    "ai-code-execution-isolated",
    severity="high",
    effort="days",
    certainty="likely",
    maps=[
        "owasp-llm-top10-2025:LLM06:2025",
        "owasp-agentic-top10-2026:ASI05",
        "owasp-agentic-threats:T11",
        "owasp-aisvs-1.0:AISVS-C9.3",
        "owasp-aisvs-1.0:AISVS-C4.1",
    ],
)
def code_execution_isolated(tool: CodeExecutionTool) -> Verdict:
    """Code that a model wrote runs in a sandbox.

    Why: A single prompt injection runs commands on our machine. Such a tool has the process's own rights: its keys, its
    network, its files. A restricted interpreter inside the process is no boundary of security, as its authors say.

    Fix: Run such tools in a container or micro VM of their own

        # instead of <tool>
        agent = CodeAgent(tools=[], model=model, executor_type="docker")
    """
    if before_production(tool):
        return not_applicable("it lives before production")
    if tool.isolation == "sandbox":
        return passed(tool=tool.name)
    where = "in the process itself" if tool.isolation == "interpreter" else "on the machine itself"
    return failed(f"Code that a model wrote runs {where}", tool=tool.name, isolation=tool.isolation)
