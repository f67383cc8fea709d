"""Evaluations written in Python: which tool judges, by which metrics, and whether a bad result can fail anything.

Defaults hold for DeepEval 4.3 (every metric fails below its threshold, 0.5 unless told otherwise), ragas 0.4, Inspect 0.3,
azure-ai-evaluation 1, MLflow 3 and LangSmith 0.4 (scores are recorded; only an `assert` of one's own fails on them).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.collectors.files.python_syntax import parse_python
from readiness.collectors.files.source_code import Call, SourceCode, text_of, within
from readiness.collectors.files.walk import decoded, read_bytes
from readiness.facts import GapReason
from readiness.facts.delivery import EvaluationSuite

GIVES = (EvaluationSuite,)


@dataclass(frozen=True)
class _Tool:
    """An evaluation tool.

    Attributes:
        runs: names of what evaluates when it is called (or decorates a function).
        cases: names of what makes one case.
        metrics: names of what measures.
        threshold: what a metric without one fails below; None where nothing fails.
        judges: a result can fail the run without an `assert` of one's own.
        adversarial: it attacks the system.
    """

    name: str
    runs: re.Pattern[str]
    cases: re.Pattern[str]
    metrics: re.Pattern[str]
    threshold: float | None = None
    judges: bool = False
    adversarial: bool = False


def _tool(name: str, runs: str, cases: str = r"(?!)", metrics: str = r"(?!)", **values: Any) -> _Tool:
    return _Tool(name, re.compile(runs), re.compile(cases), re.compile(metrics), **values)


_TOOLS = (
    _tool(
        "deepeval",
        r"deepeval\.(\w+\.)*(assert_test|evaluate)",
        r"deepeval\.(\w+\.)*(LLMTestCase|ConversationalTestCase|Golden|ConversationalGolden)",
        r"deepeval\.metrics\.(\w+\.)*(?P<name>\w+Metric|GEval|DAGMetric)",
        threshold=0.5,
        judges=True,
    ),
    _tool(
        "ragas",
        r"ragas\.(\w+\.)*(evaluate|aevaluate|experiment)",
        r"ragas\.(\w+\.)*(SingleTurnSample|MultiTurnSample)",
        r"ragas\.metrics\.(\w+\.)*(?P<name>\w+)",
    ),
    _tool("inspect", r"inspect_ai\.(\w+\.)*(task|eval|Task)", r"inspect_ai\.dataset\.(\w+\.)*Sample", r"inspect_ai\.scorer\.(?P<name>\w+)"),
    _tool("azure-ai-evaluation", r"azure\.ai\.evaluation\.evaluate", metrics=r"azure\.ai\.evaluation\.(?P<name>\w+Evaluator)"),
    _tool("ai-rag-chat-evaluator", r"evaltools\.eval\.evaluate\.run_evaluate_from_config"),
    _tool("mlflow", r"mlflow\.(genai\.)?evaluate", metrics=r"mlflow\.(genai\.scorers|metrics)\.(\w+\.)*(?P<name>\w+)"),
    _tool("langsmith", r"langsmith\.(\w+\.)*a?evaluate", metrics=r"openevals\.(\w+\.)*(?P<name>create_\w+)"),
    _tool("deepteam", r"deepteam\.(\w+\.)*(red_team|RedTeamer)", adversarial=True),
    _tool("pyrit", r"pyrit\.(orchestrator|executor)\.(\w+\.)*\w+", adversarial=True),
    _tool("azure-ai-red-team", r"azure\.ai\.evaluation\.red_team\.(\w+\.)*RedTeam", adversarial=True),
)
_IMPORTED = re.compile(
    r"^[ \t]*(?:from|import)[ \t]+(?:deepeval|ragas|inspect_ai|azure\.ai\.evaluation|evaltools|mlflow|langsmith|deepteam|pyrit)\b",
    re.MULTILINE,
)
_ASSERTS = re.compile(r"^[ \t]*assert\b|sys\.exit\([^)0]|raise\s+(?:SystemExit|AssertionError)", re.MULTILINE)
_DATA = re.compile(r"[\w./-]+\.(?:jsonl|csv)")


def evaluates(text: str) -> bool:
    """Whether a module may evaluate answers; cheap, for all files."""
    return bool(_IMPORTED.search(text))


def read_evaluations(document: Document) -> Iterator[Observation]:
    """The suites of a module, one for each tool that it runs."""
    module = parse_python(document.text)
    for tool in _TOOLS:
        runs = [call for call in module.calls if tool.runs.fullmatch(call.name)]
        lines = [call.line for call in runs] + [
            adornment.start_point[0] + 1 for adornment, _ in module.decorators if tool.runs.fullmatch(_decorated_by(module, adornment))
        ]
        if lines:
            yield _suite(document, module, tool, min(lines))


def _decorated_by(module: SourceCode, adornment: Any) -> str:
    inner = adornment.named_children[0] if adornment.named_children else None
    return module.dotted(inner)


def _suite(document: Document, module: SourceCode, tool: _Tool, line: int) -> EvaluationSuite:
    judges = tool.judges or _ASSERTS.search(document.text) is not None
    known: dict[str, Any] = {
        "resource": f"evaluation:{document.path}:{tool.name}",
        "origin": document.origin(line),
        "environment": document.environment,
        "product": tool.name,
        "metrics": _metrics(module, tool),
        "adversarial": tool.adversarial,
    }
    cases = _counted(document, module, tool)
    if cases is not None:
        return EvaluationSuite(**known, cases=cases, asserting_cases=cases if judges else 0)
    hidden = {"reason": GapReason.UNSUPPORTED, "detail": "cases come from a data set that could not be counted"}
    if judges or tool.adversarial:
        return EvaluationSuite(**known, unread={"cases": hidden, "asserting_cases": hidden})
    return EvaluationSuite(**known, asserting_cases=0, unread={"cases": hidden})


def _metrics(module: SourceCode, tool: _Tool) -> dict[str, float | None]:
    """Metrics and what each fails below: constructed ones, and those that are imported ready-made."""
    found: dict[str, float | None] = {}
    for call in module.calls:
        if match := tool.metrics.fullmatch(call.name):
            found[match["name"]] = _threshold(call, tool)
    for name in module.imports:
        if (match := tool.metrics.fullmatch(name)) and tool.threshold is None:
            found.setdefault(match["name"], None)
    return dict(sorted(found.items()))


def _threshold(call: Call, tool: _Tool) -> float | None:
    written = text_of(call.arguments.named.get("threshold"))
    try:
        return float(written) if written else tool.threshold
    except ValueError:  # a variable, which is a threshold all the same
        return tool.threshold


# Cases

MAX_BYTES = 5_000_000


def _counted(document: Document, module: SourceCode, tool: _Tool) -> int | None:
    """How many cases a module has; None when that can't be told."""
    made = [call for call in module.calls if tool.cases.fullmatch(call.name)]
    named = list(dict.fromkeys(path for node, _ in module.strings for path in _paths(module.grammar.literal(node))))
    rows = [_rows(document, path) for path in named]
    if rows and None not in rows:
        return sum(each for each in rows if each is not None)
    if rows or not made or any(within(call.scope, "loop") is not None or _repeated(call) for call in made):
        return None
    return len(made)


def _repeated(call: Call) -> bool:
    """Whether a case is made for each row of something: in a comprehension, or of a function's parameters."""
    node = call.node.parent
    while node is not None:
        if node.type.endswith("comprehension") or node.type == "generator_expression":
            return True
        if node.type == "function_definition":
            parameters = node.child_by_field_name("parameters")
            return parameters is not None and bool(parameters.named_children)
        node = node.parent
    return False


def _paths(value: str | None) -> list[str]:
    return [value] if value and _DATA.fullmatch(value) and not value.startswith("/") else []


def _rows(document: Document, name: str) -> int | None:
    """Rows of a data file that a module names, beside it or from the root; None when it is not there."""
    root = document.place.root
    if root is None:
        return None
    for base in (root / PurePosixPath(document.path).parent, root):
        content = _content(root, base / name)
        if content is not None:
            return _records(content, name)
    return None


def _content(root: Path, path: Path) -> str | None:
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return None
        content = read_bytes(str(path), MAX_BYTES + 1)
    except (OSError, ValueError, RuntimeError):
        return None
    return decoded(content) if len(content) <= MAX_BYTES else None


def _records(content: str, name: str) -> int | None:
    if name.endswith(".jsonl"):
        return sum(bool(line.strip()) for line in content.splitlines())
    try:
        return sum(1 for _ in csv.DictReader(io.StringIO(content)))
    except csv.Error:
        return None
