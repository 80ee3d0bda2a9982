"""What a provider said besides text, read by DSPy's own readers: thoughts, citations, log probabilities, what it tells of itself."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any

from dspy import lm15
from dspy.lm15 import Request, Response

_READERS = {"anthropic": "AnthropicLM", "gemini": "GeminiLM", "openai": "OpenAIChatLM", "openai_responses": "OpenAILM"}


@dataclass(frozen=True)
class SaidBody:
    """A body as DSPy's readers want it."""

    text_of_body: str
    status: int = 200
    reason: str = "OK"
    provider: str | None = None

    @property
    def body(self) -> bytes:
        """As it came."""
        return self.text_of_body.encode()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Only what it is."""
        return [("content-type", "application/json")]

    def header(self, name: str) -> str | None:
        """By any case."""
        return dict(self.headers).get(name.lower())

    def text(self) -> str:
        """As it came."""
        return self.text_of_body

    def json(self) -> Any:
        """As what it is."""
        return json.loads(self.text_of_body)


def read_by_dspy(said: dict[str, str], request: Request) -> Response:
    """The response that DSPy itself reads in a provider's body. Raises what DSPy raises."""
    response: Response = _reader(said["api"]).parse_response(request, SaidBody(said["text"]))
    return response


def error_by_dspy(api: str, status: int, text_of_body: str) -> Exception:
    """The error that DSPy itself makes of a provider's status and body."""
    error: Exception = _reader(api).normalize_error(status, text_of_body)
    return error


def is_read_by_dspy(api: str) -> bool:
    """Whether DSPy has a reader for it."""
    return api in _READERS


@functools.cache
def _reader(api: str) -> Any:
    """It is asked nothing: no key, and no socket."""
    return getattr(lm15, _READERS[api])(api_key="none")
