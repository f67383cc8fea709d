"""The rights that the selected checks need, as a least-privilege policy."""

from __future__ import annotations

import json
from collections.abc import Iterable

from readiness.api import Check
from readiness.collectors import Place
from readiness.planner import plan

PREFLIGHT = ("ec2:DescribeRegions", "sts:GetCallerIdentity")
"""Asked before anything is read, whatever the checks."""
POLICY_LIMIT = 6144
"""Characters of a managed policy, white space not counted (IAM quotas)."""


def aws_actions(checks: Iterable[Check], also: Iterable[str] = ()) -> tuple[str, ...]:
    """The IAM actions that collecting for these checks uses, with further ones, sorted; none when no check reads AWS."""
    rights = aws_rights(checks)
    return tuple(sorted({*rights, *PREFLIGHT, *also})) if rights else ()


def aws_rights(checks: Iterable[Check]) -> frozenset[str]:
    """The IAM actions that the collectors for these checks use, without those of the pre-flight."""
    places = [Place(kind=kind, name="any", target="aws:any") for kind in ("aws-account", "aws-region")]
    return plan(places, checks).rights


def aws_policies(actions: Iterable[str]) -> list[dict[str, object]]:
    """IAM policy documents, each within the limit of a managed policy. Every action only reads; resources can't be known before."""
    policies: list[dict[str, object]] = []
    batch: list[str] = []
    for action in actions:
        if batch and len(json.dumps(_policy([*batch, action]), separators=(",", ":"))) > POLICY_LIMIT:
            policies.append(_policy(batch))
            batch = []
        batch.append(action)
    return [*policies, _policy(batch)] if batch else policies


def _policy(actions: list[str]) -> dict[str, object]:
    statement = {"Sid": "ReadinessReadOnly", "Effect": "Allow", "Action": actions, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def organization_policy(actions: Iterable[str], roles: Iterable[str]) -> dict[str, object]:
    """For who lists an organization's accounts: to list them, and to assume the roles by whose rights they are read.

    Args:
        actions: those that listing takes.
        roles: names, with their paths, of the roles.
    """
    listing = {"Sid": "ReadinessListAccounts", "Effect": "Allow", "Action": sorted(set(actions)), "Resource": "*"}
    arns = [f"arn:aws:iam::*:role/{each.lstrip('/')}" for each in sorted(set(roles))]
    assuming = {"Sid": "ReadinessAssumeRoles", "Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": arns}
    return {"Version": "2012-10-17", "Statement": [listing, assuming]}


def as_json(policies: list[dict[str, object]]) -> str:
    """One document, or a list of them where one would be too long."""
    return json.dumps(policies[0] if len(policies) == 1 else policies, indent=2) + "\n"


def as_terraform(policies: list[dict[str, object]]) -> str:
    """Managed policies as Terraform resources."""
    return "\n".join(
        f'resource "aws_iam_policy" "readiness_{number}" {{\n'
        f'  name        = "readiness-read-only-{number}"\n'
        f'  description = "What readiness reads; nothing is ever written"\n'
        f"  policy      = jsonencode({json.dumps(policy, indent=2)})\n}}\n"
        for number, policy in enumerate(policies, 1)
    )


def as_cloudformation(policies: list[dict[str, object]]) -> str:
    """Managed policies as a CloudFormation template in JSON."""
    resources = {
        f"Readiness{number}": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"Description": "What readiness reads; nothing is ever written", "PolicyDocument": policy},
        }
        for number, policy in enumerate(policies, 1)
    }
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, indent=2) + "\n"
