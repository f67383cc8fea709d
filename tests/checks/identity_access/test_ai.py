"""Who may call gateways, models and stores: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, Deployment, Gateway, ModelRoute
from readiness.facts.containers import Container, Credential, EnvironmentVariable
from readiness.facts.files import EnvFile, PolicyStatement
from readiness.facts.kubernetes.networking import Ingress, NetworkPolicy, Service
from readiness.facts.kubernetes.objects import LabelSelector
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def gateway(state: Any = None, **values: Any) -> Any:
    """A gateway whose master key is in this state."""
    key = Credential(name="master_key", state=state, line=4) if state else None
    return fact(Gateway, product="litellm", master_key=key, **values)


def service(role: str, product: str, platform: str = "compose", **values: Any) -> Any:
    """An AI service without authentication."""
    values.setdefault("container", Container(name=product))
    values.setdefault("authentication", False)
    values.setdefault("pod_labels", {"app": product})
    return fact(AiService, role=role, product=product, platform=platform, workload=f"workload:{product}", namespace="ai", **values)


MASTER_KEY = Container(name="litellm", environment=(EnvironmentVariable(name="LITELLM_MASTER_KEY", source="secret"),))
NO_KEY = Container(name="litellm", environment=(EnvironmentVariable(name="LITELLM_MASTER_KEY", value=""),))
ENV_FILE = fact(EnvFile, example=False, tracked=False, names=("LITELLM_MASTER_KEY",))
OF_THE_MANUAL = Credential(name="LITELLM_MASTER_KEY", state="vendor default")
KEY_OF_THE_MANUAL = Container(name="litellm", environment=(EnvironmentVariable(name="LITELLM_MASTER_KEY", credential=OF_THE_MANUAL),))
ENV_FILE_OF_THE_MANUAL = fact(EnvFile, example=False, tracked=False, names=("LITELLM_MASTER_KEY",), credentials=(OF_THE_MANUAL,))
EXAMPLE = fact(EnvFile, example=True, tracked=True, names=("LITELLM_MASTER_KEY",))

test_gateway_authenticated = table(
    "ai-gateway-authenticated",
    passes=[
        gateway("reference"),
        gateway("literal"),
        gateway(custom_auth=True),
        row(gateway(), service("gateway", "litellm", container=MASTER_KEY), says="LITELLM_MASTER_KEY"),
        [gateway(), ENV_FILE],
        [gateway("empty"), ENV_FILE],
    ],
    fails=[
        gateway("reference", permits_weak_key=True),
        row(gateway("vendor default"), says="config.yaml:4"),
        gateway("placeholder"),
    ],
    unknown=[
        gateway(),
        [gateway(), EXAMPLE],
        [gateway(), service("gateway", "litellm", container=NO_KEY)],
        [gateway(), service("gateway", "litellm", container=KEY_OF_THE_MANUAL)],
        [gateway(), ENV_FILE_OF_THE_MANUAL],
        [gateway(), service("gateway", "litellm", container=MASTER_KEY, environment=Environment.DEVELOPMENT)],
        gateway().unknown("master_key", GapReason.TEMPLATED),
    ],
    not_applicable=[(), fact(Gateway, product="kong")],
)

MANIFEST = fact(Workload, name="assistant", namespace="ai", kind="Deployment", api_version="apps/v1", containers=())
POD = {"selector": {"app": "vllm"}, "namespace": "ai"}
CLUSTER_IP = fact(Service, name="vllm", **POD)
VLLM = service("inference", "vllm", "kubernetes")


def ingress(authenticated: bool | None) -> Any:
    """A route to the model server."""
    return fact(Ingress, name="vllm", kind="Ingress", namespace="ai", services=("vllm",), authenticated=authenticated)


test_inference_not_open = table(
    "ai-inference-not-open",
    passes=[
        service("inference", "ollama"),
        service("inference", "ollama", published=("127.0.0.1:11434", "[::1]:11434")),
        service("inference", "vllm", published=("0.0.0.0:8000",), authentication=True),
        VLLM,
        [VLLM, CLUSTER_IP],
        [VLLM, CLUSTER_IP, ingress(authenticated=True)],
        [VLLM, fact(Service, name="other", type="LoadBalancer", selector={"app": "web"}, namespace="ai")],
        [VLLM, fact(Service, name="vllm", type="LoadBalancer", selector={"app": "vllm"}, namespace="elsewhere")],
        [VLLM, fact(Service, name="vllm", type="LoadBalancer", **POD, environment=Environment.DEVELOPMENT)],
    ],
    fails=[
        row(service("inference", "ollama", published=("0.0.0.0:11434",)), says="0.0.0.0:11434"),
        row(VLLM, fact(Service, name="vllm", type="LoadBalancer", **POD), says="LoadBalancer vllm"),
        [VLLM, fact(Service, name="vllm", type="NodePort", **POD)],
        [VLLM, CLUSTER_IP, ingress(authenticated=False)],
    ],
    unknown=[
        [VLLM, CLUSTER_IP, ingress(authenticated=None)],
        VLLM.unknown("authentication", GapReason.TEMPLATED),
    ],
    not_applicable=[
        service("vector store", "qdrant", published=("0.0.0.0:6333",)),
        [service("inference", "ollama", published=("0.0.0.0:11434",), environment=Environment.UNCLASSIFIED), MANIFEST],
    ],
)

QDRANT = service("vector store", "qdrant", "kubernetes")


def policy(**values: Any) -> Any:
    """A network policy in the store's namespace."""
    values.setdefault("selector", LabelSelector(labels={"app": "qdrant"}))
    return fact(NetworkPolicy, name="qdrant", namespace="ai", **values)


test_vector_store_authenticated = table(
    "ai-vector-store-authenticated",
    passes=[
        service("vector store", "qdrant", published=("0.0.0.0:6333",), authentication=True),
        service("vector store", "qdrant", published=("127.0.0.1:6333",)),
        service("vector store", "qdrant"),
        [QDRANT, policy(denies_ingress=True)],
    ],
    fails=[
        row(service("vector store", "qdrant", published=("0.0.0.0:6333",)), says="0.0.0.0:6333"),
        QDRANT,
        [QDRANT, policy()],
        row(
            QDRANT,
            fact(Service, name="qdrant", type="LoadBalancer", namespace="ai", selector={"app": "qdrant"}),
            says="LoadBalancer qdrant",
        ),
        [QDRANT, policy(denies_ingress=True, open_ingress=True)],
        [QDRANT, policy(denies_ingress=True, selector=LabelSelector(labels={"app": "web"}))],
    ],
    unknown=[QDRANT.unknown("authentication", GapReason.TEMPLATED, "values are not in the folder")],
    not_applicable=[VLLM, [service("vector store", "qdrant", published=("0.0.0.0:6333",), environment=Environment.UNCLASSIFIED), MANIFEST]],
)

CLAUDE = "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4"


def statement(*actions: str, resources: tuple[str, ...] = ("*",), conditional: bool = False) -> Any:
    """An Allow statement."""
    return fact(PolicyStatement, actions=actions, resources=resources, conditional=conditional)


test_least_privilege = table(
    "ai-model-permissions-least-privilege",
    passes=[
        statement("bedrock:InvokeModel", resources=(CLAUDE,)),
        statement("bedrock:InvokeModel", conditional=True),
        statement("bedrock:InvokeModel*", resources=("arn:aws:bedrock:*::foundation-model/*",)),
    ],
    fails=[
        row(statement("bedrock:*", resources=(CLAUDE,)), says="bedrock:*"),
        statement("bedrock:InvokeModel"),
        statement("bedrock:invokemodelwithresponsestream", "s3:GetObject"),
        statement("bedrock:Invoke*"),
        statement("bedrock:Converse", resources=("arn:aws:bedrock:*:*:*",)),
    ],
    not_applicable=[statement("bedrock:ListFoundationModels"), statement("bedrock:ApplyGuardrail")],
)


def route(*deployments: tuple[str, bool | None]) -> Any:
    """A route over providers, each with a key, an identity or neither."""
    backends = tuple(Deployment(provider=name, model="m", failure_domain=name, keyed=keyed) for name, keyed in deployments)
    return fact(ModelRoute, gateway="gateway:it", alias="chat", deployments=backends)


def litellm(*variables: str, environment: Environment = Environment.PRODUCTION, environment_from: tuple[str, ...] = ()) -> Any:
    """A gateway's container with these variables."""
    taken = tuple(EnvironmentVariable(name=each, source="secret") for each in variables)
    container = Container(name="litellm", environment=taken, environment_from=environment_from)
    return service("gateway", "litellm", container=container, environment=environment)


test_keyless = table(
    "ai-keyless-model-access",
    passes=[
        route(("bedrock", False)),
        route(("bedrock", False), ("openai", True)),
        [route(("bedrock", None)), litellm("OPENAI_API_KEY")],
        [route(("bedrock", None)), litellm("AZURE_API_KEY")],
    ],
    fails=[
        row(route(("azure", True)), says="azure"),
        route(("bedrock", None), ("azure", True)),
        [route(("bedrock", None)), litellm("AWS_ACCESS_KEY_ID")],
        [route(("azure", None)), litellm("AZURE_API_KEY")],
    ],
    unknown=[
        route(("bedrock", None)),
        [route(("vertex_ai", None)), litellm("GOOGLE_APPLICATION_CREDENTIALS")],
        [route(("bedrock", None)), litellm(environment_from=("secret/keys",))],
        [route(("bedrock", None)), litellm("AWS_ACCESS_KEY_ID", environment=Environment.STAGING)],
    ],
    not_applicable=[route(("openai", True))],
)
