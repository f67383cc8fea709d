"""What a scan says of repositories as they are laid out in public, and of the two samples, to the line."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from readiness import config, targets
from readiness.api import Status
from readiness.collectors import load_collectors
from readiness.engine import Finding, judge
from readiness.facts import Environment
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect
from readiness.snapshot import Snapshot

HERE = Path(__file__).parent
LAYOUTS = HERE / "layouts"
SAMPLES = HERE.parent / "sample_configs"
Places = dict[str, list[str]]

SYSTEM = {"ai-alerts-cover-service": [""], "ai-calls-traced": [""], "ai-evaluation-gate": [""], "ai-evaluation-suite": [""]}
"""Nothing in these repositories watches, traces or evaluates: they are products, and the system built with them must."""

WITHOUT_PIPELINE = {check: places for check, places in SYSTEM.items() if check != "ai-evaluation-gate"}
"""The same where no workflow is there either, so that nobody can tell what it gates."""

EXPECTED: dict[str, Places] = {
    "anything-llm": {
        **WITHOUT_PIPELINE,
        "ai-answer-length-bounded": ["server/utils/AiProviders/openAi/index.js:16"],
        "ai-client-timeout": ["server/utils/AiProviders/openAi/index.js:9"],
        "ai-models-not-retiring": ["server/utils/AiProviders/openAi/index.js:10"],
        "k8s-containers-hardened": ["cloud-deployments/k8/manifest.yaml:14"],
        "k8s-docker-hub-known": ["cloud-deployments/k8/manifest.yaml:14"],
        "k8s-memory-limited": ["cloud-deployments/k8/manifest.yaml:32"],
        "k8s-two-replicas": ["cloud-deployments/k8/manifest.yaml:14"],
        "k8s-own-service-account": ["cloud-deployments/k8/manifest.yaml:14"],
        "k8s-requests-set": ["cloud-deployments/k8/manifest.yaml:32"],
    },
    "azure-search-openai-demo": {
        "ai-alerts-cover-service": [""],
        # The account is a module of the public registry; its parameters tell what it makes, and Azure upgrades unless told not to.
        "ai-azure-account-private": ["infra/core/search/search-services.bicep:10", "infra/main.bicep:26"],
        "ai-azure-account-tagged": ["infra/core/search/search-services.bicep:10", "infra/main.bicep:26"],
        "ai-azure-model-version-fixed": ["infra/main.bicep:26"],
        "ai-client-timeout": ["app/backend/app.py:40"],
        # The container for developers, in its own environment.
        "ai-compose-image-pinned": [".devcontainer/docker-compose.yml:5"],
        # Somebody asks for it with a comment.
        "ai-evaluation-gate": [".github/workflows/evaluate.yaml:15"],
        "ai-evaluation-suite": ["evals/evaluate.py:17"],
        "ai-feedback-collected": ["app/backend/app.py:40"],
        "ai-release-approved": [".github/workflows/azure-dev.yml:13"],
        "ai-rollback-automated": [".github/workflows/azure-dev.yml:1"],
    },
    "bedrock-agent-cdk": {
        **WITHOUT_PIPELINE,
        "ai-feedback-collected": ["streamlit/app.py:4"],
        "ai-models-not-retiring": ["streamlit/app.py:8"],
    },
    "kserve-llm": {
        **SYSTEM,
        "ai-service-replicated": ["clusters/prod/models/chat.yaml:2"],
        "k8s-disruption-budget": ["clusters/prod/models/chat.yaml:21"],
        "k8s-model-source-pinned": ["clusters/prod/models/chat.yaml:21"],
        "k8s-own-service-account": ["clusters/prod/models/chat.yaml:2", "clusters/prod/models/chat.yaml:21"],
    },
    "onyx": {
        **{check: places for check, places in SYSTEM.items() if check != "ai-evaluation-suite"},
        "ai-answer-length-bounded": ["backend/onyx/llm/multi_llm.py:25"],
        "ai-compose-image-pinned": ["deployment/docker_compose/docker-compose.prod.yml:39"],
        "ai-database-backed-up": [
            "deployment/docker_compose/docker-compose.prod.yml:22",
            "deployment/docker_compose/docker-compose.prod.yml:39",
        ],
        "ai-evaluation-suite": ["backend/tests/regression/answer_quality.py:4"],
        "ai-no-vendor-default-credential": [
            "deployment/docker_compose/docker-compose.prod.yml:15",
            "deployment/docker_compose/docker-compose.prod.yml:44",
        ],
        "ai-service-replicated": ["deployment/docker_compose/docker-compose.prod.yml:29"],
        "ai-vector-store-backed-up": ["deployment/docker_compose/docker-compose.prod.yml:29"],
    },
    "ragflow": {
        **SYSTEM,
        "ai-client-timeout": ["rag/llm/chat_model.py:36"],
        "ai-env-files-untracked": ["docker/.env:8"],
        "ai-no-vendor-default-credential": [
            "docker/.env:8",
            "docker/.env:12",
            "docker/.env:19",
            "docker/.env:22",
            "docker/service_conf.yaml.template:7",
            "docker/service_conf.yaml.template:11",
        ],
    },
    "crewai-template": {check: places for check, places in SYSTEM.items() if check != "ai-evaluation-gate"},
    # One policy for each lab, which a policy of the whole service may complete: little of it is certain.
    "azure-ai-gateway": {
        **{check: places for check, places in WITHOUT_PIPELINE.items() if check != "ai-calls-traced"},
        "ai-answer-cache-keeps-callers-apart": ["labs/semantic-caching/policy.xml:4"],
    },
    # All of the repository are examples and a chart.
    "envoy-ai-gateway": {},
    "kong-ai-demo": {
        **WITHOUT_PIPELINE,
        "ai-callers-limited": ["kong.yaml:14"],
        "ai-gateway-asks-callers": ["kong.yaml:14"],
        "ai-gateway-spend-capped": ["kong.yaml:14"],
        # The guard stands at one of the two routes.
        "ai-input-guardrail-attached": ["kong.yaml:14"],
        "ai-model-fallback": ["kong.yaml:14", "kong.yaml:35"],
        "ai-model-version-pinned": ["kong.yaml:25"],
        "ai-models-not-retiring": ["kong.yaml:25"],
        "ai-output-guardrail-attached": ["kong.yaml:14"],
        "ai-personal-data-masked": ["kong.yaml:14"],
        "ai-second-provider-configured": ["kong.yaml:35"],
    },
    "ai-sdk-chat": {
        # Its telemetry hangs on a constant.
        **{check: places for check, places in WITHOUT_PIPELINE.items() if check != "ai-calls-traced"},
        "ai-answer-length-bounded": ["app/(chat)/actions.ts:9", "app/(chat)/api/chat/route.ts:24"],
        # The route's own time is bounded by the platform (maxDuration); that of a server action is not.
        "ai-client-timeout": ["app/(chat)/actions.ts:9"],
    },
    "dify": {
        **SYSTEM,
        "ai-compose-image-pinned": ["docker/docker-compose.yaml:52"],
        # The middleware file is for development. Nothing in it or in its name says so.
        "ai-database-backed-up": [
            "docker/docker-compose.middleware.yaml:2",
            "docker/docker-compose.yaml:33",
        ],
        "ai-no-vendor-default-credential": [
            "docker/docker-compose.middleware.yaml:7",
            "docker/docker-compose.middleware.yaml:13",
            "docker/docker-compose.yaml:5",
            "docker/docker-compose.yaml:8",
            "docker/docker-compose.yaml:9",
            "docker/docker-compose.yaml:11",
            "docker/docker-compose.yaml:37",
            "docker/docker-compose.yaml:43",
            "docker/docker-compose.yaml:50",
            "docker/docker-compose.yaml:68",
            "docker/docker-compose.yaml:76",
        ],
        "ai-server-load-bounded": ["docker/docker-compose.yaml:13"],
    },
    "flowise": {"ai-compose-image-pinned": ["docker/docker-compose.yml:4"]},
    "langfuse": {
        # Whoever reaches the port may sign up; Langfuse's own guide to hardening says to close it.
        "ai-console-access-restricted": ["docker-compose.yml:28"],
        "ai-compose-image-pinned": ["docker-compose.yml:39", "docker-compose.yml:50"],
        "ai-database-backed-up": ["docker-compose.yml:39", "docker-compose.yml:50", "docker-compose.yml:68"],
        "ai-no-vendor-default-credential": [f"docker-compose.yml:{line}" for line in (15, 16, 17, 22, 25, 27, 36, 45, 57, 65, 73)],
    },
    "langgraph-agent": {
        **WITHOUT_PIPELINE,
        # The support agent is in order; what its back office and its triage do is not.
        "ai-agent-actions-approved": ["src/support_agent/analysis.py:8"],
        "ai-agent-loops-bounded": ["src/support_agent/triage.py:9"],
        "ai-answer-length-bounded": ["src/support_agent/analysis.py:8"],
        "ai-client-timeout": ["src/support_agent/analysis.py:8"],
        "ai-code-execution-isolated": ["src/support_agent/analysis.py:8"],
        "ai-models-not-retiring": ["src/support_agent/analysis.py:8"],
    },
    "langgraph-template": {
        # Tracing is switched on by variables that its example names.
        **{check: places for check, places in SYSTEM.items() if check != "ai-calls-traced"},
        "ai-conversations-expire": ["langgraph.json:4"],
        "ai-client-timeout": ["src/agent/graph.py:17"],
        "ai-model-failure-handled": ["src/agent/graph.py:17"],
    },
    "litellm": {
        **SYSTEM,
        "ai-gateway-authenticated": ["proxy_server_config.yaml:26"],
        "ai-gateway-changes-audited": ["proxy_server_config.yaml:25"],
        # Three copies, and no Redis in the proxy's configuration.
        "ai-gateway-copies-share-state": ["deploy/kubernetes/kub.yaml:16"],
        "ai-gateway-secrets-referenced": ["proxy_server_config.yaml:26"],
        "ai-keyless-model-access": ["proxy_server_config.yaml:2"],
        "ai-models-not-retiring": ["proxy_server_config.yaml:7"],
        "ai-no-vendor-default-credential": [
            "deploy/kubernetes/kub.yaml:25",
            "docker-compose.yml:10",
            "docker-compose.yml:24",
            "proxy_server_config.yaml:26",
        ],
        "k8s-containers-hardened": ["deploy/kubernetes/kub.yaml:2"],
        "k8s-disruption-budget": ["deploy/kubernetes/kub.yaml:2"],
        "k8s-image-pinned": ["deploy/kubernetes/kub.yaml:16"],
        "k8s-memory-limited": ["deploy/kubernetes/kub.yaml:16"],
        "k8s-no-literal-credential": ["deploy/kubernetes/kub.yaml:25"],
        "k8s-own-service-account": ["deploy/kubernetes/kub.yaml:2"],
        "k8s-requests-set": ["deploy/kubernetes/kub.yaml:16"],
        "k8s-serving-scales": ["deploy/kubernetes/kub.yaml:2"],
        "k8s-spread-over-nodes": ["deploy/kubernetes/kub.yaml:2"],
    },
    # Examples are listed and don't score; the library's own flows are no configuration.
    "nemo-guardrails": {},
    "open-webui": {
        **SYSTEM,
        "ai-service-replicated": ["kubernetes/manifest/base/ollama-statefulset.yaml:18"],
        "k8s-docker-hub-known": ["kubernetes/manifest/base/ollama-statefulset.yaml:2"],
        "k8s-drains-before-kill": ["kubernetes/manifest/base/ollama-statefulset.yaml:2"],
        "k8s-containers-hardened": [
            "kubernetes/manifest/base/ollama-statefulset.yaml:2",
            "kubernetes/manifest/base/webui-deployment.yaml:2",
        ],
        "k8s-image-pinned": ["kubernetes/manifest/base/ollama-statefulset.yaml:18", "kubernetes/manifest/base/webui-deployment.yaml:17"],
        "k8s-own-service-account": [
            "kubernetes/manifest/base/ollama-statefulset.yaml:2",
            "kubernetes/manifest/base/webui-deployment.yaml:2",
        ],
        "k8s-readiness-probe": ["kubernetes/manifest/base/ollama-statefulset.yaml:2", "kubernetes/manifest/base/webui-deployment.yaml:2"],
        "k8s-two-replicas": ["kubernetes/manifest/base/webui-deployment.yaml:2"],
    },
    "rag-backend": {
        **WITHOUT_PIPELINE,
        "ai-answers-schema-checked": ["scripts/ingest.py:18"],
        "ai-index-replaceable": ["app/services/vector_store.py:20"],
        "ai-models-not-retiring": ["scripts/ingest.py:14"],
        "ai-retries-bounded": ["app/services/llm.py:13"],
    },
    "promptfoo": {},
    "rag-evaluation": {
        "ai-alerts-cover-service": [""],
        "ai-calls-traced": [""],
        "ai-client-timeout": ["app.py:8"],
        "ai-evaluation-suite": ["evals/run_ragas.py:5"],
        "ai-golden-set-adequate": ["evals/run_ragas.py:5"],
        "ai-model-failure-handled": ["app.py:8"],
    },
    # A chart says little before its values are filled in: most of it is unknown. Grafana's password is given.
    "vllm-production-stack": {"ai-no-vendor-default-credential": ["observability/values.yaml:3"]},
}


@cache
def scanned(root: Path) -> tuple[Snapshot, tuple[Finding, ...]]:
    """The folder, read and judged without its attestations."""
    load_collectors()
    checks = {id: check for id, check in load_checks().items() if not id.startswith("org-")}
    file = root / "readiness.yaml"
    configuration = config.load(file) if file.exists() else config.nothing(root)
    places = [each for each in targets.places(configuration, root) if each.kind == "folder"]
    snapshot = collect(plan(places, checks.values()))
    return snapshot, judge(snapshot, checks.values())


def found(root: Path, status: Status) -> Counter[tuple[str, str]]:
    """What counts: findings in samples are listed and don't score."""
    return Counter(
        (each.check, each.location) for each in scanned(root)[1] if each.status is status and each.environment is not Environment.SAMPLE
    )


def listed(places: Places) -> Counter[tuple[str, str]]:
    return Counter((check, location) for check, locations in places.items() for location in locations)


def test_every_tree_has_its_expectations() -> None:
    assert {each.name for each in LAYOUTS.iterdir() if each.is_dir()} == set(EXPECTED)


@pytest.mark.parametrize("tree", EXPECTED)
def test_a_scan_complains_of_what_a_maintainer_would_accept(tree: str) -> None:
    complaints = found(LAYOUTS / tree, Status.FAIL)
    expected = listed(EXPECTED[tree])
    assert expected - complaints == Counter(), "no longer found"
    assert complaints - expected == Counter(), "new"


@pytest.mark.parametrize(
    "root", [*(LAYOUTS / tree for tree in EXPECTED), SAMPLES / "pilot", SAMPLES / "production"], ids=lambda root: root.name
)
def test_no_check_breaks(root: Path) -> None:
    assert found(root, Status.ERROR) == Counter()


def test_templates_are_gaps_and_not_passes() -> None:
    snapshot, findings = scanned(LAYOUTS / "vllm-production-stack")
    assert {gap.file for gap in snapshot.gaps} >= {
        "helm/templates/deployment-vllm-multi.yaml",
        "helm/templates/service-router.yaml",
    }
    assert not [each.check for each in findings if each.check.startswith("k8s-") and each.status is Status.PASS]


def test_the_production_sample_lacks_what_its_readme_says() -> None:
    root = SAMPLES / "production"
    assert list(found(root, Status.FAIL)) == [("k8s-disruption-budget", "deploy/production/qdrant.yaml:2")]
    assert list(found(root, Status.UNKNOWN)) == [("ai-provider-quotas-encoded", "gateway/production/config.yaml:17")]


def test_each_critical_fault_of_the_pilot_is_found() -> None:
    critical = {id for id, check in load_checks().items() if check.severity == "critical"}
    faults = found(SAMPLES / "pilot", Status.FAIL)
    assert {check for check, _ in faults} & critical == {
        "ai-gateway-authenticated",
        "ai-gateway-secrets-referenced",
        "ai-inference-not-open",
        "ai-no-provider-key-in-repository",
        "ai-no-vendor-default-credential",
        "ai-vector-store-authenticated",
        "k8s-no-literal-credential",
    }
    keys = {location for check, location in faults if check == "ai-no-provider-key-in-repository"}
    assert keys == {".env:2", ".env:3", "gateway/litellm_config.yaml:5", "gateway/litellm_config.yaml:9", "k8s/assistant.yaml:26"}


def test_a_key_of_a_tracing_product_is_no_key_of_a_model_provider() -> None:
    assert ("ai-no-other-secret-in-repository", ".env:5") in found(SAMPLES / "pilot", Status.FAIL)


def test_no_secret_of_the_pilot_reaches_the_result() -> None:
    snapshot, findings = scanned(SAMPLES / "pilot")
    written = repr(snapshot.to_json()) + repr([each.model_dump() for each in findings])
    texts = (file.read_text(encoding="utf-8") for file in (SAMPLES / "pilot").rglob("*") if file.is_file())
    planted = {secret for text in texts for secret in re.findall(r"[\w-]*FAKE[\w-]{5,}", text)}
    assert len(planted) == 7
    assert not [secret[:12] for secret in planted if secret in written or secret[-8:] in written]
