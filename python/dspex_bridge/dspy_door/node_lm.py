"""Asks Node for the answer to an LM call, on behalf of the execute that makes it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from ..protocol.node_error import NodeError
from .accounting import Accounting, Tally
from .connection import Heard, HeardAsync
from .current_execute import current_execute, current_session
from .integers import tagged
from .refusal import ReplyRefused
from .stop import check_stop, waiting_for_node

_REPLY_FIELDS = {
    "message": {"text", "fields", "toolCalls", "finishReason", "usage", "model", "chunks"},
    "error": {"status", "message"},
    "fault": {"fault"},
    "embeddings": {"vectors", "usage", "model"},
}

Request = Callable[[str, dict[str, Any]], Heard]
RequestAsync = Callable[[str, dict[str, Any]], HeardAsync]


class NodeLm:
    """Takes an `LmCall`, gives Node's answer, and counts it. A refusal looks final to DSPy, or it is tried again with another adapter."""

    def __init__(self, request: Request, request_async: RequestAsync, accounting: Accounting) -> None:
        self._request = request
        self._request_async = request_async
        self._accounting = accounting

    def ask(self, call: dict[str, Any]) -> dict[str, Any]:
        """Ask, and wait."""
        return [answer for _, answer in self.ask_heard(call)][-1]

    def ask_heard(self, call: dict[str, Any]) -> Heard:
        """The same, with what is known of the answer before it comes."""
        params, is_answered = _params(call), False
        tally = self._accounting.tally_of(params["executeId"])
        with contextlib.closing(self._request("lm_answer", params)) as heard:
            while not is_answered:
                try:
                    with waiting_for_node():
                        is_answered, answer = next(heard)
                except NodeError as error:
                    raise ReplyRefused(error.dspex) from None
                yield is_answered, self._counted(tally, answer) if is_answered else answer

    async def ask_async(self, call: dict[str, Any]) -> dict[str, Any]:
        """Ask, and await."""
        return [answer async for _, answer in self.ask_heard_async(call)][-1]

    async def ask_heard_async(self, call: dict[str, Any]) -> HeardAsync:
        """The same, with what is known of the answer before it comes."""
        params = _params(call)
        tally = self._accounting.tally_of(params["executeId"])
        check_stop()
        try:
            async with contextlib.aclosing(self._request_async("lm_answer", params)) as heard:
                async for is_answered, answer in heard:
                    yield is_answered, self._counted(tally, answer) if is_answered else answer
        except NodeError as error:
            raise ReplyRefused(error.dspex) from None

    def _counted(self, tally: Tally | None, answer: Any) -> dict[str, Any]:
        checked = _checked(answer)
        self._accounting.count(tally, checked["reply"])
        return checked


def _params(call: dict[str, Any]) -> dict[str, Any]:
    return {"executeId": current_execute(), "session": current_session(), "call": tagged(call)}


def _checked(answer: Any) -> dict[str, Any]:
    reply = answer.get("reply") if isinstance(answer, dict) else None
    fields = _REPLY_FIELDS.get(str(reply.get("kind"))) if isinstance(reply, dict) else None
    if fields is None or not fields <= set(reply or ()) or "callId" not in answer:
        raise ReplyRefused(
            {
                "code": "PROTOCOL_ERROR",
                "what": "Node answered an LM call with what is no reply.",
                "why": f"it sent {str(answer)[:200]}",
                "next": "npm ls @dspex/jest-preset",
            }
        )
    return answer  # type: ignore[no-any-return]
