"""Transports that fail, as DSPy's own clients tell of them: test/contract/faults holds these to them."""

from __future__ import annotations

import json
from typing import Any

from dspy import lm15

from .said_body import error_by_dspy, is_read_by_dspy

#: What an error of ours carries beside what DSPy reads of it.
_AGAIN = "dspex_again"


def raise_if_failed(reply: dict[str, Any], model: str = "", streamed: bool = False) -> None:
    """The lm15 error of an error or a fault; nothing for a reply that is one. `model` has its provider's name before it."""
    if reply["kind"] == "error":
        raise _error_of(reply, model)
    if reply["kind"] == "fault":
        raise fault_of(reply["fault"], streamed)


def fault_of(name: str, streamed: bool = False) -> Exception:
    """A body that cannot be read, an answer that does not come, or a connection that is dropped. Rules alone order one."""
    fault = _fault_of(name, streamed)
    setattr(fault, _AGAIN, "at_once")
    return fault


def _fault_of(name: str, streamed: bool = False) -> Exception:
    if name == "malformed" and streamed:
        return json.JSONDecodeError("Unterminated string starting at", '{"candidates": [{"con', 17)
    if name == "malformed":
        return lm15.ProviderError("the reply (HTTP 200, application/json) is not JSON", status=200)  # type: ignore[no-any-return]
    if name == "timeout":
        return lm15.TransportError("read timed out waiting for headers")  # type: ignore[no-any-return]
    return lm15.TransportError("read failed: [Errno 104] Connection reset by peer")  # type: ignore[no-any-return]


def when_again(error: BaseException | None) -> str:
    """When a call may be made again that failed so: `at_once`, `as_told` by its provider, or `never`."""
    while error is not None:
        again = getattr(error, _AGAIN, None)
        if again is not None:
            return str(again)
        # DSPy tells of an error of its transport by one of its own.
        error = error.__cause__
    return "as_told"


def _error_of(reply: dict[str, Any], model: str) -> Exception:
    error: Any = error_by_dspy(*_said(reply, model))
    if reply.get("retryAfterMs") is not None:
        error.retry_after = reply["retryAfterMs"] / 1000
    setattr(error, _AGAIN, reply.get("again", "at_once"))
    return error  # type: ignore[no-any-return]


def _said(reply: dict[str, Any], model: str) -> tuple[str, int, str]:
    """Whose words they are, the status and the words: the provider's own, or those that a rule puts into its mouth. A code is OpenAI's."""
    status, body, code = int(reply["status"]), reply.get("body"), reply.get("code")
    if body is not None and is_read_by_dspy(body["api"]):
        return body["api"], status, body["text"]
    api = model.partition("/")[0] if code is None else "openai"
    return api if is_read_by_dspy(api) else "openai", status, json.dumps({"error": {"message": reply["message"], "code": code}})
