"""Counts the LM calls of each execute, and tells Node which one an LM call belongs to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dspy


@dataclass
class Tally:
    """What one execute used."""

    lm_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Executes:
    """Who is calling travels as a DSPy setting: a ContextVar of our own would be lost in Parallel and Evaluate."""

    def __init__(self) -> None:
        self._tallies: dict[str, Tally] = {}
        self._lock = threading.Lock()

    def begin(self, execute_id: str) -> Tally:
        """Start counting."""
        tally = self._tallies[execute_id] = Tally()
        return tally

    def end(self, execute_id: str) -> None:
        """Stop counting."""
        self._tallies.pop(execute_id, None)

    def asking(self, request: Callable[[str, dict[str, Any]], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """A function that asks Node and counts."""

        def ask(call: dict[str, Any]) -> dict[str, Any]:
            params = self._params(call)
            return self._counted(params["executeId"], _checked(self._raising(request, params)))

        return ask

    def naming(self, notify: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], None]:
        """A function that tells Node of a typed error, and in which execute it was raised."""

        def tell(error: dict[str, Any]) -> None:
            notify({"executeId": dspy.settings.get("dspex_execute"), "error": error})

        return tell

    def asking_async(self, request: Callable[[str, dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
        """The same for coroutines."""

        async def ask(call: dict[str, Any]) -> dict[str, Any]:
            from ..protocol.peer import NodeError
            from .lm_reply import ReplyRefused

            params = self._params(call)
            try:
                answer = await request("lm_answer", params)
            except NodeError as error:
                raise ReplyRefused(error.dspex) from None
            return self._counted(params["executeId"], _checked(answer))

        return ask

    def _raising(self, request: Callable[[str, dict[str, Any]], Any], params: dict[str, Any]) -> dict[str, Any]:
        from ..protocol.peer import NodeError
        from .lm_reply import ReplyRefused

        try:
            answer: dict[str, Any] = request("lm_answer", params)
        except NodeError as error:
            # A miss must look final to DSPy, or it is retried and tried again with another adapter.
            raise ReplyRefused(error.dspex) from None
        return answer

    def _params(self, call: dict[str, Any]) -> dict[str, Any]:
        return {"executeId": dspy.settings.get("dspex_execute"), "session": dspy.settings.get("dspex_session"), "call": call}

    def _counted(self, execute_id: str | None, answer: dict[str, Any]) -> dict[str, Any]:
        tally = self._tallies.get(execute_id or "")
        if tally is not None and answer["reply"]["kind"] == "message":
            usage = answer["reply"]["usage"]
            with self._lock:
                tally.lm_calls += 1
                tally.input_tokens += usage["inputTokens"]
                tally.output_tokens += usage["outputTokens"]
        return answer


_REPLY_FIELDS = {
    "message": {"text", "fields", "toolCalls", "finishReason", "usage", "model", "chunks"},
    "error": {"status", "message"},
    "fault": {"fault"},
    "embeddings": {"vectors", "usage", "model"},
}


def _checked(answer: Any) -> dict[str, Any]:
    reply = answer.get("reply") if isinstance(answer, dict) else None
    fields = _REPLY_FIELDS.get(str(reply.get("kind"))) if isinstance(reply, dict) else None
    if fields is None or not fields <= set(reply or ()) or "callId" not in answer:
        from .lm_reply import ReplyRefused

        raise ReplyRefused(
            {
                "code": "PROTOCOL_ERROR",
                "what": "Node answered an LM call with what is no reply.",
                "why": f"it sent {str(answer)[:200]}",
                "next": "npm ls @dspex/jest-preset",
            }
        )
    return answer  # type: ignore[no-any-return]
