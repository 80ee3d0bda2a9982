"""The one event loop of a process: clients that live on a loop can be reused by the next coroutine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Coroutine
from typing import Any

LOOP_THREAD = "dspex-event-loop"
DESCRIPTORS = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"

#: A descriptor's number, and the file it leads to.
Descriptor = tuple[int, int]


class EventLoop:
    """Opened by the first coroutine, on a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.loop: asyncio.AbstractEventLoop | None = None
        #: What the loop itself keeps open.
        self.descriptors: frozenset[Descriptor] = frozenset()

    def submit(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Start a coroutine; gives its `concurrent.futures.Future`."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._open())

    def tasks(self) -> frozenset[asyncio.Task[Any]]:
        """What is on it."""
        return frozenset() if self.loop is None else frozenset(asyncio.all_tasks(self.loop))

    def _open(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self.loop is None:
                before = open_descriptors()
                loop = asyncio.new_event_loop()
                self.descriptors = open_descriptors() - before
                threading.Thread(target=_run_for_good, args=(loop,), name=LOOP_THREAD, daemon=True).start()
                self.loop = loop
            return self.loop


class Raised:
    """What a coroutine of the user's raised where it was cancelled: of that a future knows neither text nor place."""

    def __init__(self) -> None:
        self.cancelled: BaseException = asyncio.CancelledError()

    async def kept(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """The same coroutine."""
        try:
            return await coroutine
        except asyncio.CancelledError as error:
            self.cancelled = error
            raise


def _run_for_good(loop: asyncio.AbstractEventLoop) -> None:
    """A program that stops the loop stops its own work: the next one needs it."""
    while not loop.is_closed():
        loop.run_forever()


def open_descriptors() -> frozenset[Descriptor]:
    """Those of this process."""
    found = set()
    for fd in map(int, os.listdir(DESCRIPTORS)):
        with contextlib.suppress(OSError):  # The one that the list was read through.
            found.add((fd, os.fstat(fd).st_ino))
    return frozenset(found)
