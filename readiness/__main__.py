"""`python -m readiness`."""

from __future__ import annotations

from readiness.cli import main

main()
