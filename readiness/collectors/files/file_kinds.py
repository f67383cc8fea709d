"""What kind of file a path names."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from readiness.collectors.files.dotenv_file import is_dotenv

_CODE = {".py": "python", ".ipynb": "notebook"} | dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"), "script")
_SYNTAX = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonc": "json", ".toml": "toml", ".tf": "hcl", ".tfvars": "hcl"}
_SYNTAX |= {".bicep": "bicep", ".bicepparam": "bicep", ".pbtxt": "pbtxt", ".xml": "xml", **_CODE}
_TEMPLATES = frozenset({".tpl", ".tmpl", ".j2", ".gotmpl", ".jinja", ".jinja2"})
_SOURCE = frozenset(
    {".py", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go", ".java", ".kt", ".cs", ".rb", ".php", ".rs", ".scala", ".swift", ".ipynb"}
)
_PROSE = frozenset({"", ".md", ".mdx", ".rst", ".txt", ".adoc", ".html"})
_HOLDERS: dict[str, Any] = {
    "compose": "compose",
    "litellm": "gateway",
    "litellm chart": "gateway",
    "kong": "gateway",
    "portkey": "gateway",
    "tensorzero": "gateway",
    "agentgateway": "gateway",
    "apisix": "gateway",
    "traceloop hub": "gateway",
    "mcp": "mcp",
    "kubernetes": "kubernetes",
    "github actions": "workflow",
    "gitlab ci": "workflow",
    "dotenv": "env",
}


def syntax_of(path: str) -> str:
    """`yaml`, `json`, `toml`, `pbtxt`, `xml`, `env`, `hcl`, `bicep`, `python`, `script`, `notebook`; empty when not parsed.

    A template of a configuration file (`values.yaml.tpl`) counts as that file.
    """
    name = PurePosixPath(path)
    if is_dotenv(path):
        return "env"
    if name.name in ("Kustomization", "MLmodel"):
        return "yaml"
    suffix = name.suffix.lower()
    if suffix in _TEMPLATES:
        inner = _SYNTAX.get(PurePosixPath(name.stem).suffix.lower(), "")
        return "" if inner in _CODE.values() else inner
    return _SYNTAX.get(suffix, "")


def is_prose(path: str) -> bool:
    """Whether people read it rather than programs."""
    return PurePosixPath(path).suffix.lower() in _PROSE and not is_dotenv(path)


def holder_of(path: str, formats: list[str]) -> Any:
    """What kind of file a secret stands in, as `SecretLiteral.holder` names it."""
    found = next((_HOLDERS[name] for name in formats if name in _HOLDERS), None)
    if found is not None:
        return found
    return "source" if PurePosixPath(path).suffix.lower() in _SOURCE else "text"
