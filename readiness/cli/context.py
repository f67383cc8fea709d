"""What a verb works with: configuration, checks and terms, found as the user's arguments say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.api import Check
    from readiness.assessment import Assessment, Deviation, Terms
    from readiness.collectors import Place
    from readiness.config import AwsEntry, Configuration, KubernetesEntry
    from readiness.theme import Theme


@dataclass(frozen=True)
class Context:
    """Configuration, the checks that are asked, and how they are judged."""

    configuration: Configuration
    checks: dict[str, Check]
    terms: Terms


def configuration_for(folder: Path | None, named: Path | None) -> Configuration:
    """The configuration that the user named, or the one that holds for the folder.

    Raises:
        UserError: it is wrong.
    """
    from readiness import config

    if named is not None:
        return config.load(named, trusted=True)
    start = folder or Path.cwd()
    found = config.find(start)
    return config.load(found) if found else config.nothing(start)


def prepared(
    folder: Path | None,
    *,
    config: Path | None,
    checks: Iterable[Path] | None,
    only: Iterable[str] | None,
    skip: Iterable[str] | None,
    env: str | None = None,
    gate: bool | None = None,
    assess_as: str | None = None,
) -> Context:
    """Everything that is decided before anything is read.

    Raises:
        UserError: some of it is wrong.
    """
    from readiness.config import environment_named, terms
    from readiness.errors import UserError
    from readiness.gate import GateRules
    from readiness.loader import load_checks, select

    configuration = configuration_for(folder, config)
    choice = configuration.config.checks
    known = load_checks([*configuration.check_folders(), *(checks or ())])
    judged = terms(configuration, known, environment_named(env) if env else None, assess_as)
    chosen = tuple(only or choice.only)
    left_out = judged.left_out - set(chosen)  # who names a check wants it asked
    asked = {id: each for id, each in select(known, chosen, (*choice.skip, *(skip or ()))).items() if id not in left_out}
    if not asked:
        raise UserError("no check is left to ask", help="name fewer with --skip, or others with --only")
    if gate and not judged.gate.asked:
        raise UserError("no gate is configured", help="add 'gate:' to readiness.yaml; 'readiness init' shows how")
    rules = GateRules() if gate is False else judged.gate
    deviations = (*judged.deviations, *_chosen(len(known) - len(left_out), len(asked)))
    return Context(configuration, asked, judged.model_copy(update={"gate": rules, "deviations": deviations, "left_out": left_out}))


def accounts(configuration: Configuration, *, aws: bool, profiles: Iterable[str] | None, regions: Iterable[str] | None) -> list[AwsEntry]:
    """The AWS accounts to read: those named on the command line, else the configured ones, in the regions that were named."""
    named = aws or bool(profiles)
    return _accounts(configuration, profiles, regions, configured=not named, default=named)


def clusters(
    configuration: Configuration,
    *,
    contexts: Iterable[str] | None,
    in_cluster: bool,
    namespaces: Iterable[str] | None,
    secret_metadata: bool,
) -> list[KubernetesEntry]:
    """The clusters to read: those named on the command line, else the configured ones, in the namespaces that were named.

    With `secret_metadata`, metadata of Secrets is read of all of them, whatever each one's configuration says.
    """
    from readiness.config import KubernetesEntry

    named = tuple(namespaces or ())
    entries = [KubernetesEntry(context=each, namespaces=named) for each in contexts or ()]
    entries += [KubernetesEntry(in_cluster=True, namespaces=named)] * in_cluster
    configured = [each.kubernetes for each in configuration.config.targets if each.kubernetes is not None]
    entries = entries or [each.model_copy(update={"namespaces": named, "exclude_namespaces": ()}) if named else each for each in configured]
    return [each.model_copy(update={"secret_metadata": True}) for each in entries] if secret_metadata else entries


def remote(
    configuration: Configuration,
    *,
    aws: bool,
    profiles: Iterable[str] | None,
    regions: Iterable[str] | None,
    contexts: Iterable[str] | None,
    in_cluster: bool,
    namespaces: Iterable[str] | None,
    secret_metadata: bool,
    offline: bool,
) -> tuple[list[AwsEntry], list[KubernetesEntry]]:
    """The accounts and clusters to read; offline none, and it is said aloud how many configured ones stay unread.

    Raises:
        UserError: the user asked to stay offline and to read an account or a cluster at once.
    """
    found = accounts(configuration, aws=aws, profiles=profiles, regions=regions)
    others = clusters(configuration, contexts=contexts, in_cluster=in_cluster, namespaces=namespaces, secret_metadata=secret_metadata)
    if not offline:
        return found, others
    from readiness.cli.console import say
    from readiness.errors import UserError
    from readiness.reports.words import count

    if aws or profiles or contexts or in_cluster:
        named = "an AWS account" if aws or profiles else "a cluster"
        raise UserError(f"--offline and {named} exclude each other", help="leave one of them out")
    told = [count(number, what) for number, what in ((len(found), "AWS account"), (len(others), "cluster")) if number]
    if told:
        say(f"offline: {' and '.join(told)} of the configuration are not read")
    return [], []


def places(
    configuration: Configuration, folder: Path | None, accounts: Iterable[AwsEntry], clusters: Iterable[KubernetesEntry]
) -> list[Place]:
    """Where to read: folders, attestations, accounts and clusters, of which it is said aloud as whom they are read.

    Raises:
        UserError: one of them can't be read.
    """
    from readiness import targets
    from readiness.cli.console import say, warn
    from readiness.config import path_in_repository

    accounts, clusters = tuple(accounts), tuple(clusters)
    found = targets.places(configuration, folder, elsewhere=bool(accounts or clusters))
    if accounts:
        from readiness.aws_targets import account_places

        found += account_places(accounts, configuration.classifier, say, warn)
    if clusters:
        from readiness.kubernetes_targets import cluster_places

        found += cluster_places(clusters, configuration.classifier, configuration.root, say)
    named_by = path_in_repository(configuration.path) if configuration.path else ""
    return [each if each.kind == targets.FOLDER else replace(each, path=named_by) for each in found]


def account_places_asked(
    configuration: Configuration, *, aws: bool, profiles: Iterable[str] | None, regions: Iterable[str] | None
) -> list[Place]:
    """The AWS accounts to look at when they are asked for: the named profiles, else the configured ones, else that of the credentials.

    Raises:
        UserError: one of them can't be read.
    """
    from readiness.aws_targets import account_places
    from readiness.cli.console import say, warn

    accounts = _accounts(configuration, profiles, regions, configured=aws, default=aws)
    return account_places(accounts, configuration.classifier, say, warn) if accounts else []


def _accounts(
    configuration: Configuration, profiles: Iterable[str] | None, regions: Iterable[str] | None, *, configured: bool, default: bool
) -> list[AwsEntry]:
    """The accounts of the named profiles; else, as wanted, the configured ones or that of the ordinary credentials."""
    from readiness.config import AwsEntry

    named = tuple(regions or ())
    if entries := [AwsEntry(profile=each, regions=named) for each in profiles or ()]:
        return entries
    listed = [each.aws for each in configuration.config.targets if configured and each.aws is not None]
    return [each.model_copy(update={"regions": named or each.regions}) for each in listed] or [AwsEntry(regions=named)] * default


def _chosen(known: int, asked: int) -> list[Deviation]:
    """A choice of checks changes what the score means, so reports say it."""
    from readiness.assessment import Deviation

    if asked == known:
        return []
    return [Deviation(what="checks asked", standard=str(known), used=str(asked), reason="chosen with 'only' or 'skip'")]


def dressed(configuration: Configuration, folder: Path | None) -> Theme:
    """The theme that the user named, else the one of the configuration.

    Raises:
        UserError: it is wrong, or something that it names can't be read.
    """
    from readiness import theme
    from readiness.config import theme_settings

    if folder is not None:
        return theme.dressed(theme_settings(folder), folder, trusted=True)
    return theme.dressed(configuration.config.report, configuration.root, trusted=configuration.trusted)


def earlier(baseline: Path | None, context: Context) -> Assessment | None:
    """The assessment that the gate compares with, if one is named; says aloud when the gate asks for one in vain.

    Raises:
        UserError: it can't be read.
    """
    from readiness import assessment
    from readiness.cli.console import warn

    if baseline is not None:
        return assessment.load(baseline)
    if context.terms.gate.compares:
        warn("the gate compares with a baseline and none was given (--baseline): these conditions are not judged")
    return None
