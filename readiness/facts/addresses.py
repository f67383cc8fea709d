"""Where an address leads."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Host and port of a URL; user info and query never leave the file. Empty for what is no URL."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        return parts.hostname + (f":{parts.port}" if parts.port else "") if parts.hostname else ""
    except ValueError:
        return ""


_REFERENCE = re.compile(r"os\.environ/(\w+)|\{vault://([\w/-]+)|\$(?:ENV|env|secret)://([\w/-]+)|(?:\$\{\{?|\{\{)\s*\.?([\w.]+)")
"""How gateways name what stands elsewhere: LiteLLM, Kong, APISIX, shells and templates."""


def undecided_by(url: str) -> str:
    """The variable or reference that decides whether a URL is called in clear; empty where the URL itself tells."""
    scheme, _, rest = url.partition("://")
    if scheme.lower() == "https":
        return ""
    found = _REFERENCE.search(rest.partition("/")[0] if scheme.lower() == "http" else url)
    return next(each for each in found.groups() if each) if found else ""


_NEAR = (".local", ".svc", ".internal", ".localhost", ".lan", ".home", ".test", ".example", ".invalid")
"""Endings of names that no public resolver knows."""


def goes_out_in_clear(url: str) -> bool:
    """Whether a URL asks a host of the public network without encryption; names of clusters and private addresses are none."""
    if not url.lower().startswith("http://"):
        return False
    host = host_of(url).rpartition(":")[0] if host_of(url).rpartition(":")[2].isdigit() else host_of(url)
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_NEAR) and "$" not in host and "{" not in host
