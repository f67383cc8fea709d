"""How tightly code is bound to one model provider: component A of provider lock, 0 to 30.

A = 30 · (0.6 · mean weight of the modules + 0.4 · min(1, direct modules / 8)), times 0.55 where the direct
calls stand in at most two files or in one adapter package.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from readiness.facts.ai import SourceModule

WEIGHTS = {"native": 1.0, "azure": 0.7, "openai-fixed": 0.6, "framework": 0.35, "openai-configurable": 0.15, "neutral": 0.0}
"""Coupling of a constructed client to what leaving its provider costs."""

DIRECT = 0.6
"""From this weight on, a module calls one provider's interface itself."""

NATIVE_IMPORTS = ("anthropic", "google.genai", "google.generativeai", "vertexai", "cohere", "mistralai", "groq", "azure.ai")
FRAMEWORK_IMPORTS = ("langchain", "llama_index")
NEUTRAL_IMPORTS = ("litellm", "pydantic_ai", "dspy", "portkey_ai", "any_llm", "aisuite", "langchain.chat_models")

ADAPTER_FOLDERS = frozenset(
    {
        "llm",
        "llms",
        "provider",
        "providers",
        "adapter",
        "adapters",
        "client",
        "clients",
        "gateway",
        "connectors",
        "integrations",
        "backends",
    }
)


@dataclass(frozen=True)
class CallPath:
    """How the modules of a system reach their models.

    Attributes:
        score: component A, rounded.
        direct: modules that call one provider's interface themselves.
        isolated: those stand in at most two files or in one adapter package.
    """

    score: int
    modules: int
    direct: tuple[SourceModule, ...]
    isolated: bool


def call_path(modules: list[SourceModule]) -> CallPath:
    """Component A over the modules, of which there is at least one."""
    weights = {each.resource: weight_of(each) for each in modules}
    direct = tuple(each for each in modules if weights[each.resource] >= DIRECT)
    isolated = bool(direct) and (len(direct) <= 2 or _one_adapter(direct))
    score = 30 * (0.6 * sum(weights.values()) / len(weights) + 0.4 * min(1.0, len(direct) / 8)) * (0.55 if isolated else 1.0)
    return CallPath(round(score), len(modules), direct, isolated)


def weight_of(module: SourceModule) -> float:
    """What the module's tightest client weighs; without clients, what it imports tells."""
    neutral = _imports(module, NEUTRAL_IMPORTS) or any(each.coupling == "neutral" for each in module.clients)
    framework = WEIGHTS["framework"] / 2 if neutral else WEIGHTS["framework"]
    if module.clients:
        return max(framework if each.coupling == "framework" else WEIGHTS[each.coupling] for each in module.clients)
    if _imports(module, NATIVE_IMPORTS):
        return WEIGHTS["native"]
    return framework if _imports(module, FRAMEWORK_IMPORTS) else 0.0


def _imports(module: SourceModule, libraries: Iterable[str]) -> bool:
    return any(each == name or each.startswith((f"{name}.", f"{name}_")) for each in module.imports for name in libraries)


def _one_adapter(modules: Iterable[SourceModule]) -> bool:
    folders = {PurePosixPath(each.origin.file or "").parent for each in modules}
    return len(folders) == 1 and folders.pop().name in ADAPTER_FOLDERS
