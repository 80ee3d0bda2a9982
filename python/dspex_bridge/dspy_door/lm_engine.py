"""DSPy's door to the LM engine in Node (DSPy 3.4 and later).

The hook is where DSPy selects an engine, so the LM object, its cache, retries, pricing, copy and save stay DSPy's own. A custom engine, a
BaseLM of the user's or DummyLM is the user's own mock and left alone.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from time import sleep
from typing import Any

from dspy.lm15 import Message, Request, Response

from . import batches, call_fields, embeddings, faults, lm_reply, model_servers, streams
from .connection import connected
from .lm_call import asked_beside, describe_call, with_settings
from .names import dspy_names
from .reading import refuse_call_while_reading
from .refusal import ReplyRefused
from .settings import without_settings
from .stop import check_stop, current_stop


@functools.cache
def install() -> None:
    """Route every managed LM to Node from now on. The second call does nothing: a hook around a hook would read the first one's frame."""
    call_fields.install()
    original = dspy_names.select_engine.get()

    def select(lm: Any, call: Any, asynchronous: bool) -> Any:
        if not call.managed or not isinstance(dspy_names.engine_of_lm.of(lm), str):
            return original(lm, call, asynchronous)
        refuse_call_while_reading()
        request, is_whole = _request_of(call)
        engine = AsyncNodeEngine(lm, call, is_whole) if asynchronous else NodeEngine(lm, call, is_whole)
        return engine, request, None

    dspy_names.select_engine.replace(select)
    _leave_waiting_to_node()
    embeddings.install()
    batches.install()
    model_servers.install()


def answer_backoff_with_zero() -> None:
    """A scripted error is retried as often as DSPy would, without the waiting. From a real provider DSPy backs off as it does."""
    original = dspy_names.retry_delay.get()

    def delay(exc: BaseException, attempt: int) -> float:
        return 0 if faults.when_again(exc) == "at_once" else float(original(exc, attempt))

    dspy_names.retry_delay.replace(delay)


def _leave_waiting_to_node() -> None:
    """What Node has waited for is not asked again."""
    original = dspy_names.is_retryable.get()

    def is_retryable(state: Any, exc: BaseException, attempt: int, retries: int) -> bool:
        return faults.when_again(exc) != "never" and bool(original(state, exc, attempt, retries))

    dspy_names.is_retryable.replace(is_retryable)


def _request_of(call: Any) -> tuple[Request, bool]:
    """The request, and whether it has all that the call's messages and tools say. Settings are told beside it."""
    canonical = dspy_names.canonical_request.get()
    for attempt in (call, replace(call, legacy=without_settings(call.legacy))):
        try:
            return canonical(attempt), True
        except Exception:
            # A body that only a provider's own wire can carry.
            continue
    texts = [str(message.get("content", "")) for message in call.legacy.get("messages", [])]
    return Request(model=call.legacy["model"], messages=(Message.user("\n".join(texts) or " "),)), False


class NodeEngine:
    """One attempt of one call, answered by Node."""

    def __init__(self, lm: Any, call: Any, is_whole: bool = True) -> None:
        self._call = call
        self._is_whole = is_whole
        self._formatting = call_fields.current(lm, call.messages)

    def complete(self, request: Request) -> Response:
        """Ask, and wait without the GIL."""
        return self._response(request, connected().ask(self._described(request, stream=False)))

    def stream(self, request: Request) -> Iterator[Any]:
        """The same answer in pieces."""
        answer = connected().ask(self._described(request, stream=True))
        for wait, event in self._events(self._response(request, answer, streamed=True), answer["reply"]):
            _pause(wait)
            yield event

    def close(self) -> None:
        """Nothing is held open."""

    def _described(self, request: Request, stream: bool) -> dict[str, Any]:
        dspy_names.validate_request.get()(request)
        fields = None if self._formatting is None else call_fields.describe(self._formatting)
        described = with_settings(describe_call(request, fields, stream), self._call, request, self._is_whole)
        return {**described, **asked_beside(self._call)}

    def _events(self, response: Response, reply: dict[str, Any]) -> Iterator[tuple[float, Any]]:
        names = [] if self._formatting is None else self._formatting.signature.output_fields
        return streams.events_of(response, reply, max(map(len, names), default=0))

    def _response(self, request: Request, answer: dict[str, Any], streamed: bool = False) -> Response:
        try:
            return lm_reply.response_of(answer, request, self._formatting, streamed)
        except ReplyRefused as refused:
            declared = refused.declared_at(answer.get("declaredAt"))
            connected().reject(answer["callId"], declared.dspex)
            raise declared from None


class AsyncNodeEngine(NodeEngine):
    """The same for `acall`: the event loop goes on while Node answers."""

    async def complete(self, request: Request) -> Response:
        """Ask, and await."""
        return self._response(request, await connected().ask_async(self._described(request, stream=False)))

    async def stream(self, request: Request) -> AsyncIterator[Any]:  # type: ignore[override]
        """The same answer in pieces."""
        answer = await connected().ask_async(self._described(request, stream=True))
        for wait, event in self._events(self._response(request, answer, streamed=True), answer["reply"]):
            check_stop()
            if wait > 0:
                await asyncio.sleep(wait)
            yield event

    async def aclose(self) -> None:
        """Nothing is held open."""


def _pause(seconds: float) -> None:
    stop = current_stop()
    if stop is not None:
        stop.sleep(seconds)
    elif seconds > 0:
        sleep(seconds)
