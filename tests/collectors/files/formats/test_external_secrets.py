"""Which credentials ExternalSecrets fetch for which environment."""

from infrastructure_world import only, verdicts, written

from readiness.facts import Environment
from readiness.facts.kubernetes.secrets import ExternalSecretManifest

MANIFEST = """
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ai, namespace: assistant-staging}
spec:
  secretStoreRef: {kind: ClusterSecretStore, name: aws}
  target: {name: ai}
  data:
    - {secretKey: openai-api-key, remoteRef: {key: /PATH/ai/openai, property: api_key}}
    - {secretKey: DATABASE_URL, remoteRef: {key: /production/database}}
  dataFrom:
    - extract: {key: /production/all}
"""
CHECK = "k8s-provider-credential-per-environment"


def test_values_are_told_with_their_paths(tmp_path):
    found = only(written(tmp_path, {"ai.yaml": MANIFEST.replace("PATH", "production")}), ExternalSecretManifest)
    assert [(each.variable, each.provider, each.key, each.environment) for each in found.fetches] == [
        ("openai-api-key", "openai", "/production/ai/openai", Environment.PRODUCTION),
        ("DATABASE_URL", "", "/production/database", Environment.PRODUCTION),
    ]


def test_a_test_with_productions_credential_fails(tmp_path):
    for path, expected in (("production", "fail"), ("prod", "fail"), ("staging", "pass"), ("product", "unknown")):
        assert verdicts(written(tmp_path, {"ai.yaml": MANIFEST.replace("PATH", path)}), CHECK) == {CHECK: {expected}}
