"""Settings of all tests: how hard properties are tried, where shared strategies are found, and the API server that tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves the path alone; strategies.py is shared

collect_ignore = ["layouts"]
"""What is scanned, tests of its own among it."""

if TYPE_CHECKING:
    from api_server.server import ApiServer

settings.register_profile("same", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", settings.get_profile("same"), derandomize=False, print_blob=True)
settings.register_profile("thorough", settings.get_profile("search"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "same")  # the same cases each time, so that no run needs luck


@pytest.fixture(scope="session")
def api_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A real API server, shared by the tests of this process, and its own: no test elsewhere sees it stop.

    Work in a namespace of your own, and remove the CRDs you apply.
    """
    from api_server.build import NoApiServerError
    from api_server.server import running

    try:
        with running(tmp_path_factory.mktemp("api_server")) as server:
            yield server
    except NoApiServerError as reason:
        pytest.skip(f"no API server to test with: {reason}")


@pytest.fixture(scope="session")
def _moto() -> Iterator[str]:
    from loopback import moto_listening

    with moto_listening() as url:
        yield url


@pytest.fixture
def moto(_moto: str) -> str:
    """Address of an empty AWS, whose server the tests of this process share."""
    from loopback import emptied

    return emptied(_moto)
