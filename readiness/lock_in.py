"""How hard it would be to change the model or to leave the provider: arithmetic over what code and gateways show.

Five components make 0 to 100 points, more being tighter: A the call path (30), B the identity of models (15), C what only one
provider offers (25), D alternatives (15) and E proof (15). Two numbers are read from them, because they differ in practice:
*model lock* (can we change the model?) and *provider lock* (can we leave the provider?).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Literal

from readiness.facts import Gap, Model, Origin
from readiness.facts.ai import Gateway, ModelRoute, ProviderUse, SourceModule
from readiness.facts.attestation import Attestation, latest_answer
from readiness.facts.delivery import EvaluationSuite
from readiness.facts.record import Environment
from readiness.facts.serving import without_samples

WEIGHTS = {"native": 1.0, "azure": 0.7, "openai-fixed": 0.6, "framework": 0.35, "openai-configurable": 0.15, "neutral": 0.0}
"""Coupling of a constructed client to what leaving its provider costs."""

DIRECT = 0.6
"""From this weight on, a module calls one provider's interface itself."""

ISOLATED = 0.55
"""What direct calls count for that stand in at most two files or in one adapter package."""

NATIVE_IMPORTS = ("anthropic", "google.genai", "google.generativeai", "vertexai", "cohere", "mistralai", "groq", "azure.ai", "aws_sdk")
NEUTRAL_IMPORTS = ("litellm", "pydantic_ai", "dspy", "portkey_ai", "any_llm", "aisuite", "langchain.chat_models", "vercel_ai")
BOUND_TO_NOBODY = ("langchain_core", "langchain_community", "langchain_text_splitters", "langchain_mcp_adapters", "langchain_classic")
"""Parts of a framework that are made for no provider."""

ADAPTER_FOLDERS = frozenset(
    """llm llms provider providers adapter adapters client clients gateway connectors integrations backends""".split()  # noqa: SIM905
)

FEATURES: Mapping[str, float] = {
    "Assistants API": 9,
    "On Your Data": 9,
    "Bedrock knowledge bases": 8,
    "Bedrock agents": 8,
    "Vector stores and file search of OpenAI": 8,
    "Foundry agents": 8,
    "Agent Engine": 8,
    "Vertex AI Search": 8,
    "Fine-tuned model": 7,
    "Native request bodies": 5,
    "Hosted tools of the Responses API": 5,
    "Kendra": 5,
    "Vertex vector search": 5,
    "Azure AI Search": 4,
    "Prompt management": 4,
    "Grounding with Google Search": 4,
    "State kept by the Responses API": 3,
    "Guardrails of Bedrock": 3,
    "Context caching of Gemini": 3,
    "Content Safety": 2,
    "Batches": 2,
    "Pinecone": 2,
    "Marks for prompt caching": 1,
}
"""What only one provider offers, by what it costs to do without; each further file adds 15 %, up to four of them."""

MOST = {"A": 30, "B": 15, "C": 25, "D": 15, "E": 15}
TITLES = {
    "A": "Call path",
    "B": "Model names in code",
    "C": "Features of one provider",
    "D": "Alternatives",
    "E": "Proof that a change works",
}
CATALOGUE = 5
"""From this many distinct ids on, a module is a catalogue or a price table and names no model that it uses."""
HARD_MODULES = 5
"""Modules with model names written into them at which component B is full."""
NO_MODELS = frozenset({"huggingface", "any"})
"""Providers of weights rather than of answers, and the one that a name at run time decides."""
DRILL = "org-provider-failure-drill"
DRILL_DAYS = 180
KNOWN, SURE = 0.7, 0.9
"""Shares of the files that touch a model which must have been parsed for a number, and for a sure one."""

Component = Literal["A", "B", "C", "D", "E"]


class Reason(Model):
    """What gives points, with where to look; without a file it is something that was not found."""

    what: str
    points: float
    file: str | None = None
    line: int | None = None


class Part(Model):
    """One component."""

    id: Component
    title: str
    points: float
    most: int
    reasons: tuple[Reason, ...] = ()


class Remedy(Model):
    """A step and what it takes off, recomputed; the gains of several steps do not simply add up.

    Attributes:
        total: points of the total.
        provider, model: points of provider lock and of model lock.
    """

    action: str
    component: Component
    total: float
    provider: float
    model: float


class LockIn(Model):
    """Provider lock-in, as far as code was read.

    Attributes:
        provider, model, total: 0 to 100, more is tighter; None where too little was read to tell.
        grade: A (below 20) to E (from 80) of the total; empty without one.
        confidence: how much of the code that touches a model was read.
        parsed, unread: files that touch a model and were read, and those that could not be.
        providers: whom code, environment and gateways name.
    """

    provider: int | None
    model: int | None
    total: int | None
    grade: str = ""
    confidence: Literal["high", "medium", "unknown"]
    parsed: int
    unread: int
    unread_files: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    components: tuple[Part, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class _Module:
    """One module as the arithmetic sees it."""

    origin: Origin
    weight: float
    hard: bool = False
    default: bool = False
    line: int | None = None

    @property
    def file(self) -> str:
        return self.origin.file or ""

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.file).parent)

    @property
    def direct(self) -> bool:
        return self.weight >= DIRECT


@dataclass(frozen=True)
class _Alternatives:
    """Component D: its points, why, and where."""

    points: float
    what: str
    origin: Origin | None = None


@dataclass(frozen=True)
class _Seen:
    """All that the numbers rest on."""

    modules: tuple[_Module, ...]
    features: tuple[tuple[str, Origin], ...] = ()
    alternatives: _Alternatives = _Alternatives(15, "one provider is configured")
    suite: bool = False
    second_vendor: bool = False
    drill: bool = False


@dataclass(frozen=True)
class CallPath:
    """How the modules of a system reach their models: component A.

    Attributes:
        score: its points.
        direct: modules that call one provider's interface themselves.
        isolated: those stand in at most two files or in one adapter package.
    """

    score: float
    modules: int
    direct: tuple[SourceModule, ...]
    isolated: bool


def touching(modules: Iterable[SourceModule]) -> list[SourceModule]:
    """Modules that reach for a model, samples and those left out that only use a framework's own messages or prompts."""
    return [each for each in without_samples(modules) if each.clients or not each.imports or not _only_types(each)]


def _only_types(module: SourceModule) -> bool:
    return all(name.startswith(BOUND_TO_NOBODY) for name in module.imports)


def call_path(modules: list[SourceModule]) -> CallPath:
    """Component A over modules, of which there is at least one."""
    seen = tuple(_module(each) for each in modules)
    direct = tuple(each for each, weighed in zip(modules, seen, strict=True) if weighed.direct)
    return CallPath(sum(each.points for each in _path_reasons(seen)), len(seen), direct, _isolated(seen))


def weight_of(module: SourceModule) -> float:
    """What the module's tightest client weighs; without clients, what it imports tells."""
    neutral = _imports(module, NEUTRAL_IMPORTS) or any(each.coupling == "neutral" for each in module.clients)
    framework = WEIGHTS["framework"] / 2 if neutral else WEIGHTS["framework"]
    weights = [framework if each.coupling == "framework" else WEIGHTS[each.coupling] for each in module.clients]
    if any(each.coupling != "neutral" for each in module.clients):
        return max(weights)
    if not module.clients and _imports(module, NATIVE_IMPORTS):
        return WEIGHTS["native"]
    # Neutral calls alone bind nobody; what binds is the adapter beside them (`@ai-sdk/openai` beside `ai`).
    adapters = [each for each in module.imports if _is_adapter(each) and (not module.clients or each.startswith("ai_sdk"))]
    return framework if adapters else 0.0


def _is_adapter(imported: str) -> bool:
    """Whether it is a framework's adapter for one provider: `langchain_openai`, `llama_index.llms.x`, `ai_sdk.x`."""
    if imported.startswith(BOUND_TO_NOBODY):
        return False
    return imported.startswith(("langchain_", "llama_index.llms.", "llama_index.embeddings.", "ai_sdk."))


def _imports(module: SourceModule, libraries: Iterable[str]) -> bool:
    return any(each == name or each.startswith((f"{name}.", f"{name}_")) for each in module.imports for name in libraries)


def _module(module: SourceModule) -> _Module:
    catalogue = len({each.model for each in module.models}) >= CATALOGUE
    lines = {use: [each.line for each in module.models if each.use == use and not catalogue] for use in ("argument", "default")}
    hard, default = bool(lines["argument"]), bool(lines["default"])
    first = next(iter(lines["argument"] or lines["default"]), None)
    return _Module(module.origin, weight_of(module), hard, default and not hard, first)


def names_models(module: SourceModule) -> Literal["argument", "default", ""]:
    """How tightly a module holds on to model ids: as arguments, as defaults, or not at all."""
    seen = _module(module)
    return "argument" if seen.hard else "default" if seen.default else ""


def identity_points(hard: int, defaults: int) -> float:
    """Component B."""
    return MOST["B"] * min(1.0, (hard + 0.2 * defaults) / HARD_MODULES)


def feature_points(files: Mapping[str, int]) -> float:
    """Component C, from each feature's number of files."""
    return min(float(MOST["C"]), sum(_worth(name, count) for name, count in files.items()))


def _worth(name: str, files: int) -> float:
    return FEATURES.get(name, 0.0) * (1 + 0.15 * min(4, max(0, files - 1)))


def vendors(providers: Iterable[str]) -> set[str]:
    """Whose models a suite asks, from ids as promptfoo writes them (`openai:gpt-4.1`).

    Files and addresses tell nothing, and neither does OpenAI's protocol with a name that is none of its models: that
    may be an alias at a gateway.
    """
    found = set()
    for each in providers:
        head, _, model = each.replace("/", ":").lower().partition(":")
        if head in _PROTOCOLS or (head == "openai" and not _OPENAI_MODEL.search(model)):
            continue
        found.add(_VENDORS.get(head, head))
    return found


_MODEL_VENDORS = (
    ("openai", re.compile(r"(?:chat)?gpt-(?!oss|neo|j-)|o[134](?:-|$)")),
    ("anthropic", re.compile(r"claude-")),
    ("gemini", re.compile(r"gemini-")),
    ("mistral", re.compile(r"(?:open-)?(?:mistral|mixtral|ministral|magistral|codestral)-")),
    ("cohere", re.compile(r"command-(?:r|a)(?:-|$)")),
    ("meta", re.compile(r"(?:meta-)?llama-?\d")),
    ("deepseek", re.compile(r"deepseek-")),
    ("xai", re.compile(r"grok-")),
    ("qwen", re.compile(r"qwen-?\d")),
    ("amazon", re.compile(r"nova-(?:micro|lite|pro|premier)")),
)
_REACHED = re.compile(r"(?:.*/|[a-z_-]+:)?(?:(?:us|eu|apac|global)\.)?(?:[a-z0-9]+\.(?=[a-z]))?")


def model_vendors(names: Iterable[str]) -> set[str]:
    """Who made the models of these names, wherever they are asked for; other words tell nothing."""
    plain = [_REACHED.sub("", each.lower(), count=1) for each in names]
    return {vendor for each in plain for vendor, pattern in _MODEL_VENDORS if pattern.match(each)}


_VENDORS = {
    "azureopenai": "azure",
    "google": "gemini",
    "palm": "gemini",
    "ollama": "self-hosted",
    "localai": "self-hosted",
    "vllm": "self-hosted",
}
_PROTOCOLS = frozenset(
    {"file", "http", "https", "python", "exec", "javascript", "webhook", "websocket", "litellm", "package", "echo", "golang", ""}
)
_OPENAI_MODEL = re.compile(r"(?:^|:)(?:gpt|chatgpt|o\d|text-embedding|ft:gpt)")


def lock_in(
    *,
    modules: Iterable[SourceModule],
    gateways: Iterable[Gateway] = (),
    routes: Iterable[ModelRoute] = (),
    ways: Iterable[Way] = (),
    uses: Iterable[ProviderUse] = (),
    suites: Iterable[EvaluationSuite] = (),
    features: Iterable[tuple[str, Origin]] = (),
    answers: Iterable[Attestation] = (),
    gaps: Iterable[Gap] = (),
    today: date,
) -> LockIn | None:
    """Both locks with their components, and what each step would take off; None where no code touches a model.

    `ways` are names under which gateways of other kinds answer, each with the providers behind it and its place.
    `features` are those that were seen elsewhere than in code, by names of `FEATURES`, each with its place.
    """
    judged = touching(each for each in modules if not each.unread)
    unread = sorted({each.file for each in gaps if each.file and _hides_code(each)})
    if not judged and not unread:
        return None
    own = without_samples(suites)
    named = sorted({each.provider for each in without_samples(uses) if each.via != "evaluation"} - NO_MODELS | _of_clients(judged))
    answer = latest_answer(list(answers), DRILL)
    seen = _Seen(
        modules=tuple(_module(each) for each in judged),
        features=(*((each.name, module.origin.at(each.line)) for module in judged for each in module.features), *features),
        alternatives=_alternatives(judged, without_samples(gateways), [*_ways(without_samples(routes)), *ways], named),
        suite=bool(own),
        second_vendor=any(len(vendors(each.providers)) > 1 for each in own if "providers" not in each.unread),
        drill=answer is not None and answer.state(today, DRILL_DAYS) == "current",
    )
    share = len(judged) / (len(judged) + len(unread))
    numbers = _numbers(seen)
    known = share >= KNOWN
    return LockIn(
        provider=round(numbers.provider) if known else None,
        model=round(numbers.model) if known else None,
        total=round(numbers.total) if known else None,
        grade="ABCDE"[min(4, int(numbers.total // 20))] if known else "",
        confidence="high" if share >= SURE else "medium" if known else "unknown",
        parsed=len(judged),
        unread=len(unread),
        unread_files=tuple(unread),
        providers=tuple(named),
        components=_parts(seen),
        remedies=_remedies(seen),
    )


def _hides_code(gap: Gap) -> bool:
    return SourceModule.__name__ in gap.facts and gap.environment is not Environment.SAMPLE


def _of_clients(modules: Iterable[SourceModule]) -> set[str]:
    return {client.provider for module in modules for client in module.clients} - {"any", ""}


def _alternatives(modules: list[SourceModule], gateways: list[Gateway], ways: list[Way], named: list[str]) -> _Alternatives:
    """Component D. A gateway that no code goes through is no alternative."""
    clients = [(module, client) for module in modules for client in module.clients]
    through = [module for module, client in clients if client.coupling in ("openai-configurable", "neutral")]
    used = not clients or bool(through)
    if used and (way := next((each for each in ways if len(each[1]) > 1), None)) is not None:
        return _Alternatives(0, f"the name {way[0]} reaches {', '.join(sorted(way[1]))}", way[2])
    fallback = next((module for module in modules if module.fallbacks), None)
    outside = [each for each in named if each != "self-hosted"]
    if fallback is not None and len(outside) > 1:
        return _Alternatives(4, "a fallback to another provider is coded", fallback.origin)
    if through or (used and (gateways or ways)):
        origin = next((each.origin for each in (*through, *gateways)), ways[0][2] if ways else None)
        return _Alternatives(5, "a neutral gateway or client, with one provider behind each name", origin)
    if len(named) > 1:
        return _Alternatives(8, f"{len(named)} providers are in use, none of which stands in for another")
    return _Alternatives(15, "one provider is configured", clients[0][0].origin if clients else None)


Way = tuple[str, frozenset[str], Origin]
"""A name that a gateway answers under, the providers behind it, and where it stands."""


def _ways(routes: list[ModelRoute]) -> list[Way]:
    """Chat models by their alias, with the providers of their fallbacks."""
    behind: dict[tuple[str, str], set[str]] = defaultdict(set)
    for route in routes:
        behind[route.gateway, route.alias] |= {each.provider for each in route.deployments}
    return [
        (
            route.alias,
            frozenset().union(*(behind.get((route.gateway, alias), ()) for alias in (route.alias, *route.fallbacks))),
            route.origin,
        )
        for route in routes
        if route.kind == "chat"
    ]


@dataclass(frozen=True)
class _Numbers:
    a: float
    b: float
    c: float
    d: float
    e: float

    @property
    def total(self) -> float:
        return self.a + self.b + self.c + self.d + self.e

    @property
    def provider(self) -> float:
        return 100 * (0.35 * self.a / 30 + 0.35 * self.c / 25 + 0.20 * self.d / 15 + 0.10 * self.e / 15)

    @property
    def model(self) -> float:
        return 100 * (0.50 * self.b / 15 + 0.15 * self.a / 30 + 0.35 * self.e / 15)


def _numbers(seen: _Seen) -> _Numbers:
    points = {part.id: part.points for part in _parts(seen)}
    return _Numbers(points["A"], points["B"], points["C"], points["D"], points["E"])


def _parts(seen: _Seen) -> tuple[Part, ...]:
    reasons = {
        "A": _path_reasons(seen.modules),
        "B": _identity_reasons(seen.modules),
        "C": _feature_reasons(seen.features),
        "D": [_reason(seen.alternatives.what, seen.alternatives.points, seen.alternatives.origin)],
        "E": _proof_reasons(seen),
    }
    return tuple(
        Part(
            id=id,
            title=TITLES[id],
            points=round(min(float(MOST[id]), sum(each.points for each in told)), 2),
            most=MOST[id],
            reasons=tuple(each for each in told if each.points > 0),
        )
        for id, told in reasons.items()
    )


def _reason(what: str, points: float, origin: Origin | None = None, line: int | None = None) -> Reason:
    file = origin.file if origin is not None else None
    if origin is not None and file is None:
        what = f"{what}, {origin}"
    return Reason(what=what, points=round(points, 6), file=file, line=line or (origin.line if origin is not None else None))


def _isolated(modules: tuple[_Module, ...]) -> bool:
    direct = [each for each in modules if each.direct]
    folders = {each.folder for each in direct}
    one_adapter = len(folders) == 1 and PurePosixPath(next(iter(folders))).name in ADAPTER_FOLDERS
    return bool(direct) and (len(direct) <= 2 or one_adapter)


_WORDS = (
    (1.0, "calls a vendor's own interface"),
    (0.7, "uses Azure's client"),
    (DIRECT, "uses OpenAI's client without an address of its own"),
)


def _path_reasons(modules: tuple[_Module, ...]) -> list[Reason]:
    """A = 30 · (0.6 · mean weight + 0.4 · min(1, direct modules / 8)); isolated direct calls count 0.55 of that.

    The discount is on the direct calls alone: if it were on all, mending the last direct call would raise the lock.
    """
    direct = sum(each.direct for each in modules)
    discount = ISOLATED if _isolated(modules) else 1.0
    shared = 30 * 0.4 * min(1.0, direct / 8) * discount / direct if direct else 0.0
    reasons = []
    for each in modules:
        points = 30 * 0.6 * each.weight / len(modules) * (discount if each.direct else 1.0) + (shared if each.direct else 0.0)
        what = next((words for least, words in _WORDS if each.weight >= least), "goes through an adapter of a framework")
        if 0 < each.weight <= WEIGHTS["openai-configurable"]:
            what = "uses OpenAI's client at an address of your choice"
        reasons.append(_reason(what, points, each.origin))
    return reasons


def _identity_reasons(modules: tuple[_Module, ...]) -> list[Reason]:
    units = [(each, 1.0 if each.hard else 0.2) for each in modules if each.hard or each.default]
    full = sum(unit for _, unit in units)
    points = identity_points(sum(each.hard for each, _ in units), sum(not each.hard for each, _ in units))
    return [
        _reason("names a model" if each.hard else "names a model as a default", points * unit / full, each.origin, each.line)
        for each, unit in units
    ]


def _feature_reasons(features: tuple[tuple[str, Origin], ...]) -> list[Reason]:
    places: dict[str, list[Origin]] = defaultdict(list)
    for name, origin in features:
        places[name].append(origin)
    full = sum(_worth(name, len(origins)) for name, origins in places.items())
    scale = min(1.0, MOST["C"] / full) if full else 0.0
    return [
        _reason(name, _worth(name, len(origins)) * scale / len(origins), origin)
        for name, origins in sorted(places.items())
        for origin in origins
    ]


def _proof_reasons(seen: _Seen) -> list[Reason]:
    return [
        _reason("no evaluation suite", 0 if seen.suite else 6),
        _reason("no evaluation of another vendor's model", 0 if seen.second_vendor else 5),
        _reason(f"no drill of a provider's failure in {DRILL_DAYS} days", 0 if seen.drill else 4),
    ]


def _remedies(seen: _Seen) -> tuple[Remedy, ...]:
    """Each step with the difference it makes, recomputed, the largest first; steps without one are left out."""
    before = _numbers(seen)
    steps = [
        *_path_steps(seen),
        *_identity_steps(seen),
        *_feature_steps(seen),
        ("Let another provider answer under the same name, at the gateway", "D", replace(seen, alternatives=_Alternatives(0, "done"))),
        ("Write an evaluation suite", "E", replace(seen, suite=True)),
        ("Run the evaluations against another vendor's model too", "E", replace(seen, suite=True, second_vendor=True)),
        ("Rehearse the failure of a provider", "E", replace(seen, drill=True)),
    ]
    remedies = []
    for action, component, after in steps:
        numbers = _numbers(after)
        remedy = Remedy(
            action=action,
            component=component,
            total=round(before.total - numbers.total, 1),
            provider=round(before.provider - numbers.provider, 1),
            model=round(before.model - numbers.model, 1),
        )
        if remedy.total > 0:
            remedies.append(remedy)
    return tuple(sorted(remedies, key=lambda each: (-each.total, each.action)))


Steps = list[tuple[str, str, _Seen]]

MOST_FOLDERS = 20
"""Folders of which each has a step of its own: those that weigh most. Each is computed anew over all modules."""


def _path_steps(seen: _Seen) -> Steps:
    """One client with a free address for each folder that calls a provider itself, and for all of them."""
    weight: dict[str, float] = defaultdict(float)
    for each in seen.modules:
        if each.direct:
            weight[each.folder] += each.weight
    folders = sorted(weight)
    heaviest = sorted(folders, key=lambda each: (-weight[each], each))[:MOST_FOLDERS]
    steps = [(f"Send the calls of {folder} through one client with a free address", "A", _rerouted(seen, {folder})) for folder in heaviest]
    if len(folders) > 1:
        steps.append(("Send all calls through one client with a free address", "A", _rerouted(seen, set(folders))))
    return steps


def _rerouted(seen: _Seen, folders: set[str]) -> _Seen:
    loose = WEIGHTS["openai-configurable"]
    modules = (replace(each, weight=loose) if each.direct and each.folder in folders else each for each in seen.modules)
    return replace(seen, modules=tuple(modules))


def _identity_steps(seen: _Seen) -> Steps:
    """One setting with a default takes the place of all names in code."""
    if not any(each.hard for each in seen.modules):
        return []
    first = next(each for each in seen.modules if each.hard)
    modules = tuple(replace(each, hard=False, default=each is first or each.default) for each in seen.modules)
    return [("Name the model in one setting", "B", replace(seen, modules=modules))]


def _feature_steps(seen: _Seen) -> Steps:
    names = sorted({name for name, _ in seen.features})
    return [
        (f"Do without: {name}", "C", replace(seen, features=tuple(each for each in seen.features if each[0] != name))) for name in names
    ]
