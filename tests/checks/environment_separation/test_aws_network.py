"""Peered networks: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.network import AwsPeering, AwsSubnet, PeeringSide
from readiness.facts.aws.serverless import AwsFunction
from readiness.testing import PLACE, fact, row, table

CHAT = fact(AwsFunction, name="chat", ai_evidence=("variable MODEL_ID",), subnets=("a",))
SUBNET = fact(AwsSubnet, id="a", vpc="vpc-1", zone="eu-west-1a")
PRODUCTION, DEVELOPMENT, STAGING = Environment.PRODUCTION, Environment.DEVELOPMENT, Environment.STAGING
UNTOLD = Environment.UNCLASSIFIED


def peering(one, other, vpc="vpc-1"):
    mine, theirs = (
        PeeringSide(vpc=vpc, account="123456789012", environment=one),
        PeeringSide(vpc="vpc-9", account="011122223333", environment=other),
    )
    return fact(AwsPeering, id="pcx-1", sides=(mine, theirs))


test_peering = table(
    "aws-environments-not-peered",
    passes=[
        [peering(PRODUCTION, PRODUCTION), CHAT, SUBNET],
        [peering(DEVELOPMENT, STAGING), CHAT, SUBNET],
        [peering(PRODUCTION, Environment.SHARED), CHAT, SUBNET],
    ],
    fails=[
        row(peering(PRODUCTION, DEVELOPMENT), CHAT, SUBNET, says="vpc-9 (development)"),
        [peering(STAGING, PRODUCTION), CHAT, SUBNET],
        row(peering(PRODUCTION, UNTOLD), CHAT, SUBNET, nonproduction_accounts=("011122223333",)),
        row(peering(PRODUCTION, UNTOLD), CHAT, SUBNET, nonproduction_accounts=(11122223333,)),
    ],
    unknown=[
        [peering(PRODUCTION, UNTOLD), CHAT, SUBNET],
        [peering(UNTOLD, DEVELOPMENT), CHAT, SUBNET],
        [peering(PRODUCTION, DEVELOPMENT).unknown("sides", GapReason.DENIED, right="ec2:DescribeVpcs"), CHAT, SUBNET],
        [peering(PRODUCTION, DEVELOPMENT), Gap(place=PLACE, facts=("AwsFunction",), reason=GapReason.DENIED)],
    ],
    not_applicable=[[peering(PRODUCTION, DEVELOPMENT), SUBNET], [peering(PRODUCTION, DEVELOPMENT, "vpc-2"), CHAT, SUBNET]],
)
