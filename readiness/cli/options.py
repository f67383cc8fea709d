"""Options that several verbs share, each with its environment variable, and those that every verb has."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from readiness.cli import console

Formats = Annotated[
    list[str] | None,
    typer.Option("--format", "-f", envvar="READINESS_FORMAT", metavar="FORMAT", help="Format of the result; repeat it beside --output."),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        envvar="READINESS_OUTPUT",
        metavar="[FORMAT:]PATH",
        help="Write a report: 'html:board.html', or a path whose ending tells the format; '-' is standard output. Repeatable.",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", envvar="READINESS_ONLY", metavar="ID|PILLAR", help="Ask only these checks; 'ai-*' is a prefix. Repeatable."),
]
Skip = Annotated[
    list[str] | None,
    typer.Option("--skip", envvar="READINESS_SKIP", metavar="ID|PILLAR", help="Leave these checks out. Repeatable."),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="READINESS_CONFIG",
        metavar="FILE",
        help="Configuration; else readiness.yaml or pyproject.toml is looked for, from the folder upwards to the repository's root.",
    ),
]
Checks = Annotated[
    list[Path] | None,
    typer.Option(
        "--checks", envvar="READINESS_CHECKS", metavar="DIR", help="Further checks; EXECUTES the Python files in DIR. Repeatable."
    ),
]
AssessAs = Annotated[
    str | None,
    typer.Option(
        "--assess-as",
        envvar="READINESS_ASSESS_AS",
        metavar="PROFILE",
        help="Which checks apply and how severe they are: pilot, production, regulated, multi-region, or one of readiness.yaml.  "
        "[default: the configured one, else production]",
    ),
]
Env = Annotated[
    str | None,
    typer.Option("--env", envvar="READINESS_ENV", metavar="ENVIRONMENT", help="Whose score counts: production, staging or development."),
]
Gate = Annotated[
    bool | None,
    typer.Option("--gate/--no-gate", envvar="READINESS_GATE", help="Apply the configured gate.  [default: when one is configured]"),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        envvar="READINESS_BASELINE",
        metavar="ASSESSMENT",
        help="Earlier assessment: the gate compares with it, reports show the trend.",
    ),
]
Previous = Annotated[
    Path | None,
    typer.Option("--previous", envvar="READINESS_PREVIOUS", metavar="ASSESSMENT", help="Earlier assessment; reports show the trend."),
]
Paper = Annotated[
    Literal["A4", "letter"] | None, typer.Option("--paper", envvar="READINESS_PAPER", case_sensitive=False, help="Paper of the PDF.")
]
Language = Annotated[
    Literal["en", "es"] | None,
    typer.Option(
        "--language",
        envvar="READINESS_LANGUAGE",
        case_sensitive=False,
        help="Language of HTML, PDF and questionnaires; checks' own texts stay English.  [default: the theme's, else en]",
    ),
]
Theme = Annotated[
    Path | None,
    typer.Option(
        "--theme",
        envvar="READINESS_THEME",
        metavar="DIR",
        help="Folder with a theme.yaml, and what it names: logo, fonts, sections, templates.  [default: 'report:' of readiness.yaml]",
    ),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", envvar="READINESS_EXIT_ZERO", help="Report a broken gate, and end with 0 all the same.")
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", envvar="READINESS_JOBS", min=1, max=256, metavar="N", help="How many places are read at a time.")
]
RunFolder = Annotated[
    Path | None,
    typer.Option(
        "--run-folder",
        envvar="READINESS_RUN_FOLDER",
        metavar="DIR",
        help="Where facts are kept while collecting; name an interrupted run's folder to go on with it.  [default: in the user's cache]",
    ),
]

Aws = Annotated[bool, typer.Option("--aws", envvar="READINESS_AWS", help="Read the AWS account of boto3's ordinary credentials.")]
Profiles = Annotated[
    list[str] | None,
    typer.Option("--profile", envvar="READINESS_PROFILE", metavar="NAME", help="Read the AWS account of this profile. Repeatable."),
]
Regions = Annotated[
    list[str] | None,
    typer.Option("--region", envvar="READINESS_REGION", metavar="REGION", help="AWS region.  [default: the enabled ones] Repeatable."),
]

KubeContexts = Annotated[
    list[str] | None,
    typer.Option("--kube-context", envvar="READINESS_KUBE_CONTEXT", metavar="NAME", help="Read the cluster of this context. Repeatable."),
]
InCluster = Annotated[
    bool, typer.Option("--in-cluster", envvar="READINESS_IN_CLUSTER", help="Read the cluster this runs in, with the pod's service account.")
]
Namespaces = Annotated[
    list[str] | None,
    typer.Option("--namespace", "-n", envvar="READINESS_NAMESPACE", metavar="NAME", help="Namespace.  [default: all of them] Repeatable."),
]
SecretMetadata = Annotated[
    bool,
    typer.Option(
        "--secret-metadata",
        envvar="READINESS_SECRET_METADATA",
        help="Also read names, labels and times of the clusters' Secrets. No value is asked for, but the right to list Secrets, which this"
        " needs, is the right to read them.",
    ),
]

Offline = Annotated[
    bool,
    typer.Option("--offline", envvar="READINESS_OFFLINE", help="Read files only: no configured account or cluster, no network at all."),
]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", envvar="READINESS_QUIET", help="Errors and warnings only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", envvar="READINESS_VERBOSE", help="Say more on standard error.")]
NoColor = Annotated[bool, typer.Option("--no-color", envvar="READINESS_NO_COLOR", help="No colours; NO_COLOR does the same.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", envvar="READINESS_NO_PROGRESS", help="No progress on standard error.")]
Debug = Annotated[bool, typer.Option("--debug", envvar="READINESS_DEBUG", help="Show the traceback of an unexpected error.")]

EVERYWHERE: dict[str, Any] = {"quiet": Quiet, "verbose": Verbose, "no_color": NoColor, "no_progress": NoProgress, "debug": Debug}


def verb(function: Callable[..., Any]) -> Callable[..., Any]:
    """A verb: the function with the options that every verb has, taken before it is called."""
    hints = typing.get_type_hints(function, include_extras=True)
    own = [each.replace(annotation=hints[each.name]) for each in inspect.signature(function).parameters.values()]
    added = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=hint) for name, hint in EVERYWHERE.items()]

    @wraps(function)
    def called(**arguments: Any) -> Any:
        console.configure(**{name: arguments.pop(name) for name in EVERYWHERE})
        return function(**arguments)

    keyword_only = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]
    called.__signature__ = inspect.Signature([*keyword_only, *added])  # type: ignore[attr-defined] # what inspect.signature reads first
    called.__annotations__ = {each.name: each.annotation for each in (*own, *added)}
    return called
