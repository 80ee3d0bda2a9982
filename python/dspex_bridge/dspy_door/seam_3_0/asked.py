"""One request of an LM, as Node answers it: once for each choice that is wanted."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, NamedTuple

import litellm

from ..call_fields import Formatting
from ..chat_body import described
from ..connection import Ask, AskAsync, Heard, HeardAsync, connected
from ..model_name import bare_model
from ..refusal import ReplyRefused
from ..said import Said, said_in
from . import refused_calls
from .faults import raise_if_failed
from .responses import response_of
from .streams import ToldChunks, chunks_of


class Streamed(NamedTuple):
    """A response, and the chunks that it comes in."""

    response: Any
    chunks: Iterator[tuple[float, Any]]


def _provider_of(model: str) -> str | None:
    try:
        return str(litellm.get_llm_provider(model)[1])
    except Exception:
        return None  # A name that litellm does not know: the test answers it all the same.


class Asked:
    """`kind`: the type of the model that DSPy asks."""

    def __init__(self, kind: str, request: dict[str, Any], formatting: Formatting | None) -> None:
        self._kind, self._request, self._formatting = kind, request, formatting
        self._count = int(request.get("n") or 1)

    @property
    def is_by_openais_client(self) -> bool:
        """Whether litellm asks by OpenAI's own client, which tries again by itself. For others it has clients that do not."""
        return self._kind == "chat" and _provider_of(self._request["model"]) == "openai"

    def response(self, ask: Ask) -> Any:
        """Ask, and wait without the GIL."""
        try:
            return self._response([ask(self._call(False)) for _ in range(self._count)])
        except ReplyRefused as refused:
            refused_calls.remember(refused)
            raise

    async def response_async(self, ask: AskAsync) -> Any:
        """Ask, and await."""
        try:
            return self._response([await ask(self._call(False)) for _ in range(self._count)])
        except ReplyRefused as refused:
            refused_calls.remember(refused)
            raise

    def streamed(self, ask: Callable[[dict[str, Any]], Heard]) -> Iterator[Streamed]:
        """The same answer in pieces: as much as is known each time, the whole last."""
        told = ToldChunks()
        try:
            with contextlib.closing(ask(self._call(True))) as heard:
                for is_whole, answer in heard:
                    yield self._streamed(answer, told, is_whole)
        except ReplyRefused as refused:
            refused_calls.remember(refused)
            raise

    async def streamed_async(self, ask: Callable[[dict[str, Any]], HeardAsync]) -> AsyncIterator[Streamed]:
        """The same for coroutines."""
        told = ToldChunks()
        try:
            async with contextlib.aclosing(ask(self._call(True))) as heard:
                async for is_whole, answer in heard:
                    yield self._streamed(answer, told, is_whole)
        except ReplyRefused as refused:
            refused_calls.remember(refused)
            raise

    def _call(self, stream: bool) -> dict[str, Any]:
        return described(self._request, self._formatting, stream)

    def _response(self, answers: list[dict[str, Any]]) -> Any:
        said = [self._said(answer) for answer in answers]
        return response_of(self._kind, bare_model(self._request["model"]), said, [answer["reply"] for answer in answers])

    def _streamed(self, answer: dict[str, Any], told: ToldChunks, is_whole: bool) -> Streamed:
        reply = answer["reply"]
        # Of an answer that its provider is still saying, nothing is refused yet.
        said = self._said(answer, streamed=True) if is_whole else said_in(reply, self._formatting)
        response = told.same(response_of(self._kind, bare_model(self._request["model"]), [said], [reply]))
        return Streamed(response, told.new_of(chunks_of(response, said, reply, self._formatting), is_whole))

    def _said(self, answer: dict[str, Any], streamed: bool = False) -> Said:
        raise_if_failed(answer["reply"])
        try:
            return said_in(answer["reply"], self._formatting, streamed)
        except ReplyRefused as refused:
            declared = refused.declared_at(answer.get("declaredAt"))
            connected().reject(answer["callId"], declared.dspex)
            raise declared from None
