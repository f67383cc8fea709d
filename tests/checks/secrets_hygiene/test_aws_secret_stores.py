"""How secrets are kept in AWS: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.secret_stores import AwsParameter, AwsSecret, AwsStackOutput
from readiness.testing import fact, row, table

MAY, JANUARY = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
USED = fact(AwsReference, user="function", used="/app/key", role="environment variable KEY")


def parameter(form: str = "String", **more: Any) -> Any:
    return fact(AwsParameter, **{"name": "/app/key", "form": form, "secret_name": True, **more})


test_parameters_secure = table(
    "aws-parameters-secure",
    passes=[[parameter("SecureString"), USED], parameter("SecureString", provider="openai")],
    fails=[row(parameter(), USED, says="/app/key"), parameter("StringList", provider="openai")],
    unknown=[parameter(provider="openai").unknown("form", GapReason.DENIED)],
    not_applicable=[parameter(), [parameter(secret_name=False), USED], [parameter(name="/app/key2"), USED]],
)


def secret(changed: datetime | None, **more: Any) -> Any:
    return fact(AwsSecret, **{"name": "/app/key", "changed": changed, "created": JANUARY, **more})


NOT_JUDGED = [secret(JANUARY), [secret(JANUARY, owner="rds"), USED], [secret(JANUARY, deletion=MAY), USED]]

test_provider_secrets_rotated = table(
    "aws-provider-secrets-rotated",
    passes=[[secret(MAY), USED], secret(JANUARY, rotates=True, provider="openai"), row(secret(JANUARY), USED, max_days=365)],
    fails=[[secret(JANUARY), USED], secret(JANUARY, provider="openai"), secret(JANUARY, in_scope=True)],
    unknown=[[secret(None), USED]],
    not_applicable=NOT_JUDGED,
)

test_no_stale_secret = table(
    "aws-no-stale-secret",
    passes=[[secret(MAY, accessed=MAY), USED], [secret(MAY, created=MAY), USED]],
    fails=[[secret(MAY, accessed=JANUARY), USED], row(secret(MAY), USED, says="never")],
    unknown=[[secret(MAY, created=None), USED]],
    not_applicable=NOT_JUDGED,
)


def output(shows: str = "") -> AwsStackOutput:
    return fact(AwsStackOutput, name="Endpoint", shows=shows)


test_output = table(
    "aws-stack-output-holds-no-secret",
    passes=[output()],
    fails=[row(output("the parameter ApiKey"), says="the parameter ApiKey")],
    unknown=[output().unknown("shows", GapReason.UNRESOLVED)],
    not_applicable=[()],
)
