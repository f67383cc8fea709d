"""Fixed images, fixed models and ways back: situations and verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, ComposeService, Deployment, ModelRoute, ProviderUse
from readiness.facts.containers import Container, EnvironmentVariable, Image
from readiness.facts.delivery import Job, Step, Workflow
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def compose(tag: str | None = "v1.83.0", environment: Environment = Environment.PRODUCTION, **values: Any) -> Any:
    image = Image(repository="ghcr.io/berriai/litellm", tag=tag, **values)
    return fact(ComposeService, name="litellm", container=Container(name="litellm", image=image), environment=environment)


KUBERNETES = fact(Workload, name="app", kind="Deployment", api_version="apps/v1", containers=())


test_compose_image = table(
    "ai-compose-image-pinned",
    passes=[compose(), compose("main-latest", digest="sha256:" + "0" * 64), compose("17-alpine")],
    fails=[
        compose("latest"),
        compose(None),
        row(compose("main-latest"), says="ghcr.io/berriai/litellm:main-latest"),
        compose("nightly"),
        [compose("latest"), KUBERNETES],
        compose("latest", Environment.UNCLASSIFIED),
    ],
    unknown=[compose(templated=True), compose().unknown("container", GapReason.TEMPLATED)],
    not_applicable=[
        fact(ComposeService, name="app", container=Container(name="app")),
        [compose("latest", Environment.UNCLASSIFIED), KUBERNETES],
    ],
)


def route(*models: str | None) -> Any:
    deployments = []
    for model in models:
        provider, _, name = (model or "openai/").partition("/")
        deployments.append(Deployment(provider=provider, model=name or None, failure_domain=provider, line=9))
    return fact(ModelRoute, gateway="gateway", alias="chat", deployments=tuple(deployments))


test_model_version = table(
    "ai-model-version-pinned",
    passes=[
        route("openai/gpt-4o-2024-08-06"),
        route("openai/gpt-4-0613"),
        route("openai/gpt-4-1106-preview"),
        route("anthropic/claude-sonnet-4-5-20250929"),
        route("bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        route("bedrock/amazon.nova-pro-v1:0"),
        route("bedrock/converse/anthropic.claude-opus-4-6-v1"),
        route("vertex_ai/claude-sonnet-4@20250514"),
        route("gemini/gemini-2.0-flash-001"),
        route("gemini/gemini-2.5-pro-preview-06-05"),
        route("mistral/mistral-large-2411"),
        route("openai/gpt-4o-2024-08-06", "hosted_vllm/llama"),
    ],
    fails=[
        route("openai/gpt-4o"),
        route("openai/gpt-4.1-mini"),
        route("openai/gpt-5"),
        route("openai/chatgpt-4o-latest"),
        route("openai/o3-mini"),
        route("anthropic/claude-3-5-sonnet-latest"),
        route("anthropic/claude-sonnet-4-5"),
        route("gemini/gemini-flash-latest"),
        route("gemini/gemini-flash"),
        route("mistral/mistral-large-latest"),
        route("openrouter/openai/gpt-4o"),
        row(route("openai/gpt-4o-2024-08-06", "openai/gpt-4o"), says="config.yaml:9"),
        route("openai/gpt-4o", None),
    ],
    unknown=[
        route(None),
        route("azure/gpt-4o"),
        route("azure_ai/mistral-large"),
        route("openai/*"),
        route("bedrock/arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abcdef"),
    ],
    not_applicable=[
        route("hosted_vllm/meta-llama/Llama-3.1-8B-Instruct"),
        route("ollama/llama3:latest"),
        route("groq/llama-3.3-70b-versatile"),
        route("openai/text-embedding-3-small"),
        route("openai/gpt-oss-120b"),
        route("anthropic/claude-opus-4-6"),
        route("gemini/gemini-2.5-flash"),
    ],
)


def server(*arguments: str, product: str = "vllm", role: str = "inference", **values: Any) -> Any:
    container = Container(name=product, arguments=arguments, environment=values.pop("environment", ()))
    known = {"platform": "kubernetes", "workload": "k8s/vllm", "authentication": True} | values
    return fact(AiService, role=role, product=product, container=container, **known)


HUB = "meta-llama/Llama-3.1-8B-Instruct"

test_revision = table(
    "ai-server-model-revision-pinned",
    passes=[
        server("--model", HUB, "--revision", "0e9e39f"),
        server("vllm", "serve", HUB, "--revision=0e9e39f"),
        server(
            product="tgi",
            environment=(EnvironmentVariable(name="MODEL_ID", value=HUB), EnvironmentVariable(name="REVISION", value="0e9e39f")),
        ),
        server(settings={"modelURL": HUB, "modelRevision": "0e9e39f"}),
        server(product="mlflow models", settings={"model": "models:/claims/12"}),
        server(product="mlflow models", settings={"model": "models:/claims@champion"}),
        server(product="ollama", settings={"model": "llama3.1:8b"}),
    ],
    fails=[
        server("--model", HUB),
        row(server(product="mlflow models", settings={"model": "models:/claims/latest"}), says="newest version"),
        row(server("vllm", "serve", HUB, "--max-num-seqs", "64"), says=HUB),
        row(server(product="ollama", settings={"model": "llama3"}), says="not fixed"),
        row(server(product="nim", settings={"model": "meta-llama/Llama-3.1-8B-Instruct"}), says="not fixed"),
        server("--model", HUB, "--revision", "main"),
        server("--model-path", HUB, product="sglang"),
        server(product="tgi", environment=(EnvironmentVariable(name="MODEL_ID", value=HUB),)),
    ],
    unknown=[
        server(),
        server("--model", "$(MODEL)"),
        server("--model", HUB, "--config", "/etc/vllm.yaml"),
        server("--model", HUB, "--revision", "$REVISION"),
        server(product="tgi", environment=(EnvironmentVariable(name="MODEL_ID", source="configmap"),)),
    ],
    not_applicable=[
        server("--model", "/models/llama"),
        server("--model=s3://models/llama/1"),
        server(product="ollama"),
        server(product="nim"),
        server(product="mlflow models", settings={"model": "runs:/0a1b/model"}),
        server(product="mlflow models", settings={"model": "mlruns/model"}),
        server(product="litellm", role="gateway"),
    ],
)

USE = fact(ProviderUse, provider="openai", via="gateway")


def workflow(*runs: str | Step, file: str = ".github/workflows/deploy.yml", **values: Any) -> Any:
    steps = tuple(each if isinstance(each, Step) else Step(run=each, line=30) for each in runs)
    return fact(Workflow, name=file, jobs=(Job(id="deploy", steps=steps),), **values)


HELM = "helm upgrade --install assistant ./chart"
PICK = {"inputs": ("version",), "triggers": {"workflow_dispatch": ()}}

test_rollback = table(
    "ai-rollback-automated",
    passes=[
        [USE, workflow(f"{HELM} --atomic --timeout 10m")],
        [USE, workflow("helm -n ai upgrade assistant ./chart \\\n  --rollback-on-failure")],
        [USE, workflow(HELM), workflow("helm rollback assistant 0", file=".github/workflows/back.yml")],
        [USE, workflow("kubectl -n ai rollout undo deployment/assistant")],
        [USE, workflow("az webapp deployment slot swap -g rg -n assistant --slot staging")],
        row(USE, workflow(f"{HELM} --set image.tag=${{{{ inputs.version }}}}", **PICK), says="version"),
        [
            USE,
            workflow(
                Step(uses="actions/checkout@v4", arguments={"ref": "${{ github.event.inputs.git-ref }}"}),
                Step(uses="azure/webapps-deploy@v3"),
                inputs=("git-ref",),
            ),
        ],
    ],
    fails=[
        row(USE, workflow(HELM), says="deploy.yml"),
        [USE, workflow("kubectl apply -f k8s/", "echo rollback with kubectl rollout undo")],
        [USE, workflow(f"{HELM} --set image.tag=${{{{ github.sha }}}}", **PICK)],
        [USE, workflow(f"{HELM} --set replicas=${{{{ inputs.size }}}}", inputs=("size",))],
        [USE, workflow(f"{HELM} --atomic=false")],
        [USE, workflow("ssh deploy@host 'docker compose up -d'")],
        [USE, workflow("docker --context live compose up -d")],
        [USE, workflow("terraform apply -auto-approve"), workflow("make rollback-notes", file=".github/workflows/notes.yml")],
    ],
    unknown=[
        [USE],
        [USE, workflow("pytest")],
        [USE, workflow("docker compose up -d db redis", "pytest")],
        [USE, workflow("kind create cluster", "kubectl apply -f k8s/", "make e2e")],
        [USE, workflow("pytest"), workflow(HELM, environment=Environment.SAMPLE, file="examples/deploy.yml")],
        [USE, workflow(HELM).unknown("jobs", GapReason.TEMPLATED)],
    ],
    not_applicable=[
        (),
        [workflow(HELM)],
        [fact(ProviderUse, provider="openai", via="source", environment=Environment.SAMPLE), workflow(HELM)],
    ],
)


@pytest.mark.parametrize("text", ["helm upgrade app . # --atomic one day", "cat docs/helm-rollback.md", "git revert HEAD"])
def test_words_about_rollback_are_no_way_back(text: str) -> None:
    from readiness.checks.deployment_rollback.ai import ROLLS_BACK

    assert not ROLLS_BACK.search(text.split(" #", maxsplit=1)[0])
