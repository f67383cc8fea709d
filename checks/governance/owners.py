"""Who answers for the parts of the AI system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway
from readiness.facts.delivery import EvaluationSuite
from readiness.facts.documents import OWNERS_FILES, CatalogEntry, OwnersFile, PromptFile
from readiness.facts.files import FolderRead
from readiness.facts.serving import without_samples

BOT = re.compile(r"@(?:dependabot|renovate|github-actions)\b|\[bot\]$|[-_]bot$", re.IGNORECASE)


@check(
    "ai-components-owned",
    severity="medium",
    effort="minutes",
    maps=["iso-42001-2023:A.3.2", "aws-agentic-ai-lens:AGENTOPS03-BP01", "azure-waf-core:OE:02"],
)
def components_owned(
    folder: FolderRead,
    owners: list[OwnersFile],
    catalog: list[CatalogEntry],
    *,
    gateways: list[Gateway],
    prompts: list[PromptFile],
    suites: list[EvaluationSuite],
) -> Verdict:
    """Gateways, prompts and evaluations have owners.

    Why: A changed prompt changes every answer, and nobody had to agree. CODEOWNERS names who must; a catalog
    (`catalog-info.yaml`) names who answers. Owners that are written down elsewhere can't be seen here.

    Fix: Name owners for these files in CODEOWNERS

        # <files>
        /prompts/ @example/assistant-team
    """
    seen = [*without_samples(gateways), *without_samples(prompts), *without_samples(suites)]
    files = sorted({each.origin.file for each in seen if each.origin.place == folder.origin.place and each.origin.file})
    if not files:
        return not_applicable("no gateway, prompt or evaluation stands in the folder")
    read = [each for each in owners if each.origin.place == folder.origin.place and each.origin.file in OWNERS_FILES]
    first = min(read, key=lambda each: OWNERS_FILES.index(each.origin.file or ""), default=None)
    named = [each for each in catalog if each.origin.place == folder.origin.place and each.owner]
    if first is None and not named:
        return unknown("neither CODEOWNERS nor a catalog-info.yaml with an owner is among the files", files=files)
    of_file = {each: (*_owners_in(first, each), *_in_catalog(each, named)) for each in files}
    without = [each for each, found in of_file.items() if not found]
    if without:
        return failed("A part of the AI system has no owner", files=without, owned=len(files) - len(without))
    automatic = [each for each, found in of_file.items() if all(BOT.search(owner) for owner in found)]
    if automatic:
        return failed("A part of the AI system is owned by a bot alone", files=automatic)
    telling = first if first is not None and any(_owners_in(first, each) for each in files) else next(iter(named), first)
    return passed(
        at=telling.origin if telling is not None else None,
        files=files,
        owners=sorted({owner for found in of_file.values() for owner in found}),
    )


def _in_catalog(file: str, catalog: list[CatalogEntry]) -> tuple[str, ...]:
    """Owners of the catalog entries in the folders above a file."""
    above = {str(each) for each in PurePosixPath(file).parents}
    return tuple(each.owner for each in catalog if str(PurePosixPath(each.origin.file or "").parent) in above)


def _owners_in(file: OwnersFile | None, path: str) -> tuple[str, ...]:
    """The owners of a path: in each section those of the last rule that matches."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in reversed(file.rules if file is not None else ()):
        if rule.section not in found and _matches(rule.pattern, path):
            found[rule.section] = rule.owners
    return tuple(owner for owners in found.values() for owner in owners)


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern means a file, or a folder above it; `docs/*` means files of that folder alone."""
    names, wanted = path.split("/"), pattern.strip("/").split("/")
    folders = names[:-1] if pattern.endswith("/") else names
    if "/" not in pattern.rstrip("/"):
        return any(fnmatchcase(each, wanted[0]) for each in folders)
    reached = {0}
    for number, name in enumerate(names):
        reached |= {each + 1 for each in reached if each < len(wanted) and wanted[each] == "**"}
        reached = {step for each in reached for step in _steps(wanted, each, name)}
        last = number == len(names) - 1
        if len(wanted) in reached and (last or wanted[-1] != "*") and not (last and pattern.endswith("/")):
            return True
    return False


def _steps(wanted: list[str], place: int, name: str) -> Iterator[int]:
    """How far a path has come in a pattern after one more of its names."""
    if place < len(wanted) and wanted[place] == "**":
        yield place
        if place + 1 == len(wanted):
            yield place + 1
    elif place < len(wanted) and fnmatchcase(name, wanted[place]):
        yield place + 1
