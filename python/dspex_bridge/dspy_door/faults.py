"""Transports that fail, as DSPy's own clients tell of them: test/contract/faults holds these to them."""

from __future__ import annotations

import json
from typing import Any

from dspy import lm15

from .names import dspy_names


def raise_if_failed(reply: dict[str, Any], streamed: bool = False) -> None:
    """The lm15 error of a scripted error or fault; nothing for a reply that is one."""
    if reply["kind"] == "error":
        raise _scripted(reply)
    if reply["kind"] == "fault":
        raise fault_of(reply["fault"], streamed)


def fault_of(name: str, streamed: bool = False) -> Exception:
    """A body that cannot be read, an answer that does not come, or a connection that is dropped."""
    if name == "malformed" and streamed:
        return json.JSONDecodeError("Unterminated string starting at", '{"candidates": [{"con', 17)
    if name == "malformed":
        return lm15.ProviderError("the reply (HTTP 200, application/json) is not JSON", status=200)  # type: ignore[no-any-return]
    if name == "timeout":
        return lm15.TransportError("read timed out waiting for headers")  # type: ignore[no-any-return]
    return lm15.TransportError("read failed: [Errno 104] Connection reset by peer")  # type: ignore[no-any-return]


def _scripted(reply: dict[str, Any]) -> Exception:
    retry_after = reply.get("retryAfterMs")
    return dspy_names.error_of_status.get()(  # type: ignore[no-any-return]
        int(reply["status"]),
        reply["message"],
        provider_code=reply.get("quotaId"),
        retry_after=None if retry_after is None else retry_after / 1000,
    )
