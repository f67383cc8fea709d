"""What AWS itself says of an account, from recorded answers."""

from __future__ import annotations

from datetime import date

import pytest
from aws_world import observe, recorded
from aws_worlds.governing import ANSWERS, WORKLOAD

from readiness.facts import GapReason


def test_support_answers_and_tells_which_limits_are_near():
    (support,) = observe("aws.governing.support", recorded(ANSWERS))
    assert (support.answers, support.limits_at) == (True, ("VPC",))


def test_a_plan_without_technical_cases_is_no_gap():
    (support,) = observe("aws.governing.support", recorded({"support.describe_severity_levels": "SubscriptionRequiredException"}))
    assert (support.answers, support.limits_at, support.unread) == (False, (), {})


def test_where_trusted_advisor_looks_at_no_limit_none_is_respected():
    (support,) = observe("aws.governing.support", recorded({**ANSWERS, "support.describe_trusted_advisor_checks": {"checks": []}}))
    assert support.unread["limits_at"].reason is GapReason.UNSUPPORTED


def test_reviews_of_each_lens():
    ours, general = observe("aws.governing.lens_reviews", recorded(ANSWERS))
    assert (ours.resource, ours.workload, ours.lens) == (f"{WORKLOAD}/genai", "assistant", "Generative AI Lens")
    assert (ours.high, ours.unanswered, ours.updated) == (1, 2, date(2026, 9, 1))
    assert (general.high, general.updated) == (0, date(2026, 9, 1))


@pytest.mark.parametrize(("ids", "status", "enabled"), [(["d1"], "ENABLED", True), (["d1"], "DISABLED", False), ([], "ENABLED", False)])
def test_guardduty(ids, status, enabled):
    answers = {"guardduty.list_detectors": {"DetectorIds": ids}, "guardduty.get_detector": {"ServiceRole": "r", "Status": status}}
    (detection,) = observe("aws.governing.threat_detection", recorded(answers))
    assert detection.enabled is enabled


def test_config_tells_what_it_leaves_out():
    (history,) = observe("aws.governing.configuration_history", recorded(ANSWERS))
    assert (history.recording, history.failing) == (True, False)
    assert history.left_out == ("AWS::SageMaker::EndpointConfig", "AWS::SageMaker::Model")


@pytest.mark.parametrize(
    ("group", "left_out"),
    [
        ({"allSupported": True}, ()),
        (
            {
                "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
                "exclusionByResourceTypes": {"resourceTypes": ["AWS::S3::Bucket"]},
            },
            ("AWS::S3::Bucket",),
        ),
    ],
)
def test_what_a_recording_group_leaves_out(group, left_out):
    recorders = {"ConfigurationRecorders": [{"name": "default", "recordingGroup": group}]}
    (history,) = observe("aws.governing.configuration_history", recorded({**ANSWERS, "config.describe_configuration_recorders": recorders}))
    assert history.left_out == left_out


def test_without_a_recorder_nothing_is_recorded():
    answers = {"config.describe_configuration_recorders": {"ConfigurationRecorders": []}}
    (history,) = observe("aws.governing.configuration_history", recorded(answers))
    assert (history.recording, history.left_out) == (False, ())
