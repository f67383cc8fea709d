"""CODEOWNERS: who must agree to a change of a file, as GitHub and GitLab read it.

https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
https://docs.gitlab.com/user/project/codeowners/reference/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.facts.documents import OWNERS_FILES, OwnerRule, OwnersFile

MOST_RULES = 2000
MOST_STARS = 8
"""Of one pattern: more are slow to try, and nobody writes them."""

_SECTION = re.compile(r"\^?\[([^\]]{1,100})\](?:\[\d{1,3}\])?(.*)")
_SPACES = re.compile(r"(?<!\\)\s+")


def is_owners_file(document: Document) -> bool:
    """Whether it stands where code hosts look for it."""
    return document.path in OWNERS_FILES


def read_owners(document: Document) -> Iterator[Observation]:
    """Its rules, with the owners that a section gives to those which name none."""
    rules: list[OwnerRule] = []
    section, given = "", _owners([])
    for line in document.text.splitlines():
        written = re.sub(r"(?:^|\s)#.*$", "", line).strip()
        if not written:
            continue
        if (opened := _SECTION.fullmatch(written)) is not None:
            section, given = opened[1].casefold(), _owners(opened[2].split())
            continue
        pattern, *owners = _SPACES.split(written)
        if len(rules) < MOST_RULES and pattern.count("*") <= MOST_STARS:
            rules.append(OwnerRule(pattern=pattern.replace("\\ ", " "), owners=_owners(owners) or given, section=section))
    yield OwnersFile(resource=f"owners:{document.path}", origin=document.origin(1), environment=document.environment, rules=tuple(rules))


def _owners(words: list[str]) -> tuple[str, ...]:
    return tuple(each for each in words if "@" in each)
