"""Where an address leads."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Host and port of a URL; user info and query never leave the file. Empty for what is no URL."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        return parts.hostname + (f":{parts.port}" if parts.port else "") if parts.hostname else ""
    except ValueError:
        return ""
