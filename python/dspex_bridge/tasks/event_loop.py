"""The one event loop of a process: clients that live on a loop can be reused by the next coroutine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

LOOP_THREAD = "dspex-event-loop"
_SETTLING_SECONDS = 0.2
DESCRIPTORS = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"

#: A descriptor's number, and the file it leads to.
Descriptor = tuple[int, int]


class EventLoop:
    """Opened by the first coroutine, on a thread of its own; closed where the process is copied, as a copy would have no such thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        #: What the loop itself keeps open.
        self.descriptors: frozenset[Descriptor] = frozenset()

    def submit(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Start a coroutine; gives its `concurrent.futures.Future`."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._open())

    def tasks(self) -> frozenset[asyncio.Task[Any]]:
        """What is on it."""
        return frozenset() if self.loop is None else frozenset(asyncio.all_tasks(self.loop))

    def left(self) -> list[str]:
        """What goes on there that no descriptor and no thread tells of."""
        loop: Any = self.loop
        timers = [timer for timer in getattr(loop, "_scheduled", ()) if not timer.cancelled()]
        tasks = [f"a task on the event loop ({getattr(task.get_coro(), '__qualname__', task.get_name())})" for task in self.tasks()]
        return [*tasks, *(["a timer on the event loop"] if timers and not tasks else [])]

    def threads(self) -> list[threading.Thread]:
        """Its own, and those of its pool where none of them works."""
        pool = _idle_pool_of(self.loop)
        return [*([] if self._thread is None else [self._thread]), *(() if pool is None else pool._threads)]

    def close(self) -> set[int]:
        """The next coroutine opens another. Gives the kernel's ids of the threads that have ended with it."""
        with self._lock:
            ended, loop, pool = self.threads(), self.loop, _idle_pool_of(self.loop)
            if loop is None or self._thread is None:
                return set()
            self.loop = None
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join()
            if pool is not None:
                pool.shutdown()
            loop.close()
            self._thread, self.descriptors = None, frozenset()
            return {thread.native_id or 0 for thread in ended}

    def _open(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self.loop is None:
                before = open_descriptors()
                loop = asyncio.new_event_loop()
                self.descriptors = open_descriptors() - before
                self.loop = loop
                self._thread = threading.Thread(target=self._run, args=(loop,), name=LOOP_THREAD, daemon=True)
                self._thread.start()
            return self.loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """A program that stops the loop stops its own work: the next one needs it."""
        while self.loop is loop and not loop.is_closed():
            loop.run_forever()


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


def _idle_pool_of(loop: Any) -> ThreadPoolExecutor | None:
    """The loop's own, of `asyncio.to_thread` and the like; None where one of its threads works, or where the user has set another."""
    pool: Any = getattr(loop, "_default_executor", None)
    if type(pool) is not ThreadPoolExecutor or pool._thread_name_prefix != "asyncio":
        return None
    return pool if _becomes_idle(pool) else None


def _becomes_idle(pool: Any) -> bool:
    """A thread gives its result away a moment before it waits for more."""
    until = time.monotonic() + _SETTLING_SECONDS
    while pool._idle_semaphore._value < len(pool._threads) or not pool._work_queue.empty():
        if time.monotonic() > until:
            return False
        time.sleep(0.0002)
    return True


def open_descriptors() -> frozenset[Descriptor]:
    """Those of this process."""
    found = set()
    for fd in map(int, os.listdir(DESCRIPTORS)):
        with contextlib.suppress(OSError):  # The one that the list was read through.
            found.add((fd, os.fstat(fd).st_ino))
    return frozenset(found)
