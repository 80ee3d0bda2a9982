"""Providers and transports that fail, as litellm tells of them: test/contract/faults holds these to it."""

from __future__ import annotations

from typing import Any

import litellm
from litellm.litellm_core_utils.exception_mapping_utils import ExceptionCheckers

_AGAIN = "dspex_again"
_BY_CLIENT = "dspex_by_client"
_WHERE: dict[str, Any] = {"model": "gpt-4o-mini", "llm_provider": "openai"}
_OF_STATUS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    404: "NotFoundError",
    408: "Timeout",
    422: "BadRequestError",
    429: "RateLimitError",
    500: "InternalServerError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    504: "Timeout",
}


def raise_if_failed(reply: dict[str, Any], streamed: bool = False) -> None:
    """The error of litellm's for an error or a fault; nothing for a reply that is one."""
    if reply["kind"] == "error":
        raise _error_of(reply)
    if reply["kind"] == "fault":
        raise fault_of(reply["fault"])


def fault_of(name: str) -> Exception:
    """A body that cannot be read, an answer that does not come, or a connection that is dropped. Rules alone order one."""
    fault = _fault_of(name)
    setattr(fault, _AGAIN, "at_once")
    return fault


def _fault_of(name: str) -> Exception:
    if name == "timeout":
        return _by_client(_made("Timeout", "Request timed out."))
    text = "Unterminated string starting at: line 1 column 17" if name == "malformed" else "Connection error."
    error = _made("InternalServerError" if name == "reset" else "APIConnectionError", text)
    return error if name == "malformed" else _by_client(error)


def again_of(error: BaseException) -> str:
    """When a call may be made again that failed so: `at_once`, `as_told` by its provider, or `never`."""
    return str(getattr(error, _AGAIN, "as_told"))


def is_tried_by_client(error: BaseException) -> bool:
    """Whether OpenAI's client, below litellm, makes the call again by itself."""
    return again_of(error) != "never" and getattr(error, _BY_CLIENT, False)


def _error_of(reply: dict[str, Any]) -> Exception:
    status = int(reply["status"])
    error = _made("ContextWindowExceededError" if _is_too_long(reply) else _OF_STATUS.get(status, ""), reply["message"], status)
    setattr(error, _AGAIN, reply.get("again", "at_once"))
    return _by_client(error) if status in (408, 409, 429) or status >= 500 else error


def _is_too_long(reply: dict[str, Any]) -> bool:
    """Whether litellm reads in it that a prompt is too long: by OpenAI's code, or by the words of any provider."""
    said = f"{reply['message']} {(reply.get('body') or {}).get('text', '')}"
    return reply.get("code") == "context_length_exceeded" or (
        int(reply["status"]) == 400 and bool(ExceptionCheckers.is_error_str_context_window_exceeded(said))
    )


def _by_client(error: Exception) -> Exception:
    setattr(error, _BY_CLIENT, True)
    return error


def _made(name: str, message: str, status: int = 500) -> Exception:
    kind: Any = getattr(litellm, name, None)
    if kind is None or name == "":
        return litellm.APIError(status_code=status, message=message, **_WHERE)  # type: ignore[no-any-return]
    return kind(message=message, **_WHERE)  # type: ignore[no-any-return]
