"""Agents in code: what stops their loops, which tools they have, who approves, and what runs code that a model wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.collectors.files.model_calls import looped, requests_of
from readiness.collectors.files.source_code import Call, SourceCode, below, integer_of, text_of
from readiness.facts.source import AgentLoop, CodeExecutionTool

if TYPE_CHECKING:
    from tree_sitter import Node

GIVES = (AgentLoop, CodeExecutionTool)


@dataclass(frozen=True)
class _Agent:
    """How a framework's agent is made or run.

    Attributes:
        calls: what is called; fullmatch.
        limits: arguments that bound it, on this call or on another one of the file.
        default: the framework's own bound, in words; empty where it has none.
        needs_tools: without tools it answers once.
        by_version: the framework's versions differ in it by far.
    """

    framework: str
    calls: re.Pattern[str]
    limits: tuple[str, ...]
    default: str
    needs_tools: bool = False
    by_version: bool = False


# Defaults as of langgraph 1.0 and 1.2, langchain 0.3 and 1.0, openai-agents 0.6, crewai 1.15, pyautogen 0.2, autogen-agentchat 0.7,
# pydantic-ai 1.0, smolagents 1.20, llama-index-core 0.14, google-adk 1.10 and ai 6.
_AGENTS: tuple[_Agent, ...] = (
    _Agent(
        "langgraph",
        re.compile(
            r"langgraph\.prebuilt\.(?:\w+\.)*create_react_agent|langchain\.(?:agents\.)?(?:create_agent|createAgent)|deepagents\.(?:create_deep_agent|createDeepAgent)"
        ),
        ("recursion_limit",),
        # langgraph 1.0.5 stops after 25, 1.0.8 after 10,000; create_agent of langchain 1.5 sets 9,999.
        "25 steps in older versions, 10,000 in newer ones",
        by_version=True,
    ),
    _Agent("langgraph", re.compile(r"langgraph\.createReactAgent"), ("recursion_limit",), "25 steps"),
    _Agent(
        "langchain",
        re.compile(r"langchain\w*\.(?:\w+\.)*(?:AgentExecutor(?:\.from_agent_and_tools|\.fromAgentAndTools)?|initialize_agent)"),
        ("max_iterations", "max_execution_time"),
        "15 iterations",
    ),
    _Agent("crewai", re.compile(r"crewai\.(?:agent\.)?Agent"), ("max_iter", "max_execution_time"), "25 iterations"),
    _Agent("openai agents", re.compile(r"agents\.(?:Runner\.run(?:_sync|_streamed)?|run)"), ("max_turns",), "10 turns"),
    _Agent("autogen", re.compile(r"autogen\.(?:\w+\.)*GroupChat"), ("max_round",), "10 rounds"),
    _Agent("autogen", re.compile(r"autogen_agentchat\.teams\.\w*(?:GroupChat|Swarm)"), ("max_turns", "termination_condition"), ""),
    _Agent("pydantic-ai", re.compile(r"pydantic_ai\.(?:agent\.)?Agent"), ("usage_limits",), "50 requests", needs_tools=True),
    _Agent("smolagents", re.compile(r"smolagents\.(?:CodeAgent|ToolCallingAgent)"), ("max_steps",), "20 steps"),
    _Agent(
        "llama-index",
        re.compile(
            r"llama_index\.core\.agent\.(?:\w+\.)*(?:ReActAgent|FunctionAgent|AgentWorkflow|CodeActAgent)(?:\.from_tools(?:_or_functions)?)?"
        ),
        ("max_iterations",),
        "20 iterations",
    ),
    _Agent("google adk", re.compile(r"google\.adk\.agents\.(?:\w+\.)*LoopAgent"), ("max_iterations",), ""),
    _Agent(
        "google adk",
        re.compile(r"google\.adk\.agents\.(?:\w+\.)*(?:LlmAgent|Agent)"),
        ("max_llm_calls",),
        "500 model calls",
        needs_tools=True,
    ),
    _Agent("ai sdk", re.compile(r"vercel_ai\.(?:generateText|streamText)"), ("stop_when", "max_steps"), "1 step", needs_tools=True),
    _Agent("ai sdk", re.compile(r"vercel_ai\.(?:ToolLoopAgent|Experimental_Agent|Agent)"), ("stop_when", "max_steps"), "20 steps"),
)
_OWN_LOOP = "own loop"
_APPROVAL = re.compile(
    r"\binterrupt\(|interrupt_?(?:before|after|on)\b|interrupt(?:Before|After|On)\b|[hH]umanInTheLoop|needs_?[aA]pproval|human_input\s*=\s*True"
    r"|require_confirmation|require_?[aA]pproval|ApprovalRequired|human_in_the_loop|human_input_mode\s*=\s*[\"'](?:ALWAYS|TERMINATE)"
)


def read_agents(module: SourceCode, document: Document) -> Iterator[Observation]:
    """Agents and tools that run code, in order of place."""
    approval = bool(_APPROVAL.search(module.text))
    elsewhere: dict[tuple[str, ...], _Elsewhere] = {}
    number = 0
    for call in module.library_calls:
        agent = next((each for each in _AGENTS if each.calls.fullmatch(call.name)), None)
        if agent is None or (agent.needs_tools and "tools" not in call.arguments.named):
            continue
        number += 1
        if agent.limits not in elsewhere:
            elsewhere[agent.limits] = _elsewhere(module, agent.limits)
        limit, bound = _bound(module, agent, call, elsewhere[agent.limits])
        tools, more = _tools(module, call)
        yield AgentLoop(
            resource=f"agent:{document.path}" + (f"#{number}" if number > 1 else ""),
            origin=document.origin(call.line),
            environment=document.environment,
            framework=agent.framework,
            limit=limit,
            bound=bound,
            default=agent.default,
            tools=tools,
            tools_open=more,
            approval=approval,
        )
    for call, loop in looped(requests_of(module)):
        if _is_endless(loop):
            number += 1
            tools, more = _tools(module, call)
            yield AgentLoop(
                resource=f"agent:{document.path}" + (f"#{number}" if number > 1 else ""),
                origin=document.origin(loop.start_point[0] + 1),
                environment=document.environment,
                framework=_OWN_LOOP,
                bound="none",
                tools=tools,
                tools_open=more,
                approval=approval,
            )
    yield from _code_execution(module, document)


_COUNTS = re.compile(
    r"(?<![\w.])[\w.]++\s*+(?:\+=\s*+1\b|\+\+)|(?:time\.(?:time|monotonic)|Date\.now|performance\.now|deadline|timeout)\b", re.IGNORECASE
)
_ASKS = re.compile(r"\binput\(|readline|prompt\(|\.question\(|receive_text|\.receive\(|queue\.get|\.get\(\)")


def _is_endless(loop: Node) -> bool:
    """A loop without a condition that neither counts, looks at the clock nor waits for somebody each time."""
    condition = text_of(loop.child_by_field_name("condition")).strip("() ;")
    if loop.type not in ("while_statement", "for_statement", "do_statement") or condition not in ("True", "true", "1", ""):
        return False
    if loop.type == "for_statement" and loop.child_by_field_name("left") is not None:
        return False
    text = text_of(loop)
    return not _COUNTS.search(text) and not _ASKS.search(text)


_NOTHING = ("None", "null", "undefined", "Infinity")


Bound = Literal["set", "default", "version", "computed", "none"]
_Elsewhere = tuple[int | None, Literal["set", "computed"]] | None


def _bound(module: SourceCode, agent: _Agent, call: Call, elsewhere: _Elsewhere) -> tuple[int | None, Bound]:
    given = {name: call.arguments.named[name] for name in agent.limits if name in call.arguments.named}
    for node in given.values():
        if text_of(node) in _NOTHING:
            continue
        number = integer_of(node) or _first_integer(node)
        return number, "set" if number is not None else "computed"
    if given:
        return None, "none"
    if elsewhere is not None:
        return elsewhere
    if call.arguments.open and module.grammar.language == "python":
        return None, "computed"
    return None, "version" if agent.by_version else "default" if agent.default else "none"


def _first_integer(node: Node) -> int | None:
    """`stepCountIs(5)`, `UsageLimits(request_limit=5)`: the number inside a condition that was made in place."""
    if node.type not in ("call", "call_expression", "array", "list", "binary_operator"):
        return None
    return next((number for each in below(node, "integer", "number") if (number := integer_of(each)) is not None), None)


def _elsewhere(module: SourceCode, limits: tuple[str, ...]) -> _Elsewhere:
    """The bound given where the agent runs: an argument of another call, or a key of its configuration."""
    words = "|".join(re.escape(each) for name in limits for each in {name, _camel(name)})
    found = re.search(rf"[\"']?\b(?:{words})\b[\"']?\s*[:=]\s*(\d[\d_]*)?", module.text)
    if found is None:
        return None
    return (int(found[1].replace("_", "")), "set") if found[1] else (None, "computed")


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _tools(module: SourceCode, call: Call) -> tuple[tuple[str, ...], bool]:
    """Names of an agent's tools, and whether more come from elsewhere."""
    given = call.arguments.named.get("tools")
    if given is None and call.name.endswith(("create_react_agent", "initialize_agent")) and len(call.arguments.positional) > 1:
        given = call.arguments.positional[1]
    if given is None:
        return (), call.arguments.open
    if given.type == "identifier":
        given = next(iter(module.assigned.get(module.dotted(given), ())), given)
    if given.type not in ("list", "array", "object", "dictionary", "tuple"):
        return (), True
    names: list[str] = []
    more = False
    for each in given.named_children:
        key = each.child_by_field_name("key") if each.type == "pair" else None
        name = (module.grammar.literal(key) or text_of(key)) if key is not None else module.dotted(each).rsplit(".", 1)[-1]
        if name and re.fullmatch(r"\w{1,80}", name):
            names.append(name)
        elif each.type != "comment":
            more = True
    return tuple(names), more


Isolation = Literal["host", "interpreter", "sandbox"]
_EXECUTORS: tuple[tuple[re.Pattern[str], Isolation], ...] = (
    (re.compile(r"langchain_experimental\.(?:\w+\.)*(?:PythonREPL(?:Tool)?|PythonAstREPLTool|create_python_agent)"), "host"),
    (re.compile(r"langchain_community\.tools\.(?:\w+\.)*ShellTool|langchain\.tools\.ShellTool"), "host"),
    (re.compile(r"autogen\w*\.(?:\w+\.)*LocalCommandLineCodeExecutor|autogen_ext\.code_executors\.local\.\w+"), "host"),
    (re.compile(r"google\.adk\.code_executors\.(?:\w+\.)*UnsafeLocalCodeExecutor"), "host"),
    (re.compile(r"llama_index\.tools\.code_interpreter\.(?:\w+\.)*CodeInterpreterToolSpec"), "host"),
    (re.compile(r"interpreter\.(?:interpreter|OpenInterpreter|chat)(?:\.chat)?"), "host"),
    (re.compile(r"(?:autogen\w*\.(?:\w+\.)*(?:DockerCommandLineCodeExecutor|ACADynamicSessionsCodeExecutor))"), "sandbox"),
    (re.compile(r"google\.adk\.code_executors\.(?:\w+\.)*(?:BuiltIn|VertexAi|Container|AgentEngineSandbox)CodeExecutor"), "sandbox"),
    (re.compile(r"(?:e2b|e2b_code_interpreter)\.(?:Async)?Sandbox(?:\.create)?"), "sandbox"),
)


def _code_execution(module: SourceCode, document: Document) -> Iterator[CodeExecutionTool]:
    found: dict[str, tuple[Isolation, int]] = {}
    for call in module.library_calls:
        known = next((isolation for pattern, isolation in _EXECUTORS if pattern.fullmatch(call.name)), None) or _by_arguments(module, call)
        if known is not None:
            # `Sandbox.create`: the class says what it is.
            name = next((part for part in reversed(call.name.split(".")) if part[:1].isupper()), call.name.rsplit(".", 1)[-1])
            found.setdefault(name, (known, call.line))
    for name, (isolation, line) in found.items():
        yield CodeExecutionTool(
            resource=f"code-execution:{document.path}:{name}",
            origin=document.origin(line),
            environment=document.environment,
            name=name,
            isolation=isolation,
        )


def _by_arguments(module: SourceCode, call: Call) -> Isolation | None:
    """Agents that run code only when, or only where, an argument says so."""
    named = call.arguments.named
    last = call.name.rsplit(".", 1)[-1]
    if last in ("create_pandas_dataframe_agent", "create_csv_agent") and text_of(named.get("allow_dangerous_code")) == "True":
        return "host"
    if call.name.startswith("smolagents.") and last == "CodeAgent":
        executor = module.grammar.literal(named.get("executor_type"))
        return "sandbox" if executor in ("e2b", "docker", "modal", "wasm", "blaxel") else "interpreter" if executor is None else None
    if call.name.startswith("autogen.") and "code_execution_config" in named:
        text = text_of(named["code_execution_config"])
        return "host" if re.search(r"[\"']use_docker[\"']\s*:\s*(?:False|0)", text) else None
    return None
