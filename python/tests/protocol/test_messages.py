"""Messages that are not what they should be, and answers that nobody waits for: fails when one ends a process, or is an error of Python's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import unittest
from collections.abc import Iterator

from dspex_bridge.protocol.errors import BadParams
from dspex_bridge.protocol.node_error import NodeError
from dspex_bridge.protocol.params import check_params
from dspex_bridge.protocol.peer import Peer
from dspex_bridge.protocol.wire import Wire


class Messages(unittest.TestCase):
    """Of the other side, which a test stands for."""

    def setUp(self) -> None:
        mine, theirs = socket.socketpair()
        self.addCleanup(mine.close)
        self.addCleanup(theirs.close)
        self.is_answered_empty = False
        self.peer, self.node = Peer(Wire(mine, self.sending), lambda _: None), Wire(theirs)

    @contextlib.contextmanager
    def sending(self) -> Iterator[None]:
        """Around each message of the peer."""
        yield
        if self.is_answered_empty:
            self.peer._answered(1, {"id": 1})

    def test_parameters_that_are_no_object_are_refused_with_what_they_are(self) -> None:
        with self.assertRaisesRegex(BadParams, "an object is wanted, not list"):
            check_params("ping", [1])

    def test_an_answer_with_neither_a_result_nor_an_error_is_a_typed_error(self) -> None:
        self.is_answered_empty = True
        with self.assertRaisesRegex(NodeError, "neither a result nor an error") as caught:
            self.peer.request("call_tool", {})
        self.assertEqual(caught.exception.dspex["code"], "PROTOCOL_ERROR")

    def test_a_coroutine_that_is_cancelled_while_it_waits_gives_its_answer_up(self) -> None:
        async def impatient() -> None:
            asking = asyncio.create_task(self.peer.request_async("lm_answer", {}))
            await asyncio.sleep(0)
            asking.cancel()
            await asyncio.wait([asking])

        asyncio.run(impatient())
        asked, given_up = self.node.read(), self.node.read()
        assert asked is not None and given_up is not None
        self.assertEqual((given_up["method"], given_up["params"]), ("lm_given_up", {"ask": asked["id"]}))


if __name__ == "__main__":
    unittest.main()
