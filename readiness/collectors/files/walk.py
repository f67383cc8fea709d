"""Walks a folder in a stable order and opens each file once; links are not followed, special files not opened."""

from __future__ import annotations

import codecs
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.collectors.files.git_index import GitIndex

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

VENDORED = frozenset(
    {"node_modules", "bower_components", "vendor", "third_party", "third-party", ".venv", "venv", "site-packages", ".eggs"}
)
"""Folders of other people's code."""

TOOLS = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".terraform",
        ".tox",
        ".nox",
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".next",
        ".nuxt",
        ".gradle",
    }
)
"""Folders in which tools keep what is theirs; too many to name each."""

BUILT = frozenset({"build", "dist"})
"""Left out too, unless git tracks something in them: then they are sources with a common name."""

_BINARY = frozenset(
    """
    .png .jpg .jpeg .gif .webp .ico .bmp .tiff .psd .pdf .doc .docx .xls .xlsx .ppt .pptx .zip .gz .tgz .bz2 .xz .zst .7z .rar .tar .jar
    .war .class .pyc .pyo .so .dll .dylib .exe .a .o .lib .bin .onnx .pt .pth .safetensors .gguf .h5 .npy .npz .pkl .pickle .parquet .arrow
    .feather .avro .sqlite .sqlite3 .db .mdb .woff .woff2 .ttf .otf .eot .mp3 .mp4 .wav .flac .ogg .mov .avi .mkv .webm .wasm .whl .deb .rpm
    .iso .dmg .keystore .jks .p12 .pfx
    """.split()  # noqa: SIM905 - a list of a hundred lines says no more
)
SNIFFED = 8 << 10
"""Bytes at a file's start that tell binary from text."""
HEAD = 64 << 10
"""Bytes of a too large file that are read to tell what it may hold."""


@dataclass(frozen=True)
class FoundFile:
    """A regular file that is neither ignored nor vendored.

    Attributes:
        path: relative to the root, with forward slashes.
        full: where to open it.
        tracked: git tracks it; None outside a checkout.
    """

    path: str
    full: str
    tracked: bool | None


@dataclass(frozen=True)
class UnreadFolder:
    """A folder that could not be listed."""

    path: str


@dataclass
class Tally:
    """What was left out by rule: reason to number of files, and the vendored folders."""

    skipped: Counter[str] = field(default_factory=Counter)
    folders: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Rules:
    """The ignore file of one folder.

    Attributes:
        prefix: that folder, relative to the root; empty for the root and the folders above it.
        above: the root, relative to that folder, when it lies above the root.
    """

    prefix: str
    spec: GitIgnoreSpec
    above: str = ""


@dataclass(frozen=True)
class _Folder:
    full: str
    path: str
    rules: tuple[_Rules, ...]
    ignored: bool


def walk(root: Path, index: GitIndex | None, tally: Tally, excluded: Iterable[str] = ()) -> Iterator[FoundFile | UnreadFolder]:
    """Every file worth opening, sorted by path within each folder.

    Ignored files are left out unless git tracks them; excluded ones (by gitignore patterns) always are. What is
    left out is counted in `tally`.
    """
    yield from _Walk(index, tally, tuple(_rules_of(list(excluded), ""))).over(
        _Folder(str(root), "", _rules_above(root, index), ignored=False)
    )


@dataclass(frozen=True)
class _Walk:
    index: GitIndex | None
    tally: Tally
    excluded: tuple[_Rules, ...]

    def over(self, root: _Folder) -> Iterator[FoundFile | UnreadFolder]:
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder.full) as listing:
                    # A kustomization says what the files beside and below it are for.
                    entries = sorted(listing, key=lambda entry: (not entry.name.lower().startswith("kustomization"), entry.name))
            except OSError:
                yield UnreadFolder(folder.path or ".")
                continue
            folder = replace(folder, rules=(*folder.rules, *_ignore_file(entries, folder)))
            below: list[_Folder] = []
            for entry in entries:
                path = f"{folder.path}/{entry.name}" if folder.path else entry.name
                if entry.is_symlink():
                    self.tally.skipped["symbolic link"] += 1
                elif entry.is_dir(follow_symlinks=False):
                    below += self.enter(entry, path, folder)
                elif not entry.is_file(follow_symlinks=False):
                    self.tally.skipped["special file"] += 1
                elif (found := self.take(entry, path, folder)) is not None:
                    yield found
            waiting.extend(reversed(below))

    def enter(self, entry: os.DirEntry[str], path: str, folder: _Folder) -> list[_Folder]:
        """The folder, if it is to be walked."""
        if _is_ignored(f"{path}/", self.excluded):
            self.tally.skipped["excluded folder"] += 1
            return []
        tracked_below = self.index is not None and self.index.tracks_below(path)
        name = entry.name.lower()
        if name in TOOLS:
            self.tally.skipped["folder of a tool"] += 1
            return []
        if name in VENDORED or name.endswith(".egg-info") or (name in BUILT and not tracked_below) or _is_virtual_environment(entry):
            self.tally.folders.append(path)
            return []
        ignored = folder.ignored or _is_ignored(f"{path}/", folder.rules)
        if ignored and not tracked_below:
            self.tally.skipped["ignored folder"] += 1
            return []
        return [_Folder(entry.path, path, folder.rules, ignored)]

    def take(self, entry: os.DirEntry[str], path: str, folder: _Folder) -> FoundFile | None:
        """The file, if it is to be opened."""
        if _is_ignored(path, self.excluded):
            self.tally.skipped["excluded"] += 1
            return None
        tracked = None if self.index is None else self.index.tracks(path)
        if tracked is not True and (folder.ignored or _is_ignored(path, folder.rules)):
            self.tally.skipped["ignored"] += 1
            return None
        if os.path.splitext(entry.name)[1].lower() in _BINARY:  # noqa: PTH122 - a hundred thousand times
            self.tally.skipped["binary"] += 1
            return None
        return FoundFile(path, entry.path, tracked)


def _is_virtual_environment(entry: os.DirEntry[str]) -> bool:
    return os.path.lexists(os.path.join(entry.path, "pyvenv.cfg"))  # noqa: PTH118 - a hundred thousand times


def _is_ignored(path: str, rules: tuple[_Rules, ...]) -> bool:
    """The deepest ignore file that says anything decides."""
    for each in reversed(rules):
        told = each.spec.check_file(each.above + path[len(each.prefix) :]).include
        if told is not None:
            return told
    return False


def _ignore_file(entries: list[os.DirEntry[str]], folder: _Folder) -> list[_Rules]:
    for entry in entries:
        if entry.name == ".gitignore" and entry.is_file(follow_symlinks=False):
            return _rules(entry.path, f"{folder.path}/" if folder.path else "")
    return []


def _rules_above(root: Path, index: GitIndex | None) -> tuple[_Rules, ...]:
    """The checkout's own rules and the ignore files of the folders above the root, the uppermost first.

    None of them for a root that they leave out: whoever names what a tool has made there (`cdk.out`) wants it read.
    """
    if index is None:
        return tuple(_rules(str(root / ".git" / "info" / "exclude"), ""))
    root = root.resolve()
    above = [folder for folder in reversed(root.parents) if folder.is_relative_to(index.top)]
    files = [(index.git / "info" / "exclude", index.top), *((folder / ".gitignore", folder) for folder in above)]
    found = tuple(
        replace(rules, above="" if folder == root else f"{root.relative_to(folder).as_posix()}/")
        for file, folder in files
        for rules in _rules(str(file), "")
    )
    return () if any(each.above and each.spec.match_file(each.above) for each in found) else found


def _rules(file: str, prefix: str) -> list[_Rules]:
    try:
        text = read_bytes(file, 1 << 20).decode("utf-8", "replace")
    except OSError:
        return []
    return _rules_of([line for line in text.splitlines() if line.strip() and not line.startswith("#")], prefix)


def _rules_of(lines: list[str], prefix: str) -> list[_Rules]:
    import pathspec

    if not lines:
        return []
    try:
        return [_Rules(prefix, pathspec.GitIgnoreSpec.from_lines(lines))]
    except ValueError:  # git passes over a pattern it can't read; so do we
        return [_Rules(prefix, pathspec.GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)]))]


def _is_pattern(line: str) -> bool:
    import pathspec

    try:
        pathspec.GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def read_bytes(file: str, limit: int) -> bytes:
    """At most `limit` bytes of a regular file.

    Raises:
        OSError: it can't be opened, or is no regular file.
    """
    handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb", buffering=0) as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("not a regular file")
        parts: list[bytes] = []
        while limit > 0 and (part := opened.read(limit)):
            parts.append(part)
            limit -= len(part)
    return b"".join(parts)


_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_binary(content: bytes) -> bool:
    """Whether it holds NUL early on and is no UTF-16 text."""
    return b"\0" in content[:SNIFFED] and not content.startswith(_UTF16)


def may_be_configuration(content: bytes) -> bool:
    """Whether binary content may hide configuration: it is encrypted by git-crypt, or text with a few stray bytes."""
    head = content[:SNIFFED]
    return head.startswith(b"\0GITCRYPT\0") or len(head.translate(None, _CONTROL)) > 0.9 * len(head)


_CONTROL = bytes(each for each in range(256) if (each < 32 and each not in b"\t\n\r") or each > 126)


def decoded(content: bytes) -> str | None:
    """The text, from UTF-8 or from UTF-16 with its mark; None when it is neither."""
    try:
        if content.startswith(_UTF16):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
