"""Gateways and failing models, and gateways in several copies: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, Deployment, Gateway, ModelRoute
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def route(deployments: int = 2, **values: Any) -> Any:
    each = tuple(Deployment(provider="azure", model="m", failure_domain=f"azure/{number}") for number in range(deployments))
    return fact(ModelRoute, **({"gateway": "gateway", "alias": "chat", "deployments": each} | values))


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "litellm", "resource": "gateway"} | values))


test_left_out = table(
    "ai-failing-model-left-out",
    passes=[
        [route(cools_down=True), gateway()],
        [route(), gateway()],
        [route(1, fallbacks=("other",), cools_down=True), gateway()],
        route(cools_down=True),
    ],
    fails=[[route(cools_down=False), gateway()], [route(1, fallbacks=("other",), cools_down=False), gateway()]],
    unknown=[route(), [route(), gateway(product="envoy ai gateway")], route().unknown("cools_down", GapReason.UNSUPPORTED)],
    not_applicable=[(), route(1), route(environment=Environment.DEVELOPMENT, cools_down=False)],
)


def service(**values: Any) -> Any:
    defaults = {
        "name": "gateway",
        "role": "gateway",
        "product": "litellm",
        "platform": "kubernetes",
        "workload": "w",
        "container": Container(name="litellm"),
        "authentication": True,
        "replicas": 3,
    }
    values = defaults | values
    values.pop("name")
    return fact(AiService, resource="w#litellm", **values)


def workload(replicas: int) -> Any:
    return fact(
        Workload, resource="w", name="w", namespace="ai", api_version="apps/v1", kind="Deployment", replicas=replicas, containers=()
    )


REDIS = Container(name="litellm", environment=(EnvironmentVariable(name="REDIS_HOST", value="redis"),))
FROM_SECRET = Container(name="litellm", environment_from=("Secret/litellm",))

test_shared = table(
    "ai-gateway-copies-share-state",
    passes=[[service(container=REDIS), gateway()], [service(), gateway(redis=True)], service(container=REDIS)],
    fails=[
        [service(), gateway()],
        [service(), workload(2), gateway()],
        row(
            service(replicas=1),
            workload(1),
            fact(
                Autoscaler, name="a", namespace="ai", kind="HorizontalPodAutoscaler", target_kind="Deployment", target_name="w", minimum=2
            ),
            gateway(),
            says="counts for itself",
        ),
    ],
    unknown=[service(), [service(container=FROM_SECRET), gateway()], [service(replicas=None), gateway()]],
    not_applicable=[
        (),
        service(replicas=1),
        service(product="vllm", role="inference"),
        [service(environment=Environment.STAGING), gateway()],
    ],
)
