"""Stores of secrets as they are read: never a value."""

from __future__ import annotations

from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.secret_stores import ANSWERS, DAY, KEY, SECRET

from readiness.facts import Environment, GapReason
from readiness.facts.aws.account import AwsReference


def test_a_parameter():
    (parameter,) = observe("aws.secret_stores.parameters", recorded(ANSWERS))
    assert parameter.resource == f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/assistant/openai-api-key"
    assert (parameter.name, parameter.form) == ("/assistant/openai-api-key", "String")
    assert (parameter.secret_name, parameter.provider) == (True, "openai")


def test_parameters_over_http(access, seed):
    ssm = seed("ssm")
    for number in range(55):
        ssm.put_parameter(Name=f"/app/max-tokens-{number}", Value="made-up-value", Type="String")
    seen = observe("aws.secret_stores.parameters", access)
    assert len(seen) == 55
    assert not any(each.secret_name for each in seen)
    assert "made-up-value" not in "".join(each.model_dump_json() for each in seen)


def test_a_secret():
    (secret,) = observe("aws.secret_stores.secrets", recorded(ANSWERS))
    assert (secret.resource, secret.name, secret.owner, secret.provider) == (SECRET, "prod/openai-api-key", "", "openai")
    assert (secret.rotates, secret.created, secret.changed, secret.accessed, secret.deletion) == (False, DAY, DAY, DAY, DAY)
    assert (secret.key, secret.in_scope, secret.environment) == (KEY, True, Environment.PRODUCTION)


def test_secrets_over_http(access, seed):
    seed("secretsmanager").create_secret(Name="db", SecretString="made-up-value")
    (secret,) = observe("aws.secret_stores.secrets", access)
    assert (secret.name, secret.rotates, secret.deletion) == ("db", False, None)
    assert "made-up-value" not in secret.model_dump_json()


def test_who_uses_a_secret():
    (secret,) = observe("aws.secret_stores.secrets", recorded(ANSWERS))
    for used, expected in (
        (SECRET, 1),
        (f"{SECRET}:password::", 1),
        (SECRET[:-7], 1),
        ("prod/openai-api-key", 1),
        ("prod/openai", 0),
        (f"{SECRET}x", 0),
    ):
        reference = AwsReference(resource="r", origin=secret.origin, user="u", used=used, role="variable")
        assert len(secret.used_by([reference])) == expected, used


def test_a_key_of_kms():
    (key,) = observe("aws.secret_stores.kms_keys", recorded(ANSWERS))
    assert (key.resource, key.key, key.state, key.deletion) == (KEY, "1234abcd", "PendingDeletion", DAY)
    (key,) = observe("aws.secret_stores.kms_keys", recorded({**ANSWERS, "kms.describe_key": "AccessDeniedException"}))
    assert key.unread["state"].reason is GapReason.DENIED


def test_keys_of_aws_are_left_out():
    own = {"KeyMetadata": {"KeyId": "1234abcd", "KeyManager": "AWS", "KeyState": "Enabled"}}
    assert observe("aws.secret_stores.kms_keys", recorded({**ANSWERS, "kms.describe_key": own})) == []
