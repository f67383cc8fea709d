"""Reads files that people write for models or for each other: prompts and runbooks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.formats import Document
from readiness.collectors.files.guardrails_source import guards, read_guards
from readiness.collectors.files.model_references import is_modelfile, names_models, read_modelfile, read_references
from readiness.collectors.files.owners_file import is_owners_file, read_owners
from readiness.collectors.files.python_syntax import parse_python
from readiness.collectors.files.shapes import at, text
from readiness.facts import GapReason
from readiness.facts.ai import Guardrail
from readiness.facts.documents import DraftReference, OwnersFile, PromptFile, PromptKind, PromptRegistryUse, RunbookPage
from readiness.facts.models import ModelReference

IN_CODE = (PromptRegistryUse, DraftReference, ModelReference, Guardrail)
GIVES = (PromptFile, RunbookPage, OwnersFile, *IN_CODE)

# Prompts

_PROMPT_FOLDERS = frozenset({"prompts", "prompt", "system_prompts", "system-prompts", "prompt_templates", "prompt-templates"})
_TEXT = frozenset({".txt", ".md", ".j2", ".jinja", ".jinja2", ".mustache", ".hbs", ".tmpl", ".poml"})
_FRONT = re.compile(r"\A---[ \t\r]*\n(?P<front>.*?)\n---[ \t\r]*\n", re.DOTALL)


def prompt_kind(path: str) -> PromptKind | None:
    """What kind of prompt a file of this path is; None for other files."""
    name = PurePosixPath(path.lower())
    if name.suffix == ".prompty":
        return "prompty"
    if name.suffix == ".prompt":
        return "dotprompt"
    if name.name.endswith((".prompt.yml", ".prompt.yaml")):
        return "github models"
    plain = name.suffix in _TEXT and name.stem not in ("readme", "changelog", "index")
    return "text" if plain and _PROMPT_FOLDERS.intersection(name.parts[:-1]) else None


# Hosts of private networks and AWS accounts; documentation's own names (example.com, 123456789012) are none.
_INTERNAL = re.compile(
    r"(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:internal|intranet|corp|lan|local|svc\.cluster\.local)\b(?!\.\w)"
    r"|\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b"
    r"|\barn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:(?!123456789012|111122223333|000000000000)\d{12}:[\w/:.-]*[\w/]"
)
MAX_INTERNALS = 20
MAX_LINE = 5_000


def read_prompt(document: Document) -> Iterator[Observation]:
    """A prompt file; front matter tells its model."""
    kind = prompt_kind(document.path) or "text"
    front = _front_matter(document)
    known = PromptFile(
        resource=f"prompt:{document.path}",
        origin=document.origin(1),
        environment=document.environment,
        kind=kind,
        model=_model(front),
        internals=internals_of(document.text),
        tracked=bool(document.tracked),
    )
    if document.tracked is None:
        yield known.unknown("tracked", GapReason.UNSUPPORTED, "the folder is no git checkout that can be read", "scan a git checkout")
    else:
        yield known


def _front_matter(document: Document) -> object:
    match = _FRONT.match(document.text)
    written = match["front"] if match else document.text if document.path.lower().endswith((".yml", ".yaml")) else ""
    parsed = tree.read(written, "yaml").documents if written else []
    return parsed[0] if parsed else None


def _model(front: object) -> str:
    """`model` of dotprompt and GitHub Models, the deployment or model of Prompty."""
    configuration = at(front, "model", "configuration")
    return (
        text(at(front, "model"))
        or text(at(configuration, "azure_deployment"))
        or text(at(configuration, "name"))
        or text(at(front, "model", "id"))
    )


def internals_of(content: str) -> dict[str, int]:
    """Internal hosts, addresses and accounts in a text, each with the first line that names it."""
    found: dict[str, int] = {}
    for number, line in enumerate(content.splitlines(), 1):
        for match in _INTERNAL.finditer(line[:MAX_LINE]):
            if len(found) < MAX_INTERNALS:
                found.setdefault(match[0], number)
    return found


# Registries (Langfuse 3, LangSmith 0.4, MLflow 3)

_ASKS = re.compile(r"\.get_prompt\(|\.pull_prompt\(|\bload_prompt\(|\bhub\.pull\(")


def takes_prompts(content: str) -> bool:
    """Whether a module may take prompts from a registry; cheap, for all files."""
    return bool(_ASKS.search(content))


def read_registry_use(document: Document) -> Iterator[Observation]:
    """The prompts that a module takes from a registry."""
    module = parse_python(document.text)
    imported = {name.split(".")[0] for name in module.imports}
    for call in module.calls:
        name = module.resolved(call.name) or call.name
        product = _registry(name, imported)
        if not product:
            continue
        named = call.arguments.named
        label = next(
            (module.grammar.literal(named[key]) or text_shown(named[key]) for key in ("label", "version", "alias") if key in named), ""
        )
        prompt = (
            module.grammar.literal(call.arguments.positional[0]) if call.arguments.positional else module.grammar.literal(named.get("name"))
        )
        yield PromptRegistryUse(
            resource=f"prompt:{document.path}:{call.line}",
            origin=document.origin(call.line),
            environment=document.environment,
            product=product,
            prompt=prompt or "",
            label=label or _label_in(product, prompt or ""),
            newest=_is_newest(product, label or _label_in(product, prompt or "")),
        )


def text_shown(node: object) -> str:
    """A value that is no plain string, so that it is told apart from none at all."""
    return "computed" if node is not None else ""


def _registry(name: str, imported: set[str]) -> str:
    last = name.rsplit(".", 1)[-1]
    if last == "get_prompt" and "langfuse" in imported:
        return "langfuse"
    if (last == "pull_prompt" and "langsmith" in imported) or name.endswith("hub.pull"):
        return "langsmith"
    return "mlflow" if last == "load_prompt" and "mlflow" in imported else ""


def _label_in(product: str, prompt: str) -> str:
    """`name:commit` of LangSmith, `prompts:/name@alias` and `prompts:/name/version` of MLflow."""
    if product == "langsmith":
        return prompt.partition(":")[2]
    if product == "mlflow":
        return prompt.partition("@")[2] or (prompt.rsplit("/", 1)[-1] if prompt.startswith("prompts:/") and prompt.count("/") > 1 else "")
    return ""


def _is_newest(product: str, label: str) -> bool:
    """Langfuse takes the label `production` by default, LangSmith the last commit."""
    return label == "latest" or (product == "langsmith" and not label)


# Drafts

_DRAFTS = {"TSTALIASID": "agent of Amazon Bedrock"}
_DRAFT = re.compile(r"(?<![A-Za-z0-9])TSTALIASID(?![A-Za-z0-9])")


def names_draft(content: str) -> bool:
    """Whether a text names an alias that always points at a draft; cheap, for all files."""
    return "TSTALIASID" in content and bool(_DRAFT.search(content))


def read_drafts(document: Document) -> Iterator[Observation]:
    """The first place where a file names a draft's alias."""
    match = _DRAFT.search(document.text)
    if match is not None:
        yield DraftReference(
            resource=f"draft:{document.path}:{match[0]}",
            origin=document.origin(document.text.count("\n", 0, match.start()) + 1),
            environment=document.environment,
            name=match[0],
            of=_DRAFTS[match[0]],
        )


# Runbooks

_RUNBOOK = re.compile(r"run-?_?books?|play-?_?books?|incident[-_ ]?(response|guides?)|on-?_?call", re.IGNORECASE)
_PAGES = frozenset({".md", ".mdx", ".rst", ".adoc", ".txt"})
_SCENARIOS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        (
            "provider outage",
            r"(provider|model|llm|openai|bedrock|api).*(outage|down\b|unavailab|fail|does not answer|degrad)|fallback|failover",
        ),
        ("cost runaway", r"cost|spend|budget|runaway|quota|token usage"),
        ("prompt injection", r"injection|jailbreak|attack|abuse"),
        ("bad model or prompt", r"bad[- ](release|model|prompt|answer)|roll-?\s?back|worse|regression|hallucinat|quality"),
        ("data leak", r"leak|exfiltrat|breach|personal data|\bpii\b|privacy"),
        ("index corruption", r"index|vector|embedding|retrieval|knowledge base"),
    )
)
MAX_TITLE = 120
_HEADING = re.compile(r"^(?:#{1,3}|={1,3})[ \t]+(?P<title>.+)$", re.MULTILINE)


def is_runbook(path: str) -> bool:
    """Whether the path is that of a runbook's page."""
    name = PurePosixPath(path)
    return name.suffix.lower() in _PAGES and any(_RUNBOOK.fullmatch(part) or _RUNBOOK.match(part) for part in (*name.parts[:-1], name.stem))


def read_runbook(document: Document) -> Iterator[Observation]:
    """A page, with the incidents that its name and its headings speak of."""
    headings = [match["title"].strip()[:MAX_TITLE] for match in _HEADING.finditer(document.text)]
    name = PurePosixPath(document.path).stem.replace("-", " ").replace("_", " ")
    told = "\n".join([name, *headings])
    yield RunbookPage(
        resource=f"runbook:{document.path}",
        origin=document.origin(1),
        environment=document.environment,
        title=headings[0] if headings else name,
        scenarios=tuple(scenario for scenario, pattern in _SCENARIOS if any(pattern.search(line) for line in told.splitlines())),
        words=len(document.text.split()),
    )


READERS: tuple[tuple[str, Callable[[Document], bool], Callable[[Document], Iterator[Observation]]], ...] = (
    ("prompt", lambda document: prompt_kind(document.path) is not None, read_prompt),
    ("runbook", lambda document: is_runbook(document.path), read_runbook),
    ("owners", is_owners_file, read_owners),
    ("modelfile", is_modelfile, read_modelfile),
    ("model reference", names_models, read_references),
    ("prompt registry", lambda document: document.syntax == "python" and takes_prompts(document.text), read_registry_use),
    ("guardrails ai", lambda document: document.syntax == "python" and guards(document.text), read_guards),
    ("draft", lambda document: not _is_page(document) and names_draft(document.text), read_drafts),
)
"""Name of each kind of text, how it is recognised, and what reads it."""


def _is_page(document: Document) -> bool:
    return PurePosixPath(document.path).suffix.lower() in _PAGES
