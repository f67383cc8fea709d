"""`readiness init`: write a readiness.yaml from what stands in the folder."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli.options import verb

DEPTH = 4
"""Levels of folders that are looked at for names of environments."""

SHOWN = 6


@verb
def init(
    *,
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where the file goes.")] = Path(),
    force: Annotated[bool, typer.Option("--force", envvar="READINESS_FORCE", help="Overwrite a readiness.yaml that is there.")] = False,
    cronjob: Annotated[
        bool,
        typer.Option(
            "--cronjob",
            envvar="READINESS_CRONJOB",
            help="Print Kubernetes objects that scan their cluster on a schedule, with the role they need.",
        ),
    ] = False,
    image: Annotated[
        str, typer.Option("--image", envvar="READINESS_IMAGE", metavar="IMAGE", help="With --cronjob: the image that runs readiness.")
    ] = "",
) -> None:
    """Write a commented readiness.yaml to start from, or print a CronJob that scans its cluster.

    For instance:

      readiness init .

      readiness init --cronjob --image registry.example/readiness@sha256:… | kubectl apply -f -
    """
    from readiness.cli import console
    from readiness.config import NAMES, shown_path
    from readiness.errors import UserError
    from readiness.snapshot import write_whole

    if cronjob:
        console.result(_cronjob(folder, image).encode())
        return
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder", help="name the folder that holds the system's configuration and code")
    path = folder / NAMES[0]
    if path.exists() and not force:
        raise UserError(f"{shown_path(path)}: is there already", help="--force overwrites it")
    write_whole(path, example(folder.resolve()))
    console.say(f"wrote {shown_path(path)}")
    console.say(f"next: readiness scan {shown_path(folder)}")


def _cronjob(folder: Path, image: str) -> str:
    """The objects for the checks that the folder's configuration asks.

    Raises:
        UserError: no image is named, or no selected check reads a cluster.
    """
    from readiness.cli import context
    from readiness.cronjob import cronjob_objects
    from readiness.errors import UserError
    from readiness.rbac import as_yaml, kubernetes_rights

    if not image:
        raise UserError(
            "--cronjob needs the image that runs readiness", help="build the Dockerfile, push it, and name it: --image NAME@DIGEST"
        )
    rights = kubernetes_rights(context.prepared(folder, config=None, checks=None, only=None, skip=None).checks.values())
    if not rights:
        raise UserError("none of the selected checks reads a cluster", help="'readiness checks list' shows them all")
    return as_yaml(cronjob_objects(rights, image))


def example(folder: Path) -> str:
    """The text of a configuration that fits the folder."""
    from readiness.targets import ATTESTATION_NAMES

    answers = next((name for name in ATTESTATION_NAMES if (folder / name).is_file()), None)
    attested = f"  - attestations: {answers}\n" if answers else f"  # - attestations: {ATTESTATION_NAMES[0]}   # what no scan can know\n"
    return TEMPLATE.format(system=json.dumps(folder.name, ensure_ascii=False), attestations=attested, environments=_environments(folder))


def _environments(folder: Path) -> str:
    """What the names of folders tell already, as a comment; a rule is only needed for what they don't."""
    told = _told_by_names(folder)
    lines = []
    for environment, paths in told.items():
        more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
        lines.append(f"#   {environment}: {', '.join(json.dumps(each, ensure_ascii=False) for each in paths[:SHOWN])}{more}\n")
    return "# Told by their names:\n" + "".join(lines) if lines else "# No folder here is named after an environment.\n"


def _told_by_names(folder: Path) -> dict[str, list[str]]:
    from readiness.environments import Classifier
    from readiness.facts import Environment

    classifier, told = Classifier(), defaultdict(list)
    for around, folders, _ in os.walk(folder):
        depth = len(Path(around).relative_to(folder).parts)
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in VENDORED and depth < DEPTH)
        for each in list(folders):
            path = (Path(around) / each).relative_to(folder).as_posix()
            environment = classifier.of_path(f"{path}/_")
            if environment is not Environment.UNCLASSIFIED:
                told[str(environment)].append(path)
                folders.remove(each)
    return {str(name): told[name] for name in Environment if name in told}


VENDORED = frozenset({"node_modules", "vendor", "venv", "site-packages", "dist", "build", "target", "__pycache__"})

TEMPLATE = """\
# What 'readiness scan' assesses, and what is asked of it. Every key may be left out.
# Editors know the keys from: readiness schema config
version: 1
system: {system}
# client: …
# author: …

targets:
  - folder: .
    # exclude: [archive/, "*.generated.yaml"]
{attestations}  # - aws: {{profile: production, regions: [eu-west-1]}}   # with 'organization:' its accounts

# Which environment a resource lives in is told by labels, namespaces, names and paths.
{environments}# What they don't tell, or tell wrongly, a rule does:
# environments:
#   - environment: production
#     paths: [deploy/eu-*]
#     names: [assistant-*]
#     labels: {{tier: customer}}
target_environment: production

# Conditions for going live. 'enforce' lets a broken one end with exit code 1.
gate:
  mode: warn
  min_score: 75
  no_failing: [critical]
  min_coverage: 80

# Accepted risks: each has an owner, a reason and a last day.
# waivers:
#   - check: ai-…
#     resource: "*"
#     owner: …
#     reason: …
#     expires: 2030-01-31

# checks:
#   skip: [portability]
#   settings:
#     ai-…: {{min_days: 7}}
"""
