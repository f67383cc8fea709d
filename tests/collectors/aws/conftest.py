"""A moto server for the AWS collectors' tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from aws_world import ACCOUNT, session

from readiness.collectors.aws.access import AwsAccess


@pytest.fixture(scope="session")
def _moto() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def moto(_moto: str) -> str:
    """Address of an empty AWS."""
    import urllib.request

    request = urllib.request.Request(f"{_moto}/moto-api/reset", method="POST")
    with urllib.request.urlopen(request, timeout=20):
        return _moto


@pytest.fixture
def access(moto: str) -> AwsAccess:
    """Access to that AWS."""
    return AwsAccess(session=session(), account=ACCOUNT, endpoint_url=moto)


@pytest.fixture
def seed(moto: str) -> Any:
    """A client to put things into that AWS: `seed("s3").create_bucket(…)`."""
    return lambda service, region="eu-west-1": session().client(service, region_name=region, endpoint_url=moto)
