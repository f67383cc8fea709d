from collections.abc import Iterator
from typing import Any

import litellm
from onyx.configs.app_configs import LITELLM_PASS_THROUGH_HEADERS
from onyx.utils.logger import setup_logger

logger = setup_logger()
litellm.drop_params = True
litellm.telemetry = False


class LitellmLLM:
    """Any provider, by way of LiteLLM; administrators enter the keys."""

    def __init__(self, api_key: str | None, timeout: int, model_provider: str, model_name: str, temperature: float | None = None):
        self._timeout = timeout
        self._model_provider = model_provider
        self._model_version = model_name
        self._api_key = api_key
        self._temperature = temperature

    def _completion(self, prompt: list[dict[str, Any]], stream: bool) -> Any:
        try:
            return litellm.completion(
                model=f"{self._model_provider}/{self._model_version}",
                api_key=self._api_key or None,
                messages=prompt,
                stream=stream,
                temperature=self._temperature,
                timeout=self._timeout,
                extra_headers=LITELLM_PASS_THROUGH_HEADERS,
            )
        except litellm.Timeout as error:
            raise TimeoutError(self._timeout) from error
        except Exception:
            logger.exception("the model failed")
            raise

    def stream(self, prompt: list[dict[str, Any]]) -> Iterator[str]:
        for part in self._completion(prompt, stream=True):
            yield part.choices[0].delta.content or ""
