"""One request of an LM, as Node answers it: once for each choice that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..call_fields import Formatting
from ..connection import Ask, AskAsync, connected
from ..refusal import ReplyRefused
from ..said import Said, said_in
from . import refused_calls
from .chat_body import described
from .faults import raise_if_failed
from .responses import response_of
from .streams import chunks_of


class Streamed(NamedTuple):
    """A response, and the chunks that it comes in."""

    response: Any
    chunks: Iterator[tuple[float, Any]]


class Asked:
    """`kind`: the type of the model that DSPy asks."""

    def __init__(self, kind: str, request: dict[str, Any], formatting: Formatting | None) -> None:
        self._kind, self._request, self._formatting = kind, request, formatting
        self._count = int(request.get("n") or 1)

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

    def streamed(self, ask: Ask) -> Streamed:
        """The same answer in pieces."""
        try:
            return self._streamed(ask(self._call(True)))
        except ReplyRefused as refused:
            refused_calls.remember(refused)
            raise

    async def streamed_async(self, ask: AskAsync) -> Streamed:
        """The same for coroutines."""
        try:
            return self._streamed(await ask(self._call(True)))
        except ReplyRefused as refused:
            refused_calls.remember(refused)
            raise

    def _call(self, stream: bool) -> dict[str, Any]:
        return described(self._request, self._formatting, stream)

    def _response(self, answers: list[dict[str, Any]]) -> Any:
        said = [self._said(answer) for answer in answers]
        return response_of(self._kind, self._request["model"], said, [answer["reply"] for answer in answers])

    def _streamed(self, answer: dict[str, Any]) -> Streamed:
        said, reply = self._said(answer, streamed=True), answer["reply"]
        response = response_of(self._kind, self._request["model"], [said], [reply])
        return Streamed(response, chunks_of(response, said, reply, self._formatting))

    def _said(self, answer: dict[str, Any], streamed: bool = False) -> Said:
        raise_if_failed(answer["reply"])
        try:
            return said_in(answer["reply"], self._formatting, streamed)
        except ReplyRefused as refused:
            declared = refused.declared_at(answer.get("declaredAt"))
            connected().reject(answer["callId"], declared.dspex)
            raise declared from None
