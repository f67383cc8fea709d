"""Who may do what in an account: IAM roles with their policies, access keys, keys of Bedrock, the root user."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Literal

from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.meaning import naming
from readiness.facts.record import Fact, Model

INVOKE = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
"""Actions that let a caller use a model of Bedrock; Converse needs no other ones."""
INVOKE_ANY = (*INVOKE, "bedrock:InvokeAgent", "sagemaker:InvokeEndpoint")
MODEL_SERVICES = ("bedrock", "sagemaker")
GUARDRAIL_KEY = "bedrock:guardrailidentifier"
"""The condition key that holds the guardrail a call names; without one the key is absent."""
RUNTIMES = frozenset(
    f"{each}.amazonaws.com"
    for each in (
        "lambda",
        "ecs-tasks",
        "pods.eks",
        "ec2",
        "bedrock",
        "bedrock-agentcore",
        "sagemaker",
        "states",
        "apprunner",
        "tasks.apprunner",
    )
)
"""Services that run code or agents with a role."""

NO_NAME = "\0"
"""Stands in no policy, so that only a wildcard can match it."""


@lru_cache(maxsize=4096)
def _pattern(written: str) -> re.Pattern[str]:
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(each) or re.escape(each) for each in written), re.DOTALL | re.IGNORECASE)


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern of IAM (`*`, `?`; letters of either case) matches a name."""
    return _pattern(pattern).fullmatch(name) is not None


def covers_service(pattern: str, service: str) -> bool:
    """Whether an action pattern matches every action of a service (`*`, `bedrock:*`, `bed*`)."""
    return matches(pattern, f"{service}:{NO_NAME}") and matches(pattern, f"{service}:{NO_NAME * 64}")


def touches_service(pattern: str, service: str) -> bool:
    """Whether an action pattern may match some action of a service."""
    named, colon, _ = pattern.partition(":")
    return matches(named, service) if colon else "*" in pattern


class AwsStatement(Model):
    """One statement of a policy. What is not written is empty.

    Attributes:
        policy: name of the policy it stands in.
        conditions: operator to condition key to values, as written.
        principals: kind (`AWS`, `Service`, `Federated`, `*`) to who; for trust policies.
    """

    policy: str
    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    conditions: dict[str, dict[str, tuple[str, ...]]] = {}
    principals: dict[str, tuple[str, ...]] = {}
    not_principals: dict[str, tuple[str, ...]] = {}

    def about(self, action: str) -> bool:
        """Whether the statement speaks of this action."""
        if self.not_actions:
            return not any(matches(each, action) for each in self.not_actions)
        return any(matches(each, action) for each in self.actions)

    def about_service(self, service: str) -> bool:
        """Whether the statement speaks of every action of a service."""
        if self.not_actions:
            return not any(touches_service(each, service) for each in self.not_actions)
        return any(covers_service(each, service) for each in self.actions)

    def names_service(self, service: str) -> bool:
        """Whether an action of this service is written by its name (`bedrock:…`, not `*`)."""
        return any(each.lower().startswith(f"{service}:") for each in self.actions)

    @property
    def about_everything(self) -> bool:
        """Whether the statement speaks of every resource."""
        return "*" in self.resources

    @property
    def any_model(self) -> bool:
        """Whether its resources take in every foundation model of some region."""
        if self.not_resources:
            return not any(_any_model(each) for each in self.not_resources)
        return any(_any_model(each) for each in self.resources)

    def values(self, key: str, *, negated: bool = False) -> tuple[str, ...]:
        """What a condition key must (or, negated, must not) be by string or ARN operators; keys have no case."""
        return tuple(
            value
            for operator, wanted in self.conditions.items()
            if _is_string(operator) and ("not" in operator.lower()) == negated
            for name, values in wanted.items()
            if name.lower() == key.lower()
            for value in values
        )

    def models_in(self, region: str) -> list[str]:
        """Resources, as written, that take in something of Bedrock in a region; what is not listed apart is everything."""
        if self.not_resources:
            return ["*"]
        return [each for each in self.resources if _in_region(each, "bedrock", region)]

    @property
    def needs_guardrail(self) -> bool:
        """Whether an allowance holds only for calls that name a guardrail."""
        return any(_demands_guardrail(operator, values) for operator, values in self._on_guardrail())

    @property
    def stops_unguarded(self) -> bool:
        """Whether a denial meets every call that names no guardrail: nothing else may narrow it."""
        told = self._on_guardrail()
        return len(told) == sum(len(each) for each in self.conditions.values()) and all(
            _holds_without_guardrail(operator, values) for operator, values in told
        )

    def _on_guardrail(self) -> list[tuple[str, tuple[str, ...]]]:
        """Operators and values of conditions on the guardrail of a call."""
        return [
            (operator.lower(), values)
            for operator, wanted in self.conditions.items()
            for name, values in wanted.items()
            if name.lower() == GUARDRAIL_KEY
        ]


def _demands_guardrail(operator: str, values: tuple[str, ...]) -> bool:
    """Whether a condition can't hold when the key is absent (IAM User Guide, condition operators)."""
    if operator == "null":
        return set(values) == {"false"}
    plain = operator.removeprefix("foranyvalue:")
    return plain.startswith(("string", "arn")) and "not" not in plain and not plain.endswith("ifexists")


def _holds_without_guardrail(operator: str, values: tuple[str, ...]) -> bool:
    """Whether a condition holds when the key is absent: negated operators do, those of `ForAllValues`, and `Null`."""
    if operator == "null":
        return set(values) == {"true"}
    plain = operator.removeprefix("forallvalues:")
    return plain.startswith(("string", "arn")) and ("not" in plain or plain != operator)


def _in_region(resource: str, service: str, region: str) -> bool:
    """Whether a resource pattern may match something of a service in a region."""
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return resource.endswith("*") and matches(resource, f"arn:aws:{service}:{region}:{NO_NAME}:{NO_NAME}")
    return matches(parts[2], service) and matches(parts[3], region)


def _covers(pattern: str, resource: str) -> bool:
    """Whether everything that one resource pattern matches is matched by another one."""
    return matches(pattern, re.sub(r"[*?]", NO_NAME * 2, resource))


def _is_string(operator: str) -> bool:
    return operator.lower().rpartition(":")[2].startswith(("string", "arn"))


def _any_model(resource: str) -> bool:
    """Whether a resource pattern matches foundation models that nobody named."""
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return resource.endswith("*") and matches(resource, f"arn:aws:bedrock:{NO_NAME}::foundation-model/{NO_NAME}")
    return matches(parts[2], "bedrock") and matches(parts[5], f"foundation-model/{NO_NAME}.{NO_NAME}")


class AwsRole(Fact):
    """An IAM role. Roles that AWS owns (service-linked, of IAM Identity Center) are none: nobody can change them.

    Attributes:
        trust: statements of its trust policy.
        statements: of its inline and attached policies.
        policies: names of the attached managed policies.
        boundary: ARN of its permissions boundary, empty without.
        last_used: None when it was not used within the time IAM looks back.
        in_scope: tagged `readiness:scope=ai`.
    """

    name: str
    account: str
    trust: tuple[AwsStatement, ...]
    statements: tuple[AwsStatement, ...]
    policies: tuple[str, ...] = ()
    boundary: str = ""
    last_used: datetime | None = None
    in_scope: bool = False

    def used_by(self, references: Iterable[AwsReference]) -> bool:
        """Whether the AI workload refers to it, or its tags say that it belongs to it."""
        return self.in_scope or bool(naming(references, self.resource, self.name))

    @property
    def services(self) -> frozenset[str]:
        """Services that may assume it."""
        return frozenset(who for each in self.trust if each.effect == "Allow" for who in each.principals.get("Service", ()))

    @property
    def identity_providers(self) -> frozenset[str]:
        """Hosts of the OpenID providers whose tokens may assume it."""
        return frozenset(provider for each in self.trust if each.effect == "Allow" for provider in providers_of(each))

    @property
    def runtime(self) -> bool:
        """Whether software runs with it: a service that runs code trusts it, or pods of a cluster do."""
        return bool(self.services & RUNTIMES) or any(each.startswith("oidc.eks.") for each in self.identity_providers)

    def allowing(self, action: str) -> list[AwsStatement]:
        """Statements that allow an action, unless one denies it everywhere."""
        if any(each.effect == "Deny" and not each.conditions and each.about_everything and each.about(action) for each in self.statements):
            return []
        return [each for each in self.statements if each.effect == "Allow" and each.about(action)]

    def allowing_service(self, service: str) -> list[AwsStatement]:
        """Statements that allow every action of a service, unless one denies the service everywhere."""
        denied = any(
            each.effect == "Deny" and not each.conditions and each.about_everything and each.about_service(service)
            for each in self.statements
        )
        return [] if denied else [each for each in self.statements if each.effect == "Allow" and each.about_service(service)]

    @property
    def invokes(self) -> bool:
        """Whether it may use models or agents."""
        return any(self.allowing(each) for each in INVOKE_ANY)

    def in_workload(self, references: list[AwsReference]) -> bool:
        """Whether it counts: the workload refers to it, or software runs with it and may use models.

        A role that meets the models only by a `*` counts where an AI workload was seen.
        """
        return self.used_by(references) or (self.runtime and self.invokes and (self.names_models or bool(references)))

    def calling(self, action: str, region: str) -> list[AwsStatement]:
        """Statements that allow to call something of Bedrock in a region."""
        return [each for each in self.allowing(action) if each.models_in(region)]

    def unguarded(self, action: str, region: str) -> list[str]:
        """Resources, as written, of a region that may be called without naming a guardrail.

        Inference profiles are left out: a call through one needs the right to call the model itself, too.
        """
        stopped = [
            pattern
            for each in self.statements
            if each.effect == "Deny" and each.about(action) and each.stops_unguarded
            for pattern in each.resources
        ]
        free = [each for each in self.calling(action, region) if not each.needs_guardrail]
        return [
            resource
            for each in free
            for resource in each.models_in(region)
            if "inference-profile/" not in resource and not any(_covers(pattern, resource) for pattern in stopped)
        ]

    @property
    def names_models(self) -> bool:
        """Whether its policies name Bedrock or SageMaker, rather than meeting them by a `*`."""
        return any(each.effect == "Allow" and each.names_service(service) for each in self.statements for service in MODEL_SERVICES)


def providers_of(statement: AwsStatement) -> tuple[str, ...]:
    """Hosts and paths of the OpenID providers that a trust statement names."""
    return tuple(who.partition(":oidc-provider/")[2] for who in statement.principals.get("Federated", ()) if ":oidc-provider/" in who)


class AwsUserAccessKey(Fact):
    """An access key of an IAM user; of the key's id only the end is kept.

    Attributes:
        ending: last four characters of its id.
        last_service: what it was last used with, in IAM's words (`bedrock`, `s3`); empty when never used.
        last_used: None when never used.
    """

    user: str
    ending: str
    active: bool
    created: datetime
    last_service: str = ""
    last_used: datetime | None = None


class AwsBedrockKey(Fact):
    """A long-term API key of Bedrock, which IAM calls a service-specific credential.

    Attributes:
        ending: last four characters of the credential's id.
        expires: None when it never does.
    """

    user: str
    ending: str
    active: bool
    created: datetime
    expires: datetime | None = None


class AwsRootUser(Fact):
    """The root user, by the account's summary.

    Attributes:
        password: whether it can log in with one; None where IAM does not say.
    """

    mfa: bool
    access_keys: int
    password: bool | None = None
