"""Reads one folder: every file once, through the formats that know it; a file that breaks leaves a gap."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

from readiness.collectors import Observation, Place
from readiness.collectors.files import dotenv_file, evaluation_source, llm_source, other_source, tree, written_texts
from readiness.collectors.files.chart_layers import READERS, Layers
from readiness.collectors.files.compositions import Compositions
from readiness.collectors.files.env_services import EnvServices
from readiness.collectors.files.file_kinds import holder_of, syntax_of
from readiness.collectors.files.formats import Document, Format, load_formats
from readiness.collectors.files.formats.compose import env_files
from readiness.collectors.files.formats.kubernetes import is_manifest, manifests_in
from readiness.collectors.files.git_index import GitIndex, read_git_index
from readiness.collectors.files.infrastructure import folder as infrastructure
from readiness.collectors.files.kustomize.folder import Kustomizations
from readiness.collectors.files.namespaced_manifests import NamespacedManifests
from readiness.collectors.files.package_lists import PackageLists
from readiness.collectors.files.secret_literals import secret_literals
from readiness.collectors.files.secrets import Hit, holds_secrets, secrets_in
from readiness.collectors.files.walk import (
    HEAD,
    FoundFile,
    Tally,
    UnreadFolder,
    decoded,
    is_binary,
    may_be_configuration,
    read_bytes,
    walk,
)
from readiness.collectors.kubernetes.raw import ComposedDocument
from readiness.facts import Environment, Fact, Gap, GapReason, Origin
from readiness.facts.ai import AiService
from readiness.facts.files import FolderRead, SecretLiteral
from readiness.facts.packages import PackageList

MAX_FILE_BYTES = 1 << 20
MAX_FILES = 200_000
MAX_KEY = 60
MAX_UNKNOWN_JSON = 256 << 10
"""Characters up to which JSON is parsed that no format's hint speaks for: larger ones are data."""

MIN_HIDDEN = 12
"""Characters from which a secret is looked for in everything that was read: a shorter one may be a common word."""
MOST_HIDDEN = 1000

_FORMATTED: frozenset[type[Fact]] = frozenset({SecretLiteral, *(kind for each in load_formats().values() for kind in each.gives)})
_CODE: frozenset[type[Fact]] = frozenset({SecretLiteral, *llm_source.GIVES, *evaluation_source.GIVES, *written_texts.IN_CODE})
_BY_SYNTAX: dict[str, frozenset[type[Fact]]] = {
    "yaml": _FORMATTED,
    "json": _FORMATTED,
    "toml": _FORMATTED,
    "pbtxt": load_formats()["triton"].gives,
    "xml": load_formats()["azure api management"].gives,
    "env": frozenset(dotenv_file.GIVES),
    "hcl": frozenset(infrastructure.GIVES),
    "bicep": frozenset(infrastructure.AZURE),
    "python": _CODE,
    "script": _CODE,
    "notebook": _CODE,
    "": frozenset({SecretLiteral, *written_texts.GIVES}),
}
_USES_MODELS = frozenset({"python", "javascript", "notebook", "source"})
"""Names of formats that only code which reaches models is given."""
GIVES: tuple[type[Fact], ...] = tuple(
    sorted({FolderRead, PackageList, *(kind for each in _BY_SYNTAX.values() for kind in each)}, key=lambda kind: kind.__name__)
)
"""Every fact type a folder can give."""


@dataclass
class FolderReading:
    """One walk over a folder. What it keeps grows with the number of formats, and of what is put together from several files."""

    place: Place
    index: GitIndex | None = None
    tally: Tally = field(default_factory=Tally)
    formats: Counter[str] = field(default_factory=Counter)
    files_read: int = 0
    hidden: set[str] = field(default_factory=set, repr=False)
    """Secrets of the files that infrastructure is read from, until its facts are told at the end."""

    def __post_init__(self) -> None:
        self.infrastructure = infrastructure.Infrastructure(self.place)
        self.kustomizations = Kustomizations(self.place)
        self.compositions = Compositions()
        self.namespaced = NamespacedManifests()
        self.env_services = EnvServices()
        self.layers = Layers()
        self.packages = PackageLists()
        self.secret_places: set[tuple[str | None, int | None]] = set()
        self.secret_files: dict[str, set[str | None]] = {}
        self.secrets_written: dict[str, set[tuple[int | None, str]]] = {}

    def over(self, root: Path) -> Iterator[Observation]:
        """Facts and gaps of every file, then what dotenv files alone tell, then the account of the walk."""
        for observation in self._seen(root):
            if isinstance(observation, AiService):
                self.env_services.saw(observation)
            yield observation
        yield from (_without(each, self.hidden) for each in self.env_services.observations())
        yield self._account()

    def _seen(self, root: Path) -> Iterator[Observation]:
        self.index = read_git_index(root)
        limit = int(self.place.settings.get("max_files", MAX_FILES))
        for found in walk(root, self.index, self.tally, tuple(self.place.settings.get("exclude", ()))):
            if isinstance(found, UnreadFolder):
                yield self.gap(found.path, GapReason.DENIED, "the folder can't be listed", GIVES, right=f"read permission on {found.path}")
            elif self.files_read >= limit:
                # Which files are left is unknown, so that this gap is the whole folder's.
                detail = f"more than {limit:,} files"
                yield Gap(
                    place=self.place.key, facts=_names(GIVES), reason=GapReason.TOO_LARGE, detail=detail, right="scan a smaller folder"
                )
                break
            else:
                yield from self._file(found)
        yield from self._with_namespaces()
        yield from (_without(each, self.hidden) for each in self._composed())
        yield from self._with_dotenv()
        yield from self._with_layers()
        yield from (_without(each, self.hidden) for each in self.infrastructure.observations())
        yield from self.infrastructure.of_programs(ai=bool(_USES_MODELS & self.formats.keys()))
        yield from self.packages.observations()

    def gap(
        self, path: str, reason: GapReason, detail: str, facts: Iterable[type[Fact]], *, line: int | None = None, right: str = ""
    ) -> Gap:
        """A gap about one file or folder."""
        return Gap(
            place=self.place.key,
            facts=_names(facts),
            reason=reason,
            detail=detail,
            right=right,
            file=printable(path),
            line=line,
            environment=self.place.classifier.of_path(printable(path)),
        )

    def _account(self) -> FolderRead:
        return FolderRead(
            resource=f"folder:{self.place.name}",
            origin=Origin(place=self.place.key),
            environment=Environment.SHARED,
            files_read=self.files_read,
            formats=dict(sorted(self.formats.items())),
            skipped=dict(sorted(self.tally.skipped.items())),
            skipped_folders=tuple(printable(each) for each in self.tally.folders),
            git=self.index is not None,
        )

    def _file(self, found: FoundFile) -> Iterator[Observation]:
        syntax = syntax_of(found.path)
        self.packages.take_path(printable(found.path))
        limit = int(self.place.settings.get("max_file_bytes", MAX_FILE_BYTES))
        try:
            content = read_bytes(found.full, limit + 1)
        except OSError:
            right = f"read permission on {printable(found.path)}"
            yield self.gap(found.path, GapReason.DENIED, "the file can't be opened", _BY_SYNTAX[syntax], right=right)
            return
        self.files_read += 1
        if is_binary(content):
            self.tally.skipped["binary"] += 1
            if syntax:
                hidden = _BY_SYNTAX[syntax] if may_be_configuration(content) else ()
                yield self.gap(found.path, GapReason.UNPARSEABLE, "binary content", hidden)
        elif len(content) > limit:
            yield from self._too_large(found, syntax, content[:HEAD].decode("utf-8", "replace"), limit)
        elif (text := decoded(content)) is None:
            yield from self._not_unicode(self._document(found, syntax, content.decode("latin-1")))
        else:
            yield from self._text(self._document(found, syntax, text))

    def _document(self, found: FoundFile, syntax: str, text: str) -> Document:
        path = printable(found.path)
        environment = self.place.classifier.of_path(path)
        return Document(place=self.place, path=path, syntax=syntax, data=None, text=text, environment=environment, tracked=found.tracked)

    def _too_large(self, found: FoundFile, syntax: str, head: str, limit: int) -> Iterator[Observation]:
        self.tally.skipped["too large"] += 1
        facts = _hinted(head, syntax)
        if syntax in ("script", "notebook"):  # bundles, and outputs of cells
            facts = frozenset()
        # Large JSON is data; the others are written by hand, and hands write secrets.
        if syntax in ("yaml", "toml", "env", "python", "hcl") and holds_secrets(found.path):
            facts = facts | {SecretLiteral}
        if facts:
            yield self.gap(found.path, GapReason.TOO_LARGE, f"larger than {limit:,} bytes", facts, right="raise max_file_bytes")

    def _not_unicode(self, document: Document) -> Iterator[Observation]:
        """Keys are ASCII in any of the older encodings, so that secrets are looked for all the same."""
        if document.syntax:
            facts = _hinted(document.text, document.syntax)
            yield self.gap(document.path, GapReason.UNPARSEABLE, "not UTF-8", facts, right="save the file as UTF-8")
        yield from self._secrets(document, self._hits(document), [], [])

    def _text(self, document: Document) -> Iterator[Observation]:
        self.kustomizations.take_text(document)
        self.infrastructure.programs.take_text(document)
        secrets: list[SecretLiteral] = []
        names: list[str] = []
        hits = self._hits(document)
        hidden = _to_hide(document, hits)
        if len(self.hidden) < MOST_HIDDEN:
            self.hidden |= hidden
        for name, observation in self._parsed(document):
            names.append(name)
            if isinstance(observation, SecretLiteral):
                secrets.append(observation)
            elif observation is not None:
                yield _without(observation, hidden)
        self.formats.update(set(names) or {"other"})
        yield from (_without(each, hidden) for each in self._secrets(document, hits, secrets, names))

    def _hits(self, document: Document) -> list[Hit]:
        return secrets_in(document.text) if holds_secrets(document.path) else []

    def _secrets(self, document: Document, hits: list[Hit], given: list[SecretLiteral], names: list[str]) -> Iterator[SecretLiteral]:
        if holds_secrets(document.path):
            for found in secret_literals(document, hits, given, holder_of(document.path, names)):
                if document.path in self.kustomizations.wanted:
                    self._tell(found)
                yield found

    def _composed(self) -> Iterator[Observation]:
        """What kustomizations make of the files that they name. A secret is told once, however many overlays have it."""
        manifests = load_formats()["kubernetes"]
        for each in self.kustomizations.composed():
            if isinstance(each, Gap):
                yield each
                continue
            if isinstance(each, ComposedDocument):
                self.namespaced.note(each)
            for _, observation in self._guarded(manifests.name, each, self._in_namespaces, manifests.gives):
                if isinstance(observation, SecretLiteral):
                    yield from self._composed_secret(each, observation)
                elif observation is not None:
                    yield observation

    def _with_namespaces(self) -> Iterator[Observation]:
        """What manifests say together with the Namespaces that they are for."""
        manifests = load_formats()["kubernetes"]
        for document in self.namespaced.waiting:
            hidden = _to_hide(document, self._hits(document))
            for _, observation in self._guarded(manifests.name, document, self._in_namespaces, manifests.gives):
                told = isinstance(observation, SecretLiteral) or (isinstance(observation, Gap) and observation.reason is GapReason.FAILED)
                if observation is not None and not told:
                    yield _without(observation, hidden)

    def _in_namespaces(self, document: Document) -> Iterator[Observation] | None:
        return manifests_in(document, self.namespaced.of_namespace(document)) if is_manifest(document) else None

    def _secrets_of_waiting(self, document: Document) -> Iterator[Observation] | None:
        compose = load_formats()["compose"]
        if not compose.matches(document):
            return None
        self.env_services.use(posixpath.dirname(document.path), env_files(document.data))
        waits = self.compositions.take(document)
        return (each for each in compose.read(document) if not waits or isinstance(each, SecretLiteral))

    def _with_dotenv(self) -> Iterator[Observation]:
        """What Compose files say together with the dotenv files that they name."""
        read = load_formats()["compose"]
        for document in self.compositions.composed():
            hidden = _to_hide(document, self._hits(document))
            for _, observation in self._guarded(read.name, document, read.read, read.gives):
                if observation is not None and not isinstance(observation, SecretLiteral):
                    yield _without(observation, hidden)

    def _with_layers(self) -> Iterator[Observation]:
        """What values of an environment say together with those that they are laid over."""
        for document in self.layers.composed():
            hidden = self.hidden | _to_hide(document, self._hits(document))
            for each in (load_formats()[name] for name in sorted(READERS)):
                for _, observation in self._guarded(each.name, document, _read_if_matching(each), each.gives):
                    if observation is not None and not isinstance(observation, SecretLiteral):
                        yield _without(observation, hidden)

    def _composed_secret(self, document: Document, secret: SecretLiteral) -> Iterator[SecretLiteral]:
        """The secret, unless it is told already. One that stands in no document as written is brought by a patch of the overlay."""
        path = document.path
        if isinstance(document, ComposedDocument) and path in self.kustomizations.documents:
            if path not in self.secrets_written:
                read = _read_if_matching(load_formats()["kubernetes"])
                written = [each for one in self.kustomizations.documents[path] for _, each in self._guarded("kubernetes", one, read, ())]
                self.secrets_written[path] = {(each.origin.line, each.key) for each in written if isinstance(each, SecretLiteral)}
            if (secret.origin.line, secret.key) not in self.secrets_written[path]:
                others = self.secret_files.get(secret.kind, set())
                if len(others) > (path in others):
                    return
                secret = secret.model_copy(update={"origin": Origin(place=self.place.key, file=document.overlay)})
        if (secret.origin.file, secret.origin.line) not in self.secret_places:
            self._tell(secret)
            yield secret

    def _tell(self, secret: SecretLiteral) -> None:
        self.secret_places.add((secret.origin.file, secret.origin.line))
        self.secret_files.setdefault(secret.kind, set()).add(secret.origin.file)

    def _parsed(self, document: Document) -> Iterator[tuple[str, Observation | None]]:
        """Observations with the name of the format that gave them; None says that the format was recognised."""
        for name, matches, read in written_texts.READERS:
            if matches(document):
                yield from self._guarded(name, document, read, written_texts.GIVES)
        yield from self._guarded("packages", document, self._packages, (PackageList,))
        if document.syntax == "python" and evaluation_source.evaluates(document.text):
            yield from self._guarded("evaluation", document, evaluation_source.read_evaluations, evaluation_source.GIVES)
        match document.syntax:
            case "python" | "script" if llm_source.touches_llm(document.text, document.path):
                if llm_source.is_generated(document.text, document.path):
                    self.tally.skipped["generated code"] += 1
                else:
                    name = "python" if document.syntax == "python" else "javascript"
                    yield from self._guarded(name, document, llm_source.read_source, llm_source.GIVES)
            case "notebook" if llm_source.touches_llm(document.text, document.path):
                yield from self._guarded("notebook", document, llm_source.read_notebook, llm_source.GIVES)
            case "env":
                self.compositions.take_variables(document)
                self.env_services.take(document)
                yield from self._guarded("dotenv", document, dotenv_file.read_dotenv, _BY_SYNTAX["env"])
            case "bicep":
                yield from self._guarded("bicep", document, self._bicep, infrastructure.hidden_in(document.text))
            case "hcl":
                yield from self._guarded("terraform", document, self._hcl, infrastructure.hidden_in(document.text))
            case "":
                yield from self._guarded("source", document, other_source.read_other_source, other_source.GIVES)
            case "yaml" | "json" | "toml" | "pbtxt" | "xml" if self._is_configuration(document):
                yield from self._trees(document)

    def _packages(self, document: Document) -> Iterator[Observation] | None:
        try:
            self.packages.take(document)
        except (ValueError, RecursionError):
            return iter([self.gap(document.path, GapReason.UNPARSEABLE, "the list of packages can't be parsed", (PackageList,))])
        return None

    def _hcl(self, document: Document) -> Iterator[Observation]:
        yield from self._taken(document, self.infrastructure.take_hcl)

    def _bicep(self, document: Document) -> Iterator[Observation]:
        yield from self._taken(document, self.infrastructure.take_bicep)

    def _taken(self, document: Document, take: Callable[[Document], Iterator[Observation]]) -> Iterator[Observation]:
        try:
            yield from take(document)
        except tree.Unparseable as error:
            yield self.gap(document.path, error.reason, error.message, infrastructure.hidden_in(document.text), line=error.line)

    def _is_configuration(self, document: Document) -> bool:
        if not holds_secrets(document.path):  # a lock file
            return False
        if document.syntax in ("pbtxt", "xml"):  # most of these are no configuration of AI
            return bool(_hinted(document.text, document.syntax))
        return document.syntax != "json" or len(document.text) <= MAX_UNKNOWN_JSON or bool(_hinted(document.text, document.syntax))

    def _trees(self, document: Document) -> Iterator[tuple[str, Observation | None]]:
        parsed = tree.read(document.text, document.syntax)
        if parsed.errors:
            self.kustomizations.take_broken(document)
        for number, data in enumerate(parsed.documents, 1):
            part = replace(document, data=data, part=str(number) if number > 1 else "")
            yield from self._guarded("infrastructure", part, self.infrastructure.take_tree, infrastructure.hinted(part.text))
            taken_as = self.kustomizations.take(part)
            if taken_as:
                yield taken_as, None
            # Of what waits for other files, secrets are told where they stand and all else at the end.
            layered = self.layers.take(part)
            namespaced = not taken_as and self.namespaced.take(part)
            for each in load_formats().values():
                if each.name != taken_as:
                    read = self._secrets_of_waiting if each.name == "compose" else _read_if_matching(each)
                    waits = (layered and each.name in READERS) or (namespaced and each.name == "kubernetes")
                    read = _secrets_if_matching(each) if waits else read
                    yield from self._guarded(each.name, part, read, each.gives)
        for key, line in parsed.duplicates:
            detail = f"a key is written twice ({key[:MAX_KEY]}); the last one counts"
            yield "duplicate keys", self.gap(document.path, GapReason.AMBIGUOUS, detail, (), line=line)
        for error in parsed.errors:
            facts, right = _hinted(document.text, document.syntax), ""
            if error.reason is GapReason.TEMPLATED:
                # Values are filled in from elsewhere, and what stands in the template itself is looked for all the same.
                facts, right = facts - {SecretLiteral}, "helm template <chart> > rendered.yaml, and scan that"
            yield str(error.reason), self.gap(document.path, error.reason, error.message, facts, line=error.line, right=right)

    def _guarded(
        self, name: str, document: Document, read: Callable[[Document], Iterator[Observation] | None], gives: Iterable[type[Fact]]
    ) -> Iterator[tuple[str, Observation | None]]:
        try:
            observations = read(document)
            if observations is None:
                return
            yield name, None
            for observation in observations:
                yield name, observation
        except Exception as error:  # noqa: BLE001 - one file that a reader stumbles over must not end the walk
            # The error's own words may hold a value of the file.
            detail = f"the reader of {name} failed: {type(error).__name__}"
            yield name, self.gap(document.path, GapReason.FAILED, detail, gives)


def _read_if_matching(each: Format) -> Callable[[Document], Iterator[Observation] | None]:
    return lambda document: each.read(document) if each.matches(document) else None


def _secrets_if_matching(each: Format) -> Callable[[Document], Iterator[Observation] | None]:
    def read(document: Document) -> Iterator[Observation] | None:
        return (found for found in each.read(document) if isinstance(found, SecretLiteral)) if each.matches(document) else None

    return read


def _to_hide(document: Document, hits: list[Hit]) -> set[str]:
    """What has the form of a key in a document, wherever it stands."""
    values = {document.text[hit.start : hit.end] for hit in hits if hit.detector == "format"}
    return {each for each in values if len(each) >= MIN_HIDDEN}


def _without(observation: Observation, secrets: set[str]) -> Observation:
    """The observation without secrets that stand where none ought to: as a model's name, say, or in an address.

    Readers leave out the values of fields for secrets; this is for all other fields.
    """
    if not secrets:
        return observation
    told = observation.model_dump_json()
    masked = reduce(lambda text, secret: text.replace(secret, "***"), sorted(secrets, key=len, reverse=True), told)
    return observation if masked == told else type(observation).model_validate_json(masked)


def _hinted(text: str, syntax: str) -> frozenset[type[Fact]]:
    """What a file that can't be parsed may hold, by the formats whose traits stand in its head."""
    if syntax in ("python", "script", "notebook", "env"):
        return _BY_SYNTAX[syntax]
    if syntax in ("hcl", "bicep"):
        return infrastructure.hidden_in(text)
    if not syntax:
        return frozenset()
    head = text[:HEAD]
    return infrastructure.hinted(head) | frozenset(kind for each in load_formats().values() for kind in each.hidden_in(head))


def _names(facts: Iterable[type[Fact]]) -> tuple[str, ...]:
    return tuple(sorted({kind.__name__ for kind in facts}))


def printable(path: str) -> str:
    """The path with what is no Unicode replaced, so that it can be written down."""
    return path.encode("utf-8", "replace").decode("utf-8")
