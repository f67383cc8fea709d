"""MCP configurations: what would be started, how it is pinned, and the secrets handed to it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import by_name, facts_in, facts_of, line_with

from readiness.facts.ai import McpServer
from readiness.facts.files import SecretLiteral

NAME = "mcp.json"


def server(**settings: Any) -> McpServer:
    (found,) = facts_in(json.dumps({"mcpServers": {"it": settings}}), ".mcp.json")[McpServer]
    return found


@pytest.mark.parametrize(
    ("command", "args", "package", "pinned"),
    [
        ("npx", ["-y", "pkg"], "pkg", False),
        ("npx", ["-y", "pkg@1.2.3"], "pkg@1.2.3", True),
        ("npx", ["-y", "pkg@^1.2.3"], "pkg@^1.2.3", False),
        ("npx", ["pkg@latest"], "pkg@latest", False),
        ("npx", ["-y", "@scope/pkg"], "@scope/pkg", False),
        ("npx", ["-y", "@scope/pkg@1.2.3-beta.1"], "@scope/pkg@1.2.3-beta.1", True),
        ("npx", ["--package=@scope/pkg@2.0.0", "run-it"], "@scope/pkg@2.0.0", True),
        ("npx", ["-y", "github:acme/tool"], "github:acme/tool", False),
        ("npx", ["./server.js"], "", None),
        ("cmd", ["/c", "npx", "-y", "pkg@1.0.0"], "pkg@1.0.0", True),
        ("sh", ["-c", "npx -y pkg"], "pkg", False),
        ("pnpm", ["dlx", "pkg@1.0.0"], "pkg@1.0.0", True),
        ("uvx", ["pkg"], "pkg", False),
        ("uvx", ["pkg==1.2"], "pkg==1.2", True),
        ("uvx", ["pkg==1.*"], "pkg==1.*", False),
        ("uvx", ["pkg@1.2.3", "--flag"], "pkg@1.2.3", True),
        ("uvx", ["--python", "3.12", "pkg[cli]==1.2.3"], "pkg[cli]==1.2.3", True),
        ("uvx", ["--from", "git+https://github.com/a/b@" + "0a" * 20, "tool"], "git+https://github.com/a/b@" + "0a" * 20, True),
        ("uvx", ["--from", "git+https://github.com/a/b@main", "tool"], "git+https://github.com/a/b@main", False),
        ("uv", ["tool", "run", "pkg==1.2.3"], "pkg==1.2.3", True),
        ("uv", ["--directory", "/srv", "run", "server.py"], "", None),
        ("pipx", ["run", "--spec", "pkg==1.2.3", "tool"], "pkg==1.2.3", True),
        ("docker", ["run", "-i", "--rm", "-e", "A", "ghcr.io/acme/mcp:1.4.0"], "ghcr.io/acme/mcp:1.4.0", True),
        ("docker", ["run", "-i", "acme/mcp"], "acme/mcp", False),
        ("docker", ["run", "--rm", "-v", "/a:/b", "acme/mcp@sha256:ab"], "acme/mcp@sha256:ab", True),
        ("docker", ["run", "acme/mcp:latest"], "acme/mcp:latest", False),
        ("python", ["server.py"], "", None),
        ("npx", ["-y", "${PACKAGE}"], "${PACKAGE}", None),
        ("npx", [], "", None),
    ],
)
def test_packages_and_pins(command: str, args: list[str], package: str, pinned: bool | None) -> None:
    found = server(command=command, args=args)
    assert (found.package, found.pinned) == (package, pinned)


@pytest.mark.parametrize(
    ("settings", "transport"),
    [
        ({"command": "x"}, "stdio"),
        ({"url": "https://a.example/mcp"}, "http"),
        ({"url": "https://a.example/sse"}, "sse"),
        ({"type": "sse", "url": "https://a.example/mcp"}, "sse"),
        ({"type": "streamable-http", "url": "https://a.example/"}, "http"),
        ({"httpUrl": "https://a.example/"}, "http"),
        ({"url": "http://[::1"}, "http"),
    ],
)
def test_transports(settings: dict[str, Any], transport: str) -> None:
    assert server(**settings).transport == transport


def test_the_servers_of_a_file() -> None:
    servers = by_name(facts_of(NAME, ".mcp.json")[McpServer])
    assert servers["pinned"].auto_approved == ("list",)
    assert servers["pinned"].approved_line == line_with(NAME, '"pinned"')
    assert servers["stream"].auto_approved == ("*",)
    assert servers["latest"].disabled
    assert servers["remote"].url_host == "tools.example.org"
    assert servers["git"].origin.line == line_with(NAME, '"git"')
    assert server(command="x", trust=True).auto_approved == ("*",)


def test_credentials_in_env_arguments_headers_and_urls() -> None:
    found = facts_of(NAME, ".mcp.json")
    servers = by_name(found[McpServer])
    told = {name: [(each.name, each.state, each.line) for each in each_server.credentials] for name, each_server in servers.items()}
    assert told["image"] == [("API_KEY", "literal", line_with(NAME, '"image"'))]
    assert told["script"] == [("--token", "literal", line_with(NAME, '"script"'))]
    assert told["remote"] == [
        ("Authorization", "literal", line_with(NAME, "Authorization")),
        ("X-Api-Key", "reference", line_with(NAME, "X-Api-Key")),
        ("password", "literal", line_with(NAME, '"url": "https://user')),
    ]
    assert {each.key for each in found[SecretLiteral]} == {"API_KEY", "--token", "Authorization", "password"}
    dumped = "".join(fact.model_dump_json() for facts in found.values() for fact in facts)
    for value in ("pQ8zX4", "zK5wN8", "mX4cV8", "hT6vWq"):
        assert value not in dumped


def test_references_and_headers_in_arguments() -> None:
    assert [each.state for each in server(command="x", env={"API_TOKEN": "${API_TOKEN}"}).credentials] == ["reference"]
    found = server(command="npx", args=["mcp-remote", "https://a.example", "--header", "Authorization: Bearer qW3eR5tY7u"])
    assert [(each.name, each.state) for each in found.credentials] == [("Authorization", "literal")]
    assert server(command="x", env={"LOG_LEVEL": "debug"}).credentials == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".vscode/mcp.json", '{"servers": {"it": {"command": "x"}}}'),
        (".cursor/mcp.json", '{"mcpServers": {"it": {"command": "x"}}}'),
        ("claude_desktop_config.json", '{"mcpServers": {"it": {"command": "x"}}}'),
        (".gemini/settings.json", '{"theme": "dark", "mcpServers": {"it": {"httpUrl": "https://a.example"}}}'),
        (".codex/config.toml", '[mcp_servers.it]\ncommand = "x"\n'),
    ],
)
def test_files_of_other_clients(path: str, text: str) -> None:
    assert [each.name for each in facts_in(text, path)[McpServer]] == ["it"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"mcpServers": {"it": {"command": "x"}}}'),
        (".mcp.json", '{"mcpServers": {"it": 3}}'),
        ("mcp.json", '{"servers": []}'),
    ],
)
def test_other_files_are_none(path: str, text: str) -> None:
    assert not facts_in(text, path)[McpServer]
