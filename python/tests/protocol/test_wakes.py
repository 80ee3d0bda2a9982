"""A thread that waits for Node is let go at any moment of its wait, the moment between asking and waiting included."""

from __future__ import annotations

import contextlib
import socket
import threading
import unittest
from collections.abc import Callable, Iterator
from typing import Any

from dspex_bridge.dspy_door.stop import Stop, Stopped
from dspex_bridge.protocol.peer import Peer
from dspex_bridge.protocol.wire import Wire

_HANGS = 20


class Wakes(unittest.TestCase):
    """Of a peer whose other side never answers, unless a test does it."""

    def setUp(self) -> None:
        self.when_sent: Callable[[], object] = lambda: None
        mine, self.theirs = socket.socketpair()
        self.addCleanup(mine.close)
        self.addCleanup(self.theirs.close)
        self.peer = Peer(Wire(mine, self.sending), lambda _: None)
        self.stop = Stop(self.peer)

    @contextlib.contextmanager
    def sending(self) -> Iterator[None]:
        """Around each message of the peer."""
        yield
        self.when_sent()

    def raised(self, wait: Callable[[], object]) -> BaseException | None:
        """What a wait ends with, on a thread of its own."""
        raised: list[BaseException | None] = []

        def run() -> None:
            try:
                with self.stop.waiting():
                    wait()
                raised.append(None)
            except BaseException as error:
                raised.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(_HANGS)
        self.assertEqual(len(raised), 1, "it waits for ever")
        return raised[0]

    def ask(self) -> Any:
        """A request that is waited for."""
        return self.peer.request("call_tool", {})

    def ask_heard(self) -> Any:
        """The same, with what is told before its answer."""
        return list(self.peer.request_heard("lm_answer", {}))

    def test_a_stop_between_asking_and_waiting_ends_the_wait(self) -> None:
        for ask in (self.ask, self.ask_heard):
            with self.subTest(ask.__name__):
                self.stop = Stop(self.peer)
                self.when_sent = self.stop.ask
                self.assertIsInstance(self.raised(ask), Stopped)

    def test_a_stop_that_comes_with_the_answer_is_not_lost(self) -> None:
        def answer() -> None:
            self.peer._answered(1, {"result": {}})
            self.stop.ask()

        self.when_sent = answer
        self.assertIsInstance(self.raised(self.ask), Stopped)

    def test_a_stop_after_the_wait_is_met_at_the_next(self) -> None:
        self.when_sent = lambda: self.peer._answered(1, {"result": {}})
        self.assertIsNone(self.raised(self.ask))
        self.stop.ask()
        self.when_sent = lambda: self.fail("it asks for more")
        self.assertIsInstance(self.raised(self.ask), Stopped)


if __name__ == "__main__":
    unittest.main()
