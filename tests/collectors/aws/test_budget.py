"""How many calls a resource of each kind costs: one of an operation at most, and no more than its service's budget."""

from __future__ import annotations

import os
import runpy
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import emptied

from readiness.aws_targets import account_places
from readiness.config import AwsEntry
from readiness.environments import Classifier
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "sample_configs" / "aws_account"))

BUDGET = {"lambda": 7, "s3": 7, "dynamodb": 2, "sqs": 1}
"""Calls that one more function, bucket, table and queue of the AI workload cost; a secret and an alarm cost none."""


@pytest.fixture
def environment() -> Iterator[None]:
    import account

    before = dict(os.environ)
    os.environ.update(account.MADE_UP)
    yield
    os.environ.clear()
    os.environ.update(before)


def calls(count: int) -> Counter[str]:
    """Operations that are called to read an account with so many resources of each kind."""
    import server

    # By its path: the folder of benchmarks has a `kubernetes` that is not the library.
    benchmark = runpy.run_path(str(ROOT / "benchmarks" / "aws.py"))

    with server.Server() as serving:
        os.environ["AWS_ENDPOINT_URL"] = serving.url
        emptied(serving.url)
        benchmark["seed"](serving.url, count)
        places = account_places([AwsEntry(regions=("eu-west-1",))], Classifier(), lambda _: None, lambda _: None)
        access = places[0].access
        collect(plan(places, [each for id, each in load_checks().items() if id.startswith("aws-")]))
    return Counter(access.calls)


@pytest.mark.usefixtures("environment")
def test_one_more_of_each_kind_costs_what_the_budget_says() -> None:
    few, more = calls(2), calls(4)
    growth = {call: (more[call] - few[call]) / 2 for call in more if more[call] != few[call]}
    assert {call: cost for call, cost in growth.items() if cost > 1} == {}
    by_service: Counter[str] = Counter()
    for call, cost in growth.items():
        by_service[call.partition(".")[0]] += cost
    assert dict(by_service) == BUDGET
