"""Reading a folder: what is opened, what is left out, what becomes a gap, and that nothing ends the walk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tracemalloc
from pathlib import Path

import pytest
from effort import ends, grows_no_faster

from readiness.collectors import COLLECTORS, Place
from readiness.collectors.files.folder import read_folder
from readiness.collectors.files.formats import FORMATS, Document, load_formats
from readiness.collectors.files.reading import GIVES
from readiness.errors import UserError
from readiness.facts import Environment, Fact, Gap, GapReason, UnreadFieldError
from readiness.facts.ai import DebugSwitch, Gateway, McpServer, ProviderUse, SourceModule, TraceSink
from readiness.facts.files import EnvFile, FolderRead, SecretLiteral

KEY = "sk-proj-" + "q7Vr2ZtY9wKpXs4NbM8Hc3Jd6Lf1GaTe5UoRi0Bn"
GATEWAY = "model_list:\n  - model_name: chat\n    litellm_params: {model: openai/gpt-4.1, api_key: os.environ/OPENAI_API_KEY}\n"


def seen(root: Path, wanted: frozenset[type[Fact]] = frozenset(GIVES), **settings: object) -> list[Fact | Gap]:
    return list(read_folder(Place("folder", ".", "folder:.", root=root, settings=settings), wanted))


def of(kind: type, observations: list[Fact | Gap]) -> list:
    return [each for each in observations if type(each) is kind]


def account(observations: list[Fact | Gap]) -> FolderRead:
    assert isinstance(observations[-1], FolderRead)
    return observations[-1]


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def gap_of(root: Path, **settings: object) -> Gap:
    (gap,) = of(Gap, seen(root, **settings))
    return gap


def test_a_folder_without_configuration(tmp_path):
    (tmp_path / "kept").mkdir()
    (folder,) = seen(tmp_path)
    assert isinstance(folder, FolderRead)
    assert (folder.resource, folder.environment, folder.files_read, folder.git) == ("folder:.", Environment.SHARED, 0, False)


@pytest.mark.parametrize("name", ["absent", "file.yaml", "empty"])
def test_no_folder(tmp_path, name):
    (tmp_path / "file.yaml").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError) as raised:
        seen(tmp_path / name)
    assert raised.value.help


def test_each_kind_of_file_is_read(tmp_path):
    write(
        tmp_path,
        {
            "gateway/config.yaml": GATEWAY,
            "app/main.py": "import openai\nopenai.OpenAI()\n",
            ".env": f"OPENAI_API_KEY={KEY}\n",
            ".mcp.json": '{"mcpServers": {"x": {"command": "npx", "args": ["-y", "pkg@1.2.3"]}}}',
            "notes.txt": "nothing",
        },
    )
    observations = seen(tmp_path)
    assert not of(Gap, observations)
    assert all(of(kind, observations) for kind in (Gateway, SourceModule, EnvFile, McpServer, ProviderUse))
    folder = account(observations)
    assert folder.files_read == 5
    assert folder.formats == {"dotenv": 1, "litellm": 1, "mcp": 1, "other": 1, "python": 1}
    assert len({(type(each), each.resource) for each in observations if isinstance(each, Fact)}) == len(observations)


def test_only_what_is_wanted_is_given(tmp_path):
    write(tmp_path, {"config.yaml": GATEWAY + f"x: {KEY}\n", "broken.yaml": "model_list: [\n", "broken.json": '{"mcpServers": {'})
    observations = seen(tmp_path, frozenset({SecretLiteral}))
    assert {type(each) for each in observations} == {SecretLiteral, Gap}
    assert {name for gap in of(Gap, observations) for name in gap.facts} == {"SecretLiteral"}


def test_the_order_is_stable(tmp_path):
    for name in ("b/z", "a/y", "c", "a/b/x"):
        write(tmp_path, {f"{name}/.env": "OPENAI_API_KEY=x1\n", f"{name}.env": "A=b\n"})
    first = seen(tmp_path)
    assert first == seen(tmp_path)
    assert [each.origin.file for each in of(EnvFile, first)] == [
        "c.env", "a/y.env", "a/b/x.env", "a/b/x/.env", "a/y/.env", "b/z.env", "b/z/.env", "c/.env",
    ]  # fmt: skip


BROKEN = [
    ("a.yaml", "litellm_params: [\n", GapReason.UNPARSEABLE, True),
    ("a.yaml", "a: 'open", GapReason.UNPARSEABLE, False),
    ("templates/a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n", GapReason.TEMPLATED, True),
    ("a.yaml", "a: &a [*a]", GapReason.TOO_LARGE, False),
    ("a.json", '{"mcpServers": {', GapReason.UNPARSEABLE, True),
    ("a.toml", "[mcp_servers.x]\na = = 1", GapReason.UNPARSEABLE, True),
    ("a.yaml", b"model_list: []\x00", GapReason.UNPARSEABLE, True),
    ("a.yaml", b"\x00GITCRYPT\x00" + bytes(range(256)), GapReason.UNPARSEABLE, True),
    ("a.yaml", bytes(range(256)) * 4, GapReason.UNPARSEABLE, False),
    ("a.yaml", "- litellm_params: [\n", GapReason.UNPARSEABLE, True),
    ("a.yaml", "a: 1\na: 2\n", GapReason.AMBIGUOUS, False),
    ("a.yaml", b"litellm_params: \xff", GapReason.UNPARSEABLE, True),
]


@pytest.mark.parametrize(("name", "content", "reason", "hides"), BROKEN)
def test_a_file_that_cannot_be_read_is_a_gap(tmp_path, name, content, reason, hides):
    write(tmp_path, {name: content, "z.env": "OPENAI_API_KEY=x1"})
    observations = seen(tmp_path)
    (gap,) = of(Gap, observations)
    assert (gap.reason, gap.file, bool(gap.facts)) == (reason, name, hides)
    assert of(EnvFile, observations)


def test_a_template_says_how_to_render_it(tmp_path):
    write(tmp_path, {"t.yaml": "kind: Deployment\nname: {{ .Values.x }}\n"})
    gap = gap_of(tmp_path)
    assert (gap.line, gap.right) == (2, "helm template <chart> > rendered.yaml, and scan that")


def test_a_broken_document_keeps_the_earlier_ones(tmp_path):
    write(tmp_path, {"a.yaml": GATEWAY + "---\nx: [\n"})
    observations = seen(tmp_path)
    assert of(Gateway, observations)
    assert [gap.reason for gap in of(Gap, observations)] == [GapReason.UNPARSEABLE]


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + GATEWAY).encode(),
        GATEWAY.encode("utf-16"),
        b"\xfe\xff" + GATEWAY.encode("utf-16-be"),
        GATEWAY.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8 bom", "utf-16 le", "utf-16 be", "crlf"],
)
def test_encodings(tmp_path, content):
    write(tmp_path, {"a.yaml": content})
    observations = seen(tmp_path)
    assert of(Gateway, observations)
    assert not of(Gap, observations)


def test_secrets_are_found_in_older_encodings(tmp_path):
    write(tmp_path, {"a.txt": f"clé={KEY}".encode("latin-1")})
    (secret,) = of(SecretLiteral, seen(tmp_path))
    assert (secret.kind, secret.holder) == ("OpenAI API key", "text")


def test_large_files(tmp_path):
    write(tmp_path, {"a.yaml": GATEWAY + "# " + "x" * 5000, "data.json": '{"a": "' + "x" * 5000 + '"}', "b.txt": "x" * 5000})
    observations = seen(tmp_path, max_file_bytes=4096)
    (gap,) = of(Gap, observations)
    assert (gap.file, gap.reason, gap.detail) == ("a.yaml", GapReason.TOO_LARGE, "larger than 4,096 bytes")
    assert {"Gateway", "SecretLiteral"} <= set(gap.facts)
    assert account(observations).skipped == {"too large": 3}


def test_a_huge_sparse_file_costs_nothing(tmp_path):
    for name in ("huge.yaml", "huge.bin.txt"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 40)  # whoever reads it to its end is never seen again
    tracemalloc.start()
    with ends():
        observations = seen(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [gap.file for gap in of(Gap, observations)] == ["huge.yaml"]
    assert peak < 32 << 20


def test_large_json_without_a_trait_is_data(tmp_path):
    write(tmp_path, {"data.json": "[" + "1," * 200_000 + "oops", "lock/package-lock.json": "{broken"})
    observations = seen(tmp_path)
    assert not of(Gap, observations)
    assert account(observations).formats == {"other": 2}


def test_more_files_than_the_limit(tmp_path):
    write(tmp_path, {f"{number}.txt": "" for number in range(9)})
    observations = seen(tmp_path, max_files=5)
    (gap,) = of(Gap, observations)
    assert (gap.reason, gap.detail, gap.file) == (GapReason.TOO_LARGE, "more than 5 files", None)
    assert set(gap.facts) == {kind.__name__ for kind in GIVES}
    assert account(observations).files_read == 5


def test_links_are_not_followed(tmp_path):
    outside = write(tmp_path / "outside", {"secret.env": f"OPENAI_API_KEY={KEY}"})
    root = write(tmp_path / "root", {"a/b.env": "A=b"})
    (root / "a/loop").symlink_to(root)
    (root / "self").symlink_to("self")
    (root / "gone").symlink_to("nowhere")
    (root / "out").symlink_to(outside)
    (root / "out.env").symlink_to(outside / "secret.env")
    (root / "in.env").symlink_to(root / "a/b.env")
    observations = seen(root)
    assert [each.origin.file for each in of(EnvFile, observations)] == ["a/b.env"]
    assert account(observations).skipped == {"symbolic link": 6}


def test_special_files_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mkfifo(tmp_path / ".gitignore")
    assert account(seen(tmp_path)).skipped == {"special file": 2}


def test_vendored_folders_and_binaries_are_left_out(tmp_path):
    folders = ["node_modules/x", "vendor", ".venv", "own-env", "build", "dist", "pkg.egg-info", "deep/third_party"]
    write(tmp_path, {f"{folder}/.env": f"OPENAI_API_KEY={KEY}" for folder in folders})
    write(tmp_path, {"own-env/pyvenv.cfg": "", "logo.png": b"\x89PNG", "blob.dat": b"a\0b", ".terraform/.env": f"A_KEY={KEY}"})
    folder = account(seen(tmp_path))
    assert sorted(folder.skipped_folders) == sorted({each.split("/x")[0] for each in folders})
    assert (folder.skipped, folder.files_read) == ({"binary": 2, "folder of a tool": 1}, 1)


def test_excluded_paths(tmp_path):
    write(tmp_path, {"keep/.env": "A=b", "drop/.env": "A=b", "keep/x.env": "A=b"})
    observations = seen(tmp_path, exclude=["drop/", "*.env", "!.env"])
    assert [each.origin.file for each in of(EnvFile, observations)] == ["keep/.env"]
    assert account(observations).skipped == {"excluded": 1, "excluded folder": 1}


def test_names_that_are_no_unicode(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff.env"
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(b"A=b")
    (env,) = of(EnvFile, seen(tmp_path))
    assert env.model_dump_json()


class Refusal:
    """Makes one path unreadable, also for root."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str, name: str) -> None:
        self.real, self.name = getattr(os, call), name
        monkeypatch.setattr(os, call, self)

    def __call__(self, path, *rest, **more):
        if str(path).endswith(self.name):
            raise PermissionError(13, "Permission denied")
        return self.real(path, *rest, **more)


def test_an_unreadable_file(tmp_path, monkeypatch):
    write(tmp_path, {"a.env": "A=b", "b.env": "A=b"})
    Refusal(monkeypatch, "open", "a.env")
    observations = seen(tmp_path)
    (gap,) = of(Gap, observations)
    assert (gap.reason, gap.file, gap.right) == (GapReason.DENIED, "a.env", "read permission on a.env")
    assert "EnvFile" in gap.facts
    assert of(EnvFile, observations)


def test_an_unreadable_folder(tmp_path, monkeypatch):
    write(tmp_path, {"a/a.env": "A=b", "b/b.env": "A=b"})
    Refusal(monkeypatch, "scandir", "/a")
    observations = seen(tmp_path)
    (gap,) = of(Gap, observations)
    assert (gap.reason, gap.file, gap.right) == (GapReason.DENIED, "a", "read permission on a")
    assert of(EnvFile, observations)


def test_a_reader_that_breaks_leaves_a_gap(tmp_path, monkeypatch):
    real = load_formats()["litellm"]

    def broken(document: Document):
        yield from ()
        raise KeyError("sk-the-value")

    monkeypatch.setitem(load_formats(), "litellm", type(real)(real.name, real.gives, real.matches, real.hints, broken))
    write(tmp_path, {"a.yaml": GATEWAY, "b.env": "A=b"})
    observations = seen(tmp_path)
    (gap,) = of(Gap, observations)
    assert (gap.reason, gap.file, gap.detail) == (GapReason.FAILED, "a.yaml", "the reader of litellm failed: KeyError")
    assert set(gap.facts) == {kind.__name__ for kind in FORMATS["litellm"].gives}
    assert of(EnvFile, observations)


def test_one_secret_is_one_fact(tmp_path):
    write(
        tmp_path,
        {"litellm.yaml": GATEWAY.replace("os.environ/OPENAI_API_KEY", KEY), ".env": f"OPENAI_API_KEY={KEY}\nDB_PASSWORD=hunter2\n"},
    )
    secrets = {(each.origin.file, each.origin.line): each for each in of(SecretLiteral, seen(tmp_path))}
    assert len(secrets) == len(of(SecretLiteral, seen(tmp_path))) == 3
    gateway = secrets["litellm.yaml", 3]
    assert (gateway.holder, gateway.detector, gateway.kind, gateway.provider) == ("gateway", "format", "OpenAI API key", True)
    assert "api_key" in gateway.key
    env = secrets[".env", 1]
    assert (env.resource, env.detector, env.holder) == ("secret:.env:OPENAI_API_KEY", "format", "env")
    assert (secrets[".env", 2].detector, secrets[".env", 2].provider) == ("field", False)


def test_resources_of_secrets_do_not_move_with_lines(tmp_path):
    write(tmp_path, {"a.py": f"x = '{KEY}'\ny = '{KEY}'\nprint('{KEY}')\nprint('{KEY}')\n"})
    before = [each.resource for each in of(SecretLiteral, seen(tmp_path))]
    assert before == ["secret:a.py:x", "secret:a.py:y", "secret:a.py:openai-api-key", "secret:a.py:openai-api-key#2"]
    write(tmp_path, {"a.py": "\n\n" + (tmp_path / "a.py").read_text()})
    assert before == [each.resource for each in of(SecretLiteral, seen(tmp_path))]


def test_no_value_of_a_secret_leaves(tmp_path):
    write(
        tmp_path,
        {
            "a.env": f"OPENAI_API_KEY={KEY}\nDB_PASSWORD=hunter2-secret\n",
            "b.yaml": f"x: {KEY}\ny: [",
            "c.py": f"import openai\nk = '{KEY}'",
        },
    )
    told = "".join(each.model_dump_json() for each in seen(tmp_path))
    assert KEY[:14] not in told
    assert "hunter2" not in told


def test_defaults_in_prose_are_no_secret(tmp_path):
    write(tmp_path, {"README.md": "LITELLM_MASTER_KEY=sk-1234\n", "values.yaml": "masterKey: sk-1234\n"})
    (secret,) = of(SecretLiteral, seen(tmp_path))
    assert (secret.origin.file, secret.detector, secret.kind) == ("values.yaml", "default", "vendor default of LiteLLM")


def test_a_dotenv_file(tmp_path):
    text = """# head
export OPENAI_API_KEY="${KEY}"

LANGFUSE_SECRET_KEY=sk-lf-your-key
TRACELOOP_BASE_URL=https://x
TRACELOOP_TRACE_CONTENT=false
LITELLM_LOG=DEBUG
BARE
POSTGRES_PASSWORD=postgres
QUOTED='two
lines'
ANTHROPIC_API_KEY=
"""
    write(tmp_path, {"deploy/.env.production": text})
    observations = seen(tmp_path)
    (env,) = of(EnvFile, observations)
    assert (env.example, env.environment, env.resource) == (False, Environment.PRODUCTION, "env-file:deploy/.env.production")
    assert env.names[:2] == ("OPENAI_API_KEY", "LANGFUSE_SECRET_KEY")
    assert env.names[4:] == ("LITELLM_LOG", "BARE", "POSTGRES_PASSWORD", "QUOTED", "ANTHROPIC_API_KEY")
    assert [(each.name, each.state, each.line) for each in env.credentials] == [
        ("OPENAI_API_KEY", "reference", 2),
        ("LANGFUSE_SECRET_KEY", "placeholder", 4),
        ("POSTGRES_PASSWORD", "vendor default", 9),
        ("ANTHROPIC_API_KEY", "empty", 12),
    ]
    assert [(each.provider, each.via) for each in of(ProviderUse, observations)] == [("openai", "env")]
    assert {(each.product, each.captures_content) for each in of(TraceSink, observations)} == {("langfuse", None), ("traceloop", False)}
    assert [(each.name, each.value, each.component) for each in of(DebugSwitch, observations)] == [("LITELLM_LOG", "DEBUG", "litellm")]
    with pytest.raises(UnreadFieldError) as raised:
        _ = env.tracked
    assert raised.value.unread.right == "scan a git checkout"


def test_an_example_wires_nothing(tmp_path):
    write(tmp_path, {".env.example": "OPENAI_API_KEY=\nLANGFUSE_SECRET_KEY=sk-lf-your-key\nDEBUG=1\n"})
    observations = seen(tmp_path)
    assert of(EnvFile, observations)[0].example
    assert [each.provider for each in of(ProviderUse, observations)] == ["openai"]
    assert not of(TraceSink, observations) + of(DebugSwitch, observations)


@pytest.mark.parametrize(
    ("name", "example"),
    [
        (".env", False),
        (".env.local", False),
        ("langfuse.env", False),
        ("env.example", True),
        (".env.sample", True),
        ("prod.env.template", True),
    ],
)
def test_names_of_dotenv_files(tmp_path, name, example):
    write(tmp_path, {name: "A=b"})
    (env,) = of(EnvFile, seen(tmp_path))
    assert env.example is example


@pytest.mark.parametrize(
    "name", ["environment", "env", ".env.ts", "env.d.ts", ".envrc", "env.py", "env.md", "env.h", ".env.h", "my.environment"]
)
def test_names_of_other_files(tmp_path, name):
    write(tmp_path, {name: "A=b"})
    assert not of(EnvFile, seen(tmp_path))


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(root: Path, *arguments: str) -> None:
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, env=environment)


def tracked(observations: list[Fact | Gap]) -> dict[str | None, bool]:
    return {each.origin.file: each.tracked for each in of(EnvFile, observations)}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = write(
        tmp_path / "repo", {".gitignore": "*.env\n!keep.env\nignored/\n", "sub/.gitignore": "!again.env\n/only\n", "build/ci.env": "A=b"}
    )
    write(
        root,
        dict.fromkeys(
            ["committed.env", "loose.env", "keep.env", "sub/again.env", "sub/only/x.env", "ignored/in.env", "ignored/out.env"], "A=b"
        ),
    )
    write(root, {"hidden/x.env": "A=b", "sub/deep/committed.env": "A=b"})
    git(root, "init", "-q")
    (root / ".git/info/exclude").write_text("hidden/\n")
    git(root, "add", "-f", "committed.env", "ignored/in.env", "sub/deep/committed.env", "build/ci.env", ".gitignore")
    return root


@needs_git
def test_ignored_files_are_left_out_unless_tracked(checkout):
    observations = seen(checkout)
    assert tracked(observations) == {
        "committed.env": True,
        "ignored/in.env": True,
        "keep.env": False,
        "sub/again.env": False,
        "sub/deep/committed.env": True,
        "build/ci.env": True,
    }
    assert account(observations).git
    assert account(observations).skipped == {"ignored": 2, "ignored folder": 2, "folder of a tool": 1}


@needs_git
def test_a_folder_inside_a_checkout(checkout):
    observations = seen(checkout / "sub")
    assert tracked(observations) == {"again.env": False, "deep/committed.env": True}
    assert account(observations).skipped == {"ignored folder": 1}


@needs_git
def test_an_ignored_folder_that_is_named_is_read(checkout):
    write(checkout, {"ignored/cdk.out/y.env": "A=b"})
    assert tracked(seen(checkout / "ignored/cdk.out")) == {"y.env": False}
    assert tracked(seen(checkout / "hidden")) == {"x.env": False}


@needs_git
def test_a_worktree(checkout, tmp_path):
    git(checkout, "commit", "-q", "-m", "x")
    git(checkout, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert tracked(seen(tmp_path / "tree"))["committed.env"] is True


@needs_git
def test_what_a_submodule_tracks_is_not_known(checkout, tmp_path):
    other = write(tmp_path / "other", {"in.env": "A=b"})
    git(other, "init", "-q")
    git(other, "add", "in.env")
    git(other, "commit", "-q", "-m", "x")
    git(checkout, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "module")
    write(checkout, {".gitignore": "committed.env\n"})
    (env,) = (each for each in of(EnvFile, seen(checkout)) if each.origin.file == "module/in.env")
    assert "tracked" in env.unread


@needs_git
@pytest.mark.parametrize("damage", [b"", b"DIRC", b"nonsense" * 100, None])
def test_an_index_that_cannot_be_read_tells_nothing(checkout, damage):
    index = checkout / ".git/index"
    content = index.read_bytes()
    index.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if damage is None else damage)
    observations = seen(checkout)
    if damage == b"":
        assert not any(tracked(observations).values())
        return
    assert not account(observations).git
    with pytest.raises(UnreadFieldError):
        tracked(observations)


@needs_git
def test_a_split_index_tells_nothing(checkout):
    git(checkout, "update-index", "--split-index")
    write(checkout, {"more.txt": "x"})
    git(checkout, "add", "more.txt")
    assert not account(seen(checkout)).git


@needs_git
def test_no_code_of_the_checkout_runs(checkout, tmp_path):
    trap = tmp_path / "ran"
    for hook in ("fsmonitor", "post-index-change", "pre-commit"):
        file = checkout / f".git/hooks/{hook}"
        file.write_text(f"#!/bin/sh\ntouch {trap}\n")
        file.chmod(0o755)
    git(checkout, "config", "core.fsmonitor", ".git/hooks/fsmonitor")
    seen(checkout)
    assert not trap.exists()


def test_a_git_folder_that_is_none(tmp_path):
    write(tmp_path, {".git": "gitdir: /etc\n", "a.env": "A=b", "b/.git/config": "[core]", "b/c.env": "A=b"})
    observations = seen(tmp_path / "b")
    assert not account(observations).git or not any(tracked(observations).values())


def test_work_grows_with_the_files_and_no_faster(tmp_path):
    for files in (1, 40, 80, 120):
        text = "kind: ConfigMap\napiVersion: v1\nmetadata: {{name: n{:04}}}\ndata: {{a: b}}\n"
        write(tmp_path / str(files), {f"{number % 4}/{number:04}.yaml": text.format(number) for number in range(files)})
    assert grows_no_faster(lambda files: seen(tmp_path / str(files)), 40)


def test_the_collector_is_registered():
    declared = COLLECTORS["files.folder.read_folder"]
    assert declared.kind == "folder"
    assert declared.gives == set(GIVES)
    assert {kind for each in FORMATS.values() for kind in each.gives} <= declared.gives
