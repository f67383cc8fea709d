"""MCP client configurations: which servers an agent would start or call. Nothing is ever started here.

File names and keys as read by Claude Code, Claude Desktop, Cursor, VS Code, Gemini CLI, Kiro, Codex, Windsurf, Cline,
Roo and Amazon Q in 2025, and by LibreChat 0.8 (`librechat.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from readiness.collectors import Observation
from readiness.collectors.files.containers import arguments, flattened, image, secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, text, texts
from readiness.facts.ai import McpServer
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral

_NAMES = re.compile(
    r"\.?mcp\.jsonc?|claude_desktop_config\.json|mcp_config\.json|managed-mcp\.json|(cline_)?mcp_settings\.json|mcp-servers?\.json"
)
_YAML = re.compile(r"librechat[\w.-]*\.ya?ml")
_SETTINGS = re.compile(r"(^|/)(\.gemini/settings\.json|\.qwen/settings\.json|\.vscode/settings\.json|\.codex/config\.toml|\.claude\.json)$")


def _servers(document: Document) -> Any:
    """The mapping of server names to servers, under whichever key the client reads."""
    data = mapping(document.data)
    candidates = [data.get("mcpServers"), data.get("mcp_servers"), at(data, "mcp", "servers"), at(data, "mcp.servers")]
    if _NAMES.fullmatch(document.name):
        candidates.append(data.get("servers"))
    return next((each for each in candidates if _looks_right(each)), {})


def _looks_right(value: Any) -> bool:
    return any(isinstance(each, dict) and _START & each.keys() for each in mapping(value).values())


_START = frozenset({"command", "url", "httpUrl", "serverUrl"})


def _matches(document: Document) -> bool:
    known = _NAMES.fullmatch(document.name) or _SETTINGS.search(document.path) if document.syntax in ("json", "toml") else None
    if document.syntax == "yaml":
        known = _YAML.fullmatch(document.name)
    return bool(known) and bool(_servers(document))


@format("mcp", gives=(McpServer, SecretLiteral), matches=_matches, hint=r"\"mcpServers\"|^\[mcp_servers\.")
def servers(document: Document) -> Iterator[Observation]:
    """Servers of an MCP client configuration."""
    listed = _servers(document)
    for name, data in listed.items():
        if isinstance(data, dict) and _START & data.keys():
            server = server_of(document, str(name), data, line_of(listed, name))
            yield server
            for each in server.credentials:
                yield from secret_literal(document, (server.resource, each.name), each, "mcp", document.environment)


def server_of(document: Document, name: str, data: dict[str, Any], line: int | None) -> McpServer:
    """A server as clients write it: `command` and `args`, or `url`, with `env` and `headers`."""
    url = text(data.get("url")) or text(data.get("httpUrl")) or text(data.get("serverUrl"))
    words = _unwrapped([text(data.get("command")), *texts(data.get("args") if isinstance(data.get("args"), list) else None)])
    launcher = _program(words[0]) if words else ""
    package, pinned = _package(launcher, words[1:])
    return McpServer(
        resource=f"mcp:{document.id}#{name}",
        origin=document.origin(line),
        environment=document.environment,
        name=name,
        transport=_transport(data, url),
        launcher=launcher,
        package=package,
        pinned=pinned,
        url_host=_host(url),
        auto_approved=_auto_approved(data),
        approved_line=next((line_of(data, key) for key in ("trust", *_APPROVING) if key in data), None),
        credentials=tuple(_credentials(data, url)),
        disabled=flag(data.get("disabled")) is True or flag(data.get("enabled")) is False,
    )


def _transport(data: dict[str, Any], url: str) -> Literal["stdio", "http", "sse"]:
    written = (text(data.get("type")) or text(data.get("transport"))).lower()
    if written == "sse" or (not written and _path(url).rstrip("/").endswith("/sse")):
        return "sse"
    return "http" if "http" in written or (written != "stdio" and url) else "stdio"


def _path(url: str) -> str:
    """The path of a URL; empty when it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


_APPROVING = ("autoApprove", "alwaysAllow", "autoApproved")


def _auto_approved(data: dict[str, Any]) -> tuple[str, ...]:
    if flag(data.get("trust")) is True:
        return ("*",)
    for key in _APPROVING:
        value = data.get(key)
        if flag(value) is True:
            return ("*",)
        if items(value):
            return texts(value)
    return ()


# What is started


def _unwrapped(words: list[str]) -> list[str]:
    """The command behind `cmd /c`, `sh -c "…"` and `env A=B`."""
    words = [word for word in words if word]
    while words:
        program = _program(words[0])
        if program == "cmd" and words[1:2] and words[1].lower() == "/c":
            words = words[2:]
        elif program in ("sh", "bash", "zsh") and words[1:2] and re.fullmatch(r"-l?c", words[1]):
            words = flattened(words[2:3])
        elif program == "env" and len(words) > 1:
            words = words[1:]
            while words and re.match(r"\w+=", words[0]):
                words = words[1:]
        elif len(words) == 1 and " " in words[0].strip():
            words = flattened(words)
        else:
            break
    return words


def _program(word: str) -> str:
    name = word.replace("\\", "/").rsplit("/", 1)[-1]
    return re.sub(r"\.(exe|cmd|bat)$", "", name, flags=re.IGNORECASE)


_NPM_RUNNERS = {"npx": (), "bunx": (), "pnpx": (), "pnpm": ("dlx", "exec"), "yarn": ("dlx",), "npm": ("exec", "x"), "bun": ("x",)}
_PYTHON_RUNNERS = {"uvx": (), "uv": ("tool", "run"), "pipx": ("run",)}
_PYTHON_VALUES = frozenset(
    [
        "--python",
        "-p",
        "--with",
        "--index-url",
        "--default-index",
        "--index",
        "--extra-index-url",
        "--with-editable",
        "--refresh-package",
        "-c",
        "--directory",
    ]
)
_DOCKER_VALUES = frozenset(
    [
        "-e",
        "--env",
        "-v",
        "--volume",
        "-p",
        "--publish",
        "--name",
        "--network",
        "--net",
        "--mount",
        "--env-file",
        "-w",
        "--workdir",
        "-u",
        "--user",
        "--entrypoint",
        "--platform",
        "--add-host",
        "-l",
        "--label",
        "--pull",
        "-m",
        "--memory",
        "--cpus",
        "--gpus",
        "--security-opt",
        "--cap-add",
        "--cap-drop",
        "--tmpfs",
        "-h",
        "--hostname",
        "--restart",
        "--runtime",
        "--shm-size",
        "--ulimit",
        "--dns",
        "--log-driver",
        "--device",
        "--pid",
        "--ipc",
        "--userns",
    ]
)


def _package(launcher: str, words: list[str]) -> tuple[str, bool | None]:
    """The package or image that is run, and whether its version is exact; ("", None) for a path."""
    if launcher in _NPM_RUNNERS:
        rest = (
            _after(words, _NPM_RUNNERS[launcher][:1]) if launcher in ("npx", "bunx", "pnpx") else _after_any(words, _NPM_RUNNERS[launcher])
        )
        return _judged(_first(rest or [], frozenset({"-c", "--call"}), ("-p", "--package")), _npm_pinned)
    if launcher in _PYTHON_RUNNERS:
        rest = _after(words, _PYTHON_RUNNERS[launcher])
        return _judged(_first(rest or [], _PYTHON_VALUES, ("--from", "--spec")), _python_pinned)
    if launcher in ("docker", "podman", "nerdctl") and "run" in words:
        return _judged(_first(words[words.index("run") + 1 :], _DOCKER_VALUES, ()), _image_pinned)
    return "", None


def _judged(package: str, pinned: Any) -> tuple[str, bool | None]:
    if not package or package.startswith((".", "/", "~", "file:")) or re.match(r"[A-Za-z]:[\\/]", package):
        return "", None
    return _without_userinfo(package), None if "$" in package else pinned(package)


def _without_userinfo(package: str) -> str:
    return re.sub(r"://[^/@\s]+@", "://", package)


def _after(words: list[str], verbs: tuple[str, ...]) -> list[str] | None:
    """The words after all these verbs, in this order; None when they are not there (another use of the tool)."""
    for verb in verbs:
        if verb not in words:
            return None
        words = words[words.index(verb) + 1 :]
    return words


def _after_any(words: list[str], verbs: tuple[str, ...]) -> list[str] | None:
    return next((words[words.index(verb) + 1 :] for verb in verbs if verb in words), None)


def _first(words: list[str], with_value: frozenset[str], named_by: tuple[str, ...]) -> str:
    """The first positional word, or the value of an option that names the package."""
    for position, word in enumerate(words):
        for option in named_by:
            if word == option:
                return next(iter(words[position + 1 :]), "")
            if word.startswith(option + "=") and option.startswith("--"):
                return word[len(option) + 1 :]
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in with_value
        else:
            return word
    return ""


_EXACT = re.compile(r"v?\d+\.\d+(\.\d+)?([.-]?[A-Za-z0-9]+([.-][A-Za-z0-9]+)*)?(\+[\w.]+)?")
_COMMIT = re.compile(r"[0-9a-f]{40}")


def _npm_pinned(package: str) -> bool:
    if re.match(r"(git\+|github:|https?://|git:)", package) or ("/" in package and not package.startswith("@")):
        return _COMMIT.fullmatch(package.rpartition("#")[2]) is not None
    version = package[1:].partition("@")[2]
    return re.fullmatch(r"\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?", version) is not None


def _python_pinned(package: str) -> bool:
    if "git+" in package or "://" in package:
        return _COMMIT.fullmatch(re.split(r"[#?]", package)[0].rpartition("@")[2]) is not None
    match = re.fullmatch(r"[\w.-]+(\[[\w,.-]+\])?(===?|@)(?P<version>\S+)", package)
    return match is not None and _EXACT.fullmatch(match["version"]) is not None


def _image_pinned(package: str) -> bool:
    parsed = image(package)
    return parsed is not None and (bool(parsed.digest) or bool(parsed.tag and not parsed.moving and _EXACT.search(parsed.tag)))


# Credentials


def _credentials(data: dict[str, Any], url: str) -> Iterator[Credential]:
    env = mapping(data.get("env"))
    for name, value in env.items():
        yield from _found(str(name), text(value), line_of(env, name))
    for key in ("headers", "http_headers", "requestInit"):
        headers = mapping(at(data, key, "headers")) or mapping(data.get(key))
        for name, value in headers.items():
            yield from _found(str(name), text(value), line_of(headers, name))
    yield from _found("bearer_token", text(data.get("bearer_token")), line_of(data, "bearer_token"))
    yield from _in_arguments(data)
    yield from _in_url(url, line_of(data, "url"))


def _found(name: str, value: str, line: int | None) -> Iterator[Credential]:
    """A value that ought to be secret; `${input:id}` and `${env:NAME}` are the clients' own references."""
    found = credential(name, value, line) if value else None
    if found is not None:
        yield found


_HEADER_ARGUMENT = re.compile(r"(?P<name>[A-Za-z][A-Za-z-]*):\s*(?P<value>\S.*)")


def _in_arguments(data: dict[str, Any]) -> Iterator[Credential]:
    """`--token X`, `--api-key=X`, `-e KEY=X` and `--header "Authorization: Bearer X"`."""
    args = items(data.get("args"))
    for position, word in enumerate(args):
        header = _HEADER_ARGUMENT.fullmatch(text(word))
        if header and text(args[position - 1]) in ("--header", "-H") and position:
            yield from _found(header["name"], header["value"], line_of(args, position))
    plain = [text(word) for word in args if text(word) and not _HEADER_ARGUMENT.fullmatch(text(word))]
    _, found = arguments(plain, None)
    for each in found:
        line = next((line_of(args, position) for position, word in enumerate(args) if each.name in text(word)), line_of(data, "args"))
        yield each.model_copy(update={"line": line})


def _in_url(url: str, line: int | None) -> Iterator[Credential]:
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return
    if password:
        yield from _found("password", password, line)
    for name, value in parse_qsl(parts.query):
        yield from _found(name, value, line)
