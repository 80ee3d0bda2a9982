"""A cancel and the messages that are under way: fails when one is torn in two, when it is lost, or when main ends with it."""

from __future__ import annotations

import signal
import socket
import threading
import unittest
from collections.abc import Callable
from typing import Any

from dspex_bridge.protocol.wire import Wire
from dspex_bridge.tasks.interruptions import Cancelled
from dspex_bridge.tasks.task import Task
from dspex_bridge.tasks.tasks import Tasks

#: More than any buffer between two sockets holds.
LONG = "x" * 8_000_000


class CancelledMain(unittest.TestCase):
    """This test's main thread is that of a child: signals come to it alone."""

    def setUp(self) -> None:
        before = signal.getsignal(signal.SIGUSR1)
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        self.ours, self.theirs = socket.socketpair()
        self.addCleanup(self.ours.close)
        self.addCleanup(self.theirs.close)
        self.tasks = Tasks()
        self.wire = Wire(self.ours, self.tasks.interruptions.held_back)
        self.answers: list[str] = []

    def run_one(self, work: Callable[[], Any]) -> None:
        """As the service does: `work` may be cancelled, and then its answer says so."""

        def caught() -> Callable[[], None]:
            try:
                work()
            except Cancelled:
                return lambda: self.answers.append("cancelled")
            return lambda: self.answers.append("done")

        self.tasks.start(Task(1, caught))
        self.tasks.stop()
        self.tasks.run_main()

    def test_a_message_that_is_half_sent_is_sent_whole(self) -> None:
        read: list[Any] = []

        def cancel_and_read() -> None:
            # Main is inside of send: what it wrote so far has come, and there is no room for the rest.
            self.theirs.recv(1, socket.MSG_PEEK)
            self.tasks.cancel(1)
            wire = Wire(self.theirs)
            read.extend([wire.read(), wire.read()])

        other = threading.Thread(target=cancel_and_read)
        other.start()
        self.run_one(lambda: self.wire.write({"method": "lm_answer", "params": LONG}))
        self.wire.write({"id": 1, "error": "cancelled"})
        other.join(30)
        self.assertEqual([len(message.get("params", "")) if message else None for message in read], [len(LONG), 0])
        self.assertEqual(self.answers, ["cancelled"], "it is cancelled right after the message")

    def test_a_cancel_that_comes_when_the_work_is_done_ends_nothing(self) -> None:
        after: list[str] = []
        self.tasks.start(Task(1, lambda: lambda: self.tasks.cancel(1)))
        self.tasks.start(Task(2, lambda: lambda: after.append("next"), False))
        self.tasks.stop()
        self.tasks.run_main()
        self.assertEqual(after, ["next"])

    def test_waiting_is_interrupted(self) -> None:
        never = threading.Event()
        begun = threading.Event()

        def cancel() -> None:
            begun.wait(30)
            self.tasks.cancel(1)

        threading.Thread(target=cancel).start()

        def work() -> None:
            begun.set()
            never.wait(30)

        self.run_one(work)
        self.assertEqual(self.answers, ["cancelled"])


if __name__ == "__main__":
    unittest.main()
