from openai import AsyncOpenAI


def test_client() -> None:
    assert AsyncOpenAI(api_key="test")
