"""Rights that are missing before a scan: what IAM's simulator answers, and what can't be known without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from aws_world import ACCOUNT, Answer, place_of, recorded

from readiness.aws_simulation import BATCH, Rights, rights_of
from readiness.errors import UserError
from readiness.loader import load_checks
from readiness.permissions import aws_rights

CHECKS = load_checks()
ROLE = f"arn:aws:iam::{ACCOUNT}:role/clients/Readiness"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Readiness/me"
GET_ROLE: Answer = {
    "Role": {
        "Path": "/clients/",
        "RoleName": "Readiness",
        "RoleId": "AROAAAAAAAAAAAAAAAAAA",
        "Arn": ROLE,
        "CreateDate": "2026-01-01T00:00:00Z",
    }
}
Decide = Callable[[str, str], dict[str, Any] | None]
"""A right and the region it is asked for ("" without one), to what its result holds beside the names; None leaves it out."""


def asked(params: dict[str, Any]) -> list[str]:
    return [value for key, value in params["body"].items() if key.startswith("ActionNames.")]


def simulator(decide: Decide) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def answer(params: dict[str, Any]) -> dict[str, Any]:
        region = params["body"].get("ContextEntries.member.1.ContextKeyValues.member.1", "")
        told = [(right, decide(right, region)) for right in asked(params)]
        return {
            "EvaluationResults": [
                {"EvalActionName": right, "EvalResourceName": "*", "EvalDecision": "allowed", **result}
                for right, result in told
                if result is not None
            ]
        }

    return answer


def found(decide: Decide | str, identity: str = SESSION, get_role: Answer = GET_ROLE, regions: tuple[str, ...] = ("eu-west-1",)) -> Rights:
    simulate = decide if isinstance(decide, str) else simulator(decide)
    access = recorded({"iam.get_role": get_role, "iam.simulate_principal_policy": simulate})
    return rights_of(place_of("aws-account", access, identity=identity, regions=regions), CHECKS.values())


def refusing(right: str, **result: Any) -> Decide:
    return lambda asked, _: {"EvalDecision": "implicitDeny", **result} if asked == right else {}


def test_nothing_is_missing_where_everything_is_allowed():
    rights = found(lambda *_: {})
    assert (rights.simulated, rights.complete, rights.missing, rights.untold) == (True, True, (), ())
    assert rights.needed == len(aws_rights(CHECKS.values()) - {"sts:GetCallerIdentity"}) > BATCH


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({}, "no policy allows it for all resources"),
        ({"EvalDecision": "explicitDeny"}, "a policy denies it"),
        ({"OrganizationsDecisionDetail": {"AllowedByOrganizations": False}}, "a service control policy refuses it"),
        (
            {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": False}},
            "the permissions boundary does not allow it",
        ),
    ],
)
def test_a_missing_right_names_what_refuses_it_and_the_checks_that_need_it(result, why):
    rights = found(refusing("s3:GetBucketVersioning", **result))
    (missing,) = rights.missing
    assert (missing.right, missing.why) == ("s3:GetBucketVersioning", why)
    users = {id for id, check in CHECKS.items() if "s3:GetBucketVersioning" in aws_rights([check])}
    assert "aws-bucket-versioned" in missing.checks
    assert "aws-account-in-organization" not in missing.checks
    assert {*missing.checks, *missing.scope} == users
    assert rights.unscoped == missing.scope
    assert rights.undecided == missing.checks
    assert not rights.complete


def test_a_condition_whose_value_is_not_known_is_told_as_such():
    rights = found(refusing("iam:ListUsers", MissingContextValues=["aws:SourceVpce"]))
    assert rights.missing == ()
    assert [(each.right, each.why) for each in rights.untold] == [("iam:ListUsers", "it depends on aws:sourcevpce")]


def test_what_the_simulator_leaves_out_is_not_taken_for_granted():
    rights = found(lambda right, _: None if right == "iam:ListUsers" else {})
    assert [each.right for each in rights.untold] == ["iam:ListUsers"]
    assert not rights.complete


def test_an_action_that_iam_does_not_know_hides_no_other():
    def answer(params: dict[str, Any]) -> Any:
        return "InvalidInput" if "bedrock:ListGuardrails" in asked(params) else simulator(lambda *_: {})(params)

    access = recorded({"iam.get_role": GET_ROLE, "iam.simulate_principal_policy": answer})
    rights = rights_of(place_of("aws-account", access, identity=SESSION), CHECKS.values())
    assert [(each.right, each.why) for each in rights.untold] == [("bedrock:ListGuardrails", "the policy simulator does not know it")]
    assert rights.missing == ()


def test_policies_that_look_at_the_region_are_asked_for_each_region():
    """A right of regional services is asked for in the regions that are read, a global service's where it answers."""

    def europe_alone(_: str, region: str) -> dict[str, Any]:
        if not region:
            return {"EvalDecision": "explicitDeny", "MissingContextValues": ["aws:RequestedRegion"]}
        return {} if region.startswith("eu-") else {"EvalDecision": "explicitDeny"}

    rights = found(europe_alone, regions=("eu-west-1", "ap-south-1"))
    why = {each.right: each.why for each in rights.missing}
    assert why["bedrock:ListGuardrails"] == "a policy denies it in ap-south-1"
    assert why["iam:ListUsers"] == "a policy denies it"
    assert rights.untold == ()
    inside = found(europe_alone, regions=("eu-west-1",))
    assert "bedrock:ListGuardrails" not in {each.right for each in inside.missing}


def test_a_session_is_simulated_as_its_role_with_the_role_s_path():
    seen: set[str] = set()

    def answer(params: dict[str, Any]) -> dict[str, Any]:
        seen.add(params["body"]["PolicySourceArn"])
        return simulator(lambda *_: {})(params)

    def rights(get_role: Answer, identity: str = SESSION) -> Rights:
        access = recorded({"iam.get_role": get_role, "iam.simulate_principal_policy": answer})
        return rights_of(place_of("aws-account", access, identity=identity), CHECKS.values())

    assert rights(GET_ROLE).complete
    assert seen == {ROLE}
    seen.clear()
    assert rights("AccessDenied").complete
    assert seen == {f"arn:aws:iam::{ACCOUNT}:role/Readiness"}
    seen.clear()
    user = f"arn:aws:iam::{ACCOUNT}:user/clients/me"
    assert rights(GET_ROLE, user).complete
    assert seen == {user}


@pytest.mark.parametrize(
    ("simulate", "identity", "told"),
    [
        ("AccessDenied", SESSION, "iam:SimulatePrincipalPolicy was denied"),
        ("NoSuchEntity", SESSION, "IAM does not find the role"),
        ("ServiceFailure", SESSION, "failed (ServiceFailure)"),
        ("AccessDenied", f"arn:aws:iam::{ACCOUNT}:root", "root user can't be simulated"),
        ("AccessDenied", f"arn:aws:sts::{ACCOUNT}:federated-user/me", "only users and roles"),
    ],
)
def test_where_iam_can_t_be_asked_nothing_is_claimed(simulate, identity, told, monkeypatch):
    monkeypatch.setattr("readiness.collectors.aws.access.AwsAccess.attempts", 1)
    rights = found(simulate, identity=identity)
    assert not rights.simulated
    assert not rights.complete
    assert re.search(re.escape(told), rights.detail)
    assert (rights.missing, rights.untold) == ((), ())
    assert bool(rights.right) == (identity == SESSION and simulate != "ServiceFailure")


@pytest.mark.parametrize("call", ["iam.get_role", "iam.simulate_principal_policy"])
def test_credentials_that_ended_are_told_at_once(call):
    answers: dict[str, Answer] = {"iam.get_role": GET_ROLE, "iam.simulate_principal_policy": simulator(lambda *_: {}), call: "ExpiredToken"}
    with pytest.raises(UserError, match="can't be used any more"):
        rights_of(place_of("aws-account", recorded(answers), identity=SESSION), CHECKS.values())
