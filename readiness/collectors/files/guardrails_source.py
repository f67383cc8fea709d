"""Guardrails AI in code: which validators a guard uses, on which side of the call, and whether a failure stops anything.

As of Guardrails AI 0.6: a validator looks at the answer unless `on` says `messages`, and a failed one only notes it (`noop`) unless
`on_fail` says more; code that asks for `validation_passed` acts on the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.collectors.files.python_syntax import parse_python
from readiness.facts.ai import Guardrail

GIVES = (Guardrail,)

_IMPORTS = re.compile(r"^[ \t]*(?:from[ \t]+guardrails\b|import[ \t]+guardrails\b)", re.MULTILINE)
_GUARD = re.compile(r"guardrails\.(?:Async)?Guard\b.*\.use(?:_many)?")
_VALIDATOR = re.compile(r"(?:\w+\.)*(?P<name>[A-Z]\w*)")
_ON_FAIL = re.compile(r"\bon_fail\s*=\s*(?P<action>[\w.]+|[\"']\w+[\"'])")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_QUESTIONS = frozenset({"messages", "msg_history", "prompt", "instructions"})
_ACTED_ON = ("validation_passed", ".failed_validations", "validation_summaries")


def guards(content: str) -> bool:
    """Whether a module uses Guardrails AI; cheap, for all files."""
    return "guardrails" in content and bool(_IMPORTS.search(content))


def read_guards(document: Document) -> Iterator[Observation]:
    """Each validator that a guard is given."""
    module = parse_python(document.text)
    acted_on = any(each in document.text for each in _ACTED_ON)
    for call in module.calls:
        if not _GUARD.fullmatch(module.resolved(call.name) or call.name):
            continue
        named = call.arguments.named
        side = module.grammar.literal(named["on"]) if "on" in named else "output"
        shared = _action(f"on_fail={(named['on_fail'].text or b'').decode('utf-8', 'replace')}") if "on_fail" in named else ""
        for position, node in enumerate(call.arguments.positional):
            written = (node.text or b"").decode("utf-8", "replace")
            validator = _VALIDATOR.match(written)
            if validator is None:
                continue
            action = shared or _action(written) or "noop"
            name, stage = validator["name"], "pre_call" if side in _QUESTIONS else "post_call"
            yield Guardrail(
                resource=f"guardrails:{document.path}:{call.line}:{position}:{name}",
                origin=document.origin(call.line),
                environment=document.environment,
                gateway=f"guardrails:{document.path}",
                name=name,
                engine=f"guardrails ai {_WORDS.sub(' ', name).lower()}",
                stages=(stage if action != "noop" or acted_on else "logging_only",),
                attached=True,
            )


def _action(written: str) -> str:
    """What `on_fail` says, whether as a text or as a member of OnFailAction; a function of one's own by its name."""
    match = _ON_FAIL.search(written)
    return match["action"].strip("\"'").rsplit(".", 1)[-1].lower() if match else ""
