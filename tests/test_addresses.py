"""Where addresses lead."""

from __future__ import annotations

import pytest

from readiness.facts.addresses import goes_out_in_clear, host_of, undecided_by


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://user:secret@api.openai.com/v1?key=x", "api.openai.com"),
        ("vllm:8000", "vllm:8000"),
        ("http://[::1]:80/x", "::1:80"),
        ("http://[::1", ""),
        ("", ""),
        ("http://h:99999999", ""),
    ],
)
def test_hosts_without_what_is_secret(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize("url", ["http://models.company.com/v1", "HTTP://8.8.8.8:8000", "http://a.b.co:80"])
def test_clear_calls_to_the_public_network(url: str) -> None:
    assert goes_out_in_clear(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://models.company.com", "http://vllm:8000",
        "http://vllm.ai.svc.cluster.local:8000", "http://10.0.0.7:8000",
        "http://127.0.0.1",
        "http://host.docker.internal:11434", "http://[fd00::1]:80", "os.environ/X", "", "http://", "http://{{ host.x }}",
    ],
)  # fmt: skip
def test_calls_that_stay_near_or_are_encrypted(url: str) -> None:
    assert not goes_out_in_clear(url)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("os.environ/OPENAI_API_BASE", "OPENAI_API_BASE"),
        ("${BASE:-https://user:secret@models.company.com}", "BASE"),
        ("http://${HOST}/v1", "HOST"),
        ("http://{{ .Values.host }}/v1", "Values.host"),
        ("$ENV://MODEL_URL", "MODEL_URL"),
        ("{vault://env/model-url}", "env/model-url"),
        ("https://${HOST}/v1", ""),
        ("http://vllm:8000/${VERSION}", ""),
        ("http://models.company.com/v1", ""),
        ("", ""),
    ],
)
def test_what_decides_whether_a_call_is_in_clear(url: str, name: str) -> None:
    assert undecided_by(url) == name
