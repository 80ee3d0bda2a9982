"""The door to the LM engine in Node.

The hook is where DSPy selects an engine, so the LM object, its cache, retries, pricing, copy and save stay DSPy's own. A custom engine, a
BaseLM of the user's or DummyLM is the user's own mock and left alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from dspy.lm15 import Message, Request, Response

from .. import batches, call_fields, chat_body, embeddings
from ..connection import connected
from ..names.dspy_3_4 import names_3_4
from ..pieces import Told
from ..reading import refuse_call_while_reading
from ..refusal import ReplyRefused
from ..stop import check_stop, pause
from . import adapter_calls, faults, model_servers, response, streams
from .request import asked_beside, describe_call, with_settings
from .settings import without_settings


@functools.cache
def install() -> None:
    """Route every managed LM to Node from now on. The second call does nothing: a hook around a hook would read the first one's frame."""
    adapter_calls.install()
    original = names_3_4.hook.get()

    def select(lm: Any, call: Any, asynchronous: bool) -> Any:
        if not call.managed or not isinstance(names_3_4.engine_of_lm.of(lm), str):
            return original(lm, call, asynchronous)
        refuse_call_while_reading()
        request, is_whole = _request_of(call)
        provider = _provider_of(lm, call)
        made = AsyncNodeEngine if asynchronous else NodeEngine
        return made(lm, call, is_whole, provider), request, provider

    names_3_4.hook.replace(select)
    _leave_waiting_to_node()
    embeddings.install(faults.raise_if_failed)
    batches.install()
    model_servers.install()


def answer_backoff_with_zero() -> None:
    """A scripted error is retried as often as DSPy would, without the waiting. From a real provider DSPy backs off as it does."""
    original = names_3_4.retry_delay.get()

    def delay(exc: BaseException, attempt: int) -> float:
        return 0 if faults.when_again(exc) == "at_once" else float(original(exc, attempt))

    names_3_4.retry_delay.replace(delay)


def _leave_waiting_to_node() -> None:
    """What Node has waited for is not asked again."""
    original = names_3_4.is_retryable.get()

    def is_retryable(state: Any, exc: BaseException, attempt: int, retries: int) -> bool:
        return faults.when_again(exc) != "never" and bool(original(state, exc, attempt, retries))

    names_3_4.is_retryable.replace(is_retryable)


def _provider_of(lm: Any, call: Any) -> str | None:
    """Whom DSPy itself would ask without litellm: by its name DSPy prices a call, and tells of its errors."""
    selected = names_3_4.backend_of_call.get()(lm, call.legacy)
    return selected.resolution.provider if selected.native and selected.resolution is not None else None


def _request_of(call: Any) -> tuple[Request, bool]:
    """The request, and whether it has all that the call's messages and tools say: if not, the call is told by its body, as DSPy then hands
    it to litellm. Settings are told beside it."""
    canonical = names_3_4.canonical_request.get()
    for attempt in (call, replace(call, legacy=without_settings(call.legacy))):
        try:
            return canonical(attempt), True
        except Exception:
            # A body that only a provider's own wire can carry.
            continue
    return Request(model=call.legacy["model"], messages=(Message.user("told by its body"),)), False


class NodeEngine:
    """One attempt of one call, answered by Node."""

    def __init__(self, lm: Any, call: Any, is_whole: bool = True, provider: str | None = None) -> None:
        self._call = call
        self._provider = provider
        self._is_whole = is_whole
        self._formatting = adapter_calls.current(lm, call.messages)

    def complete(self, request: Request) -> Response:
        """Ask, and wait without the GIL."""
        return self._response(request, connected().ask(self._described(request, stream=False)))

    def stream(self, request: Request) -> Iterator[Any]:
        """The same answer in pieces."""
        told = Told(streams.is_text)
        with contextlib.closing(connected().heard(self._described(request, stream=True))) as heard:
            for is_whole, answer in heard:
                for wait, event in told.new_of(self._events(request, answer, is_whole), is_whole):
                    pause(wait)
                    yield event

    def _events(self, request: Request, answer: dict[str, Any], is_whole: bool) -> Iterator[tuple[float, Any]]:
        if is_whole:
            return streams.events_of(self._response(request, answer, streamed=True), answer["reply"], self._formatting)
        try:
            return streams.events_of(
                response.response_of(answer, request, self._formatting, provider=self._provider), answer["reply"], self._formatting
            )
        except Exception:
            # Half of a reply may be none that DSPy reads: what is wrong with it is told with the whole.
            return iter(())

    def close(self) -> None:
        """Nothing is held open."""

    def _described(self, request: Request, stream: bool) -> dict[str, Any]:
        if not self._is_whole:
            return chat_body.described(self._call.legacy, self._formatting, stream)
        names_3_4.validate_request.get()(request)
        fields = None if self._formatting is None else call_fields.describe(self._formatting)
        described = with_settings(describe_call(request, fields, stream), self._call, request)
        return {**described, **asked_beside(self._call)}

    def _response(self, request: Request, answer: dict[str, Any], streamed: bool = False) -> Response:
        try:
            return response.response_of(answer, request, self._formatting, streamed, self._provider)
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
        told = Told(streams.is_text)
        async with contextlib.aclosing(connected().heard_async(self._described(request, stream=True))) as heard:
            async for is_whole, answer in heard:
                for wait, event in told.new_of(self._events(request, answer, is_whole), is_whole):
                    check_stop()
                    if wait > 0:
                        await asyncio.sleep(wait)
                    yield event

    async def aclose(self) -> None:
        """Nothing is held open."""
