"""Source code that is not parsed: the provider is told, and that the rest is unread."""

from __future__ import annotations

import pytest

from readiness.collectors import Place
from readiness.collectors.files.folder import read_folder
from readiness.collectors.files.reading import GIVES
from readiness.facts import Gap, GapReason
from readiness.facts.ai import ProviderUse

HIDDEN = ("AgentLoop", "CodeExecutionTool", "SourceModule", "VectorStoreUse")


def seen(tmp_path, name: str, text: str):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return list(read_folder(Place("folder", ".", "folder:.", root=tmp_path), frozenset(GIVES)))[:-1]


@pytest.mark.parametrize(
    ("name", "text", "provider"),
    [
        ("a.go", 'import (\n\t"github.com/openai/openai-go"\n)', "openai"),
        ("A.java", "import com.openai.client.OpenAIClient;", "openai"),
        ("A.cs", "using Azure.AI.OpenAI;", "azure"),
        ("a.rb", "require 'openai'", "openai"),
        ("a.rb", "client = Aws::BedrockRuntime::Client.new", "bedrock"),
        ("a.php", "<?php\nuse OpenAI\\Client;", "openai"),
        ("a.rs", "use async_openai::Client;", "openai"),
    ],
)
def test_the_provider_is_told_and_the_gap(tmp_path, name, text, provider):
    use, gap = seen(tmp_path, name, text)
    assert isinstance(use, ProviderUse)
    assert (use.provider, use.via, use.origin.file) == (provider, "source", name)
    assert isinstance(gap, Gap)
    assert (gap.reason, gap.facts, gap.file) == (GapReason.UNSUPPORTED, HIDDEN, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.go", "// openai is not used here"),
        ("a.md", "import OpenAI from 'openai'"),
        ("A.java", "class OpenAI {}"),
    ],
)
def test_other_files_tell_nothing(tmp_path, name, text):
    assert seen(tmp_path, name, text) == []


def test_examples_leave_no_gap(tmp_path):
    (use,) = seen(tmp_path, "examples/a.go", '"github.com/openai/openai-go"')
    assert isinstance(use, ProviderUse)
