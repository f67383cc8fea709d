"""Where an account is read: its partition tells."""

from __future__ import annotations

import pytest
from aws_world import place_of, recorded

from readiness.collectors.aws.reading import Aws


@pytest.mark.parametrize(
    ("regions", "region", "partition"),
    [
        (("eu-west-1",), "us-east-1", "aws"),
        (("us-gov-east-1",), "us-gov-west-1", "aws-us-gov"),
        (("cn-northwest-1", "cn-north-1"), "cn-north-1", "aws-cn"),
        ((), "us-east-1", "aws"),
    ],
)
def test_services_without_regions_are_asked_in_the_partition_of_the_account(regions, region, partition):
    whole = Aws(place_of("aws-account", recorded({}), regions=regions), frozenset())
    assert (whole.region, whole.partition) == (region, partition)
    one = Aws(place_of("aws-region", recorded({}), regions=regions, region="eu-west-1"), frozenset())
    assert (one.region, one.partition) == ("eu-west-1", "aws")
