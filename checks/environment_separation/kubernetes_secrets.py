"""Whether environments fetch credentials of their own."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.kubernetes.secrets import ExternalSecretManifest
from readiness.facts.serving import before_production


@check(
    "k8s-provider-credential-per-environment",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["owasp-aisvs-1.0:AISVS-C5.1", "iso-42001-2023:A.4.5", "aws-genai-lens:GENSEC01-BP01"],
)
def credential_per_environment(secret: ExternalSecretManifest) -> Verdict:
    """Tests do not fetch production's provider credentials.

    Why: A test can spend production's quota and budget. A key that leaks from a test is then production's, and can't be
    revoked without an outage. Judged by the names of paths; values are never read.

    Fix: Give the environment a credential of its own

        # <secret>: <keys>
        remoteRef: {key: /staging/ai/openai}
    """
    if not before_production(secret):
        return not_applicable("it is not for tests")
    fetched = [each for each in secret.fetches if each.provider]
    if not fetched:
        return not_applicable("it names no credential of a model provider")
    shared = sorted({each.key for each in fetched if each.environment is Environment.PRODUCTION})
    if shared:
        return failed("A test fetches a credential of production", secret=secret.name, environment=secret.environment, keys=shared)
    untold = sorted({each.key for each in fetched if each.environment is Environment.UNCLASSIFIED})
    if untold:
        return unknown("the path does not tell whose credential it is", keys=untold)
    return passed(secret=secret.name, keys=sorted({each.key for each in fetched}))
