"""An agent on a numbered version with a guardrail and an action, its knowledge base on a bucket, two flows, AgentCore."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

WHEN = datetime(2026, 5, 20, tzinfo=UTC)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/agent"
MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
EMBEDDING = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v2:0"
COLLECTION = f"arn:aws:aoss:{REGION}:{ACCOUNT}:collection/abc123"
AGENT = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:agent/AGENT12345"
BASE = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:knowledge-base/KB12345678"
FLOW = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:flow/FLOW123456"
DRAFTED = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:flow/FLOW999999"
GATEWAY = f"arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:gateway/tools-abcdefghij"
MEMORY = f"arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:memory/chat-abcdefghij"
PROVIDER = f"arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:token-vault/default/apikeycredentialprovider/search"
RUNTIME = f"arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:runtime/planner-abcdefghij"
DATED = {"createdAt": WHEN, "updatedAt": WHEN}
GUARDRAIL = {"guardrailIdentifier": "gr12345", "guardrailVersion": "3"}


def alias(id: str, name: str, version: str, status: str = "PREPARED") -> dict[str, Any]:
    """An alias of an agent."""
    routing = [{"agentVersion": version}]
    return {"agentAliasId": id, "agentAliasName": name, "routingConfiguration": routing, "agentAliasStatus": status, **DATED}


def version(number: str, **more: Any) -> dict[str, Any]:
    """A version of an agent."""
    return {"agentName": "assistant", "agentStatus": "PREPARED", "agentVersion": number, **DATED, **more}


def flow(id: str, arn: str, number: str, nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """A flow, or a version of one."""
    whole = {"name": "triage", "id": id, "arn": arn, "status": "Prepared", "version": number, "executionRoleArn": ROLE, "createdAt": WHEN}
    return {**whole, "definition": {"nodes": nodes, "connections": []}}


PROMPT = {
    "name": "Write",
    "type": "Prompt",
    "configuration": {
        "prompt": {
            "guardrailConfiguration": GUARDRAIL,
            "sourceConfiguration": {
                "inline": {"modelId": MODEL, "templateType": "TEXT", "templateConfiguration": {"text": {"text": "{{input}}"}}}
            },
        }
    },
}
RETRIEVE = {"name": "Find", "type": "KnowledgeBase", "configuration": {"knowledgeBase": {"knowledgeBaseId": "KB12345678"}}}
ANSWER = {
    "name": "Answer",
    "type": "KnowledgeBase",
    "configuration": {"knowledgeBase": {"knowledgeBaseId": "KB12345678", "modelId": MODEL}},
}
LOOP = {"name": "Loop", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": [ANSWER], "connections": []}}}}

AGENTS: dict[str, Answer] = {
    "bedrock-agent.list_agents": {
        "agentSummaries": [{"agentId": "AGENT12345", "agentName": "assistant-prod", "agentStatus": "PREPARED", "updatedAt": WHEN}]
    },
    "bedrock-agent.get_agent": {
        "agent": {
            "agentId": "AGENT12345",
            "agentName": "assistant-prod",
            "agentArn": AGENT,
            "agentVersion": "DRAFT",
            "agentStatus": "PREPARED",
            "foundationModel": MODEL,
            "agentResourceRoleArn": ROLE,
            "idleSessionTTLInSeconds": 600,
            "memoryConfiguration": {"enabledMemoryTypes": ["SESSION_SUMMARY"], "storageDays": 60},
            **DATED,
        }
    },
    "bedrock-agent.list_agent_aliases": {
        "agentAliasSummaries": [alias("TSTALIASID", "AgentTestAlias", "DRAFT"), alias("LIVE123456", "live", "2")]
    },
    "bedrock-agent.list_agent_versions": {
        "agentVersionSummaries": [version("DRAFT"), version("1"), version("2", guardrailConfiguration=GUARDRAIL)]
    },
    "bedrock-agent.list_agent_action_groups": {
        "actionGroupSummaries": [
            {"actionGroupId": "ACTION1234", "actionGroupName": "orders", "actionGroupState": "ENABLED", "updatedAt": WHEN},
            {"actionGroupId": "OFF1234567", "actionGroupName": "off", "actionGroupState": "DISABLED", "updatedAt": WHEN},
        ]
    },
    "bedrock-agent.get_agent_action_group": {
        "agentActionGroup": {
            "agentId": "AGENT12345",
            "agentVersion": "2",
            "actionGroupId": "ACTION1234",
            "actionGroupName": "orders",
            "actionGroupState": "ENABLED",
            "functionSchema": {
                "functions": [
                    {"name": "find_order", "description": "Looks an order up", "requireConfirmation": "DISABLED"},
                    {"name": "cancelOrder", "requireConfirmation": "ENABLED"},
                ]
            },
            **DATED,
        }
    },
    "bedrock-agent.list_agent_knowledge_bases": {
        "agentKnowledgeBaseSummaries": [{"knowledgeBaseId": "KB12345678", "knowledgeBaseState": "ENABLED", "updatedAt": WHEN}]
    },
    "bedrock.list_enforced_guardrails_configuration": {
        "guardrailsConfig": [
            {"guardrailArn": "arn:some", "modelEnforcement": {"includedModels": [MODEL], "excludedModels": []}},
            {"guardrailArn": "arn:all"},
        ]
    },
}

KNOWLEDGE_BASES: dict[str, Answer] = {
    "bedrock-agent.list_knowledge_bases": {
        "knowledgeBaseSummaries": [{"knowledgeBaseId": "KB12345678", "name": "handbook", "status": "ACTIVE", "updatedAt": WHEN}]
    },
    "bedrock-agent.get_knowledge_base": {
        "knowledgeBase": {
            "knowledgeBaseId": "KB12345678",
            "name": "handbook",
            "knowledgeBaseArn": BASE,
            "roleArn": ROLE,
            "status": "ACTIVE",
            "knowledgeBaseConfiguration": {"type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": EMBEDDING}},
            "storageConfiguration": {
                "type": "OPENSEARCH_SERVERLESS",
                "opensearchServerlessConfiguration": {
                    "collectionArn": COLLECTION,
                    "vectorIndexName": "handbook",
                    "fieldMapping": {"vectorField": "v", "textField": "t", "metadataField": "m"},
                },
            },
            **DATED,
        }
    },
    "bedrock-agent.list_data_sources": {
        "dataSourceSummaries": [
            {"knowledgeBaseId": "KB12345678", "dataSourceId": "DS12345678", "name": "pages", "status": "AVAILABLE", "updatedAt": WHEN}
        ]
    },
    "bedrock-agent.get_data_source": {
        "dataSource": {
            "knowledgeBaseId": "KB12345678",
            "dataSourceId": "DS12345678",
            "name": "pages",
            "status": "AVAILABLE",
            "dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": "arn:aws:s3:::handbook-pages"}},
            "serverSideEncryptionConfiguration": {"kmsKeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"},
            "dataDeletionPolicy": "RETAIN",
            **DATED,
        }
    },
    "bedrock-agent.list_ingestion_jobs": {
        "ingestionJobSummaries": [
            {
                "knowledgeBaseId": "KB12345678",
                "dataSourceId": "DS12345678",
                "ingestionJobId": "JOB1234567",
                "status": "COMPLETE",
                "startedAt": WHEN,
                "updatedAt": WHEN,
                "statistics": {"numberOfDocumentsScanned": 40, "numberOfDocumentsFailed": 2},
            }
        ]
    },
    "bedrock.get_foundation_model": {
        "modelDetails": {
            "modelArn": EMBEDDING,
            "modelId": "amazon.titan-embed-text-v2:0",
            "modelLifecycle": {"status": "LEGACY", "endOfLifeTime": datetime(2027, 1, 1, tzinfo=UTC)},
        }
    },
    "s3.get_bucket_versioning": {"Status": "Enabled"},
}

FLOWS: dict[str, Answer] = {
    "bedrock-agent.list_flows": {
        "flowSummaries": [
            {"name": "triage", "id": "FLOW123456", "arn": FLOW, "status": "Prepared", "version": "DRAFT", **DATED},
            {"name": "draft", "id": "FLOW999999", "arn": DRAFTED, "status": "Prepared", "version": "DRAFT", **DATED},
        ]
    },
    "bedrock-agent.list_flow_aliases": lambda asked: {
        "flowAliasSummaries": [
            {
                "name": "live",
                "id": "LIVE123456",
                "flowId": "FLOW123456",
                "arn": FLOW,
                "routingConfiguration": [{"flowVersion": "1"}],
                **DATED,
            }
        ]
        if "FLOW123456" in asked["url_path"]
        else []
    },
    "bedrock-agent.get_flow": {**flow("FLOW999999", DRAFTED, "DRAFT", [RETRIEVE]), "updatedAt": WHEN},
    "bedrock-agent.get_flow_version": flow("FLOW123456", FLOW, "1", [PROMPT, RETRIEVE, LOOP]),
}

PROMPT_ARN = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:prompt/PROMPT1234"
VARIANT = {"name": "short", "templateType": "TEXT", "templateConfiguration": {"text": {"text": "{{input}}"}}}


def prompt(number: str) -> dict[str, Any]:
    """A version of the prompt."""
    return {"name": "summary", "id": "PROMPT1234", "arn": PROMPT_ARN, "version": number, **DATED}


PROMPTS: dict[str, Answer] = {
    "bedrock-agent.list_prompts": lambda asked: {
        "promptSummaries": [prompt("DRAFT"), prompt("1")] if "promptIdentifier" in asked["query_string"] else [prompt("DRAFT")]
    },
    "bedrock-agent.get_prompt": {**prompt("DRAFT"), "variants": [{**VARIANT, "modelId": MODEL}, {**VARIANT, "name": "bare"}]},
}

AGENTCORE: dict[str, Answer] = {
    "bedrock-agentcore-control.list_gateways": {
        "items": [
            {"gatewayId": "tools-abcdefghij", "name": "tools", "status": "READY", "authorizerType": "NONE", "protocolType": "MCP", **DATED}
        ]
    },
    "bedrock-agentcore-control.get_gateway": {
        "gatewayArn": GATEWAY,
        "gatewayId": "tools-abcdefghij",
        "name": "tools",
        "status": "READY",
        "authorizerType": "NONE",
        "roleArn": ROLE,
        "interceptorConfigurations": [
            {"interceptor": {"lambda": {"arn": "arn:aws:lambda:check"}}, "interceptionPoints": ["REQUEST"]},
            {"interceptor": {"lambda": {"arn": "arn:aws:lambda:log"}}, "interceptionPoints": ["RESPONSE"]},
        ],
        **DATED,
    },
    "bedrock-agentcore-control.list_agent_runtimes": {
        "agentRuntimes": [
            {
                "agentRuntimeArn": RUNTIME,
                "agentRuntimeId": "planner-abcdefghij",
                "agentRuntimeVersion": "1",
                "agentRuntimeName": "planner",
                "description": "plans",
                "lastUpdatedAt": WHEN,
                "status": "READY",
            }
        ]
    },
    "bedrock-agentcore-control.get_agent_runtime": {
        "agentRuntimeArn": RUNTIME,
        "agentRuntimeName": "planner",
        "agentRuntimeId": "planner-abcdefghij",
        "agentRuntimeVersion": "1",
        "createdAt": WHEN,
        "lastUpdatedAt": WHEN,
        "roleArn": ROLE,
        "status": "READY",
        "lifecycleConfiguration": {},
        "agentRuntimeArtifact": {
            "codeConfiguration": {
                "code": {"s3": {"bucket": "planner-code", "prefix": "planner.zip"}},
                "runtime": "PYTHON_3_13",
                "entryPoint": ["main.py"],
            }
        },
    },
    "bedrock-agentcore-control.list_api_key_credential_providers": {
        "credentialProviders": [
            {
                "name": "search",
                "credentialProviderArn": PROVIDER + "apikeycredentialprovider/search",
                "createdTime": WHEN,
                "lastUpdatedTime": WHEN,
            }
        ]
    },
    "bedrock-agentcore-control.list_oauth2_credential_providers": {"credentialProviders": []},
    "bedrock-agentcore-control.list_memories": {"memories": [{"arn": MEMORY, "id": "chat-abcdefghij", "status": "ACTIVE", **DATED}]},
    "bedrock-agentcore-control.get_memory": {
        "memory": {"arn": MEMORY, "id": "chat-abcdefghij", "name": "chat", "eventExpiryDuration": 90, "status": "ACTIVE", **DATED}
    },
}

ANSWERS: dict[str, Answer] = AGENTS | KNOWLEDGE_BASES | FLOWS | PROMPTS | AGENTCORE
