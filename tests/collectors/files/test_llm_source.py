"""What Python modules show of the models they use."""

from __future__ import annotations

from textwrap import dedent

import pytest
from effort import ends, grows_no_faster
from hypothesis import given
from hypothesis import strategies as st

from readiness.collectors import Place
from readiness.collectors.files.formats import Document
from readiness.collectors.files.llm_source import GIVES, read_source, touches_llm
from readiness.facts import Environment, Gap
from readiness.facts.ai import ProviderUse, SourceModule, TraceSink
from readiness.facts.source import AgentLoop, CodeExecutionTool, VectorStoreUse


def read(source: str):
    text = dedent(source)
    document = Document(Place("folder", ".", "folder:."), "app.py", "python", None, text, Environment.PRODUCTION)
    return list(read_source(document)) if touches_llm(text, "app.py") else []


def module_of(source: str) -> SourceModule:
    (module,) = (each for each in read(source) if isinstance(each, SourceModule))
    return module


CLIENTS = [
    ("from openai import OpenAI\nOpenAI(api_key=k)", "openai", "openai-fixed", False),
    ("import openai as o\no.AsyncOpenAI(timeout=30)", "openai", "openai-fixed", True),
    ("from openai import OpenAI\nOpenAI(base_url='https://api.openai.com/v1', timeout=None)", "openai", "openai-fixed", False),
    ("from openai import OpenAI as C\nC(base_url=os.environ['BASE'])", "openai", "openai-configurable", False),
    ("from openai import OpenAI\nkw = {'base_url': x}\nOpenAI(**kw)", "openai", "openai-configurable", None),
    ("from openai import OpenAI\nOpenAI(**kw)", "openai", "openai-fixed", None),
    ("from openai import OpenAI\nOpenAI(http_client=c)", "openai", "openai-fixed", None),
    ("from openai import OpenAI\nc = OpenAI()\nc.with_options(timeout=5).chat", "openai", "openai-fixed", True),
    ("from openai import AzureOpenAI\nAzureOpenAI(azure_endpoint=e)", "azure", "azure", False),
    ("from langfuse.openai import OpenAI\nOpenAI(timeout=3)", "openai", "openai-fixed", True),
    ("import anthropic\nanthropic.Anthropic()", "anthropic", "native", False),
    ("from anthropic import AsyncAnthropicBedrock\nAsyncAnthropicBedrock()", "bedrock", "native", False),
    ("from google import genai\ngenai.Client(vertexai=True)", "vertex", "native", False),
    ("from google import genai\ngenai.Client(http_options=h)", "gemini", "native", None),
    ("import google.generativeai as genai\ngenai.GenerativeModel('gemini-1.5-pro')", "gemini", "native", False),
    ("import boto3\nboto3.client('bedrock-runtime')", "bedrock", "native", True),
    ("from groq import Groq\nGroq()", "groq", "native", True),
    ("import boto3\nsession.client(service_name='bedrock-runtime', config=Config(read_timeout=9))", "bedrock", "native", True),
    ("import boto3\nboto3.client('bedrock-runtime', config=c)", "bedrock", "native", True),
    ("from azure.ai.inference import ChatCompletionsClient\nChatCompletionsClient(endpoint=e)", "azure", "native", False),
    ("from langchain_openai import ChatOpenAI\nChatOpenAI(model=m, timeout=9)", "openai", "framework", True),
    ("from langchain_openai import AzureChatOpenAI\nAzureChatOpenAI()", "azure", "framework", False),
    ("from langchain_openai import ChatOpenAI\nChatOpenAI(base_url=settings.gateway)", "openai", "openai-configurable", False),
    ("from langchain_aws import ChatBedrockConverse\nChatBedrockConverse()", "bedrock", "framework", False),
    ("from llama_index.llms.anthropic import Anthropic\nAnthropic()", "anthropic", "framework", False),
    ("from litellm import acompletion\nacompletion(model='azure/gpt-4.1', timeout=20)", "azure", "neutral", True),
    ("import litellm\nlitellm.completion(model=m)", "any", "neutral", False),
    ("from langchain.chat_models import init_chat_model\ninit_chat_model('anthropic:claude-sonnet-4-5')", "anthropic", "neutral", False),
    ("from pydantic_ai import Agent\nAgent('openai:gpt-4o')", "openai", "neutral", False),
]


@pytest.mark.parametrize(("source", "provider", "coupling", "timeout"), CLIENTS)
def test_clients(source, provider, coupling, timeout):
    (client,) = module_of(source).clients
    assert (client.provider, client.coupling, client.timeout) == (provider, coupling, timeout)
    assert client.line >= 2


@pytest.mark.parametrize(
    "source",
    [
        "import os\nOpenAI()",
        "from .openai import OpenAI\nOpenAI()",
        "import boto3\nboto3.client('s3')",
        "from google.cloud import storage",
        "# import openai",
    ],
)
def test_modules_that_touch_no_llm(source):
    assert read(source) == []


def test_a_client_of_another_library_is_none():
    assert module_of("import openai\nfrom redis import Client\nClient()").clients == ()


USES = [
    ("client.chat.completions.create(model='gpt-4o')", "argument"),
    ("MODEL = 'gpt-4o-mini'", "argument"),
    ("body = {'model': 'gpt-4o'}", "argument"),
    ("def f():\n    return 'claude-3-5-sonnet-20241022'", "argument"),
    ("call('anthropic.claude-3-haiku-20240307-v1:0')", "argument"),
    ("call(model_id='eu.anthropic.claude-sonnet-4-5-20250929-v1:0')", "argument"),
    ("m = os.getenv('MODEL', 'gpt-4o')", "default"),
    ("m = os.environ.get('MODEL', 'gpt-4o')", "default"),
    ("m = os.getenv('MODEL') or 'gpt-4o'", "default"),
    ("def f(model='gpt-4o'): ...", "default"),
    ("def f(model: str = 'gpt-4o'): ...", "default"),
    ("class S(BaseSettings):\n    model: str = 'gpt-4o'", "default"),
    ("class S(BaseModel):\n    model: str = Field(default='gpt-4o')", "default"),
    ("parser.add_argument('--model', default='gpt-4o')", "default"),
    ("PRICES = {'gpt-4o': 2.5}", "catalogue"),
    ("MODELS = ['gpt-4o']", "catalogue"),
    ("if model == 'gpt-4o': pass", "catalogue"),
    ("class M(Enum):\n    A = 'gpt-4o'", "catalogue"),
]


@pytest.mark.parametrize(("source", "use"), USES)
def test_how_a_model_id_is_used(source, use):
    (model,) = module_of("import openai, os\n" + source).models
    assert model.use == use


def test_many_ids_make_a_catalogue():
    source = "import openai\n" + "".join(f"call(model='gpt-4o-2024-0{i}-01')\n" for i in range(1, 7))
    assert {each.use for each in module_of(source).models} == {"catalogue"}


@pytest.mark.parametrize(
    "text", ["gpt", "opus", "claude", "o1x", "command-line", "an o1 model", "gpt-4o is a model", "llama", "text-embedding"]
)
def test_words_that_are_no_model_id(text):
    assert module_of(f"import openai\nx = {text!r}").models == ()


def test_a_docstring_and_an_fstring_are_no_model_id():
    assert module_of("import openai\n'gpt-4o'\nx = f'gpt-4o-{y}'").models == ()


def test_savers():
    source = """
        from langgraph.checkpoint.memory import MemorySaver, InMemorySaver as M
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
        a = MemorySaver()
        b = M()
        with AsyncPostgresSaver.from_conn_string(url) as c: ...
        class PostgresSaver: ...
        """
    assert module_of(source).savers == {"MemorySaver": 4, "InMemorySaver": 5, "AsyncPostgresSaver": 6}


TRACES = [
    ("from traceloop.sdk import Traceloop\nTraceloop.init(app_name='x')", "traceloop", True, False),
    ("from langfuse import observe\n@observe()\ndef f(): ...", "langfuse", True, False),
    ("from langfuse.openai import openai", "langfuse", True, False),
    ("from openinference.instrumentation.openai import OpenAIInstrumentor\nOpenAIInstrumentor().instrument()", "phoenix", True, False),
    ("from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor\nOpenAIInstrumentor().instrument()", "otel", False, False),
    ("import litellm\nlitellm.success_callback = ['langfuse']", "langfuse", True, True),
    ("import litellm\nlitellm.success_callback = ['langfuse']\nlitellm.failure_callback = ['langfuse']", "langfuse", True, False),
    ("import litellm\nlitellm.callbacks = ['otel']", "otel", True, False),
    ("from langsmith import traceable\n@traceable\ndef f(): ...", "langsmith", True, False),
    ("import logfire\nlogfire.instrument_openai()", "logfire", True, False),
]


@pytest.mark.parametrize(("source", "product", "by_default", "successes_only"), TRACES)
def test_tracing(source, product, by_default, successes_only):
    observations = read("import openai\n" + source)
    (sink,) = (each for each in observations if isinstance(each, TraceSink))
    (module,) = (each for each in observations if isinstance(each, SourceModule))
    assert (sink.product, sink.via, sink.captures_content, sink.content_by_default) == (product, "source", None, by_default)
    assert sink.successes_only is successes_only
    assert module.tracing == (product,)


@pytest.mark.parametrize(
    "source", ["chain.with_fallbacks([b])", "litellm.completion(model=m, fallbacks=[x])", "Router(model_list=l, fallbacks=f)"]
)
def test_coded_fallbacks(source):
    assert module_of("import litellm\n" + source).fallbacks
    assert not module_of("import litellm\nlitellm.completion(model=m)").fallbacks


def test_imports_are_told_as_checks_know_them():
    source = (
        "from langchain.chat_models import init_chat_model\nfrom google import genai\nimport litellm\nfrom langchain_openai import ChatX"
    )
    assert module_of(source).imports == ("langchain.chat_models", "google.genai", "litellm", "langchain_openai")


def test_providers_come_from_clients_else_from_imports():
    told = {each.provider for each in read("import boto3, openai\nboto3.client('bedrock-runtime')") if isinstance(each, ProviderUse)}
    assert told == {"bedrock"}
    (use,) = (each for each in read("from anthropic.types import Message") if isinstance(each, ProviderUse))
    assert (use.provider, use.via, use.origin.file) == ("anthropic", "source", "app.py")


def test_a_provider_that_a_name_decides_is_one_all_the_same():
    (use,) = (each for each in read("import litellm\nlitellm.completion(model=f'{p}/{m}')") if isinstance(each, ProviderUse))
    assert (use.provider, use.origin.line) == ("any", 2)


def test_newer_and_broken_syntax_is_read_as_far_as_it_goes():
    assert module_of("import openai\ntype X[T] = list[T]\nprint(f'{x['a']}')\nc = openai.OpenAI()").clients
    assert module_of("import openai\nc = openai.OpenAI()\ndef f(:\n").clients


def test_what_is_no_python_at_all_is_a_gap():
    (gap,) = read("from openai ]]]] (((((\n}}}")
    assert isinstance(gap, Gap)
    assert gap.facts == tuple(sorted(kind.__name__ for kind in GIVES))


@given(st.text(alphabet="import openai()[]{}\"'=:,.\n f*@"))
def test_no_text_breaks_the_reader(text):
    for observation in read("import openai\n" + text):
        assert observation.model_dump_json()


def test_deep_nesting_is_no_danger():
    assert read("import openai\nx = " + "(" * 50_000 + ")" * 50_000)
    assert read("import openai\nx = [{'role': 'system', 'content': " + "a + " * 20_000 + "'b'}]")


@pytest.mark.parametrize(
    "line",
    [
        "@retry()\ndef f(): c.chat.completions.create(tools=t)\n",
        "openai.RateLimitError\nAPIError\n",
        "create_react_agent(m, tools=[a])\n",
        "q.query_points('kb', query_filter=a)\na = b\n",
        "json.loads(r.choices[0].message.content)\nc.chat.completions.create()\n",
    ],
)
def test_work_grows_with_the_text_and_no_faster(line):
    head = "import openai, json\nfrom openai import APIError\nfrom tenacity import retry\nfrom qdrant_client import Q\n"
    head += "from langgraph.prebuilt import create_react_agent\nwhile True:\n  c.chat.completions.create(tools=t)\n"
    assert grows_no_faster(lambda times: read(head + line * times), 100)
    with ends():
        read(head + line * 4_000)


def of(kind, source: str):
    return [each for each in read(source) if isinstance(each, kind)]


CALLS = [
    ("import openai\nopenai.OpenAI().chat.completions.create(model=m)", (False, False, False)),
    ("import openai\nc = openai.OpenAI()\nc.chat.completions.create(model=m, max_completion_tokens=9)", (True, False, False)),
    ("import openai\nc.chat.completions.create(**kw)", (None, False, False)),
    ("import openai\nc.responses.create(model=m, max_output_tokens=5, tools=[t])", (True, False, False)),
    ("import openai\nc.chat.completions.parse(response_format=Invoice)", (False, True, False)),
    ("import openai\nc.chat.completions.create(response_format={'type': 'json_object'})", (False, False, False)),
    ("import anthropic\nc.messages.create(max_tokens=5)", (True, False, False)),
    ("from google import genai\nc.models.generate_content(config=types.C(max_output_tokens=1))", (True, False, False)),
    ("from google import genai\nc.models.generate_content(contents=x)", (False, False, False)),
    ("import boto3\nb = boto3.client('bedrock-runtime')\nb.converse(inferenceConfig={'maxTokens': 5})", (True, False, False)),
    ("import boto3\nb = boto3.client('bedrock-runtime')\nb.converse(modelId=m)", (False, False, False)),
    ("import boto3\nb = boto3.client('bedrock-runtime')\nb.invoke_model(body=x)", (None, False, False)),
    ("import litellm\ntry:\n    litellm.completion(model=m)\nexcept Exception:\n    pass", (False, False, True)),
    ("import litellm\ntry:\n    def f(): return litellm.completion(model=m)\nexcept Exception:\n    pass", (False, False, False)),
]


@pytest.mark.parametrize(("source", "expected"), CALLS)
def test_requests(source, expected):
    (call,) = module_of(source).calls
    assert (call.bounded, call.structured, call.handled) == expected


def test_requests_of_assistants_are_not_of_the_messages_api():
    assert module_of("import openai, anthropic\nc.beta.threads.messages.create(role='user')").calls == ()


ENDPOINTS = [
    ("OpenAI()", "default", ""),
    ("OpenAI(base_url='https://api.openai.com/v1')", "literal", "api.openai.com"),
    ("OpenAI(base_url='http://vllm:8000/v1')", "literal", "vllm"),
    ("OpenAI(base_url=URL)", "configured", ""),
    ("OpenAI(base_url=None)", "default", ""),
    ("OpenAI(**kw)", None, ""),
]


@pytest.mark.parametrize(("source", "endpoint", "address"), ENDPOINTS)
def test_where_a_clients_address_comes_from(source, endpoint, address):
    (client,) = module_of("from openai import OpenAI\n" + source).clients
    assert (client.endpoint, client.address) == (endpoint, address)


def test_providers_are_called_without_their_library():
    (client,) = module_of("import requests\nrequests.post('https://api.openai.com/v1/chat/completions', json=x, timeout=9)").clients
    assert (client.provider, client.coupling, client.timeout, client.endpoint) == ("openai", "openai-fixed", True, "literal")
    assert read("URL = 'https://api.openai.com/v1'") == []
    assert read("import requests\ni = urls.index('https://api.openai.com/v1')\nrequests.post(u)") == []


def test_prompts_and_messages_are_no_clients():
    source = "from langchain_core.prompts import ChatPromptTemplate\nfrom langchain_community.x import ChatMessageHistory\n"
    assert module_of(source + "ChatPromptTemplate.from_messages([])\nChatMessageHistory()\nChatPromptTemplate(x)").clients == ()


HANDLERS = [
    ("try:\n    c.chat.completions.create()\nexcept Exception:\n    pass", (4,)),
    ("try:\n    chain.invoke(x)\nexcept Exception:\n    pass", (4,)),
    ("def f():\n    c.chat.completions.create()", ()),
    ("def f():\n    c.chat.completions.create()\ndef g():\n    try:\n        f()\n    except Exception:\n        pass", (7,)),
    (
        "class A:\n  def f(self):\n    c.chat.completions.create()\n  def g(self):\n    try:\n      self.f()\n    except E: pass",
        (8,),
    ),
    ("def f():\n    c.chat.completions.create()\ntry:\n    other()\nexcept Exception:\n    pass", ()),
    ("try:\n    f()\nexcept openai.RateLimitError:\n    pass", (4,)),
    ("from openai import APIError\nDOWN = (APIError,)", ()),
    ("from openai import APIError\nDOWN = (APIError,)\ntry:\n    f()\nexcept DOWN:\n    pass", (6,)),
    ("DOWN = openai.APIError\ntry:\n    f()\nexcept DOWN:\n    pass", (5,)),
    ("from openai import APIError\ndown = isinstance(error, APIError)", (3,)),
]


@pytest.mark.parametrize(("source", "lines"), HANDLERS)
def test_handlers(source, lines):
    assert module_of("import openai\n" + source).handlers == lines


def test_errors_that_stand_in_a_constant_for_others_are_no_handler():
    module = module_of("from openai import APIError, RateLimitError\n\nDOWN = (\n    APIError,\n    RateLimitError,\n)\n")
    assert (module.handlers, module.failures_named) == ((), (3,))


def test_system_prompts_are_told_by_their_lines():
    source = "from openai import OpenAI\nOpenAI().chat.completions.create(messages=[\n {'role': 'system', 'content': RULES}])"
    assert module_of(source).system_prompts == (3,)
    assert module_of(source.replace("system", "user")).system_prompts == ()


RETRIES = [
    ("@retry(stop=stop_after_attempt(4), wait=wait_exponential())", ("tenacity", 4, True)),
    ("@retry()", ("tenacity", None, False)),
    ("@retry(stop=stop_after_delay(30))", ("tenacity", 1, False)),
    ("@backoff.on_exception(backoff.expo, Exception, max_tries=6)", ("backoff", 6, True)),
    ("@backoff.on_exception(backoff.expo, Exception)", ("backoff", None, True)),
]


@pytest.mark.parametrize(("decorator", "expected"), RETRIES)
def test_retries_around_requests(decorator, expected):
    source = "import openai, backoff\nfrom tenacity import retry\n{}\ndef f():\n    {}\n"
    (loop,) = module_of(source.format(decorator, "c.chat.completions.create()")).retries
    assert (loop.library, loop.attempts, loop.waits, loop.line) == (*expected, 3)
    assert module_of(source.format(decorator, "g()")).retries == ()


SYSTEM = [
    ("[{'role': 'system', 'content': f'Be {request.tone}'}]", {"request.tone": 3}),
    ("[{'role': 'system', 'content': 'Answer ' + user_input}]", {"user_input": 3}),
    ("[{'role': 'user', 'content': f'{user_input}'}]", {}),
    ("[{'role': 'system', 'content': f'<question>{user_input}</question>'}]", {}),
    ("[{'role': 'system', 'content': f'Today is {today}'}]", {}),
    ("SystemMessage(content=f'You serve {user_message}')", {"user_message": 3}),
    ("c.messages.create(system=f'{body.text}')", {"body.text": 3}),
]


@pytest.mark.parametrize(("source", "names"), SYSTEM)
def test_what_users_sent_in_system_prompts(source, names):
    assert module_of("import anthropic\nfrom langchain_core.messages import SystemMessage\n" + source).system_inputs == names


FEATURES = [
    ("import openai\nc.beta.threads.create()", "Assistants API"),
    ("import openai\nc.vector_stores.create()", "Vector stores and file search of OpenAI"),
    ("import openai\nc.responses.create(tools=[{'type': 'web_search'}])", "Hosted tools of the Responses API"),
    ("import openai\nc.responses.create(previous_response_id=x)", "State kept by the Responses API"),
    ("import openai\nMODEL = 'ft:gpt-4o-mini:acme::abc'", "Fine-tuned model"),
    ("import boto3\nb = boto3.client('bedrock-agent-runtime')\nb.retrieve_and_generate()", "Bedrock knowledge bases"),
    ("import boto3\nb = boto3.client('bedrock-agent-runtime')\nb.retrieve()", "Bedrock knowledge bases"),
    ("import boto3\nb = boto3.client('bedrock-agent-runtime')\nb.invoke_agent()", "Bedrock agents"),
    ("import boto3\nb = boto3.client('bedrock-runtime')\nb.converse(guardrailConfig=g)", "Guardrails of Bedrock"),
    ("import openai\nfrom pinecone import Pinecone\nPinecone()", "Pinecone"),
    ("import openai\nx = {'data_sources': [{'type': 'azure_search'}]}", "On Your Data"),
]


@pytest.mark.parametrize(("source", "name"), FEATURES)
def test_features_of_one_provider(source, name):
    assert name in {each.name for each in module_of(source).features}


def test_langgraph_has_assistants_of_its_own():
    assert module_of("import openai\nfrom langgraph_sdk import get_client\nget_client().assistants.search()").features == ()


AGENTS = [
    ("from langgraph.prebuilt import create_react_agent\ncreate_react_agent(m, tools=[a, b])", "langgraph", None, "version"),
    (
        "from langgraph.prebuilt import create_react_agent\nx = create_react_agent(m, [a])\nx.invoke(q, {'recursion_limit': 9})",
        "langgraph",
        9,
        "set",
    ),
    ("from langchain.agents import AgentExecutor\nAgentExecutor(agent=a, tools=t, max_iterations=None)", "langchain", None, "none"),
    ("from langchain.agents import AgentExecutor\nAgentExecutor(agent=a, tools=t, max_iterations=4)", "langchain", 4, "set"),
    ("from crewai import Agent\nAgent(role='x', max_iter=n)", "crewai", None, "computed"),
    ("from agents import Agent, Runner\nRunner.run(a, q, max_turns=7)", "openai agents", 7, "set"),
    ("from autogen_agentchat.teams import RoundRobinGroupChat\nRoundRobinGroupChat([a])", "autogen", None, "none"),
    ("from pydantic_ai import Agent\nAgent('openai:gpt-5', tools=[t], usage_limits=UsageLimits(request_limit=3))", "pydantic-ai", 3, "set"),
    ("import openai\nwhile True:\n    c.chat.completions.create(tools=t)", "own loop", None, "none"),
]


@pytest.mark.parametrize(("source", "framework", "limit", "bound"), AGENTS)
def test_agents(source, framework, limit, bound):
    (agent,) = of(AgentLoop, source)
    assert (agent.framework, agent.limit, agent.bound) == (framework, limit, bound)


@pytest.mark.parametrize(
    "source",
    [
        "import openai\nfor turn in range(9):\n    c.chat.completions.create(tools=t)",
        "import openai\nwhile True:\n    n += 1\n    c.chat.completions.create(tools=t)",
        "import openai\nwhile True:\n    q = input()\n    c.chat.completions.create(tools=t)",
        "import openai\nwhile True:\n    c.chat.completions.create(model=m)",
        "from agents import helpers\nhelpers.run()",
        "from pydantic_ai import Agent\nAgent('openai:gpt-5')",
    ],
)
def test_loops_that_are_no_agents_or_end(source):
    assert of(AgentLoop, source) == []


EXECUTORS = [
    ("from langchain_experimental.tools import PythonREPLTool\nPythonREPLTool()", "host"),
    ("from langchain_community.tools import ShellTool\nShellTool()", "host"),
    ("from smolagents import CodeAgent\nCodeAgent(tools=[], model=m)", "interpreter"),
    ("from smolagents import CodeAgent\nCodeAgent(tools=[], model=m, executor_type='docker')", "sandbox"),
    ("from e2b_code_interpreter import Sandbox\nSandbox()", "sandbox"),
    ("import autogen\nautogen.UserProxyAgent('u', code_execution_config={'use_docker': False})", "host"),
]


@pytest.mark.parametrize(("source", "isolation"), EXECUTORS)
def test_what_runs_code(source, isolation):
    (tool,) = of(CodeExecutionTool, source)
    assert tool.isolation == isolation


SEARCHES = [
    ("from qdrant_client import QdrantClient\nq = QdrantClient()\nq.query_points('kb', query=v)", "qdrant", False, False),
    ("from qdrant_client import QdrantClient\nq.query_points('kb', query=v, query_filter=tenant_filter(t))", "qdrant", True, True),
    ("import chromadb\nc.query(query_texts=[q], where={'source': 'web'})", "chroma", True, False),
    ("from azure.search.documents import SearchClient\nc.search(search_text=q, filter=security_filter)", "azure search", True, True),
    ("from pinecone import Pinecone\ni.query(vector=v, top_k=3, namespace=tenant)", "pinecone", True, True),
    ("from langchain_qdrant import QdrantVectorStore\ns.similarity_search(q, filter={'group': g})", "langchain", True, True),
    ("from langchain_qdrant import QdrantVectorStore\ns.as_retriever(search_kwargs={'k': 4})", "langchain", False, False),
    ("from azure.search.documents import SearchClient\nc.search(search_text=q, filter=f\"oid eq '{user}'\")", "azure search", True, True),
]


@pytest.mark.parametrize(("source", "store", "filtered", "scoped"), SEARCHES)
def test_searches(source, store, filtered, scoped):
    (use,) = of(VectorStoreUse, source)
    (query,) = use.queries
    assert (use.store, query.filtered, query.scoped) == (store, filtered, scoped)


def test_clients_that_give_no_text_need_no_limit():
    (client,) = module_of("from langchain_openai import OpenAIEmbeddings\nOpenAIEmbeddings()").clients
    assert client.bounded
    (client,) = module_of("from langchain_openai import ChatOpenAI\nChatOpenAI()").clients
    assert client.bounded is False
    (client,) = module_of("from langchain_openai import ChatOpenAI\nChatOpenAI(**kw)").clients
    assert client.bounded is None


HELICONE = """
from openai import OpenAI
client = OpenAI(base_url="https://oai.helicone.ai/v1", default_headers={"Helicone-Auth": f"Bearer {key}"%s})
"""


def test_a_proxy_that_records_is_a_trace_sink():
    (sink,) = (each for each in read(HELICONE % "") if isinstance(each, TraceSink))
    assert (sink.product, sink.via, sink.captures_content, sink.content_by_default, sink.origin.line) == (
        "helicone",
        "source",
        None,
        True,
        3,
    )
    omitting = HELICONE % ', "Helicone-Omit-Request": "true", "Helicone-Omit-Response": "true"'
    (sink,) = (each for each in read(omitting) if isinstance(each, TraceSink))
    assert sink.captures_content is False
    assert not [each for each in read("from openai import OpenAI\n# https://oai.helicone.ai/v1\n") if isinstance(each, TraceSink)]
