"""DSPy's door to the LM engine in Node (DSPy 3.4 and later).

The hook is where DSPy selects an engine, so the LM object, its cache, retries, pricing, copy and save stay DSPy's own. A custom engine, a
BaseLM of the user's or DummyLM is the user's own mock and left alone.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from time import sleep
from typing import Any

from dspy.clients import execution
from dspy.clients.engines.base import validate_request
from dspy.lm15 import Message, Request, Response

from . import call_fields, embeddings, lm_reply
from .lm_call import describe_call

Ask = Callable[[dict[str, Any]], dict[str, Any]]

_ask: Ask | None = None
_ask_async: Callable[[dict[str, Any]], Any] | None = None
_reject: Callable[[str, dict[str, Any]], None] | None = None


def connect(ask: Ask, ask_async: Any, reject: Callable[[str, dict[str, Any]], None]) -> None:
    """Say who answers: functions that take an `LmCall` and give Node's answer, and one that tells Node of an unusable reply."""
    global _ask, _ask_async, _reject
    _ask, _ask_async, _reject = ask, ask_async, reject


@contextlib.contextmanager
def answered_locally(fields: dict[str, Any]) -> Iterator[None]:
    """Answer every call with these fields, without Node: for warming up."""
    reply: dict[str, Any] = {
        "kind": "message",
        "text": None,
        "fields": fields,
        "toolCalls": [],
        "finishReason": "stop",
        "usage": {"inputTokens": 1, "outputTokens": 1},
        "model": "gpt-4o-mini",
        "chunks": None,
        "everyMs": 0,
    }
    before = (_ask, _ask_async, _reject)
    connect(lambda _: {"callId": "warm", "reply": reply}, None, lambda *_: None)
    try:
        yield
    finally:
        connect(*before)  # type: ignore[arg-type]


def install() -> None:
    """Route every managed LM to Node from now on."""
    call_fields.install()
    original = execution._select_engine

    def select(lm: Any, call: Any, asynchronous: bool) -> Any:
        if not call.managed or not isinstance(lm._engine_spec, str):
            return original(lm, call, asynchronous)
        engine = AsyncNodeEngine(lm, call) if asynchronous else NodeEngine(lm, call)
        return engine, _canonical(call), None

    execution._select_engine = select
    embeddings.install(_ask_now, _ask_now_async)


def answer_backoff_with_zero() -> None:
    """A scripted error is retried as often as DSPy would, without the waiting."""
    execution._delay = lambda *_: 0


def _canonical(call: Any) -> Request:
    try:
        return execution._canonical(call)
    except Exception:
        # A body that only a provider's own wire can carry: its text is what rules look at.
        texts = [str(message.get("content", "")) for message in call.legacy.get("messages", [])]
        return Request(model=call.legacy["model"], messages=(Message.user("\n".join(texts) or " "),))


class NodeEngine:
    """One attempt of one call, answered by Node."""

    def __init__(self, lm: Any, call: Any) -> None:
        self._formatting = call_fields.current(lm, call.messages)

    def complete(self, request: Request) -> Response:
        """Ask, and wait without the GIL."""
        return self._response(request, _connected(_ask)(self._described(request, stream=False)))

    def stream(self, request: Request) -> Iterator[Any]:
        """The same answer in pieces."""
        answer = _connected(_ask)(self._described(request, stream=True))
        response = self._response(request, answer, streamed=True)
        for wait, event in lm_reply.events_of(response, answer["reply"]):
            if wait > 0:
                sleep(wait)
            yield event

    def close(self) -> None:
        """Nothing is held open."""

    def _described(self, request: Request, stream: bool) -> dict[str, Any]:
        validate_request(request)
        fields = None if self._formatting is None else call_fields.describe(self._formatting)
        return describe_call(request, fields, stream)

    def _response(self, request: Request, answer: dict[str, Any], streamed: bool = False) -> Response:
        try:
            return lm_reply.response_of(answer["reply"], request, self._formatting, streamed)
        except lm_reply.ReplyRefused as refused:
            _connected(_reject)(answer["callId"], refused.dspex)
            raise


class AsyncNodeEngine(NodeEngine):
    """The same for `acall`: the event loop goes on while Node answers."""

    async def complete(self, request: Request) -> Response:
        """Ask, and await."""
        return self._response(request, await _connected(_ask_async)(self._described(request, stream=False)))

    async def stream(self, request: Request) -> AsyncIterator[Any]:  # type: ignore[override]
        """The same answer in pieces."""
        answer = await _connected(_ask_async)(self._described(request, stream=True))
        for wait, event in lm_reply.events_of(self._response(request, answer, streamed=True), answer["reply"]):
            if wait > 0:
                await asyncio.sleep(wait)
            yield event

    async def aclose(self) -> None:
        """Nothing is held open."""


def _ask_now(call: dict[str, Any]) -> dict[str, Any]:
    return _connected(_ask)(call)  # type: ignore[no-any-return]


def _ask_now_async(call: dict[str, Any]) -> Any:
    return _connected(_ask_async)(call)


def _connected(function: Any) -> Any:
    if function is None:
        raise RuntimeError("an LM call before hello: nothing answers yet")
    return function
