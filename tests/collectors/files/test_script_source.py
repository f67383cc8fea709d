"""What JavaScript and TypeScript modules show of the models they use: the same facts as Python."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.collectors import Place
from readiness.collectors.files.folder import read_folder
from readiness.collectors.files.formats import Document
from readiness.collectors.files.llm_source import notebook_text, read_source, touches_llm
from readiness.collectors.files.reading import GIVES
from readiness.facts import Environment, Gap
from readiness.facts.ai import ProviderUse, SourceModule, TraceSink
from readiness.facts.files import FolderRead
from readiness.facts.source import AgentLoop, FeedbackSignal, VectorStoreUse


def read(source: str, path: str = "app.ts"):
    text = dedent(source)
    document = Document(Place("folder", ".", "folder:."), path, "script", None, text, Environment.PRODUCTION)
    return list(read_source(document)) if touches_llm(text, path) else []


def module_of(source: str, path: str = "app.ts") -> SourceModule:
    (module,) = (each for each in read(source, path) if isinstance(each, SourceModule))
    return module


CLIENTS = [
    ("import OpenAI from 'openai';\nnew OpenAI()", "openai", "openai-fixed", False),
    ("import OpenAI from 'openai';\nnew OpenAI({apiKey: k, timeout: 20 * 1000})", "openai", "openai-fixed", True),
    ("import { OpenAI as O } from 'openai';\nnew O({baseURL: process.env.GATEWAY})", "openai", "openai-configurable", False),
    ("import OpenAI from 'openai';\nnew OpenAI({baseURL: 'https://api.openai.com/v1'})", "openai", "openai-fixed", False),
    ("import OpenAI from 'openai';\nnew OpenAI(config)", "openai", "openai-fixed", None),
    ("import OpenAI from 'openai';\nnew OpenAI({apiKey, ...rest})", "openai", "openai-fixed", None),
    ("const OpenAI = require('openai');\nconst c = new OpenAI({})", "openai", "openai-fixed", False),
    ("const { OpenAI } = require('openai');\nnew OpenAI({})", "openai", "openai-fixed", False),
    ("import { AzureOpenAI } from 'openai';\nnew AzureOpenAI({endpoint})", "azure", "azure", False),
    ("import Anthropic from '@anthropic-ai/sdk';\nnew Anthropic({maxRetries: 1})", "anthropic", "native", False),
    ("import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';\nnew AnthropicBedrock()", "bedrock", "native", False),
    ("import { GoogleGenAI } from '@google/genai';\nnew GoogleGenAI({vertexai: true})", "vertex", "native", False),
    ("import { GoogleGenAI } from '@google/genai';\nnew GoogleGenAI({httpOptions: {timeout: 9}})", "gemini", "native", True),
    ("import { BedrockRuntimeClient as B } from '@aws-sdk/client-bedrock-runtime';\nnew B({region})", "bedrock", "native", False),
    (
        "import { BedrockRuntimeClient as B } from '@aws-sdk/client-bedrock-runtime';\nnew B({requestHandler: {requestTimeout: 3}})",
        "bedrock",
        "native",
        True,
    ),
    ("import { ChatOpenAI } from '@langchain/openai';\nnew ChatOpenAI({model: 'x', timeout: 3})", "openai", "framework", True),
    (
        "import { ChatOpenAI } from '@langchain/openai';\nnew ChatOpenAI({configuration: {baseURL: gateway}})",
        "openai",
        "openai-configurable",
        None,
    ),
    ("import { createOpenAI } from '@ai-sdk/openai';\ncreateOpenAI({baseURL: process.env.U})", "openai", "openai-configurable", True),
    (
        "import { streamText } from 'ai';\nimport { openai } from '@ai-sdk/openai';\nstreamText({model: openai('gpt-4.1'), messages})",
        "openai",
        "neutral",
        False,
    ),
    ("import { generateText } from 'ai';\ngenerateText({model: 'anthropic/claude-x', timeout: 3})", "anthropic", "neutral", True),
    ("import { generateText } from 'ai';\ngenerateText({model, abortSignal: AbortSignal.timeout(3)})", "any", "neutral", True),
    ("import { generateText } from 'ai';\ngenerateText({model, abortSignal: req.signal})", "any", "neutral", None),
    ("import { streamText } from 'ai';\nexport const maxDuration = 30;\nstreamText({model})", "any", "neutral", True),
]


@pytest.mark.parametrize(("source", "provider", "coupling", "timeout"), CLIENTS)
def test_clients(source, provider, coupling, timeout):
    (client,) = module_of(source).clients
    assert (client.provider, client.coupling, client.timeout) == (provider, coupling, timeout)
    assert client.line >= 2


@pytest.mark.parametrize(
    ("source", "path", "coupling"),
    [
        ("await fetch('https://api.openai.com/v1/chat/completions', {method: 'POST'})", "a.js", "openai-fixed"),
        ("const U = 'https://api.anthropic.com/v1/messages';\naxios.post(U, body)", "a.mjs", "native"),
        ("fetch(`https://${name}.openai.azure.com/openai/deployments`, o)", "a.tsx", "native"),
    ],
)
def test_providers_called_without_their_library(source, path, coupling):
    (client,) = module_of(source, path).clients
    assert (client.coupling, client.timeout, client.endpoint) == (coupling, False if path == "a.js" else client.timeout, "literal")


@pytest.mark.parametrize(
    "source",
    [
        "import type OpenAI from 'openai';\nlet x: OpenAI",
        "import { type OpenAI } from 'openai';\nlet x: OpenAI",
        "import x from './openai';\nx()",
        "import x from 'openai-edge-stub'",
        "import { useChat } from '@ai-sdk/react'",
        "import { convertToModelMessages, type UIMessage } from 'ai'",
        "// import OpenAI from 'openai'",
        "const docs = 'https://api.openai.com/v1'",
        "urls.indexOf('https://api.openai.com/v1'); fetch(u)",
    ],
)
def test_modules_that_touch_no_llm(source):
    assert read(source) == []


MODELS = [
    ("openai('gpt-4o')", "argument"),
    ("f({ model: 'gpt-4o' })", "argument"),
    ("const MODEL = 'gpt-4o'", "argument"),
    ("f({ model: process.env.MODEL ?? 'gpt-4o' })", "default"),
    ("f({ model: process.env.MODEL || 'gpt-4o' })", "default"),
    ("function f(model = 'gpt-4o') {}", "default"),
    ("z.string().default('gpt-4o')", "default"),
    ("class A { model: string = 'gpt-4o' }", "default"),
    ("const c = { model: 'gpt-4o' }", "argument"),
    ("const price = { 'gpt-4o': 3 }", "catalogue"),
    ("const all = ['gpt-4o']", "catalogue"),
    ("type M = 'gpt-4o' | 'x'", "catalogue"),
    ("enum M { A = 'gpt-4o' }", "catalogue"),
    ("switch (m) { case 'gpt-4o': f() }", "catalogue"),
    ("if (m === 'gpt-4o') f()", "catalogue"),
    ("m.includes('gpt-4o')", "catalogue"),
]


@pytest.mark.parametrize(("source", "use"), MODELS)
def test_how_a_model_id_is_used(source, use):
    (model,) = module_of("import { openai } from '@ai-sdk/openai';\nimport { z } from 'zod';\n" + source).models
    assert (model.use, model.line) == (use, 3)


def test_a_chat_route_of_the_ai_sdk():
    observations = read(
        """
        import { openai } from '@ai-sdk/openai';
        import { streamText, stepCountIs, tool, convertToModelMessages } from 'ai';

        export async function POST(req: Request) {
          const { messages, user } = await req.json();
          try {
            const result = streamText({
              model: openai('gpt-4.1'),
              system: `You are a clerk. Answer ${req.body.question}`,
              messages: convertToModelMessages(messages),
              maxOutputTokens: 800,
              stopWhen: stepCountIs(5),
              experimental_telemetry: { isEnabled: true },
              tools: { refund: tool({ needsApproval: true, execute }), search },
            });
            return result.toUIMessageStreamResponse();
          } catch (error) {
            return new Response('The assistant is away', { status: 503 });
          }
        }
        """,
        "app/api/chat/route.ts",
    )
    (module,) = (each for each in observations if isinstance(each, SourceModule))
    (call,) = module.calls
    assert (call.kind, call.bounded, call.tools, call.handled, call.streamed, call.line) == ("chat", True, True, True, True, 8)
    assert (module.language, module.handlers, module.serves_users, module.tracing) == ("javascript", (18,), True, ("otel",))
    assert module.system_inputs == {"req.body.question": 10}
    assert module.imports == ("ai_sdk.openai", "vercel_ai")
    (agent,) = (each for each in observations if isinstance(each, AgentLoop))
    assert (agent.framework, agent.limit, agent.bound, agent.approval) == ("ai sdk", 5, "set", True)
    assert (agent.tools, agent.tools_open) == (("refund", "search"), False)
    (sink,) = (each for each in observations if isinstance(each, TraceSink))
    assert sink.product == "otel"
    assert {each.provider for each in observations if isinstance(each, ProviderUse)} == {"openai"}


@pytest.mark.parametrize(
    ("telemetry", "traced"),
    [
        ("{ isEnabled: true }", True),
        ("{ isEnabled: isProduction, functionId: 'chat' }", True),
        ("{ isEnabled: false }", False),
        ("{}", False),
    ],
)
def test_telemetry_of_the_ai_sdk_may_hang_on_a_constant(telemetry, traced):
    source = "import { generateText } from 'ai';\nawait generateText({ model: m, experimental_telemetry: " + telemetry + " });"
    assert any(isinstance(each, TraceSink) for each in read(source)) is traced


def test_langgraph_and_searches():
    observations = read(
        """
        import { ChatAnthropic } from "@langchain/anthropic";
        import { createReactAgent } from "@langchain/langgraph/prebuilt";
        import { MemorySaver } from "@langchain/langgraph";
        import { QdrantClient } from "@qdrant/js-client-rest";
        import { CallbackHandler } from "langfuse-langchain";

        class Store {
          private client = new QdrantClient({ url: process.env.QDRANT_URL });
          find(vector: number[], groups: string[]) {
            return this.client.search("kb_v2", { vector, filter: { must: [{ key: "groups", match: { any: groups } }] } });
          }
          all = (vector: number[]) => this.client.query("kb", { query: vector });
        }
        const model = new ChatAnthropic({ model: "claude-sonnet-4-5", maxRetries: 1 }).withFallbacks([other]);
        const agent = createReactAgent({ llm: model, tools: [search], checkpointSaver: new MemorySaver() });
        await agent.invoke(input, { recursionLimit: 12, callbacks: [new CallbackHandler()] });
        """
    )
    (module,) = (each for each in observations if isinstance(each, SourceModule))
    assert module.savers == {"MemorySaver": 16}
    assert module.fallbacks
    assert module.tracing == ("langfuse",)
    assert module.clients[0].bounded
    (agent,) = (each for each in observations if isinstance(each, AgentLoop))
    assert (agent.framework, agent.limit, agent.bound, agent.tools) == ("langgraph", 12, "set", ("search",))
    (store,) = (each for each in observations if isinstance(each, VectorStoreUse))
    assert [(each.filtered, each.scoped) for each in store.queries] == [(True, True), (False, False)]
    assert store.collections == {"kb_v2": 11, "kb": 13}


def test_native_bodies_and_retries():
    module = module_of(
        """
        import { BedrockRuntimeClient, InvokeModelCommand, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
        import pRetry from "p-retry";
        const client = new BedrockRuntimeClient({});
        await pRetry(() => client.send(new InvokeModelCommand({ modelId, body })), { retries: 5 });
        await client.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens: 9 }, guardrailConfig }));
        """
    )
    assert [each.bounded for each in module.calls] == [True, True]
    assert {each.name for each in module.features} == {"Native request bodies", "Guardrails of Bedrock"}
    (loop,) = module.retries
    assert (loop.library, loop.attempts, loop.waits) == ("p-retry", 6, True)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("const a = JSON.parse(r.choices[0].message.content)", (4,)),
        ("const t = r.choices[0]?.message?.content ?? '';\nconst a = JSON.parse(t)", (5,)),
        ("const a = schema.parse(JSON.parse(r.choices[0].message.content))", ()),
        ("const a = JSON.parse(r.choices[0].message.content);\nconst b = schema.safeParse(a)", ()),
        ("const a = JSON.parse(file)", ()),
    ],
)
def test_answers_parsed_without_a_schema(source, lines):
    ask = "import OpenAI from 'openai';\nconst c = new OpenAI();\nconst r = await c.chat.completions.create({ model });\n"
    module = module_of(ask + source)
    assert module.unvalidated == lines


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("app.post('/api/feedback', save)", "server.js"),
        ("langfuse.score({ traceId, name: 'user' })", "a.ts"),
        ("export async function PATCH() {}", "app/api/vote/route.ts"),
    ],
)
def test_feedback(source, path):
    text = "import { Langfuse } from 'langfuse';\nconst langfuse = new Langfuse();\n" + source if "langfuse" in source else source
    assert [each for each in read(text + "\n// feedback", path) if isinstance(each, FeedbackSignal)]


def folder(tmp_path, **files: str):
    for name, text in files.items():
        file = tmp_path / name.replace("__", "/").replace("_ts", ".ts").replace("_js", ".js").replace("_ipynb", ".ipynb")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return list(read_folder(Place("folder", ".", "folder:.", root=tmp_path), frozenset(GIVES)))


def test_generated_code_is_left_out_and_counted(tmp_path):
    client = "import OpenAI from 'openai';\nnew OpenAI();\n"
    *seen, account = folder(tmp_path, a_ts="// @generated\n" + client, b_js=client + "x;" * 4000, c_ts=client)
    assert {each.origin.file for each in seen} == {"c.ts"}
    assert isinstance(account, FolderRead)
    assert account.skipped == {"generated code": 2}


def test_what_is_no_script_at_all_is_a_gap():
    (gap,) = read("from 'openai' ]]]] (((((\n}}}")
    assert isinstance(gap, Gap)
    assert (gap.detail, gap.file) == ("not JavaScript or TypeScript", "app.ts")


def test_cells_of_a_notebook_keep_their_lines(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": ["# openai"]},
        {"cell_type": "code", "source": ["%pip install openai\n", "import openai\n", "client = openai.OpenAI()"]},
    ]
    text = json.dumps({"cells": cells, "metadata": {}}, indent=1)
    *seen, _ = folder(tmp_path, work_ipynb=text)
    (module,) = (each for each in seen if isinstance(each, SourceModule))
    assert "client = openai" in text.splitlines()[module.clients[0].line - 1]
    assert module.environment is Environment.SAMPLE
    assert notebook_text('{"cells": 3}') is None
    assert notebook_text("[") is None


@given(st.text(alphabet="import openai()[]{}\"'=:,.\n f*@`$<>=>"))
def test_no_text_breaks_the_reader(text):
    for observation in read("import OpenAI from 'openai';\n" + text):
        assert observation.model_dump_json()


def test_deep_nesting_is_no_danger():
    assert read("import OpenAI from 'openai';\nnew OpenAI();\nx = " + "(" * 20_000 + ")" * 20_000)
    assert read("import OpenAI from 'openai';\nnew OpenAI();\nx = " + "a+" * 20_000 + "'b'")
