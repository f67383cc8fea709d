"""Whatever a file holds, no format raises, and no secret value reaches a fact."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from reading import documents

from readiness.collectors.files import formats
from readiness.facts import Fact, Gap

FORMATS = formats.load_formats()
WORDS = sorted(
    {
        "apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations", "spec", "template", "containers", "initContainers",
        "image", "env", "envFrom", "value", "valueFrom", "secretKeyRef", "configMapKeyRef", "command", "args", "ports", "containerPort",
        "resources", "limits", "requests", "readinessProbe", "httpGet", "lifecycle", "preStop", "exec", "sleep", "volumes", "volumeMounts",
        "mountPath", "selector", "replicas", "strategy", "type", "rules", "http", "paths", "backend", "service", "serviceName", "tls",
        "hosts", "items", "data", "stringData", "sops", "scaleTargetRef", "minReplicas", "podSelector", "policyTypes", "ingress", "from",
        "ipBlock", "cidr", "groups", "alert", "expr", "predictor", "model", "minAvailable", "parentRefs", "backendRefs", "gateways",
        "services", "build", "environment", "deploy", "healthcheck", "test", "env_file", "devices", "reservations", "networks", "x-y",
        "model_list", "litellm_params", "model_name", "litellm_settings", "general_settings", "router_settings", "fallbacks",
        "default_fallbacks", "callbacks", "guardrails", "guardrail_name", "model_group_alias", "policies", "policy_attachments",
        "mcpServers", "servers", "url", "headers", "autoApprove", "tests", "providers", "targets", "defaultTest", "assert", "scenarios",
        "config", "prompts", "redteam", "vars", "path", "id", "jobs", "on", "steps", "run", "uses", "with", "needs", "workflow_dispatch",
        "inputs", "Effect", "Action", "Resource", "Condition", "Sid", "storage", "http_port", "api_key", "storage_path", "authentication",
        "anonymous_access", "apikey", "allowed_keys", "etcd", "minio", "common", "security", "endpointSelector", "affinity",
        "podAntiAffinity", "securityContext", "rails", "input", "output", "retrieval", "flows", "streaming", "engine",
        "workflow", "_type", "llms", "functions", "tool_names", "components", "init_parameters", "nodes", "edges", "category",
        "outputAnchors", "cache_params", "environment_variables", "master_key", "max_budget", "profiles", "0", "",
    }
)  # fmt: skip
VALUES = [
    "v1", "apps/v1", "Deployment", "Service", "List", "ConfigMap", "Secret", "Ingress", "HTTPRoute", "InferenceService", "NetworkPolicy",
    "serving.kserve.io/v1beta1", "networking.k8s.io/v1", "monitoring.coreos.com/v1", "PrometheusRule", "autoscaling/v2",
    "keda.sh/v1alpha1", "HorizontalPodAutoscaler", "ScaledObject", "Allow", "bedrock:*", "vllm/vllm-openai:latest", "qdrant/qdrant",
    "redis:7", "ollama/ollama", "${A:-${B:-c}}", "${A", "$$", "$(X)", "--api-key=abc", "--config", "npx", "-y", "docker", "run",
    "@a/b@1.2.3", "http://[::1", "//[", "os.environ/", "file://x*.yaml", "file://**/../[", "8080:80", "[::]:1:2", "-1", "sh", "-c",
    "vllm serve 'x",
    "react_agent", "haystack.components.agents.agent.Agent", "chatOpenAI", "Moderation",
    "sum(rate(a[5m]))", "model_list:\n  - litellm_params: 3", "azure/gpt", "*", "{{ x }}", "::", "a\nb", "1e999",
]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from(VALUES) | st.sampled_from(WORDS)
KEYS = st.sampled_from(WORDS) | st.sampled_from(VALUES) | TEXT
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=30)
PATHS = ["app.yaml", "compose.yaml", ".github/workflows/ci.yml", "x.json", ".mcp.json", "promptfooconfig.yaml", "litellm.yaml"]


def everything_read(document: formats.Document) -> list[Fact | Gap]:
    """All facts of all formats; readers are tried whether they match or not."""
    found: list[Fact | Gap] = []
    for each in FORMATS.values():
        if each.matches(document):
            found.extend(each.read(document))
    return found


@given(data=TREES, path=st.sampled_from(PATHS))
def test_no_tree_makes_a_format_raise(data: object, path: str) -> None:
    text = json.dumps(data, allow_nan=False, ensure_ascii=False) if _finite(data) else "null"
    for document in documents(text, path):
        everything_read(document)


def _finite(data: object) -> bool:
    try:
        json.dumps(data, allow_nan=False)
    except ValueError:
        return False
    return True


PARSED = (".yaml", ".yml", ".json", ".toml", ".pbtxt", ".xml")
SKELETONS: list[tuple[str, str]] = [
    (each.name, each.read_text("utf-8")) for each in sorted((Path(__file__).parent / "inputs").rglob("*")) if each.suffix in PARSED
]
TARGETS = {"ci.yaml": ".github/workflows/ci.yaml", "mcp.json": ".mcp.json"}


@pytest.mark.parametrize(("name", "text"), SKELETONS, ids=[name for name, _ in SKELETONS])
@given(choice=st.integers(min_value=0, max_value=10**6), replacement=TREES)
def test_no_wrong_type_anywhere_makes_a_format_raise(name: str, text: str, choice: int, replacement: object) -> None:
    if name.endswith(".csv") or not _finite(replacement):
        return
    for document in documents(text, TARGETS.get(name, name)):
        places = list(_places(document.data))
        if places:
            holder, key = places[choice % len(places)]
            holder[key] = replacement
            everything_read(document)


def _places(value: object) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in list(pairs):
        found.append((value, key))
        found.extend(_places(each))
    return found


PREFIXES = frozenset(
    {
        "agent",
        "agentgateway",
        "alertmanager",
        "apim",
        "apisix",
        "compose",
        "dify",
        "flowise",
        "grafana",
        "helm",
        "iam",
        "kong",
        "kubernetes",
        "langgraph",
        "litellm",
        "mcp",
        "milvus",
        "nemo-guardrails",
        "otel",
        "portkey",
        "prometheus",
        "prompt",
        "promptfoo",
        "provider",
        "qdrant",
        "ray",
        "runbook",
        "tensorzero",
        "traceloop-hub",
        "triton",
        "workflow",
    }
)
"""What canonical ids of facts from files begin with."""


@pytest.mark.parametrize(("name", "text"), SKELETONS, ids=[name for name, _ in SKELETONS])
def test_facts_survive_being_saved_and_have_canonical_ids(name: str, text: str) -> None:
    path = TARGETS.get(name, name)
    for document in documents(text, path) if not name.endswith(".csv") else []:
        for fact in everything_read(document):
            assert isinstance(fact, Fact)
            assert type(fact).model_validate_json(fact.model_dump_json()) == fact
            assert fact.origin.file == path
            assert fact.origin.line is not None
            assert fact.resource.split(":", 1)[0] in PREFIXES
