"""readiness.yaml (or `[tool.readiness]` of pyproject.toml) as models; an error names file, line and key."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError, model_validator

from readiness import __version__
from readiness.api import HEURISTIC_MOST, Check, Severity, too_severe
from readiness.assessment import Terms
from readiness.collectors.files import tree
from readiness.environments import TOKENS, Classifier, EnvironmentRule
from readiness.errors import UserError
from readiness.facts import Environment, Fact, Model
from readiness.gate import GateRules
from readiness.profiles import STANDARD, Profile, Resolved, UnknownNameError, resolve, shipped
from readiness.score import CLASSIFIED, PILLAR_WEIGHTS, Rubric
from readiness.theme import ReportSettings
from readiness.waivers import Waiver

VERSION = 1
NAMES = ("readiness.yaml", "readiness.yml")
PYPROJECT = "pyproject.toml"
MAX_BYTES = 1 << 20


class AccountChoice(Model):
    """Accounts of an organization: each that one of these names.

    Attributes:
        organizational_units: ids (`ou-…`, or the root's `r-…`) or paths (`Workloads/Production`); with all that is below them.
        tags: the account has all of them.
        accounts: twelve digits each.
    """

    organizational_units: tuple[str, ...] = ()
    tags: dict[str, str] = {}
    accounts: tuple[str, ...] = ()


class AccountEnvironment(AccountChoice):
    """What the chosen accounts are for."""

    environment: Environment


class AwsOrganization(Model):
    """The accounts of an AWS organization, each read with a role of the same name.

    Attributes:
        role: name of the role (with its path, if it has one) that is assumed in each account.
        external_id: when the role's trust asks for one.
        include: the accounts that are read; all active ones unless given.
        exclude: those of them that are not.
        environments: what accounts are for; the first that fits counts, before names and tags.
    """

    role: str
    external_id: str | None = None
    include: AccountChoice | None = None
    exclude: AccountChoice = AccountChoice()
    environments: tuple[AccountEnvironment, ...] = ()

    @property
    def choices(self) -> tuple[AccountChoice, ...]:
        """Everything that chooses accounts."""
        return (*((self.include,) if self.include else ()), self.exclude, *self.environments)

    @model_validator(mode="after")
    def _names_a_role(self) -> AwsOrganization:
        if not re.fullmatch(r"/?[\w+=,.@/-]{1,576}", self.role):
            raise ValueError("'role' is the name of a role, such as ReadinessReadOnly, that every account has")
        for each in self.choices:
            if not (each.organizational_units or each.tags or each.accounts) and each is not self.exclude:
                raise ValueError("'include' and each of 'environments' name organizational_units, tags or accounts")
            if wrong := next((account for account in each.accounts if not re.fullmatch(r"\d{12}", account)), None):
                raise ValueError(f"an account is twelve digits, not {wrong!r}")
        return self


class AwsEntry(Model):
    """An AWS account to read. Credentials are never written here: boto3 finds them as the AWS CLI does.

    Attributes:
        profile: named profile of the AWS configuration.
        role: ARN of a role to assume; with `external_id` when its trust asks for one.
        regions: those to read; the enabled ones unless named.
        environment: what the account is for, where tags and names don't tell.
        organization: read the accounts of the organization instead, which is listed with the profile and role above.
    """

    profile: str | None = None
    role: str | None = None
    external_id: str | None = None
    regions: tuple[str, ...] = ()
    environment: Environment | None = None
    organization: AwsOrganization | None = None


class KubernetesEntry(Model):
    """A cluster to read. Credentials stay in kubeconfigs, exec plugins and service accounts.

    Attributes:
        context: of the kubeconfig; its current one unless named.
        kubeconfig: path, relative to the configuration's folder; else KUBECONFIG and `~/.kube/config`.
        in_cluster: read the cluster this runs in with the pod's service account.
        name: how findings call the cluster; its context unless given.
        namespaces: only these; all of them unless named.
        exclude_namespaces: not these.
        environment: what the cluster is for, where labels and names don't tell.
        secret_metadata: read names, labels and times of Secrets. No value is asked for, but the right to list Secrets, which this
            needs, is the right to read them.
    """

    context: str | None = None
    kubeconfig: str | None = None
    in_cluster: bool = False
    name: str | None = None
    namespaces: tuple[str, ...] = ()
    exclude_namespaces: tuple[str, ...] = ()
    environment: Environment | None = None
    secret_metadata: bool = False

    @model_validator(mode="after")
    def _has_one_source(self) -> KubernetesEntry:
        if self.in_cluster and (self.context or self.kubeconfig):
            raise ValueError("'in_cluster' needs no 'context' and no 'kubeconfig'")
        if self.namespaces and self.exclude_namespaces:
            raise ValueError("give 'namespaces' or 'exclude_namespaces', not both")
        return self


class TargetEntry(Model):
    """One of `targets:`: a folder to read, the file with the answers, an AWS account, or a Kubernetes cluster.

    Attributes:
        folder: path, relative to the configuration's folder.
        attestations: path of the attestations file, likewise.
        aws: an account.
        kubernetes: a cluster.
        name: how findings call the folder; its path unless given.
        exclude: patterns, as in .gitignore, of what is not read.
        max_file_bytes: larger files are gaps.
    """

    folder: str | None = None
    attestations: str | None = None
    aws: AwsEntry | None = None
    kubernetes: KubernetesEntry | None = None
    name: str | None = None
    exclude: tuple[str, ...] = ()
    max_file_bytes: int | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> TargetEntry:
        if sum(each is not None for each in (self.folder, self.attestations, self.aws, self.kubernetes)) != 1:
            raise ValueError("a target is either a 'folder', an 'attestations' file, an 'aws' account or a 'kubernetes' cluster")
        if self.folder is None and (self.name or self.exclude or self.max_file_bytes is not None):
            raise ValueError("'name', 'exclude' and 'max_file_bytes' are for folders")
        if self.max_file_bytes is not None and self.max_file_bytes < 1:
            raise ValueError("max_file_bytes must be at least 1")
        return self


class PillarWeight(Model):
    """A pillar's weight, changed, and why."""

    weight: int
    reason: str

    @model_validator(mode="after")
    def _weighs_something(self) -> PillarWeight:
        if self.weight < 0:
            raise ValueError("a weight can't be negative")
        return self


class CheckSeverity(Model):
    """A check's severity, changed, and why."""

    severity: Severity
    reason: str


class CheckChoice(Model):
    """Which checks are asked, and how.

    Attributes:
        only, skip: ids, pillars, or prefixes ending in `*`.
        folders: local folders with further checks, whose Python files are executed.
        settings: check id to setting to value.
    """

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    settings: dict[str, dict[str, Any]] = {}


class Config(Model):
    """All that readiness.yaml may say.

    Attributes:
        system, client, author: names for the report.
        environments: rules that tell which environment a resource lives in, before names and paths do.
        target_environment: whose score counts.
        waivers: accepted risks; in the file also the path of a YAML file that lists them.
        profile: which checks apply and how severe they are: one of those that are shipped, or of `profiles`.
        profiles: own profiles, each of which extends another.
        checks_version: release whose checks count; newer ones are listed and weigh nothing. Unless given, what a minor
            release adds is listed until the next one.
        report: how reports look and what else they say.
        max_resources: fact type to the number that is read of it at one place (an account's region, a folder); the rest is a gap.
    """

    version: int = VERSION
    system: str = ""
    client: str = ""
    author: str = ""
    targets: tuple[TargetEntry, ...] = ()
    environments: tuple[EnvironmentRule, ...] = ()
    target_environment: Environment = Environment.PRODUCTION
    gate: GateRules = GateRules()
    waivers: tuple[Waiver, ...] = ()
    profile: str = STANDARD
    profiles: dict[str, Profile] = {}
    pillar_weights: dict[str, PillarWeight] = {}
    severities: dict[str, CheckSeverity] = {}
    checks: CheckChoice = CheckChoice()
    checks_version: str | None = None
    report: ReportSettings = ReportSettings()
    max_resources: dict[str, int] = {}


@dataclass(frozen=True)
class Located:
    """A parsed file that knows its lines.

    Attributes:
        name: how errors call the file.
        values: its tree.
        base: keys under which the configuration stands (`tool`, `readiness`).
    """

    name: str
    values: Any
    base: tuple[str, ...] = ()

    def line(self, path: Iterable[str | int]) -> int | None:
        """The line of a key, or of the nearest thing around it."""
        line, node = None, self.values
        for part in (*self.base, *path):
            if isinstance(node, tree.Mapping | tree.Sequence):
                line = node.line_of(part)  # type: ignore[arg-type] # keys of mappings are text, those of lists numbers
                node = node.get(str(part)) if isinstance(node, tree.Mapping) else _item(node, part)
        return line

    def error(self, path: Iterable[str | int], message: str, help: str = "") -> UserError:
        """An error about a key."""
        line = self.line(path)
        return UserError(f"{self.name}:{line}: {message}" if line else f"{self.name}: {message}", help=help)


def _item(node: tree.Sequence, index: str | int) -> Any:
    return node[index] if isinstance(index, int) and -len(node) <= index < len(node) else None


@dataclass(frozen=True)
class Configuration:
    """A configuration and where it came from.

    Attributes:
        path: the file; None when there is none.
        root: folder that its paths are relative to.
        trusted: the user named the file, so that it may have local code executed.
    """

    config: Config
    located: Located
    path: Path | None
    root: Path
    trusted: bool = False

    @property
    def classifier(self) -> Classifier:
        """How resources get their environment."""
        return Classifier(rules=self.config.environments)

    def check_folders(self) -> tuple[Path, ...]:
        """Local folders of checks.

        Raises:
            UserError: a file that was merely found asks for code to be executed.
        """
        if self.config.checks.folders and not self.trusted:
            raise self.located.error(
                ("checks", "folders"),
                "checks.folders would execute Python code of the folder that is assessed",
                help="name this file with --config to allow it, or each folder with --checks",
            )
        return tuple(self.root / folder for folder in self.config.checks.folders)


def find(start: Path) -> Path | None:
    """The configuration that holds for a folder: its own, or one further up within the same repository."""
    start = start.resolve()
    folder = start if start.is_dir() else start.parent
    for each in _up_to_repository(folder):
        for name in NAMES:
            if (each / name).is_file():
                return each / name
        if (each / PYPROJECT).is_file() and _speaks_of_us(each / PYPROJECT):
            return each / PYPROJECT
    return None


def path_in_repository(path: Path) -> str:
    """The path from the top of its repository, with forward slashes; empty at the top itself and outside of one."""
    path = path.resolve()
    *_, top = _up_to_repository(path if path.is_dir() else path.parent)
    return path.relative_to(top).as_posix() if (top / ".git").exists() and path != top else ""


def _up_to_repository(folder: Path) -> list[Path]:
    """The folder and those around it within its repository; outside of one, the folder alone."""
    around = [folder, *folder.parents]
    top = next((number for number, each in enumerate(around) if (each / ".git").exists()), 0)
    return around[: top + 1]


def _speaks_of_us(path: Path) -> bool:
    try:
        return path.stat().st_size <= MAX_BYTES and "[tool.readiness" in path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def nothing(root: Path) -> Configuration:
    """What holds when there is no configuration."""
    return Configuration(Config(), Located(NAMES[0], {}), None, root.resolve())


def load(path: Path, *, trusted: bool = False) -> Configuration:
    """Read a configuration.

    Args:
        path: readiness.yaml or a pyproject.toml.
        trusted: the user named this file.

    Raises:
        UserError: it can't be read, or something in it is wrong: the first such thing, with its line.
    """
    located = _read(path)
    if path.suffix == ".toml":
        located = Located(located.name, located.values, ("tool", "readiness"))
    values = _under(located)
    waivers_file = values.get("waivers") if isinstance(values.get("waivers"), str) else None
    config = _validated(Config, {key: each for key, each in values.items() if not (key == "waivers" and waivers_file)}, located)
    _check_names(config, located)
    if taken := next((name for name in config.profiles if name in shipped()), None):
        raise located.error(("profiles", taken), f"profile {taken!r} is shipped", help="let yours extend it under another name")
    root = path.resolve().parent
    if waivers_file:
        if not (root / waivers_file).is_file():
            raise located.error(("waivers",), f"{waivers_file}: no such file of waivers", help="mend the path, or list the waivers here")
        config = config.model_copy(update={"waivers": _waivers_of(root / waivers_file)})
    return Configuration(config, located, path, root, trusted)


def theme_settings(folder: Path) -> ReportSettings:
    """What a theme's `theme.yaml` says.

    Raises:
        UserError: it is not there, can't be read, or something in it is wrong.
    """
    located = _read(folder / "theme.yaml")
    return _validated(ReportSettings, _under(located), located)


def _under(located: Located) -> dict[str, Any]:
    values: Any = located.values
    for key in located.base:
        values = values.get(key, {}) if isinstance(values, dict) else values
    if not isinstance(values, dict):
        raise located.error((), "the configuration must be a mapping of keys to values", help="'readiness init' writes an example")
    return values


def _read(path: Path) -> Located:
    name = shown_path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{name}: larger than {MAX_BYTES >> 20} MiB", help="is this a configuration of readiness?")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{name}: can't be read: {error.strerror or error}", help="name a file that exists, with --config") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{name}: not UTF-8 text", help="save the file as UTF-8") from error
    parsed = tree.read(text, "toml" if path.suffix == ".toml" else "yaml")
    for problem in parsed.errors:
        where = f"{name}:{problem.line}" if problem.line else name
        raise UserError(f"{where}: {problem.message}", help="mend the syntax at this line")
    if len(parsed.documents) > 1:
        raise UserError(f"{name}: holds more than one document", help="remove the line '---' between them")
    for key, line in parsed.duplicates:
        raise UserError(f"{name}:{line}: key {key!r} is written twice", help="keep one of them")
    return Located(name, parsed.documents[0] if parsed.documents else tree.Mapping(1))


def shown_path(path: Path) -> str:
    """A path as messages show it: relative to the working folder where it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _waivers_of(path: Path) -> tuple[Waiver, ...]:
    located = _read(path)
    if isinstance(located.values, dict) and set(located.values) == {"waivers"}:
        located = Located(located.name, located.values, ("waivers",))
    values: Any = located.values["waivers"] if located.base else located.values
    if not isinstance(values, list):
        if values in ({}, None):
            return ()
        raise located.error((), "must be a list of waivers", help="each has at least check or fingerprint, owner, reason and expires")
    return tuple(_validated(Waiver, each, located, (number,)) for number, each in enumerate(values))


# Errors in the words of the file

_M = TypeVar("_M", bound=BaseModel)


def _validated(model: type[_M], values: Any, located: Located, at: tuple[str | int, ...] = ()) -> _M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems = [_problem(model, each, located, at) for each in error.errors(include_url=False)]
        raise min(problems, key=lambda each: each[0])[1] from None


def _problem(model: type[BaseModel], problem: Any, located: Located, at: tuple[str | int, ...]) -> tuple[int, UserError]:
    loc = tuple(part for part in problem["loc"] if part != "[key]")
    path = (*at, *loc)
    message, help = _words(model, problem, loc)
    return located.line(path) or 0, located.error(path, message, help)


def _words(model: type[BaseModel], problem: Any, loc: tuple[str | int, ...]) -> tuple[str, str]:
    last = str(loc[-1]) if loc else ""
    match problem["type"]:
        case "extra_forbidden":
            known = list(getattr(_kind(model, loc[:-1]), "model_fields", ()))
            return f"unknown key {last!r}", did_you_mean(last, known)
        case "missing":
            around = f"{_dotted(loc[:-1])}: " if len(loc) > 1 else ""
            return f"{around}{last!r} is missing", f"add '{last}: …'"
        case "enum" | "literal_error":
            kind = _kind(model, loc)
            is_key = problem["loc"][-1] == "[key]"
            choices = _choices(_kind(model, loc[:-1]) if is_key else kind, keys=is_key)
            return f"{_dotted(loc)}: unknown value {str(problem['input'])!r}", did_you_mean(str(problem["input"]), choices)
        case "value_error":
            told = str(problem["ctx"]["error"])
            return (f"{_dotted(loc)}: {told}" if loc else told), ""
        case kind:
            return (
                f"{_dotted(loc) or 'the entry'}: must be {_TYPES.get(kind.split('_')[0], 'something else')}, not {_what(problem['input'])}",
                "",
            )


_TYPES = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "dict": "a mapping",
    "model": "a mapping",
    "date": "a date (YYYY-MM-DD)",
}
"""The first word of pydantic's error types, as people say it."""


def _what(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case int() | float():
            return f"the number {value}"
        case _:
            return "text"


def _dotted(loc: Iterable[str | int]) -> str:
    return ".".join(str(part) for part in loc)


def _kind(model: type[BaseModel], loc: Iterable[str | int]) -> Any:
    """The annotation at a path of the model."""
    kind: Any = model
    for part in loc:
        kind = _without_none(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(part))
            kind = field.annotation if field else Any
        else:
            kind = next((each for each in reversed(get_args(kind)) if each is not ...), Any)
    return _without_none(kind)


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        return next(each for each in get_args(kind) if each is not type(None))
    return kind


def _choices(kind: Any, *, keys: bool) -> list[str]:
    if keys:
        kind = next(iter(get_args(kind)), Any)
    if get_origin(kind) is Literal:
        return [str(each) for each in get_args(kind)]
    return [str(each.value) for each in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A help line that names what was probably meant, or all there is when that fits a line."""
    known = [str(each) for each in known]
    flat = word.lower()
    near = [each for each in known if flat and (each.startswith(flat) or flat.startswith(each))]
    near = near or get_close_matches(flat, known, 1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"one of: {', '.join(known)}" if 0 < len(known) <= 20 else ""


def _check_names(config: Config, located: Located) -> None:
    """Names that pydantic can't know: pillars, environments, versions."""
    if config.version != VERSION:
        raise located.error(
            ("version",), f"version {config.version} is not read by this release ({VERSION})", help=f"say 'version: {VERSION}'"
        )
    for path, names in ((("pillar_weights",), config.pillar_weights), (("gate", "min_pillar"), config.gate.min_pillar)):
        for name in names:
            if name not in PILLAR_WEIGHTS:
                raise located.error((*path, name), f"unknown pillar {name!r}", help=did_you_mean(name, PILLAR_WEIGHTS))
    for name in config.gate.min_environment:
        if name not in CLASSIFIED:
            raise located.error(("gate", "min_environment", name), f"unknown environment {name!r}", help=did_you_mean(name, CLASSIFIED))
    if config.target_environment not in CLASSIFIED:
        raise located.error(
            ("target_environment",), f"{config.target_environment} has no score of its own", help=f"one of: {', '.join(CLASSIFIED)}"
        )
    for name, most in config.max_resources.items():
        if name not in Fact.by_name:
            raise located.error(("max_resources", name), f"unknown kind {name!r}", help=did_you_mean(name, Fact.by_name))
        if most < 1:
            raise located.error(("max_resources", name), f"max_resources.{name} must be at least 1", help="leave it out to read all")
    if config.checks_version is not None and not _VERSION.fullmatch(config.checks_version):
        raise located.error(("checks_version",), "must be a release such as '0.1'", help="write it in quotes, so that it stays text")


_VERSION = re.compile(r"\d+(\.\d+)*")


def environment_named(word: str) -> Environment:
    """The environment a user means, also by a short name (`prod`).

    Raises:
        UserError: no environment with a score is called so.
    """
    for environment, tokens in TOKENS.items():
        if word.lower() == environment or word.lower() in tokens:
            return environment
    raise UserError(f"unknown environment {word!r}", help=did_you_mean(word, CLASSIFIED))


# From configuration to terms of judgement


def terms(
    configuration: Configuration, checks: Mapping[str, Check], environment: Environment | None = None, profile: str | None = None
) -> Terms:
    """How a snapshot is to be judged, the names of checks and settings verified.

    Args:
        configuration: as loaded.
        checks: every check that can be had, so that settings of unselected ones are no error.
        environment: whose score counts, when it is not the configured one.
        profile: that is judged by, when it is not the configured one.

    Raises:
        UserError: a profile, a check or a setting does not exist, or a setting's value is of another type.
    """
    config = configuration.config
    ids = {name: check.id for check in checks.values() for name in (check.id, *check.aliases)}
    for path, names in ((("severities",), config.severities), (("checks", "settings"), config.checks.settings)):
        for name in names:
            if name not in ids:
                raise configuration.located.error((*path, name), f"unknown check {name!r}", help=did_you_mean(name, ids))
    for name, raised in config.severities.items():
        if too_severe(checks[ids[name]].certainty, raised.severity):
            raise configuration.located.error(
                ("severities", name),
                f"severities.{name}: the check is heuristic (it guesses), so it is {HEURISTIC_MOST} at most, not {raised.severity}",
                help=f"say {HEURISTIC_MOST}, or leave it out",
            )
    judged_by = _profile(configuration, checks, profile)
    own_severities = {ids[name]: (each.severity, each.reason) for name, each in config.severities.items()}
    judged_by.severities.update(own_severities)
    judged_by.weights.update({pillar: (each.weight, each.reason) for pillar, each in config.pillar_weights.items()})
    return Terms(
        profile=judged_by.text,
        left_out=frozenset(judged_by.left_out),
        rubric=Rubric(
            pillar_weights={pillar: weight for pillar, (weight, _) in judged_by.weights.items()},
            severities={id: severity for id, (severity, _) in judged_by.severities.items()},
            target_environment=environment or config.target_environment,
            preview=frozenset(id for id, check in checks.items() if _is_preview(check.since, config.checks_version)),
        ),
        gate=config.gate,
        waivers=tuple(each.model_copy(update={"check": ids.get(each.check or "", each.check)}) for each in config.waivers),
        deviations=judged_by.deviations(checks),
        settings={ids[name]: _settings(configuration, checks[ids[name]], name) for name in config.checks.settings},
        system=config.system,
        client=config.client,
        author=config.author,
    )


FIRST = (0, 1)
"""The minor release whose checks were the first there were, and so are nobody's surprise."""


def _is_preview(since: str, admitted: str | None) -> bool:
    """Whether a check has no weight yet: newer than the configured release, else as new as the running minor release.

    So an upgrade alone breaks no pipeline: what it adds is listed for one minor release before it counts.
    """

    def numbers(version: str) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", version))

    if admitted is not None:
        return numbers(since) > numbers(admitted)
    return numbers(since)[:2] == numbers(__version__)[:2] != FIRST


def _profile(configuration: Configuration, checks: Mapping[str, Check], chosen: str | None) -> Resolved:
    """The profile that is judged by.

    Raises:
        UserError: it does not exist, or one that it extends names what there is not.
    """
    config = configuration.config
    name, known = chosen or config.profile, [*shipped(), *config.profiles]
    if name not in known:
        help = did_you_mean(name, known)
        raise (
            UserError(f"unknown profile {name!r}", help)
            if chosen
            else configuration.located.error(("profile",), f"unknown profile {name!r}", help)
        )
    try:
        return resolve(name, config.profiles, checks)
    except UnknownNameError as error:
        raise configuration.located.error(error.path, error.message, error.help) from None


def _settings(configuration: Configuration, check: Check, name: str) -> dict[str, Any]:
    chosen = configuration.config.checks.settings[name]
    for setting, value in chosen.items():
        path = ("checks", "settings", name, setting)
        if setting not in check.settings:
            known = did_you_mean(setting, check.settings) or "it has no settings"
            raise configuration.located.error(path, f"check {check.id!r} has no setting {setting!r}", help=known)
        default = check.settings[setting]
        try:
            TypeAdapter(type(default)).validate_python(value)
        except ValidationError:
            raise configuration.located.error(
                path, f"{setting}: must be of the kind of its default ({default}), not {_what(value)}"
            ) from None
    return {setting: TypeAdapter(type(check.settings[setting])).validate_python(value) for setting, value in chosen.items()}
