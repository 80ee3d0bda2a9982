"""Calls by litellm's ways: fails when one is asked again that was refused, at once where a client waits, or when a foreign one is taken."""

from __future__ import annotations

import asyncio
import unittest
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import dspy
from dspex_bridge.dspy_door.refusal import ReplyRefused, refused_reply
from dspex_bridge.dspy_door.seam_3_0 import completions, refused_calls, retries, sent_stream
from dspex_bridge.dspy_door.seam_3_0.asked import Asked, Streamed

REFUSED = ReplyRefused(refused_reply("no rule", "none", "write one"))
REQUEST = {"model": "openai/m", "messages": [{"role": "user", "content": "hi"}]}


class Refused(unittest.TestCase):
    """What Node has refused is not asked again in another format."""

    def test_of_a_coroutine_that_waits_for_an_answer_or_for_its_pieces(self) -> None:
        async def ask(_: Any) -> Any:
            raise REFUSED

        async def heard(_: Any) -> AsyncIterator[Any]:
            raise REFUSED
            yield

        async def streamed() -> None:
            async for _ in Asked("chat", REQUEST, None).streamed_async(heard):  # type: ignore[arg-type]
                pass

        for asking in (lambda: Asked("chat", REQUEST, None).response_async(ask), streamed):
            with refused_calls._in_a_chain():
                with self.assertRaises(ReplyRefused):
                    asyncio.run(asking())
                with self.assertRaises(ReplyRefused):
                    refused_calls.refuse_again()


class Retries(unittest.TestCase):
    """As slowly as litellm."""

    def test_wait_longer_each_time(self) -> None:
        waits: list[float] = []
        attempts = mock.Mock(side_effect=[ValueError(), ValueError(), "given"])
        with mock.patch.object(retries, "pause", waits.append):
            self.assertEqual(retries.tried(attempts, 2), "given")
        self.assertEqual(waits, [1, 2])

    def test_of_a_model_that_litellm_does_not_know_are_its_own(self) -> None:
        self.assertFalse(Asked("chat", {**REQUEST, "model": "nobody-knows"}, None).is_by_openais_client)


class Foreign(unittest.TestCase):
    """A call that no LM of DSPy's makes."""

    def test_goes_to_litellm_as_it_is(self) -> None:
        replaced: list[Any] = []
        original, original_async = mock.Mock(__name__="a"), mock.AsyncMock(__name__="b")
        for replace, function in ((completions._replace, original), (completions._replace_async, original_async)):
            replace("chat", SimpleNamespace(get=lambda function=function: function, replace=replaced.append))  # type: ignore[arg-type]
        self.assertIs(replaced[0](REQUEST, 2), original.return_value)
        self.assertIs(asyncio.run(replaced[1](REQUEST, 2)), original_async.return_value)
        original.assert_called_once_with(REQUEST, 2, None)
        original_async.assert_awaited_once_with(REQUEST, 2, None)


class Sent(unittest.TestCase):
    """To whoever listens to a program."""

    def test_chunks_wait_for_one_another_in_a_coroutine_too(self) -> None:
        async def parts() -> AsyncIterator[Streamed]:
            yield Streamed("whole", iter([(0, SimpleNamespace()), (0.02, SimpleNamespace())]))

        stream = SimpleNamespace(send=mock.AsyncMock())
        with dspy.context(send_stream=stream), mock.patch.object(sent_stream.asyncio, "sleep", mock.AsyncMock()) as slept:
            self.assertEqual(asyncio.run(sent_stream.send_async(parts())), "whole")
        self.assertEqual([call.args for call in slept.await_args_list], [(0.02,)])
        self.assertEqual(stream.send.await_count, 2)


if __name__ == "__main__":
    unittest.main()
