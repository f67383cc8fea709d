"""Logs that services deliver: of what, and whereto."""

from __future__ import annotations

from aws_world import observe, recorded
from aws_worlds.log_delivery import ANSWERS, BASE


def test_sources_know_what_they_speak_for_and_whether_it_arrives():
    base, traces = observe("aws.log_delivery.log_deliveries", recorded(ANSWERS))
    assert (base.name, base.service, base.log_type, base.resources, base.destinations) == (
        "base", "bedrock", "APPLICATION_LOGS", (BASE,), ("CWL",),
    )  # fmt: skip
    assert base.delivers(BASE)
    assert (traces.log_type, traces.destinations) == ("TRACES", ())
    assert not traces.delivers(BASE)


def test_deliveries_that_are_denied_leave_destinations_unread():
    base, _ = observe("aws.log_delivery.log_deliveries", recorded({**ANSWERS, "logs.describe_deliveries": "AccessDeniedException"}))
    assert base.unread["destinations"].right == "logs:DescribeDeliveries"
