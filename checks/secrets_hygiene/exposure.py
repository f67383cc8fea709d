"""Which secrets found in files lie in the repository, where everybody who can read it has them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from readiness.api import Certainty, Verdict, failed, not_applicable, passed, unknown
from readiness.facts.containers import Credential
from readiness.facts.files import EnvFile, FolderRead, SecretLiteral


def how_sure(written: Iterable[Credential]) -> dict[str, Any]:
    """What to say with a failure that only the names of variables and options tell."""
    if all(each.told_by_name for each in written):
        return {"certainty": Certainty.LIKELY, "told_by": "names"}
    return {}


def env_file_of(secret: SecretLiteral, env_files: Iterable[EnvFile]) -> EnvFile | None:
    """The dotenv file that holds the secret, if it is one."""
    return next((each for each in env_files if each.origin.file == secret.origin.file), None)


def in_repository(secret: SecretLiteral, env_files: Iterable[EnvFile]) -> bool | None:
    """Whether the secret travels with the repository; None where git can't tell.

    A dotenv file that git does not track stays on one developer's disk.
    """
    file = env_file_of(secret, env_files)
    if file is None:
        return True
    return None if "tracked" in file.unread else file.tracked


def overridden(secret: SecretLiteral, env_files: Iterable[EnvFile]) -> bool:
    """Whether a dotenv file beside it sets the variable, so that the written fallback has no effect."""
    variable = secret.key.split(".")[-1]
    folder = PurePosixPath(secret.origin.file or "").parent
    return secret.fallback and any(
        variable in each.names and not each.example and PurePosixPath(each.origin.file or "").parent == folder for each in env_files
    )


def absence(folder: FolderRead, secrets: Iterable[SecretLiteral], env_files: list[EnvFile], problem: str) -> list[Verdict]:
    """One failure for each secret that lies in the repository; one pass for the folder when none does."""
    if not folder.files_read:
        return [not_applicable("no file was read")]
    verdicts, local = [], 0
    for secret in secrets:
        match in_repository(secret, env_files):
            case True:
                sure = Certainty.LIKELY if secret.detector == "field" else Certainty.CERTAIN
                found = failed(problem, about=secret, certainty=sure, kind=secret.kind, key=secret.key, file=secret.origin.file)
                verdicts.append(found)
            case None:
                verdicts.append(unknown("git does not tell whether the file is tracked", about=secret, kind=secret.kind, key=secret.key))
            case False:
                local += 1
    return verdicts or [passed(files=folder.files_read, in_untracked_env_files=local)]
