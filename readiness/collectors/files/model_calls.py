"""Requests to models in code: how long an answer may be, what form it has, and what happens when it does not come."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from readiness.collectors.files.llm_libraries import library_of
from readiness.collectors.files.source_code import HANDLING, Call, SourceCode, integer_of, line_of, text_of, within
from readiness.facts.source import ModelCall, RetryLoop

if TYPE_CHECKING:
    from tree_sitter import Node

LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens", "max_tokens_to_sample", "max_new_tokens", "num_predict")
"""Arguments that limit an answer's length, whatever the library."""


@dataclass(frozen=True)
class _Rule:
    """How a request is recognised.

    Attributes:
        name: end of what is called, the variable's origin told first.
        library: start of a library that the file imports, where the name alone could be anything.
        limits: where the limit stands: among the arguments, inside one of them (`config`, `inferenceConfig`), or always
            there because the provider demands it.
    """

    name: re.Pattern[str]
    library: str = ""
    kind: Literal["chat", "embedding"] = "chat"
    limits: Literal["arguments", "nested", "demanded", "body"] = "arguments"


def _rule(
    name: str,
    library: str = "",
    *,
    kind: Literal["chat", "embedding"] = "chat",
    limits: Literal["arguments", "nested", "demanded", "body"] = "arguments",
) -> _Rule:
    return _Rule(re.compile(rf"(?:.*\.)?(?:{name})"), library, kind, limits)


_RULES: tuple[_Rule, ...] = (
    _rule(r"chat\.completions\.(?:create|parse|stream)"),
    _rule(r"responses\.(?:create|parse|stream)", "openai"),
    # The Messages API refuses requests without max_tokens.
    _rule(r"(?<!threads\.)messages\.(?:create|stream|parse)", "anthropic", limits="demanded"),
    _rule(r"generate_?[cC]ontent(?:_async|_stream|Stream)?", "google.gen", limits="nested"),
    _rule(r"generate_?[cC]ontent(?:_async|Stream)?", "vertexai", limits="nested"),
    _rule(r"converse(?:_stream)?|Converse(?:Stream)?Command", limits="nested"),
    _rule(r"invoke_model(?:_with_response_stream)?|InvokeModel(?:WithResponseStream)?Command", limits="body"),
    _rule(r"litellm\.(?:a?completion|a?responses)|acompletion", "litellm"),
    _rule(r"vercel_ai\.(?:generateText|streamText|generateObject|streamObject)"),
    _rule(r"chat\.(?:complete|stream|parse)(?:_async)?", "mistralai"),
    _rule(r"(?:Async)?Client(?:V2)?\.chat(?:_stream)?", "cohere"),
    _rule(r"embeddings\.create", kind="embedding"),
    _rule(r"a?embedding|embed(?:Many)?", "litellm", kind="embedding"),
)
_ANY = re.compile("|".join(each.name.pattern for each in _RULES))
"""One look that passes over most calls."""
_SCHEMAS = ("response_format", "text_format", "output_type", "schema", "output", "response_schema", "response_model", "output_config")
_SCHEMA_TEXT = re.compile(
    r"response_(?:json_)?schema|response[A-Z]\w*Schema|responseSchema|json_schema|with_structured_output|withStructuredOutput"
)


Requests = list[tuple[Call, _Rule]]


def requests_of(module: SourceCode) -> Requests:
    """Every request to a model, with how it was recognised, in order of place."""
    found = []
    for call in module.calls:
        name = module.resolved(call.name)
        if name and _ANY.fullmatch(name):
            rule = next((each for each in _RULES if each.name.fullmatch(name) and _imports(module, each.library)), None)
            if rule is not None:
                found.append((call, rule))
    return found


def model_calls(module: SourceCode, requests: Requests) -> tuple[ModelCall, ...]:
    """What each request asks for."""
    return tuple(_call(module, call, rule) for call, rule in requests)


def _imports(module: SourceCode, library: str) -> bool:
    return not library or any(each.startswith(library) for each in module.imports)


def _call(module: SourceCode, call: Call, rule: _Rule) -> ModelCall:
    named = call.arguments.named
    written = call.arguments.positional + tuple(named.values())
    return ModelCall(
        kind=rule.kind,
        bounded=_bounded(module, call, rule),
        structured=_structured(call),
        streamed=text_of(named.get("stream")).lower() == "true" or "stream" in call.name.rsplit(".", 1)[-1].lower(),
        tools="tools" in named or any("toolConfig" in text_of(each) for each in written if each.type in ("dictionary", "object")),
        handled=within(call.scope, "try") is not None or _is_caught(call.node),
        line=call.line,
    )


def _bounded(module: SourceCode, call: Call, rule: _Rule) -> bool | None:
    named = call.arguments.named
    if rule.limits == "demanded" or any(name in named for name in LIMITS):
        return True
    if rule.limits == "body":
        return True if re.search(r"max_?tokens|maxTokenCount|max_gen_len", module.text, re.IGNORECASE) else None
    if rule.limits == "nested":
        return _bounded_inside(module, call)
    return None if call.arguments.open or "extra_body" in named or "model_kwargs" in named else False


def _bounded_inside(module: SourceCode, call: Call) -> bool | None:
    """Whether the configuration that the call is given holds a limit; a model object of older libraries carries its own."""
    given = next((call.arguments.named[name] for name in _CONFIGURATIONS if name in call.arguments.named), None)
    if re.search(r"max_?(?:output_?)?tokens", text_of(given), re.IGNORECASE) or re.search(
        r"max_output_tokens|maxOutputTokens", module.text
    ):
        return True
    opaque = given is not None and given.type not in ("dictionary", "object", "call")
    return None if opaque or call.arguments.open else False


_CONFIGURATIONS = ("config", "generation_config", "inference_config")


def _structured(call: Call) -> bool:
    last = call.name.rsplit(".", 1)[-1]
    if last in ("parse", "generateObject", "streamObject"):
        return True
    given = next((call.arguments.named[name] for name in _SCHEMAS if name in call.arguments.named), None)
    if given is not None and "json_object" not in text_of(given):
        return True
    return any(
        _SCHEMA_TEXT.search(text_of(each)) for each in (call.arguments.named.get("config"), call.arguments.named.get("text")) if each
    )


def _is_caught(node: Node) -> bool:
    """Whether a promise's `.catch(` follows."""
    parent = node.parent
    return parent is not None and parent.type == "member_expression" and text_of(parent.child_by_field_name("property")) == "catch"


_RUNS = re.compile(
    r".*\.(?:a?invoke|a?stream|astream_events|streamEvents|run|arun|run_sync|run_streamed|kickoff(?:_async)?|a?chat|a?complete|a?query)"
)
_ERROR = re.compile(
    r"(?:openai|anthropic|groq|mistralai|cohere|litellm|google|botocore|azure|together|ollama|pydantic_ai|vercel_ai|langchain_core|langgraph)\b"
    r".*(?:Error|Exception|Timeout|Unavailable|Exhausted)"
)
_ATTRIBUTE = re.compile(
    r"\b(?:openai|OpenAI|anthropic|Anthropic|litellm|APICallError|exceptions)\.\w*(?:Error|Exception|Timeout|isInstance)\b"
)


def handlers(module: SourceCode, requests: Requests) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Lines where a failing model is handled, and lines where its errors are only put into a constant for handlers elsewhere."""
    asking = {name for call, _ in requests if (name := _function_around(call))}
    tried = [call for call, _ in requests]
    tried += [call for call in module.calls if _RUNS.fullmatch(call.name) or call.name.rpartition(".")[2] in asking]
    lines = {line_of(clause) for call in tried if (clause := _handler_of(within(call.scope, "try"))) is not None}
    lines |= {call.line for call, _ in requests if _is_caught(call.node)}
    lines |= {call.line for call in module.library_calls if "on_error" in call.arguments.named}
    errors = _errors(module)
    constants = {name: (line_of(value), int(value.end_point[0]) + 1) for name, value in _constants(module, errors)}
    used = _used(module, constants)
    within_constants = {line for first, last in constants.values() for line in range(first, last + 1)}
    unused = tuple(sorted(first for name, (first, _) in constants.items() if name not in used))
    return tuple(sorted(lines | (errors - within_constants) | set(used.values()))), unused


def _handler_of(node: Node | None) -> Node | None:
    """The first clause of a try statement that catches something."""
    return next((each for each in node.named_children if each.type in HANDLING), None) if node is not None else None


def _errors(module: SourceCode) -> set[int]:
    """Lines that name an error of a model library, but for its import."""
    lines: set[int] = set()
    names = [re.escape(local) for local, full in module.names.items() if _ERROR.fullmatch(full)]
    if names:
        seen: dict[str, list[int]] = {}
        for found in re.finditer(rf"\b({'|'.join(names)})\b", module.text):
            seen.setdefault(found[1], []).append(found.start())
        # The first place is the import.
        lines |= {module.line_at(places[1]) for places in seen.values() if len(places) > 1}
    return lines | {module.line_at(found.start()) for found in _ATTRIBUTE.finditer(module.text)}


_GATHERED = frozenset({"tuple", "list", "set", "array", "identifier", "attribute", "member_expression"})


def _constants(module: SourceCode, errors: set[int]) -> Iterator[tuple[str, Node]]:
    """Plain names that are set to errors of a model library."""
    ordered = sorted(errors)
    for target, value in module.assignments:
        if target.type == "identifier" and value.type in _GATHERED:
            position = bisect.bisect_left(ordered, line_of(value))
            if position < len(ordered) and ordered[position] <= value.end_point[0] + 1:
                yield text_of(target), value


def _used(module: SourceCode, constants: dict[str, tuple[int, int]]) -> dict[str, int]:
    """The first line that names a constant after it was set."""
    used: dict[str, int] = {}
    if constants:
        for found in re.finditer(rf"\b(?:{'|'.join(map(re.escape, constants))})\b", module.text):
            line = module.line_at(found.start())
            if line > constants[found[0]][1]:
                used.setdefault(found[0], line)
    return used


def _function_around(call: Call) -> str:
    """The name of the function that a request stands in; empty where it has none."""
    function = within(call.scope, "function")
    return text_of(function.child_by_field_name("name")) if function is not None else ""


_DECORATORS = {"tenacity.retry": "tenacity", "backoff.on_exception": "backoff", "backoff.on_predicate": "backoff"}
_WRAPPERS = {"p_retry.pRetry": ("p-retry", 10), "async_retry.retry": ("async-retry", 10)}
"""npm libraries with the retries they make unless told otherwise (p-retry 6, async-retry 1.3)."""


def retry_loops(module: SourceCode, requests: Requests) -> tuple[RetryLoop, ...]:
    """Retries of our own whose function or body holds a request to a model."""
    starts = sorted(call.node.start_byte for call, _ in requests)
    found = []
    for decorator, adorned in module.decorators:
        expression = decorator.named_children[0] if decorator.named_children else None
        library = _DECORATORS.get(module.dotted(expression))
        if library is not None and _holds(adorned, starts):
            text = text_of(expression)
            found.append(
                RetryLoop(library=library, attempts=_attempts(library, text), waits=_waits(library, text), line=line_of(decorator))
            )
    for call in module.calls:
        known = _WRAPPERS.get(call.name)
        if known is not None and _holds(call.node, starts):
            written = integer_of(call.arguments.named.get("retries"))
            given = "retries" in call.arguments.named
            if not given or written is not None:
                found.append(
                    RetryLoop(library=known[0], attempts=(written if written is not None else known[1]) + 1, waits=True, line=call.line)
                )
    return tuple(found)


def _holds(outer: Node | None, starts: list[int]) -> bool:
    """Whether a request starts inside of a node."""
    return outer is not None and bisect.bisect_left(starts, outer.start_byte) < bisect.bisect_left(starts, outer.end_byte)


_STOPS = re.compile(r"stop_after_attempt\(\s*(\d{1,6})|max_tries\s*=\s*(\d{1,6})")


def _attempts(library: str, text: str) -> int | None:
    """Attempts that are written; those bound by time, or by a value from elsewhere, count as one, since nothing is known."""
    match = _STOPS.search(text)
    if match:
        return int(match[1] or match[2])
    bounded = "stop" in text if library == "tenacity" else "max_tries" in text or "max_time" in text
    return 1 if bounded else None


def _waits(library: str, text: str) -> bool:
    return library == "backoff" or "wait" in text


_ANSWER = re.compile(
    r"choices\s*\[\s*0\s*\]\s*!?\??\.\s*message\s*!?\??\.\s*content|choices\[0\]\[.message.\]\[.content.\]|\.content\[0\]\.text|\.output_text\b"
)
_PARSES = re.compile(r"(?:.*\.)?(?:json\.loads|JSON\.parse|orjson\.loads)")
_VALIDATES = re.compile(
    r"(?:.*\.)?(?:model_validate(?:_json)?|validate(?:_python|_json)?|parse_obj|safeParse|parse|load|from_dict|structure|TypeAdapter)"
)


MOST_LINES = 50
"""Answers of a file that are followed."""


def unvalidated(module: SourceCode, requests: Requests) -> tuple[int, ...]:
    """Lines where an answer is parsed as JSON and nothing says what it must look like."""
    if not requests or any(_structured(call) for call, _ in requests) or _SCHEMA_TEXT.search(module.text):
        return ()
    answers = {
        module.dotted(target) for target, value in module.assignments if _ANSWER.search(text_of(value)) and len(text_of(value)) < 400
    }
    parsed = [
        call
        for call in module.calls
        if _PARSES.fullmatch(call.name) and call.arguments.positional and _is_answer(module, call.arguments.positional[0], answers)
    ]
    return tuple(call.line for call in parsed[:MOST_LINES] if not _is_validated(module, call.node))


def _is_answer(module: SourceCode, node: Node, answers: set[str]) -> bool:
    head = module.dotted(node).split(".")[0]
    return bool(head and head in answers) or bool(_ANSWER.search(text_of(node)))


def _is_validated(module: SourceCode, node: Node) -> bool:
    child, parent = node, node.parent
    for _ in range(6):
        if parent is None:
            return False
        if parent.type in ("dictionary_splat", "spread_element"):
            return True
        if parent.type in module.grammar.calls and module.grammar.callee(parent) != child:
            return bool(_VALIDATES.fullmatch(text_of(module.grammar.callee(parent))))
        if parent.type in module.grammar.assignments:
            target = parent.child_by_field_name("left") or parent.child_by_field_name("name")
            name = re.escape(text_of(target))
            return (
                bool(re.search(rf"(?:validate\w*|[pP]arse\w*|load|structure)\(\s*{name}\b|\*\*\s*{name}\b", module.text)) if name else True
            )
        child, parent = parent, parent.parent
    return False


_ROLE = re.compile(r"[\"'](?:system|developer)[\"']")
_SYSTEM_ARGUMENTS = ("system", "instructions", "system_prompt", "system_instruction", "system_message")
_FROM_USER = re.compile(
    r"(?:request|req|body|payload)(?:\..*)?|(?:.*\.)?(?:user_?(?:input|message|query|question|prompt|text)|userInput|userMessage|userQuery|userPrompt)"
)


def system_prompts(module: SourceCode) -> tuple[Node, ...]:
    """The texts that code gives to a model as its system prompt."""
    return tuple(_system_prompts(module))


def system_inputs(module: SourceCode, prompts: tuple[Node, ...]) -> dict[str, int]:
    """What a user sent, as it is named, where it is written straight into a system prompt."""
    found: dict[str, int] = {}
    for node in prompts:
        for expression in module.grammar.interpolated(node):
            name = module.dotted(expression)
            if name and _FROM_USER.fullmatch(name) and not _is_delimited(expression):
                found.setdefault(name, line_of(expression))
    return found


def _system_prompts(module: SourceCode) -> Iterator[Node]:
    """The texts of system messages: content beside the role, and arguments that are the system prompt."""
    seen: set[int] = set()
    for node, _ in module.strings:
        if not _ROLE.fullmatch(text_of(node)) or node.parent is None or node.parent.type not in module.grammar.pairs:
            continue
        holder = node.parent.parent
        if holder is None or holder.id in seen:
            continue
        seen.add(holder.id)
        for pair in holder.named_children:
            if pair.type in module.grammar.pairs and text_of(pair.child_by_field_name("key")).strip("\"'") == "content":
                yield from _value(pair.child_by_field_name("value"))
    for call in module.calls:
        last = call.name.rsplit(".", 1)[-1]
        if last in ("SystemMessage", "SystemMessagePromptTemplate"):
            yield from (*call.arguments.positional[:1], *_value(call.arguments.named.get("content")))
        elif library_of(call.name) or last in ("create", "stream", "parse", "completion", "acompletion"):
            for name in _SYSTEM_ARGUMENTS:
                yield from _value(call.arguments.named.get(name))


def _value(node: Node | None) -> tuple[Node, ...]:
    return (node,) if node is not None else ()


def _is_delimited(expression: Node) -> bool:
    """Whether the text before it ends in a tag or a fence, so that the model can tell it from its instructions."""
    holder = expression.parent
    while holder is not None and holder.type in ("interpolation", "template_substitution"):
        before = holder.prev_named_sibling
        if before is not None:
            return text_of(before).rstrip().endswith((">", "```", '"""', "---"))
        holder = holder.parent
    return False


def looped(requests: Requests) -> Iterator[tuple[Call, Node]]:
    """Requests that offer tools inside a loop of their own function, with the loop: the first of each loop."""
    seen: set[int] = set()
    for call, rule in requests:
        loop = within(call.scope, "loop")
        if loop is not None and loop.id not in seen and rule.kind == "chat" and "tools" in call.arguments.named:
            seen.add(loop.id)
            yield call, loop
