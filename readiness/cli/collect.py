"""`readiness collect`: take a snapshot, to be judged later or elsewhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from readiness.cli import options
from readiness.cli.options import verb
from readiness.cli.scan import Folder

Out = Annotated[
    Path,
    typer.Option("--output", "-o", envvar="READINESS_SNAPSHOT", metavar="PATH", help="Where the snapshot goes; '-' is standard output."),
]


@verb
def collect(
    *,
    folder: Folder = None,
    output: Out = Path("-"),
    aws: options.Aws = False,
    profile: options.Profiles = None,
    region: options.Regions = None,
    kube_context: options.KubeContexts = None,
    in_cluster: options.InCluster = False,
    namespace: options.Namespaces = None,
    secret_metadata: options.SecretMetadata = False,
    offline: options.Offline = False,
    only: options.Only = None,
    skip: options.Skip = None,
    config: options.Config = None,
    checks: options.Checks = None,
    jobs: options.Jobs = 8,
    run_folder: options.RunFolder = None,
) -> None:
    """Take a snapshot: what is there, and what could not be read.

    It holds facts, never a secret's value, and can be judged by 'readiness assess' on another machine.
    """
    from readiness.cli import console, context
    from readiness.cli.collection import collected
    from readiness.cli.results import check_writable
    from readiness.snapshot import save

    to_stdout = str(output) == "-"
    if not to_stdout:
        check_writable(output)
    prepared = context.prepared(folder, config=config, checks=checks, only=only, skip=skip)
    remote = context.remote(
        prepared.configuration,
        aws=aws,
        profiles=profile,
        regions=region,
        contexts=kube_context,
        in_cluster=in_cluster,
        namespaces=namespace,
        secret_metadata=secret_metadata,
        offline=offline,
    )
    places = context.places(prepared.configuration, folder, *remote)
    snapshot = collected(prepared, places, jobs=jobs, run_folder=run_folder)
    if to_stdout:
        text = io.StringIO()
        save(snapshot, text)
        console.result(text.getvalue().encode())
    else:
        save(snapshot, output)
        console.say(f"wrote {output}: {len(snapshot.facts):,} facts, {len(snapshot.gaps):,} gaps")
