"""Where programs stand: fails when a coroutine that goes on while it is looked at is told of twice."""

from __future__ import annotations

import asyncio
import linecache
import threading
import unittest
from typing import Any
from unittest import mock

from dspex_bridge.child.where import stacks
from dspex_bridge.tasks.tasks import Tasks


class Where(unittest.TestCase):
    """A coroutine on the event loop of a process."""

    def test_a_coroutine_that_comes_to_wait_while_stacks_are_read_is_told_of_once(self) -> None:
        tasks, runs, may_wait, waits = Tasks(), threading.Event(), threading.Event(), threading.Event()
        over = asyncio.Event()

        async def program() -> None:
            runs.set()
            may_wait.wait(30)
            asyncio.get_running_loop().call_soon(waits.set)
            await over.wait()

        check = linecache.checkcache

        def until_it_waits(*args: Any) -> None:
            may_wait.set()
            waits.wait(30)
            check(*args)

        future = tasks.event_loop.submit(program())
        self.addCleanup(tasks.event_loop.close)
        self.assertTrue(runs.wait(30))
        # Files are looked at while a stack is read, and meanwhile others go on.
        with mock.patch("linecache.checkcache", until_it_waits):
            told = [one["stack"] or "" for one in stacks(tasks, {})]
        self.assertEqual(["in program" in stack for stack in told], [True], "\n=====\n".join(told))
        tasks.event_loop.loop.call_soon_threadsafe(over.set)  # type: ignore[union-attr]
        future.result(30)


if __name__ == "__main__":
    unittest.main()
