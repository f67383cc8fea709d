"""Studio domains: what is read of them."""

from __future__ import annotations

from aws_world import observe, recorded
from aws_worlds.notebooks import ANSWERS, DOMAIN


def test_a_domain_tells_who_is_let_in_and_what_stops():
    (domain,) = observe("aws.notebooks.studio_domains", recorded(ANSWERS))
    assert (domain.resource, domain.name, domain.status, domain.authentication) == (DOMAIN, "research", "InService", "SSO")
    assert domain.idle_minutes == {"JupyterLab": 90}


def test_a_domain_that_may_not_be_described_stays():
    (domain,) = observe("aws.notebooks.studio_domains", recorded({**ANSWERS, "sagemaker.describe_domain": "AccessDeniedException"}))
    assert {domain.unread[each].right for each in ("authentication", "idle_minutes")} == {"sagemaker:DescribeDomain"}
