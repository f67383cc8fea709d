"""Nothing that has the form of a key reaches the snapshot, however little random it looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.collectors import Place
from readiness.collectors.hiding import hidden, hidden_in
from readiness.facts import Gap, GapReason, Origin
from readiness.facts.ai import ModelRoute
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect
from readiness.snapshot import as_json

HEX = "3f9ac17be4d2058c" + "6b71fe93d04a8527"
"""As long as a key of Azure, and of no form of its own."""


@pytest.mark.parametrize(
    "key",
    [
        "sk-" + "testtesttesttesttest",
        "sk-" + "aaaaaaaaaaaaaaaaaaaaaaaa",
        "sk-test-" + "0000000000",
        "sk-proj-" + "your-key-here-0000",
        "sk-ant-api03-" + "x" * 40,
        "sk-lf-" + "00000000-0000-0000-0000-000000000000",
        "sk-or-v1-" + "0" * 64,
        "AIza" + "a" * 35,
        "hf_" + "x" * 34,
        "gsk_" + "a" * 52,
        "xai-" + "a" * 80,
        "pplx-" + "a" * 48,
        "nvapi-" + "a" * 64,
        "r8_" + "a" * 37,
        "lsv2_pt_" + "0" * 32 + "_" + "0" * 10,
        "ghp_" + "a" * 36,
        "glpat-" + "a" * 20,
        "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiJhYWFhYWEifQ.aaaa",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "azure/{}", "https://gateway/{}/v1", "Bearer {}", "say {}, then\n{}", "${{A:-{}}}", '{{"a": "{}"}}']
)
def test_a_key_of_a_known_provider_is_hidden_wherever_it_stands(key: str, around: str) -> None:
    shown = hidden_in(around.format(key, key))
    assert key not in shown
    assert "***" in shown


@pytest.mark.parametrize(
    "text",
    [
        f"curl -H 'api-key: {HEX}' https://x.openai.azure.com",
        f"Ocp-Apim-Subscription-Key: {HEX}",
        f"https://x.openai.azure.com/openai?api-key={HEX}&api-version=1",
        f"AZURE_OPENAI_API_KEY={HEX}",
        f'export CLIENT_SECRET="{HEX}"',
        f"Authorization: Bearer {HEX}",
        f"a\npassword={HEX}\nb",
    ],
)
def test_a_value_that_is_given_to_a_secret_is_hidden(text: str) -> None:
    assert HEX not in hidden_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "pip install sk-learn-contrib hf_transfer",
        "task-testtesttesttesttesttest",
        "disk-aaaaaaaaaaaaaaaaaaaaaaaa",
        "sk-circle-fade-dot-animation-container",
        "sk-test-deployment",
        "pplx-70b-online",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/openai-a1b2C3",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:openaikey1234567890abcdef",
        f"ghcr.io/a/b@sha256:{HEX}{HEX}",
        f"checksum: {HEX}",
        f"max_tokens={HEX}",
        "token=${GITHUB_TOKEN}",
        "secretName: litellm-master-key-0123456789",
        "AKIA" + "IOSFODNN7EXAMPLE",  # an id
        "os.environ/OPENAI_API_KEY",
    ],
)
def test_what_is_no_key_is_shown(text: str) -> None:
    assert hidden_in(text) == text


@given(st.text(max_size=200))
def test_hiding_twice_hides_no_more(text: str) -> None:
    assert hidden_in(hidden_in(text)) == hidden_in(text)


def test_a_fact_without_a_key_stays_the_very_same() -> None:
    fact = ModelRoute(resource="a", origin=Origin(place="folder:."), gateway="g", alias="chat", deployments=())
    assert hidden(fact) is fact
    gap = Gap(place="folder:.", facts=(), reason=GapReason.FAILED, detail="task-testtesttesttesttesttest")
    assert hidden(gap) is gap


def test_what_is_unread_stays_unread() -> None:
    key = "sk-" + "testtesttesttesttest"
    fact = ModelRoute(resource=f"a/{key}", origin=Origin(place="folder:."), gateway="g", alias=key, deployments=())
    shown = hidden(fact.unknown("deployments", GapReason.FAILED, f"about {key}"))
    assert isinstance(shown, ModelRoute)
    assert (shown.resource, shown.alias, shown.unread["deployments"].detail) == ("a/***", "***", "about ***")


KEY = "sk-" + "testtesttesttesttest"
FILES = {
    "k8s/job.yaml": f"""
apiVersion: batch/v1
kind: CronJob
metadata: {{name: warm, namespace: prod, labels: {{note: {KEY}}}}}
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: warm
              image: curlimages/curl:8
              args:
                - sh
                - -c
                - "curl -H 'api-key: {HEX}' 'https://x.openai.azure.com?api-key={HEX}'; curl -H 'Authorization: Bearer {HEX}' x; say {KEY}"
              env:
                - {{name: NOTE, value: "{KEY}"}}
                - {{name: ENDPOINT, value: "https://x.openai.azure.com/?api-key={HEX}"}}
""",
    ".github/workflows/ci.yml": f"""
on: [push]
env: {{NOTE: {KEY}}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          curl -H "api-key: {HEX}" "https://x.openai.azure.com?api-key={HEX}"
          echo {KEY} | promptfoo eval
      - uses: a/b@v1
        with: {{note: {KEY}, endpoint: "https://x?api-key={HEX}"}}
""",
    "litellm.yaml": f"""
model_list:
  - model_name: {KEY}
    litellm_params: {{model: azure/{KEY}, api_key: {HEX}, api_base: "https://x.openai.azure.com/?api-key={HEX}"}}
""",
    "compose.yaml": f"""
services:
  gateway:
    image: ghcr.io/berriai/litellm:v1
    command: ["--config", "x", "--note", "{KEY}"]
    environment: {{NOTE: "{KEY}", URL: "https://x?api-key={HEX}"}}
""",
    "main.py": f"""
from openai import AzureOpenAI, OpenAI
AzureOpenAI(api_key="{HEX}", azure_endpoint="https://x.openai.azure.com?api-key={HEX}")
OpenAI(api_key="{KEY}", base_url="https://gateway.internal/{KEY}").chat.completions.create(model="{KEY}", messages=[])
""",
}  # fmt: skip


def test_no_key_in_a_folder_reaches_the_snapshot_or_the_run_folder(tmp_path: Path) -> None:
    folder = tmp_path / "assistant"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    place = Place(kind="folder", name=".", target="folder:.", root=folder)
    snapshot = collect(plan([place], load_checks().values()), run_folder=tmp_path / "run")
    told = [as_json(snapshot.to_json()), *(each.read_text() for each in (tmp_path / "run").iterdir())]
    assert {each.origin.file for each in snapshot.facts} >= set(FILES)
    for each in told:
        assert HEX not in each
        assert KEY not in each
