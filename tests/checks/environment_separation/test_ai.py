"""Separation of environments: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.ai import AiService, DebugSwitch, Gateway
from readiness.facts.containers import Container, Credential
from readiness.facts.delivery import Job, Workflow
from readiness.facts.files import FolderRead
from readiness.testing import PLACE, fact, row, table

KEY = Credential(name="model_list[0].api_key", state="literal")
REFERENCE = Credential(name="master_key", state="reference")
PIPELINE = fact(Workflow, name="release", jobs=(Job(id="deploy", environment="production"),))
BUILD = fact(Workflow, name="build", jobs=(Job(id="test"),))


def gateway(environment: Environment = Environment.PRODUCTION, **values: Any) -> Any:
    """A gateway of an environment."""
    file = f"{environment}/litellm.yaml"
    values = {"origin": Origin(place=PLACE, file=file), **values}
    return fact(Gateway, product="litellm", environment=environment, resource=f"gateway:{file}", **values)


ENDPOINT = {"literal_endpoints": ("https://assistant-prod.openai.azure.com",)}

test_gateway_per_environment = table(
    "ai-gateway-per-environment",
    passes=[
        [gateway(**ENDPOINT), gateway(Environment.STAGING, **ENDPOINT)],
        gateway(credentials=(REFERENCE,)),
        gateway(literal_endpoints=("https://api.openai.com/v1",)),
        gateway(literal_endpoints=("vllm:8000", "http://ollama:11434/v1", "127.0.0.1:4000")),
        gateway(Environment.UNCLASSIFIED),
    ],
    fails=[
        row(gateway(**ENDPOINT), says="assistant-prod"),
        [gateway(credentials=(KEY,))],
        gateway(literal_endpoints=("http://vllm.assistant-prod.svc:8000/v1",)),
        gateway(literal_endpoints=("https://api.openai.com.proxy.acme.test",)),
        [gateway(Environment.UNCLASSIFIED, **ENDPOINT), PIPELINE],
        [gateway(**ENDPOINT), gateway(Environment.UNCLASSIFIED), BUILD],
    ],
    unknown=[
        gateway(Environment.UNCLASSIFIED, **ENDPOINT),
        [gateway(Environment.UNCLASSIFIED, **ENDPOINT), BUILD],
        gateway(stored_in_database=True),
        gateway(**ENDPOINT, origin=Origin(place="kubernetes:lab", call="configmaps ai/litellm")),
        gateway().unknown("literal_endpoints", GapReason.TEMPLATED),
    ],
)

test_gateway_debug = table(
    "ai-gateway-debug-off",
    passes=[gateway(), gateway(Environment.SHARED), gateway(Environment.UNCLASSIFIED)],
    fails=[
        row(gateway(debug=("litellm_settings.set_verbose",)), says="set_verbose"),
        gateway(Environment.UNCLASSIFIED, debug=("litellm_settings.detailed_debug",)),
    ],
    unknown=[gateway().unknown("debug", GapReason.TEMPLATED)],
    not_applicable=[gateway(Environment.DEVELOPMENT, debug=("litellm_settings.set_verbose",)), gateway(Environment.SAMPLE)],
)

FOLDER = fact(FolderRead, files_read=3)
VLLM = fact(
    AiService,
    role="inference",
    product="vllm",
    platform="compose",
    workload="compose:vllm",
    container=Container(name="vllm"),
    authentication=True,
)


def switch(environment: Environment = Environment.PRODUCTION) -> Any:
    """A debug switch that is on."""
    return fact(DebugSwitch, name="VLLM_SERVER_DEV_MODE", value="1", component="vllm", environment=environment)


IN_GATEWAY_FILE = fact(
    DebugSwitch,
    name="litellm_settings.set_verbose",
    value="true",
    component="litellm",
    origin=Origin(place=PLACE, file="production/litellm.yaml", line=9),
)

test_component_debug = table(
    "ai-component-debug-off",
    passes=[
        [FOLDER, VLLM],
        [FOLDER, VLLM, switch(Environment.DEVELOPMENT)],
        [FOLDER, switch(Environment.SAMPLE)],
        [FOLDER, IN_GATEWAY_FILE, gateway()],
    ],
    fails=[row(FOLDER, VLLM, switch(), says="VLLM_SERVER_DEV_MODE"), [FOLDER, switch(Environment.UNCLASSIFIED)]],
    not_applicable=[FOLDER],
)
