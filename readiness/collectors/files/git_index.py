"""Which files git tracks, read from the index alone: no git command runs and no configuration is honoured."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MAX_INDEX_BYTES = 256 << 20
_GITLINK = 0o160000
# Extensions that move entries out of the index file: a split index, and a sparse one.
_INCOMPLETE = (b"link", b"sdir")


@dataclass(frozen=True)
class GitIndex:
    """Tracked files below a folder, by path relative to it.

    Attributes:
        top: the checkout's uppermost folder.
        git: where its index and its own ignore rules are.
    """

    top: Path
    git: Path
    files: frozenset[str]
    folders: frozenset[str]
    submodules: frozenset[str]

    def tracks(self, path: str) -> bool | None:
        """Whether git tracks the file; None inside a submodule, whose index is another one."""
        if path in self.files:
            return True
        if self.submodules and any(str(parent) in self.submodules for parent in PurePosixPath(path).parents):
            return None
        return False

    def tracks_below(self, folder: str) -> bool:
        """Whether any tracked file stands in the folder, at any depth."""
        return folder in self.folders


def read_git_index(root: Path) -> GitIndex | None:
    """The index of the checkout the folder is in; None outside a checkout or where the index can't be read."""
    root = root.resolve()
    for top in (root, *root.parents):
        if (git := _git_folder(top)) is not None:
            entries = _entries(git / "index")
            return None if entries is None else _below(entries, root, top, git)
    return None


def _git_folder(top: Path) -> Path | None:
    """The folder that holds the index: `.git`, or where a file of that name points (worktrees, submodules)."""
    dot_git = top / ".git"
    try:
        mode = dot_git.stat().st_mode
        if stat.S_ISDIR(mode):
            return dot_git if (dot_git / "HEAD").exists() else None
        if stat.S_ISREG(mode) and dot_git.stat().st_size < 4096:
            named = dot_git.read_text("utf-8", "replace").strip()
            return top / named.removeprefix("gitdir:").strip() if named.startswith("gitdir:") else None
    except OSError:
        return None
    return None


def _entries(index: Path) -> list[tuple[bytes, int]] | None:
    from dulwich.index import read_index

    try:
        content = _read(index)
        if not content:
            return []
        checksum = hashlib.sha1(content[:-20], usedforsecurity=False).digest()
        if content[-20:] not in (checksum, b"\0" * 20):
            return None  # damaged, or of a repository with SHA-256 names
        stream = io.BytesIO(content)
        entries = [(entry.name, entry.mode) for entry in read_index(stream)]
    except Exception:  # noqa: BLE001 - the library reports a damaged index in many ways; all mean that we can't tell
        return None
    return None if _is_incomplete(content, stream.tell()) else entries


def _read(index: Path) -> bytes:
    try:
        handle = os.open(index, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""  # a checkout without any commit yet
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_INDEX_BYTES:
            raise OSError("no index")
        return file.read()


def _is_incomplete(content: bytes, position: int) -> bool:
    while position + 8 <= len(content) - 20:
        if content[position : position + 4] in _INCOMPLETE:
            return True
        position += 8 + int.from_bytes(content[position + 4 : position + 8], "big")
    return False


def _below(entries: list[tuple[bytes, int]], root: Path, top: Path, git: Path) -> GitIndex:
    inside = root.relative_to(top).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    files: set[str] = set()
    submodules: set[str] = set()
    folders: set[str] = set()
    for name, mode in entries:
        path = os.fsdecode(name)
        if not path.startswith(prefix):
            continue
        path = path[len(prefix) :]
        (submodules if mode == _GITLINK else files).add(path)
        cut = path.rfind("/")
        while cut > 0 and path[:cut] not in folders:
            folders.add(path[:cut])
            cut = path.rfind("/", 0, cut)
    return GitIndex(top, git, frozenset(files), frozenset(folders), frozenset(submodules))
