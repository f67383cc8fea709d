"""The site's generated part, as a hook of MkDocs: a page for each check, and the tables in the pages that are written by hand.

Nothing of it is kept in the repository, so nothing can be stale: checks, schema, formats and exit codes are asked while the
site is built. `make docs` builds it into `site/`.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.api import Certainty, Check, Severity
from readiness.engine import Finding
from readiness.errors import EXIT_CODES
from readiness.facts import Fact
from readiness.frameworks import control, framework, framework_keys
from readiness.loader import load_checks, pillars
from readiness.permissions import aws_rights
from readiness.rbac import kubernetes_rights, metadata_rights, rules
from readiness.reports import FORMATS
from readiness.schemas import schema_of
from readiness.score import CHECK_WEIGHTS, CRITICAL_CAPS, FLOORS, HIGH_CAP, LEVELS, PILLAR_WEIGHTS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "checks"

SURENESS = {
    Certainty.CERTAIN: "certain: what it reads is the control itself",
    Certainty.LIKELY: "likely: it reads signs that seldom deceive",
    Certainty.HEURISTIC: "heuristic: it guesses; verify before you act",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each check, and the index of all."""
    from mkdocs.structure.files import File

    for path, text in catalogue().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the tables where a page says `<!-- table: NAME -->`."""

    def put(match: re.Match[str]) -> str:
        return TABLES[match[1]]()

    return re.sub(r"<!-- table: ([a-z-]+) -->", put, markdown)


def catalogue() -> dict[str, str]:
    """Every generated page by its path."""
    checks = load_checks()
    examples = worked_examples()
    pages = {f"checks/{each.id}.md": page_of(each, examples.get(each.id)) for each in checks.values()}
    return {"checks/index.md": index_of(checks), **pages}


def index_of(checks: Mapping[str, Check]) -> str:
    """All checks by pillar, the most severe first."""
    counts = Counter(each.severity for each in checks.values())
    told = ", ".join(f"{counts[severity]} {severity}" for severity in Severity)
    parts = ["# Checks", f"{len(checks)} checks: {told}. `readiness checks explain ID` shows the same pages in the terminal."]
    for pillar in pillars().values():
        own = sorted((each for each in checks.values() if each.pillar == pillar.id), key=lambda each: (order(each), each.id))
        rows = [(each.severity, f"[{each.id}]({each.id}.md)", each.title, each.effort) for each in own]
        parts += [f"## {pillar.title}", f"{pillar.question} {PILLAR_WEIGHTS[pillar.id]} of 100 points; `{pillar.id}`."]
        parts.append(grid(("Severity", "Check", "What holds", "Effort"), rows))
    return joined(parts)


def order(check: Check) -> int:
    """Severities from critical to low."""
    return list(Severity).index(check.severity)


def page_of(check: Check, example: Finding | None) -> str:
    """The manual page of a check."""
    pillar = pillars()[check.pillar]
    facts = [
        ("Pillar", f"[{pillar.title}](index.md#{slug(pillar.title)})"),
        ("Severity", check.severity),
        ("Effort", check.effort),
        ("Certainty", SURENESS[check.certainty]),
        ("Since", check.since),
    ]
    if check.aliases:
        facts.append(("Former ids", ", ".join(f"`{each}`" for each in check.aliases)))
    parts = [f"---\ntitle: {check.id}\n---", f"# {check.title}", f"`{check.id}`", listed(facts), "## Why", text(check.why)]
    if check.question:
        parts += ["## The question", f"No scan can know this; a person answers it in the attestations: *{check.question}*"]
    if check.contradicted_by:
        named = ", ".join(f"[{each}]({each}.md)" for each in check.contradicted_by)
        parts.append(f"A yes does not hold where these fail: {named}.")
    parts += ["## How to mend it", fix(check.fix)]
    if example is not None:
        parts += ["## An example", shown(example)]
    parts += [*reads(check), *settings(check), *maps(check)]
    return joined([*parts, "## Ask only this", f"```sh\nreadiness scan . --only {check.id}\n```"])


def fix(told: str) -> str:
    """The fix as Markdown: its first line is the action, the rest is shown as it is written."""
    action, _, rest = told.partition("\n")
    snippet = rest.strip("\n")
    return escaped(action) + (f"\n\n```\n{snippet}\n```" if snippet else "")


def shown(example: Finding) -> str:
    """A finding of the check, out of the situations that its tests hold it to."""
    rows = [("Finding", example.message), ("Resource", code(example.resource)), ("Where", code(example.location))]
    rows += [(escaped(name.replace("_", " ")), code(plain(value))) for name, value in example.evidence.items()]
    return listed((name, told) for name, told in rows if told)


def plain(value: Any) -> str:
    """Evidence as people read it."""
    if isinstance(value, list):
        return ", ".join(value)
    return {None: "none", True: "yes", False: "no"}.get(value, str(value)) if value is None or isinstance(value, bool) else str(value)


def reads(check: Check) -> list[str]:
    """What it reads, and the rights that this takes where an account or a cluster is read."""
    kinds = sorted(check.needs, key=lambda each: each.__name__)
    parts = ["## What it reads", grid(("Fact", "What it tells"), [(f"`{each.__name__}`", said(each)) for each in kinds])]
    parts.append("What could not be read is *unknown*, with its reason, and never a pass.")
    if actions := aws_rights([check]):
        parts += ["In an AWS account, these IAM actions:", f"```\n{chr(10).join(sorted(actions))}\n```"]
    if granted := rules(kubernetes_rights([check])):
        rows = [(each["apiGroups"][0] or "core", ", ".join(each["resources"]), ", ".join(each["verbs"])) for each in granted]
        parts += ["In a cluster, these rules of RBAC:", grid(("API group", "Resources", "Verbs"), rows)]
    if set(metadata_rights([check])) - set(kubernetes_rights([check])):
        asked = "With `--secret-metadata`, or `secret_metadata: true` at a target,"
        parts.append(f"{asked} also `list secrets`, for the names, labels and times of Secrets.")
    return parts


def said(kind: type[Fact]) -> str:
    """The first line of a fact's docstring."""
    return escaped((kind.__doc__ or "").strip().splitlines()[0])


def settings(check: Check) -> list[str]:
    """What readiness.yaml may change."""
    if not check.settings:
        return []
    values = "\n".join(f"      {name}: {yaml_of(value)}" for name, value in check.settings.items())
    return ["## Settings", "With their defaults:", f"```yaml\nchecks:\n  settings:\n    {check.id}:\n{values}\n```"]


def yaml_of(value: Any) -> str:
    """A default as YAML writes it in one line."""
    import yaml

    written = list(value) if isinstance(value, tuple | frozenset | set) else value
    return yaml.safe_dump(written, default_flow_style=True, width=1000).strip().removesuffix("...").strip()


def maps(check: Check) -> list[str]:
    """The controls of frameworks that it speaks to."""
    rows = []
    for reference in check.maps:
        key, _, id_ = reference.partition(":")
        found, its = control(reference), framework(key)
        title = f"[{escaped(found.title)}]({found.url})" if found and found.url else escaped(found.title if found else "")
        rows.append((its.edition if its else key, f"`{id_}`", title))
    return ["## Frameworks", grid(("Framework", "Id", "Control"), rows)] if rows else []


@cache
def worked_examples() -> dict[str, Finding]:
    """A failing finding of each check that has a table of tests, by id."""
    sys.path.insert(0, str(TESTS.parent))  # as tests/conftest.py does
    spec = importlib.util.spec_from_file_location("catalogue_laws", TESTS / "test_laws.py")
    if spec is None or spec.loader is None:
        return {}
    laws = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(laws)
    return {id: found[0] for id, check in load_checks().items() if (found := laws.failures(check))}


def frameworks_table() -> str:
    """Frameworks, and how many of their controls some check speaks to."""
    by_control: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for check in load_checks().values():
        for reference in check.maps:
            key, _, id_ = reference.partition(":")
            by_control[key][id_].append(check.id)
    parts = []
    for key in framework_keys():
        its = framework(key)
        if its is None:
            continue
        rows = [
            (f"`{id_}`", escaped(each.title), ", ".join(f"[{name}](checks/{name}.md)" for name in by_control[key][id_]))
            for id_, each in its.controls.items()
            if by_control[key][id_]
        ]
        licence = f" Titles: {escaped(its.licence)}." if its.licence else ""
        parts += [f"## {its.name}", f"[{its.edition}]({its.url}), `--framework {key}`.{licence}"]
        parts.append(grid(("Id", "Control", "Checks"), rows))
    return joined(parts)


def formats_table() -> str:
    """Formats, from the table that writes them."""
    rows = []
    for name, each in FORMATS.items():
        told = (importlib.import_module(each.module).__doc__ or "").strip().splitlines()[0]
        version = f"`{name}-v{each.version}`" if each.version is not None else ""
        rows.append((f"`{name}`", f"`{each.suffix}`" if each.suffix else "", version, escaped(told)))
    return grid(("Format", "File", "By version", "What it is"), rows)


def exit_codes_table() -> str:
    """Exit codes and what they say."""
    return grid(("Code", "Meaning"), [(str(int(code)), escaped(meaning)) for code, meaning in EXIT_CODES.items()])


def levels_table() -> str:
    """Levels and the least score of each."""
    return grid(("Level", "From", ""), [(letter, str(least), name) for least, letter, name in LEVELS])


def pillars_table() -> str:
    """Pillars, their weights, and how many checks they have."""
    counts = Counter(each.pillar for each in load_checks().values())
    return grid(
        ("Pillar", "Points", "Checks", "Question"),
        [(each.title, str(PILLAR_WEIGHTS[each.id]), str(counts[each.id]), escaped(each.question)) for each in pillars().values()],
    )


def severities_table() -> str:
    """Severities: their share, and what the first failing resource costs."""
    rows = [(each, str(CHECK_WEIGHTS[each]), f"{round(100 * FLOORS[each])} %") for each in Severity]
    return grid(("Severity", "Share in the pillar", "The first failing resource costs"), rows)


def caps_table() -> str:
    """Open findings and the highest score that they leave."""
    last = len(CRITICAL_CAPS) - 1
    rows = [(f"{number} critical{' or more' if number == last else ''}", str(CRITICAL_CAPS[number])) for number in range(1, last + 1)]
    return grid(("Open", "Highest score"), [*rows, ("any high", str(HIGH_CAP))])


def configuration_table() -> str:
    """Keys of readiness.yaml, from its JSON Schema: those of the document, then those of each part."""
    schema = schema_of("config")
    parts = ["## The document", keys_of(schema, schema["$defs"])]
    for name, each in schema["$defs"].items():
        if "properties" in each:
            parts += [f"## {name}", text(head(each)), keys_of(each, schema["$defs"])]
    return joined(parts)


def head(model: Mapping[str, Any]) -> str:
    """A model's description without that of its keys."""
    return str(model.get("description", "")).split("Attributes:")[0].strip()


def keys_of(model: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """A model's keys: type, default and meaning."""
    told = {}
    for names, meaning in re.findall(
        r"^    ([\w, ]+): (.+(?:\n {8}.+)*)$", model.get("description", "").split("Attributes:")[-1], re.MULTILINE
    ):
        told |= {name.strip(): " ".join(meaning.split()) for name in names.split(",")}
    required = set(model.get("required", ()))
    rows = []
    for name, each in model["properties"].items():
        default = "required" if name in required else f"`{yaml_of(each['default'])}`" if plainly(each.get("default")) else ""
        rows.append((f"`{name}`", kind_of(each, definitions), default, escaped(told.get(name, each.get("description", "")))))
    return grid(("Key", "Type", "Default", "Meaning"), rows)


def plainly(default: Any) -> bool:
    """Whether a default says more than that there is none."""
    return default not in (None, "", [], {}) and not isinstance(default, dict)


def kind_of(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """A type in words; another part is a link."""
    match schema:
        case {"$ref": str(reference)}:
            name = reference.rpartition("/")[2]
            found = definitions[name]
            return " \\| ".join(f"`{each}`" for each in found["enum"]) if "enum" in found else f"[{name}](#{name.lower()})"
        case {"const": _} | {"enum": _}:
            return " \\| ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
        case {"anyOf": several}:
            return " or ".join(kind_of(each, definitions) for each in several if each.get("type") != "null")
        case {"type": "array", "items": each}:
            return f"list of {kind_of(each, definitions)}"
        case {"type": "object", "additionalProperties": Mapping() as each}:
            return f"map to {kind_of(each, definitions)}"
    return str(schema.get("type", "any"))


TABLES = {
    "frameworks": frameworks_table,
    "formats": formats_table,
    "exit-codes": exit_codes_table,
    "levels": levels_table,
    "pillars": pillars_table,
    "severities": severities_table,
    "caps": caps_table,
    "configuration": configuration_table,
}


def grid(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(" ".join(str(cell).split()) for cell in line) + " |" for line in lines)


def listed(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what is told of them."""
    return "\n".join(f"- **{name}:** {told}" for name, told in rows)


def escaped(told: str) -> str:
    """Text whose angle brackets and bars are meant; what stands in backticks stays."""
    pieces = re.split(r"(`[^`]*`)", told)
    return "".join(each.replace("|", "\\|") if each.startswith("`") else re.sub(r"([<|*_\[\]])", r"\\\1", each) for each in pieces)


def text(told: str) -> str:
    """Prose, its lines joined."""
    return escaped(" ".join(told.split()))


def code(told: str) -> str:
    """A value in monospace."""
    return "`" + told.replace("`", "'").replace("|", "\\|") + "`" if told else ""


def slug(title: str) -> str:
    """The anchor of a heading, as MkDocs makes it."""
    from markdown.extensions.toc import slugify

    return slugify(title, "-")


def joined(parts: Iterable[str]) -> str:
    """Blocks of Markdown."""
    return "\n\n".join(parts) + "\n"
