"""What Python modules show of the models they use."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.collectors import Place
from readiness.collectors.files.formats import Document
from readiness.collectors.files.llm_source import GIVES, read_source, touches_llm
from readiness.facts import Environment, Gap
from readiness.facts.ai import ProviderUse, SourceModule, TraceSink


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
    ("import boto3\nboto3.client('bedrock-runtime')", "bedrock", "native", False),
    ("import boto3\nsession.client(service_name='bedrock-runtime', config=Config(read_timeout=9))", "bedrock", "native", True),
    ("import boto3\nboto3.client('bedrock-runtime', config=c)", "bedrock", "native", None),
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
