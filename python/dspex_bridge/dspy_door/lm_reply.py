"""Node's reply as the response that DSPy gets: fields are written in the format of this very call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dspy import lm15
from dspy.lm15 import (
    Message,
    Request,
    Response,
    StreamDeltaEvent,
    StreamEndEvent,
    StreamStartEvent,
    TextDelta,
    TextPart,
    ThinkingPart,
    ToolCallPart,
    Usage,
    response_to_events,
)

from .call_fields import Formatting
from .lm_call import bare_model
from .names import dspy_names
from .reply_fields import parts_of


def _fault(name: str, streamed: bool = False) -> Exception:
    """A transport that fails, as DSPy's own clients tell of it: test/contract/faults holds it to them."""
    if name == "malformed" and streamed:
        return json.JSONDecodeError("Unterminated string starting at", '{"candidates": [{"con', 17)
    if name == "malformed":
        return lm15.ProviderError("the reply (HTTP 200, application/json) is not JSON", status=200)  # type: ignore[no-any-return]
    if name == "timeout":
        return lm15.TransportError("read timed out waiting for headers")  # type: ignore[no-any-return]
    return lm15.TransportError("read failed: [Errno 104] Connection reset by peer")  # type: ignore[no-any-return]


def response_of(reply: dict[str, Any], request: Request, formatting: Formatting | None, streamed: bool = False) -> Response:
    """Raises the lm15 error of a scripted error, and `ReplyRefused` for fields that the signature cannot take."""
    raise_if_failed(reply, streamed)
    parts: list[Any] = [
        ToolCallPart(id=call.get("id") or f"call_{index}", name=call["name"], input=call["arguments"])
        for index, call in enumerate(reply["toolCalls"])
    ]
    if reply["fields"] is not None:
        parts = [*parts_of(reply["fields"], formatting), *parts]
    elif reply["text"] is not None or not parts:
        parts = [TextPart(reply["text"] or ""), *parts]
    if reply.get("thinking"):
        parts = [ThinkingPart(reply["thinking"]), *parts]
    finish = {"tool_calls": "tool_call"}.get(reply["finishReason"], reply["finishReason"])
    usage = _usage(reply["usage"])
    return Response(id=None, model=bare_model(request.model), message=Message.assistant(parts), finish_reason=finish, usage=usage)


def raise_if_failed(reply: dict[str, Any], streamed: bool = False) -> None:
    """The lm15 error of a scripted error or fault; nothing for a reply that is one."""
    if reply["kind"] == "error":
        raise _scripted(reply)
    if reply["kind"] == "fault":
        raise _fault(reply["fault"], streamed)


def events_of(response: Response, reply: dict[str, Any]) -> Iterator[tuple[float, Any]]:
    """The response as a stream, each event after so many seconds; text in the pieces that were asked for, broken off where a rule says so."""
    chunks = reply.get("chunks")
    if not chunks:
        yield from ((0, event) for event in response_to_events(response))
        return
    cut_after = reply.get("cutAfter")
    yield 0, StreamStartEvent(id=response.id, model=response.model)
    for index, chunk in enumerate(chunks[:cut_after]):
        yield _wait_before(index, reply), StreamDeltaEvent(delta=TextDelta(text=chunk, part_index=0))
    if cut_after is not None:
        raise _fault("reset")
    yield 0, StreamEndEvent(finish_reason=response.finish_reason, usage=response.usage)


def _wait_before(index: int, reply: dict[str, Any]) -> float:
    """As it was recorded; where it was not, before each chunk but the first."""
    delays = reply.get("delaysMs") or []
    ms: float = delays[index] if index < len(delays) else reply.get("everyMs", 0) if index > 0 else 0
    return ms / 1000


def _usage(used: dict[str, int]) -> Usage:
    return Usage(
        input_tokens=used["inputTokens"],
        output_tokens=used["outputTokens"],
        cache_read_tokens=used.get("cachedTokens"),
        reasoning_tokens=used.get("thinkingTokens"),
    )


def _scripted(reply: dict[str, Any]) -> Exception:
    retry_after = reply.get("retryAfterMs")
    return dspy_names.error_of_status.get()(  # type: ignore[no-any-return]
        int(reply["status"]),
        reply["message"],
        provider_code=reply.get("quotaId"),
        retry_after=None if retry_after is None else retry_after / 1000,
    )
