"""A cancel may come at any step: fails when a request is then answered by nothing, or twice, or when main ends with it."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import unittest
import unittest.mock
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from dspex_bridge.child.run_command import refuse_cancelled, run_command
from dspex_bridge.tasks.task import Task
from dspex_bridge.tasks.tasks import Tasks

#: Without `interruptions.py`: between two steps of a `with` Python never interrupts a thread, but a trace function does.
_OURS = ("tasks/tasks.py", "tasks/task.py", "tasks/request_threads.py", "child/run_command.py", "protocol/params.py")


class Answers:
    """What a peer is asked to send."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def answer(self, request_id: Any, result: Any) -> None:
        self.sent.append((request_id, result))

    def refuse(self, request_id: Any, code: int, _: str) -> None:
        self.sent.append((request_id, code))


class Stepping:
    """Calls a function at one of the opcodes of our own code on a thread, counted from the first."""

    def __init__(self, at: int, call: Callable[[], None]) -> None:
        self.at, self.call = at, call
        self.steps = 0
        self.is_over = False

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_filename.endswith(_OURS):
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            self.steps += 1
            if self.steps == self.at:
                self.call()
        return self.trace

    @contextlib.contextmanager
    def stepping(self) -> Iterator[None]:
        before = sys.gettrace()
        sys.settrace(self.trace)
        try:
            yield
        finally:
            sys.settrace(before)


class CancelledAnywhere(unittest.TestCase):
    """At each opcode of ours, one after another, until the request is through."""

    def setUp(self) -> None:
        self.addCleanup(signal.signal, signal.SIGUSR1, signal.getsignal(signal.SIGUSR1))

    def test_a_request_on_a_thread_is_answered_once(self) -> None:
        self.at_each_step(on_main=False)

    def test_a_request_on_main_is_answered_once(self) -> None:
        self.at_each_step(on_main=True)

    def at_each_step(self, on_main: bool) -> None:
        at, outcomes = 0, set()
        while True:
            at += 1
            answers, steps = self.cancelled_at(at, on_main)
            with self.subTest(step=at):
                self.assertEqual(len(answers), 1)
                outcomes.add(answers[0][1] if isinstance(answers[0][1], int) else "done")
            if steps < at:
                break
        self.assertEqual(outcomes, {-32800, "done"}, "some came in time, some too late")

    def cancelled_at(self, at: int, on_main: bool) -> tuple[list[Any], int]:
        tasks, peer, context = Tasks(), Answers(), unittest.mock.Mock()
        stepping = Stepping(at, lambda: self.cancel(tasks))
        done = threading.Event()

        def answered(send: Callable[[], None]) -> Callable[[], None]:
            def answer() -> None:
                sys.settrace(None)
                send()
                done.set()

            return answer

        def work() -> Callable[[], None]:
            outcome = run_command(lambda *_: {"pid": 1}, context, 1, "ping", {})
            return answered(lambda: outcome.send(peer, 1))  # type: ignore[arg-type]

        cancelled = answered(lambda: refuse_cancelled(peer, 1))  # type: ignore[arg-type]
        task = Task(1, work, True, cancelled)
        if on_main:
            tasks.start(task)
            tasks.stop()
            with stepping.stepping():
                tasks.run_main()
        else:
            self.run_on_thread(tasks, task, stepping)
            self.assertTrue(done.wait(30), f"no answer when cancelled at step {at}")
        return peer.sent, stepping.steps

    def cancel(self, tasks: Tasks) -> None:
        """As the reader does, which waits where this thread holds the lock."""
        reader = threading.Thread(target=tasks.cancel, args=(1,))
        is_locked = tasks.interruptions._lock.locked()
        reader.start()
        if not is_locked:
            reader.join(30)

    def run_on_thread(self, tasks: Tasks, task: Task, stepping: Stepping) -> None:
        tasks._main_waits, tasks._for_main = True, 1
        before = threading.gettrace()
        threading.settrace(stepping.trace)
        try:
            tasks.start(task)
        finally:
            threading.settrace(before)  # type: ignore[arg-type]
        for thread in [running for _, running in tasks._threads.items()]:
            thread.join(30)


if __name__ == "__main__":
    unittest.main()
