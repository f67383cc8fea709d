"""Which environment a resource lives in, told from names, labels and paths by configurable rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from readiness.facts.record import Environment, Model

TOKENS: dict[Environment, frozenset[str]] = {
    Environment.PRODUCTION: frozenset({"prod", "production", "prd", "live"}),
    Environment.STAGING: frozenset({"staging", "stage", "stg", "preprod", "uat", "preproduction"}),
    Environment.DEVELOPMENT: frozenset({"dev", "development", "develop", "local", "sandbox", "qa", "test", "integration"}),
}
"""Whole words of a name. "product" holds none of them."""

SAMPLE_FOLDERS = frozenset(
    {
        "test",
        "tests",
        "testdata",
        "fixtures",
        "__tests__",
        "spec",
        "demo",
        "demos",
        "docs",
        "doc",
        "tutorials",
        "cookbook",
        "cookbooks",
        "notebooks",
        "e2e",
        "__mocks__",
        "mocks",
        "benchmark",
        "benchmarks",
        "quickstart",
        "quickstarts",
        "workshop",
        "workshops",
        "playground",
    }
)
"""Folders of what is not run for users, by their whole name."""
SAMPLE_FOLDER_WORDS = frozenset({"tests", "fixtures", "testdata", "e2e"})
"""Words by which a longer name of a folder says the same: `integration-tests`, `e2e_tests`."""
DEVELOPMENT_FOLDERS = frozenset({".devcontainer"})
UNTELLING_FILES = re.compile(r"azure-dev\.ya?ml")
"""Names that a tool gives to its file in every environment: `dev` is the Azure Developer CLI here."""
SAMPLE_WORDS = frozenset({"example", "examples", "sample", "samples"})
"""Words that make a folder or file one, wherever they stand in its name."""

LABELS = ("environment", "env", "app.kubernetes.io/environment", "stage", "deployment-tier")


class EnvironmentRule(Model):
    """One configured rule: everything whose path, name or label matches belongs to `environment`."""

    environment: Environment
    paths: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    labels: dict[str, str] = {}

    def covers(self, path: str, labels: Mapping[str, str], names: Iterable[str]) -> bool:
        """Whether path, labels or one of the names match."""
        by_label = bool(self.labels) and self.labels.items() <= labels.items()
        by_path = bool(path) and any(_path_matches(path, pattern) for pattern in self.paths)
        return by_label or by_path or any(fnmatchcase(name, pattern) for name in names for pattern in self.names)


class Classifier(Model):
    """Configured rules first, then whole words; the last path segment that tells wins over earlier ones."""

    rules: tuple[EnvironmentRule, ...] = ()

    def of_path(self, path: str) -> Environment:
        """The environment a file's path tells of; sample folders win over all words."""
        return next((rule.environment for rule in self.rules if rule.covers(path, {}, ())), _of_path(path))

    def of_name(self, name: str | None) -> Environment:
        """The environment a resource's or namespace's name tells of."""
        if not name:
            return Environment.UNCLASSIFIED
        return next((rule.environment for rule in self.rules if rule.covers("", {}, (name,))), _of_words(name))

    def of_labels(self, labels: Mapping[str, str]) -> Environment:
        """The environment labels or tags tell of."""
        for rule in self.rules:
            if rule.covers("", labels, ()):
                return rule.environment
        return _of_labels(labels)

    def of(
        self,
        path: str = "",
        labels: Mapping[str, str] | None = None,
        names: Iterable[str | None] = (),
        inherited: Environment = Environment.UNCLASSIFIED,
    ) -> Environment:
        """The environment of a resource: a configured rule, then labels, names (namespace first) and the path it stands in.

        What labels of the namespace tell is `inherited`, and comes after the resource's own labels.
        A resource in a sample folder is a sample, whatever it calls itself.
        """
        by_path = self.of_path(path) if path else Environment.UNCLASSIFIED
        if by_path is Environment.SAMPLE:
            return by_path
        given = [name for name in names if name]
        for rule in self.rules:
            if rule.covers(path, labels or {}, given):
                return rule.environment
        return _first_told((_of_labels(labels or {}), inherited, *map(_of_words, given), by_path))


def _of_labels(labels: Mapping[str, str]) -> Environment:
    return _first_told(_of_words(labels[key]) for key in LABELS if key in labels)


def _first_told(told: Iterable[Environment]) -> Environment:
    return next((each for each in told if each is not Environment.UNCLASSIFIED), Environment.UNCLASSIFIED)


def _path_matches(path: str, pattern: str) -> bool:
    pattern = pattern.rstrip("/")
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*")


@lru_cache(maxsize=4096)
def _of_words(text: str) -> Environment:
    words = [word for word in re.split(r"[^a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()) if word]
    pairs = {"".join(pair) for pair in pairwise(words)}
    if {"nonprod", "nonproduction"} & (pairs | set(words)):
        return Environment.DEVELOPMENT
    if "preprod" in pairs or "preproduction" in pairs:
        return Environment.STAGING
    told = {environment for environment, tokens in TOKENS.items() if tokens & set(words)}
    return told.pop() if len(told) == 1 else Environment.UNCLASSIFIED


def _calls_itself_sample(name: str) -> bool:
    return bool(SAMPLE_WORDS & set(re.split(r"[^a-z0-9]+", name.lower())))


def _is_sample_folder(folder: str) -> bool:
    return folder in SAMPLE_FOLDERS or bool((SAMPLE_FOLDER_WORDS | SAMPLE_WORDS) & set(re.split(r"[^a-z0-9]+", folder)))


def _of_path(path: str) -> Environment:
    *folders, file = PurePosixPath(path).parts or ("",)
    if any(_is_sample_folder(folder.lower()) for folder in folders):
        return Environment.SAMPLE
    if _calls_itself_sample(file) and ".env" not in file:  # a real key in a dotenv example is a real leak
        return Environment.SAMPLE
    if any(folder.lower() in DEVELOPMENT_FOLDERS for folder in folders):
        return Environment.DEVELOPMENT
    for part in (file if not UNTELLING_FILES.fullmatch(file) else "", *reversed(folders)):
        if (told := _of_words(part)) is not Environment.UNCLASSIFIED:
            return told
    return Environment.UNCLASSIFIED
