"""Who and what may call gateways, models and stores."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment, Fact
from readiness.facts.ai import AiService, Gateway, ModelRoute
from readiness.facts.containers import Credential
from readiness.facts.files import EnvFile, PolicyStatement
from readiness.facts.kubernetes.networking import Ingress, NetworkPolicy, Service
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import stands_beside_kubernetes

from .cloud_keys import OF_PROVIDER, provider_keyed
from .exposure import isolated_by, open_addresses, published_by, routes_to
from .gateway_callers import WITH_MASTER_KEY

MASTER_KEY = "LITELLM_MASTER_KEY"


@check(
    "ai-gateway-authenticated",
    severity="critical",
    effort="minutes",
    maps=[
        "aws-genai-lens:GENSEC01-BP01",
        "owasp-aisvs-1.0:AISVS-C5.1",
        "owasp-llm-top10-2025:LLM10:2025",
        "mitre-atlas-mitigations:AML.M0019",
    ],
)
def gateway_authenticated(gateway: Gateway, services: list[AiService], env_files: list[EnvFile]) -> Verdict:
    """The AI gateway demands a key from its callers.

    Why: Without a key anyone can spend our model budget. An open gateway hands every account behind it to whoever
    finds the address.

    Fix: Set a master key that comes from the environment

        # <file>
        general_settings:
          master_key: os.environ/LITELLM_MASTER_KEY
    """
    file = gateway.origin.file
    if gateway.product not in WITH_MASTER_KEY:
        return not_applicable("gateways without a master key are judged by another check")
    if gateway.permits_weak_key:
        return failed("The gateway permits a missing or weak key", file=file)
    if gateway.custom_auth:
        return passed(by="custom authentication")
    key = gateway.master_key
    if key is None or key.state == "empty":
        given = _given_at_run_time(gateway, services, env_files)
        if given:
            return passed(by=f"{MASTER_KEY} of the environment", given_in=given)
        return unknown("the master key may be set at run time", variable=MASTER_KEY, file=file)
    if key.state == "vendor default":
        return failed("The gateway's key is published in its manual", at=gateway.origin.at(key.line), file=file)
    if key.state == "placeholder":
        return failed("The gateway's key is a placeholder", at=gateway.origin.at(key.line), file=file)
    return passed(by="master key")


def _given_at_run_time(gateway: Gateway, services: list[AiService], env_files: list[EnvFile]) -> str:
    """Where the environment of this gateway sets its master key; empty when that is not seen."""
    for service in services:
        variable = service.container.variable(MASTER_KEY)
        if (
            service.role == "gateway"
            and variable
            and variable.value != ""
            and _may_be_one(gateway, service)
            and _is_own(variable.credential)
        ):
            return str(service.origin)
    files = [
        each
        for each in env_files
        if MASTER_KEY in each.names
        and not each.example
        and _may_be_one(gateway, each)
        and all(_is_own(held) for held in each.credentials if held.name == MASTER_KEY)
    ]
    return str(files[0].origin) if files else ""


def _is_own(held: Credential | None) -> bool:
    """No key that stands in the manual; a variable whose value is not seen may hold any."""
    return held is None or held.state not in ("vendor default", "placeholder", "empty")


def _may_be_one(one: Fact, other: Fact) -> bool:
    """Whether both may belong to one environment."""
    anywhere = (Environment.SHARED, Environment.UNCLASSIFIED)
    return one.environment == other.environment or one.environment in anywhere or other.environment in anywhere


@check(
    "ai-inference-not-open",
    severity="critical",
    effort="hours",
    maps=[
        "aws-genai-lens:GENSEC01-BP01",
        "mitre-atlas-mitigations:AML.M0019",
        "owasp-aisvs-1.0:AISVS-C5.1",
        "owasp-llm-top10-2025:LLM10:2025",
    ],
)
def inference_not_open(service: AiService, services: list[Service], ingresses: list[Ingress], workloads: list[Workload]) -> Verdict:
    """Inference servers can't be reached without a key.

    Why: Strangers can use our accelerators and read model output. Model servers trust every caller by default, and
    open ones are found within hours. The key of vLLM guards /v1 and /inference only; a gateway in front closes the
    rest.

    Fix: Bind it to the host, or put a gateway in front

        # <product>: published on <published>
        ports: ["127.0.0.1:11434:11434"]   # Compose
        type: ClusterIP                    # Kubernetes Service
    """
    if service.role != "inference":
        return not_applicable("it is no inference server")
    if service.platform == "compose" and stands_beside_kubernetes(service, workloads):
        return not_applicable("Kubernetes manifests beside it carry production")
    if service.authentication:
        return passed(product=service.product, authentication=True)
    published = open_addresses(service) + [f"{each.type} {each.name}" for each in published_by(service, services)]
    if published:
        return failed("An inference server is open to everyone", product=service.product, published=published)
    routes = routes_to(service, services, ingresses)
    unguarded = [each.name for each in routes if each.authenticated is False]
    if unguarded:
        return failed("An inference server is open to everyone", product=service.product, published=unguarded)
    untold = [each.name for each in routes if each.authenticated is None]
    if untold:
        return unknown("whether the route asks for a key can't be told", product=service.product, routes=untold)
    return passed(product=service.product, published=[], routes=[each.name for each in routes])


@check(
    "ai-vector-store-authenticated",
    severity="critical",
    effort="hours",
    maps=[
        "owasp-llm-top10-2025:LLM08:2025",
        "owasp-aisvs-1.0:AISVS-C8.1",
        "mitre-atlas-mitigations:AML.M0019",
        "azure-waf-core:SE:05",
    ],
)
def vector_store_authenticated(
    service: AiService, policies: list[NetworkPolicy], workloads: list[Workload], services: list[Service]
) -> Verdict:
    """Vector stores demand a key from their callers.

    Why: Whoever reaches an open store can copy or poison our knowledge. Qdrant, Weaviate and Milvus let everybody
    in unless told otherwise. A store bound to its host, or closed in by a network policy, passes.

    Fix: Turn authentication on and give callers a key

        # <product>: one of
        QDRANT__SERVICE__API_KEY: ${QDRANT_API_KEY:?}
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"        # Weaviate
        common: {security: {authorizationEnabled: true}}        # Milvus
    """
    if service.role != "vector store":
        return not_applicable("it is no vector store")
    if service.platform == "compose" and stands_beside_kubernetes(service, workloads):
        return not_applicable("Kubernetes manifests beside it carry production")
    if service.authentication:
        return passed(product=service.product, authentication=True)
    if service.platform == "compose":
        published = open_addresses(service)
        if published:
            return failed("A vector store is open to everyone", product=service.product, published=published)
        return passed(product=service.product, reachable="from its host only")
    walls = isolated_by(service, policies)
    if walls:
        return passed(product=service.product, isolated_by=[each.name for each in walls])
    if outside := [f"{each.type} {each.name}" for each in published_by(service, services)]:
        return failed("A vector store is open to everyone", product=service.product, published=outside)
    return failed("A vector store is open to the whole cluster", product=service.product, namespace=service.namespace)


INVOKING = ("invokemodel", "converse", "invokeagent", "invokeendpoint", "invokeflow", "retrieve")
EVERYTHING = re.compile(r"\*|arn:[^:]*:(bedrock|sagemaker|bedrock-agentcore|\*)(:\*)*", re.IGNORECASE)
WHOLE_SERVICE = re.compile(r"\*|(bedrock|sagemaker|bedrock-agentcore|aoss):\*", re.IGNORECASE)


@check(
    "ai-model-permissions-least-privilege",
    severity="high",
    effort="hours",
    maps=[
        "aws-genai-lens:GENSEC01-BP01",
        "aws-genai-lens:GENSEC05-BP01",
        "aws-ml-lens:MLSEC03-BP01",
        "aws-ai-security-framework:AISF-IAM-02",
        "azure-waf-core:SE:05",
    ],
)
def least_privilege(statement: PolicyStatement) -> Verdict:
    """Policies allow the models that are used and no others.

    Why: A stolen role could call any model at our cost, or delete ours. A policy that names its models also keeps
    tests from moving to an expensive one unnoticed.

    Fix: Name the actions and the models

        "Action": ["bedrock:InvokeModel"],
        "Resource": ["arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4*"]
        // instead of <actions> on <resources>
    """
    whole = [each for each in statement.actions if WHOLE_SERVICE.fullmatch(each)]
    if whole:
        return failed("A policy allows a whole AI service", actions=whole, resources=statement.resources)
    calls = [each for each in statement.actions if _invokes(each)]
    if not calls:
        return not_applicable("it allows no call of a model")
    if not statement.conditional and any(EVERYTHING.fullmatch(each) for each in statement.resources):
        return failed("A policy allows every model", actions=calls, resources=statement.resources)
    return passed(actions=calls, resources=statement.resources, conditional=statement.conditional)


def _invokes(action: str) -> bool:
    """Whether an action, perhaps ending in a wildcard, allows to call a model."""
    word = action.rsplit(":", maxsplit=1)[-1].lower()
    prefix, wildcard, _ = word.partition("*")
    return word.startswith(INVOKING) or (bool(wildcard and prefix) and any(each.startswith(prefix) for each in INVOKING))


@check(
    "ai-keyless-model-access",
    severity="medium",
    effort="hours",
    maps=[
        "azure-waf-ai:AI-S:invest-in-robust-access-management-for-identities-user-and-s",
        "azure-waf-core:SE:05",
        "aws-ai-security-framework:AISF-IAM-03",
    ],
)
def keyless(route: ModelRoute, services: list[AiService]) -> Verdict:
    """Cloud models are reached with an identity, not a key.

    Why: A long-lived key works for whoever copies it, until someone notices. Cloud providers offer identities whose
    tokens expire within hours.

    Fix: Give the gateway an identity instead of a key

        litellm_params:
          model: bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0
          aws_role_name: arn:aws:iam::111122223333:role/gateway   # no aws_secret_access_key
        # route <alias>, keyed: <providers>
    """
    managed = [each for each in route.deployments if each.provider in OF_PROVIDER]
    if not managed:
        return not_applicable("no model of a cloud provider with identities")
    gateways = [each.container for each in services if each.role == "gateway" and each.environment == route.environment]
    keyed = {each: provider_keyed(each.provider, gateways) if each.keyed is None else each.keyed for each in managed}
    with_key = [each for each in managed if keyed[each]]
    if with_key:
        providers = sorted({each.provider for each in with_key})
        place = route.origin.at(with_key[0].line)
        return failed("A cloud model is reached with a long-lived key", at=place, alias=route.alias, providers=providers)
    if None in keyed.values():
        return unknown("the credential comes from the gateway's environment", alias=route.alias)
    return passed(alias=route.alias, deployments=len(managed))
