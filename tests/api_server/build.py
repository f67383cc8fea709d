"""Builds the API server that tests talk to, once for each version: python tests/api_server/build.py.

Where it can't be built this is no error: the tests that need it skip, and say why.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = ("go.mod", "go.sum", "main.go", "build.py")
PROGRAMS = ("kube-apiserver", "etcd")
ASSETS = "KUBEBUILDER_ASSETS"
"""envtest's convention: a folder that has both programs. It goes before what is built here."""
MINUTES = 30


class NoApiServerError(Exception):
    """There is no API server to test with; the message is the reason."""


def version() -> str:
    """The version of Kubernetes that is built, as `v1.2.3`."""
    found = re.search(r"^\s+k8s\.io/kubernetes (v[\d.]+)$", (HERE / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    assert found, "go.mod requires no k8s.io/kubernetes"
    return found[1]


def cached() -> Path:
    """The folder that a build of these sources goes into."""
    key = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in SOURCES)).hexdigest()[:12]
    above = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return above / "readiness" / f"kube-apiserver-{version()}-{platform.system()}-{platform.machine()}-{key}".lower()


def programs() -> Path:
    """The folder with kube-apiserver and etcd in it.

    Raises:
        NoApiServerError: there is none.
    """
    if given := os.environ.get(ASSETS):
        absent = [name for name in PROGRAMS if not (Path(given) / name).is_file()]
        if absent:
            raise NoApiServerError(f"{ASSETS} is {given}, which has no {' and no '.join(absent)}")
        return Path(given)
    folder = cached()
    if (folder / PROGRAMS[0]).is_file():
        return folder
    try:
        reason = _told(folder).read_text(encoding="utf-8").strip()
    except OSError:
        reason = "it was not built yet: type make apiserver (it needs Go), or set " + ASSETS
    raise NoApiServerError(reason)


def build() -> Path:
    """Build the API server if there is none yet.

    Raises:
        NoApiServerError: it can't be built.
    """
    folder = cached()
    if os.environ.get(ASSETS) or (folder / PROGRAMS[0]).is_file():
        return programs()
    go = shutil.which("go")
    if not go:
        raise NoApiServerError(f"there is no Go to build it with, and {ASSETS} is not set")
    print(f"building kube-apiserver {version()} for the tests, once: some minutes", file=sys.stderr, flush=True)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as built:
            _compile(go, Path(built) / PROGRAMS[0])
            for name in PROGRAMS[1:]:  # it is the one or the other by the name it is called by
                (Path(built) / name).symlink_to(PROGRAMS[0])
            try:
                Path(built).rename(folder)  # whole or not at all, also when two build at once
            except OSError:
                if not (folder / PROGRAMS[0]).is_file():
                    raise
            else:
                folder.chmod(0o755)
                Path(built).mkdir()  # for the context manager to remove
    except (OSError, NoApiServerError) as error:
        reason = f"it can't be built: {error}"
        with contextlib.suppress(OSError):  # the reason is printed in any case
            _told(folder).write_text(reason, encoding="utf-8")
        raise NoApiServerError(reason) from error
    _told(folder).unlink(missing_ok=True)
    return folder


def _told(folder: Path) -> Path:
    """Where the reason of a failed build lies, for the tests to tell."""
    return folder.with_name(folder.name + ".failed")


def _compile(go: str, program: Path) -> None:
    package = "k8s.io/component-base/version"
    major, minor, _ = version().removeprefix("v").split(".")
    said = {"gitVersion": version(), "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
    flags = " ".join(("-s -w", *(f"-X {package}.{name}={value}" for name, value in said.items())))
    # Two at a time, and no symbols to link: the peak of memory stays near 2 GB.
    command = [go, "build", "-p=2", "-trimpath", "-buildvcs=false", f"-ldflags={flags}", f"-o={program}", "."]
    try:
        ended = subprocess.run(
            command,
            cwd=HERE,
            env={**os.environ, "CGO_ENABLED": "0", "GOWORK": "off"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=MINUTES * 60,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoApiServerError(f"go build took more than {MINUTES} minutes") from error
    if ended.returncode:
        said_last = " / ".join(ended.stderr.strip().splitlines()[-3:])
        raise NoApiServerError(f"go build ended with {ended.returncode}: {said_last}")


if __name__ == "__main__":
    try:
        print(build())
    except NoApiServerError as error:
        print(f"note: tests against a real API server will be skipped: {error}", file=sys.stderr)
