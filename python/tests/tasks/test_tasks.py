"""Requests beside one another in one process: fails when one waits for what waits for it, or when a cancel is lost or comes twice."""

from __future__ import annotations

import asyncio
import queue
import signal
import threading
import unittest
from collections.abc import Callable
from typing import Any

from dspex_bridge.tasks.task import Task
from dspex_bridge.tasks.tasks import Tasks

_HANGS = 20


class Beside(unittest.TestCase):
    """An execute waits for main, which runs nothing yet: what comes then runs on threads."""

    def setUp(self) -> None:
        self.tasks = Tasks()
        self.said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.tasks.start(Task("main", lambda: lambda: None))

    def say(self, word: str) -> Callable[[], None]:
        return lambda: self.said.put(word)

    def heard(self) -> str:
        return self.said.get(timeout=_HANGS)

    def start(self, request: str, work: Callable[[], Any], follows: str | None = None) -> None:
        def begun() -> Callable[[], None]:
            self.said.put(f"{request} begins")
            work()
            return self.say(f"{request} is done")

        self.tasks.start(Task(request, begun, True, self.say(f"{request} is cancelled"), request), follows)

    def test_code_that_waits_for_nothing_is_cancelled(self) -> None:
        def spin() -> None:
            while True:
                len(threading.enumerate())

        self.start("one", spin)
        self.assertEqual(self.heard(), "one begins")
        self.tasks.cancel("one")
        self.assertEqual(self.heard(), "one is cancelled")

    def test_a_coroutine_that_is_waited_for_is_cancelled(self) -> None:
        self.addCleanup(self.tasks.event_loop.close)
        self.start("one", lambda: self.tasks.run_coroutine(asyncio.sleep(600)))
        self.assertEqual(self.heard(), "one begins")
        while not self.tasks.event_loop.tasks():
            pass
        self.tasks.cancel("one")
        self.assertEqual(self.heard(), "one is cancelled")

    def test_a_cancel_that_is_asked_for_again_interrupts_once(self) -> None:
        interrupted: list[int] = []
        release = threading.Event()
        self.start("one", lambda: release.wait(_HANGS))
        self.assertEqual(self.heard(), "one begins")
        for _ in range(2):
            self.tasks.interruptions.ask("one", interrupted.append)
        release.set()
        self.assertEqual((self.heard(), len(interrupted)), ("one is done", 1))

    def test_what_follows_another_runs_on_its_thread_when_that_is_done(self) -> None:
        release, threads = threading.Event(), []
        self.start("one", lambda: (release.wait(_HANGS), threads.append(threading.get_ident())))
        self.assertEqual(self.heard(), "one begins")
        self.start("two", lambda: threads.append(threading.get_ident()), follows="one")
        release.set()
        self.assertEqual([self.heard() for _ in range(3)], ["one is done", "two begins", "two is done"])
        self.assertEqual((len(threads), len(set(threads))), (2, 1))


class OnMain(unittest.TestCase):
    """This test's main thread is that of a child."""

    def test_what_waits_for_main_runs_beside_it_while_main_waits_for_node(self) -> None:
        tasks, done = Tasks(), threading.Event()

        def work() -> Callable[[], None]:
            # Short, as this is: it waits for main.
            tasks.start(Task(2, lambda: done.set, False))
            with tasks.waiting_for_node():
                self.assertTrue(done.wait(_HANGS), "main waits for Node, and Node for what waits for main")
            return tasks.stop

        self.addCleanup(signal.signal, signal.SIGUSR1, signal.getsignal(signal.SIGUSR1))
        tasks.start(Task(1, work, False))
        tasks.run_main()


if __name__ == "__main__":
    unittest.main()
