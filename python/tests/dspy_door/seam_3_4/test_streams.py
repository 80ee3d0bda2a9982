"""The pace of a stream: fails when chunks come without their waits, or wait where none was asked for."""

from __future__ import annotations

import asyncio
import json
import unittest
from collections.abc import Iterator
from typing import Any
from unittest import mock

from dspex_bridge.dspy_door import stop
from dspex_bridge.dspy_door.connection import Connection
from dspex_bridge.dspy_door.seam_3_4 import engine
from dspex_bridge.dspy_door.seam_3_4.streams import events_of
from dspy.lm15 import CitationPart, Message, Request, Response, TransportError, Usage, response_to_events

from ...client import message


def answered_by(**functions: Any) -> Any:
    """A connection with these functions, for a while."""
    connection = Connection(**{"ask": mock.Mock(), "ask_async": mock.Mock(), "reject": mock.Mock(), **functions})
    return mock.patch.object(engine, "connected", lambda: connection)


REQUEST = Request(model="openai/m", messages=(Message.user("hi"),))


class Pace(unittest.TestCase):
    """The same for both engines."""

    def streamed(self, **reply: Any) -> tuple[list[str], list[float]]:
        """The texts of the events, and the waits, of both engines: they must be equal."""
        answer = message(text="abc", chunks=["a", "b", "c"], **reply)
        waits: list[float] = []
        with (
            answered_by(ask=lambda _: answer),
            mock.patch.object(engine.adapter_calls, "current", lambda *_: None),
            mock.patch.object(stop.time, "sleep", waits.append),
        ):
            events = list(engine.NodeEngine(None, mock.Mock()).stream(REQUEST))
        slept = asyncio.run(self.streamed_async(answer, [str(type(event)) for event in events]))
        self.assertEqual(waits, slept)
        return [event.delta.text for event in events if hasattr(event, "delta")], waits

    async def streamed_async(self, answer: dict[str, Any], kinds: list[str]) -> list[float]:
        """The waits of the asynchronous engine."""
        waits: list[float] = []

        async def ask(_: Any) -> dict[str, Any]:
            return answer

        async def note(seconds: float) -> None:
            waits.append(seconds)

        with (
            answered_by(ask_async=ask),
            mock.patch.object(engine.adapter_calls, "current", lambda *_: None),
            mock.patch.object(engine.asyncio, "sleep", note),
        ):
            events = [event async for event in engine.AsyncNodeEngine(None, mock.Mock()).stream(REQUEST)]
        self.assertEqual([str(type(event)) for event in events], kinds)
        return waits

    def test_chunks_come_at_once(self) -> None:
        self.assertEqual(self.streamed(), (["a", "b", "c"], []))

    def test_chunks_come_after_one_another(self) -> None:
        self.assertEqual(self.streamed(everyMs=5), (["a", "b", "c"], [0.005, 0.005]))

    def test_chunks_come_as_they_were_recorded(self) -> None:
        self.assertEqual(self.streamed(delaysMs=[20, 0, 3]), (["a", "b", "c"], [0.02, 0.003]))

    def test_pieces_of_text_stand_beside_thoughts_and_tool_calls(self) -> None:
        calls = [{"name": "look", "arguments": {"word": "tea and coffee"}}]
        said = message(text="abc", chunks=["a", "b", "c"], thinking="so it is", toolCalls=calls, finishReason="tool_calls")
        events = list(self.events(said))
        deltas = [event.delta for event in events if hasattr(event, "delta")]
        self.assertEqual("".join(delta.text for delta in deltas if delta.type == "thinking"), "so it is")
        self.assertEqual([delta.text for delta in deltas if delta.type == "text"], ["a", "b", "c"])
        arguments = [delta.input for delta in deltas if delta.type == "tool_call"]
        self.assertGreater(len(arguments), 1)
        self.assertEqual(json.loads("".join(arguments)), {"word": "tea and coffee"})

    def test_a_stream_is_cut_after_so_many_pieces_of_text(self) -> None:
        heard = []
        with self.assertRaises(TransportError):
            for event in self.events(message(text="one two three", thinking="so", cutAfter=2)):
                heard.append(getattr(getattr(event, "delta", None), "text", None))
        self.assertEqual(heard, [None, "so", "one", " two"])

    def test_what_is_no_text_comes_as_dspy_has_it(self) -> None:
        response = Response(
            id=None,
            model="m",
            message=Message(role="assistant", parts=(CitationPart(text="so", url="https://example.test"),)),
            finish_reason="stop",
            usage=Usage(input_tokens=1, output_tokens=1),
        )
        events = [event for _, event in events_of(response, {})]
        self.assertEqual(events, list(response_to_events(response)))
        self.assertIn("CitationDelta", [type(event.delta).__name__ for event in events if hasattr(event, "delta")])

    def test_half_of_a_reply_that_cannot_be_read_yet_says_nothing(self) -> None:
        half = {"callId": "c1", "reply": {"kind": "message"}, "said": {"api": "openai", "text": "{"}}
        whole = message(text="abc")

        def heard(_: Any) -> Iterator[tuple[bool, Any]]:
            yield from ((False, half), (True, whole))

        texts = [event.delta.text for event in self.events(whole, ask_heard=heard) if hasattr(event, "delta")]
        self.assertEqual("".join(texts), "abc")

    def events(self, answer: dict[str, Any], **functions: Any) -> Any:
        """What the engine gives for an answer."""
        answering = answered_by(ask=lambda _: answer, **functions)
        with answering, mock.patch.object(engine.adapter_calls, "current", lambda *_: None):
            yield from engine.NodeEngine(None, mock.Mock()).stream(REQUEST)


if __name__ == "__main__":
    unittest.main()
