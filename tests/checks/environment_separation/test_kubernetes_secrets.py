"""Whether environments fetch credentials of their own."""

from readiness.facts import Environment
from readiness.facts.kubernetes.secrets import ExternalSecretManifest, RemoteKey
from readiness.testing import fact, row, table


def fetching(*keys: tuple[str, str, Environment], environment: Environment = Environment.STAGING) -> ExternalSecretManifest:
    told = tuple(RemoteKey(variable="KEY", provider=provider, key=key, environment=where) for provider, key, where in keys)
    return fact(
        ExternalSecretManifest,
        name="ai",
        namespace="assistant",
        kind="ExternalSecret",
        target="ai",
        fetches=told,
        environment=environment,
    )


OWN = ("openai", "/staging/openai", Environment.STAGING)
OTHERS = ("openai", "/prod/openai", Environment.PRODUCTION)
UNTOLD = ("openai", "ai/openai", Environment.UNCLASSIFIED)
test_credential_per_environment = table(
    "k8s-provider-credential-per-environment",
    passes=[fetching(OWN), fetching(OWN, ("", "/prod/database", Environment.PRODUCTION))],
    fails=[row(fetching(OWN, OTHERS), says="of production"), fetching(OTHERS, environment=Environment.DEVELOPMENT)],
    unknown=[fetching(UNTOLD), fetching(OWN, UNTOLD)],
    not_applicable=[
        fetching(OTHERS, environment=Environment.PRODUCTION),
        fetching(OTHERS, environment=Environment.UNCLASSIFIED),
        fetching(("", "/prod/database", Environment.PRODUCTION)),
        fetching(),
    ],
)
