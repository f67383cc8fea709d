"""Access to a moto server for the AWS collectors' tests."""

from __future__ import annotations

from typing import Any

import pytest
from aws_world import ACCOUNT, session

from readiness.collectors.aws.access import AwsAccess


@pytest.fixture
def access(moto: str) -> AwsAccess:
    """Access to that AWS."""
    return AwsAccess(session=session(), account=ACCOUNT, endpoint_url=moto)


@pytest.fixture
def seed(moto: str) -> Any:
    """A client to put things into that AWS: `seed("s3").create_bucket(…)`."""
    return lambda service, region="eu-west-1": session().client(service, region_name=region, endpoint_url=moto)
