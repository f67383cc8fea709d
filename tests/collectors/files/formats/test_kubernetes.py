"""Manifests: effective values, custom resources, fragments, edges, policies, secrets and embedded configuration."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import by_name, facts_in, facts_of, line_with

from readiness.facts import Environment, UnreadFieldError
from readiness.facts.ai import AiService, DebugSwitch, Gateway, ModelRoute, ProviderUse, TraceSink
from readiness.facts.delivery import AlertRule
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.networking import Ingress, NetworkPolicy, Service
from readiness.facts.kubernetes.scaling import Autoscaler, PodDisruptionBudget
from readiness.facts.kubernetes.secrets import ExternalSecretManifest, SecretManifest
from readiness.facts.kubernetes.workloads import Workload

VLLM = "vllm-deployment.yaml"


def test_a_deployment_is_read_with_the_servers_defaults() -> None:
    (workload,) = facts_of(VLLM)[Workload]
    assert workload.resource == "kubernetes:production/assistant-prod/Deployment/chat-model"
    assert workload.environment is Environment.PRODUCTION
    assert workload.origin.line == line_with(VLLM, "kind: Deployment")
    assert (workload.replicas, workload.termination_grace, workload.revision_history_limit) == (1, 30, 10)
    assert workload.strategy == "RollingUpdate"
    assert workload.topology_spread
    assert not workload.anti_affinity
    assert workload.claims
    assert workload.automount_token is False
    assert workload.pod_labels == {"app": "chat-model", "tier": "model"}


def test_containers_know_images_probes_resources_and_hooks() -> None:
    (workload,) = facts_of(VLLM)[Workload]
    fetch, sidecar, vllm = workload.containers
    assert fetch.init
    assert not sidecar.init
    assert vllm.line == line_with(VLLM, "- name: vllm")
    assert (vllm.image.repository, vllm.image.tag) == ("vllm/vllm-openai", "v0.11.0")
    assert vllm.requests == {"nvidia.com/gpu": "1", "memory": "48Gi", "cpu": "4"}
    assert (vllm.readiness.period, vllm.readiness.timeout, vllm.readiness.failure_threshold) == (5, 1, 3)
    assert vllm.liveness is None
    assert vllm.pre_stop_sleep == 15
    assert vllm.volumes == {"/root/.cache": "emptyDir", "/models": "persistentVolumeClaim"}


def test_secret_values_never_leave_the_manifest() -> None:
    found = facts_of(VLLM)
    (workload,) = found[Workload]
    token = workload.containers[2].variable("HF_TOKEN")
    assert token.value is None
    assert (token.credential.state, token.credential.line) == ("literal", line_with(VLLM, "value: hf_"))
    (literal,) = found[SecretLiteral]
    assert (literal.key, literal.provider, literal.detector, literal.holder) == ("HF_TOKEN", True, "format", "kubernetes")
    assert literal.origin.line == line_with(VLLM, "value: hf_")
    assert "hf_Qk" not in "".join(fact.model_dump_json() for facts in found.values() for fact in facts)


def test_an_inference_server_is_recognised_with_key_and_settings() -> None:
    found = facts_of(VLLM)
    (service,) = found[AiService]
    assert (service.product, service.role, service.authentication, service.persistent) == ("vllm", "inference", True, True)
    assert service.workload == found[Workload][0].resource
    assert service.settings["max_num_seqs"] == "64"
    assert service.settings["revision"].startswith("0d4b76e1")
    assert "api_key" not in service.settings
    assert {(use.provider, use.via) for use in found[ProviderUse]} == {("self-hosted", "image"), ("huggingface", "env")}
    assert [(sink.product, sink.via) for sink in found[TraceSink]] == [("otel", "container")]
    assert [(switch.name, switch.origin.line) for switch in found[DebugSwitch]] == [("VLLM_LOGGING_LEVEL", line_with(VLLM, "value: DEBUG"))]


def test_custom_resources_are_workloads_too() -> None:
    workloads = facts_of("custom-resources.yaml")[Workload]
    told = {(each.kind, each.name, each.replicas, each.schedule) for each in workloads}
    assert told == {
        ("RayService", "ranker", None, None),
        ("InferenceService", "llama", 2, None),
        ("Rollout", "api", 3, None),
        ("CronJob", "reindex", None, "0 3 * * *"),
        ("StatefulSet", "qdrant", 1, None),
    }
    ray = [each for each in workloads if each.kind == "RayService"]
    assert len({each.resource for each in ray}) == 2
    assert all("probes" in each.injected for each in ray)
    kserve = next(each for each in workloads if each.kind == "InferenceService")
    assert kserve.injected == {"probes", "resources", "image"}
    rollout = next(each for each in workloads if each.kind == "Rollout")
    assert (rollout.strategy, rollout.containers[0].image.repository) == ("canary", "registry.example.org:5000/api")
    assert rollout.containers[0].image.digest == "sha256:9b2c"


def test_a_patch_is_no_workload() -> None:
    assert "chat-model" not in {each.name for each in facts_of("custom-resources.yaml")[Workload]}
    head = "metadata: {name: a}\n"
    nameless = (
        f"apiVersion: apps/v1\nkind: Deployment\n{head}"
        "spec: {selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: a}]}}}\n"
    )
    assert not facts_in(nameless, "patch.yaml")[Workload]
    removed = (
        f"apiVersion: batch/v1\nkind: CronJob\n{head}$patch: delete\n"
        "spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: a}]}}}}}\n"
    )
    assert not facts_in(removed, "patch.yaml")[Workload]


def test_what_a_secret_may_decide_is_unread() -> None:
    service = next(each for each in facts_of("custom-resources.yaml")[AiService] if each.product == "qdrant")
    with pytest.raises(UnreadFieldError):
        _ = service.authentication
    assert "Secret/qdrant" in service.unread["authentication"].detail
    assert service.persistent


def test_kserve_serves_a_model_behind_its_own_gateway() -> None:
    service = next(each for each in facts_of("custom-resources.yaml")[AiService] if each.product == "kserve")
    assert (service.role, service.replicas) == ("inference", 2)
    assert service.settings == {
        "modelFormat": "huggingface",
        "storageUri": "hf://meta-llama/Llama-3.1-8B-Instruct",
        "model": "meta-llama/Llama-3.1-8B-Instruct",
    }
    assert "gateway" in service.unread["authentication"].detail


def test_services_and_edges() -> None:
    found = facts_of("objects.yaml")
    services = by_name(found[Service])
    assert (services["chat-model"].type, services["chat-model"].ports) == ("ClusterIP", (80,))
    assert services["gateway"].internal_load_balancer
    edges = {(each.kind, each.name): each for each in found[Ingress]}
    assert ("VirtualService", "mesh-only") not in edges
    chat = edges["Ingress", "chat"]
    assert (chat.services, chat.hosts, chat.tls, chat.authenticated) == (("gateway",), ("chat.example.org",), True, True)
    opened = edges["Ingress", "open"]
    assert (opened.services, opened.tls, opened.authenticated) == (("chat-model",), False, False)
    route = edges["HTTPRoute", "chat-route"]
    assert route.services == ("gateway",)
    with pytest.raises(UnreadFieldError):
        _ = route.tls
    assert edges["Route", "chat"].tls is False


def test_budgets_and_scalers_have_effective_bounds() -> None:
    found = facts_of("objects.yaml")
    (budget,) = found[PodDisruptionBudget]
    assert budget.min_available == "50%"
    assert budget.selector.matches({"app": "chat-model"})
    scalers = {each.kind: each for each in found[Autoscaler]}
    assert (scalers["HorizontalPodAutoscaler"].minimum, scalers["HorizontalPodAutoscaler"].maximum) == (1, 6)
    keda = scalers["ScaledObject"]
    assert (keda.minimum, keda.maximum, keda.target_kind) == (0, 100, "Deployment")


def test_network_policies() -> None:
    policies = by_name(facts_of("objects.yaml")[NetworkPolicy])
    deny = policies["default-deny"]
    assert deny.denies_ingress
    assert not deny.open_ingress
    assert deny.selector.matches({"any": "thing"})
    assert policies["from-anywhere"].open_ingress
    assert policies["from-gateway"].denies_ingress
    assert not policies["from-gateway"].open_ingress
    with pytest.raises(UnreadFieldError):
        _ = policies["calico"].selector


def test_secrets_tell_states_and_no_values() -> None:
    found = facts_of("objects.yaml")
    (secret,) = found[SecretManifest]
    assert [(each.name, each.state) for each in secret.credentials] == [("OPENAI_API_KEY", "literal"), ("db-password", "placeholder")]
    assert secret.credentials[0].line == line_with("objects.yaml", "OPENAI_API_KEY: aDd4")
    assert "aDd4" not in secret.model_dump_json()
    assert {(each.kind, each.target) for each in found[ExternalSecretManifest]} == {
        ("ExternalSecret", "fetched-keys"),
        ("SOPS", "encrypted"),
    }


def test_prometheus_rules_are_alerts() -> None:
    (alert,) = facts_of("objects.yaml")[AlertRule]
    assert (alert.name, alert.hold, alert.severity, alert.has_runbook) == ("SlowFirstToken", "10m", "page", True)
    assert alert.metrics == ("vllm:time_to_first_token_seconds_bucket",)


def test_configuration_in_a_config_map_keeps_the_lines_of_the_file() -> None:
    name = "litellm-configmap.yaml"
    found = facts_of(name)
    (gateway,) = found[Gateway]
    assert gateway.environment is Environment.STAGING
    assert gateway.resource.endswith("#ConfigMap/assistant-staging/litellm/config.yaml")
    assert (gateway.master_key.state, gateway.master_key.line) == ("vendor default", line_with(name, "master_key"))
    (route,) = found[ModelRoute]
    assert route.origin.line == route.deployments[0].line == line_with(name, "model_name")
    (literal,) = found[SecretLiteral]
    assert (literal.key, literal.detector, literal.origin.line) == ("general_settings.master_key", "default", line_with(name, "master_key"))


def test_quoted_configuration_has_no_lines_rather_than_wrong_ones() -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
    text = head + '  c.yaml: "model_list:\\n  - model_name: a\\n    litellm_params: {model: gpt-4o}\\n"\n'
    (route,) = facts_in(text, "c.yaml")[ModelRoute]
    assert route.origin.line is None


@pytest.mark.parametrize(
    ("image", "repository", "tag", "templated"),
    [
        ("redis", "redis", None, False),
        ("registry:5000/a/b", "registry:5000/a/b", None, False),
        ("registry:5000/a/b:1.2", "registry:5000/a/b", "1.2", False),
        ("a/b:${TAG}", "a/b", None, True),
        ("{{ .Values.image }}", "{{ .Values.image }}", None, True),
    ],
)
def test_images_are_split(image: str, repository: str, tag: str | None, templated: bool) -> None:
    text = f'apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: "{image}"}}]}}\n'
    (workload,) = facts_in(text, "pod.yaml")[Workload]
    found = workload.containers[0].image
    assert (found.repository, found.tag, found.templated) == (repository, tag, templated)
