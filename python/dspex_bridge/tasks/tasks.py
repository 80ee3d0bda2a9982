"""Which thread runs what: the first request on main, further ones beside it on threads, coroutines on one event loop."""

from __future__ import annotations

import contextlib
import contextvars
import ctypes
import queue
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from .event_loop import LOOP_THREAD, EventLoop

#: Does a request's work and gives what answers it. The thread is free again before the answer is sent: the next request, which the
#: answer sets off, must find main free.
Work = Callable[[], Callable[[], None]]


class Cancelled(BaseException):
    """Raised in the middle of user code; `except Exception` does not stop it."""


class Tasks:
    """A script runs on main; a server runs many at once. This does both: main while it is free, threads beside it.

    What is no execute is short and belongs on main, where a module that calls `dspy.configure` at import must be: it waits there for
    others of its kind. Nothing ever waits for an execute, nor for a main that itself waits for Node.
    """

    def __init__(self, wake: Callable[[int], None] = lambda _: None) -> None:
        self._wake = wake
        self._queue: queue.SimpleQueue[tuple[Any, Work, bool] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._of_main = 0
        self._main_executes = False
        self._main_waits = False
        self._on_main: Any = None
        self._threads: dict[Any, threading.Thread] = {}
        self._ended: list[threading.Thread] = []
        self._futures: dict[Any, Any] = {}
        self._cancel_main: Any = None
        self.event_loop = EventLoop()
        #: Where main runs its work: an attempt's context variables end with it.
        self.context: contextvars.Context | None = None

    @property
    def running(self) -> int:
        """How many requests are under way."""
        return len(self._threads) + self._of_main

    def threads(self) -> list[tuple[Any, int]]:
        """Those that run a request, with its id, and the one of the event loop."""
        on_main = self._on_main
        running: list[tuple[Any, threading.Thread]] = [] if on_main is None else [(on_main, threading.main_thread())]
        loops = [(None, thread) for thread in threading.enumerate() if thread.name == LOOP_THREAD]
        found = [*running, *list(self._threads.items()), *loops]
        return [(request_id, thread.ident) for request_id, thread in found if thread.ident is not None]

    def requests(self) -> set[Any]:
        """The ids of those that are under way."""
        return {*self._threads, *([] if self._on_main is None else [self._on_main])}

    def left_over(self, before: set[Any]) -> list[dict[str, str]]:
        """Requests that began since, beside the one that asks: nobody waits for them any more."""
        others = len(self.requests() - before) - 1
        return [{"kind": "program", "what": f"{others} that nobody waited for"}] if others > 0 else []

    def start(self, request_id: Any, work: Work, is_execute: bool = True) -> None:
        """Run on main when it is free or will be in a moment, otherwise on a thread of its own."""
        with self._lock:
            on_main = self._of_main == 0 or not (self._main_executes or self._main_waits)
            if on_main:
                self._of_main += 1
                self._main_executes = is_execute
                self._queue.put((request_id, work, is_execute))
                return
        self._start_thread(request_id, work)

    def run_main(self) -> None:
        """Main's loop, until `stop`."""
        signal.signal(signal.SIGUSR1, self._on_cancel_signal)
        while (item := self._queue.get()) is not None:
            request_id, work, is_execute = item
            self._on_main = request_id
            answer = work() if self.context is None else self.context.run(work)
            self._on_main = None
            with self._lock:
                self._of_main -= 1
                if is_execute:
                    self._main_executes = False
            answer()

    def join_ended(self) -> set[int]:
        """Wait for the threads of requests that are done; gives the kernel's ids of them."""
        ended, self._ended = self._ended, []
        for thread in ended:
            thread.join()
        return {thread.native_id or 0 for thread in ended}

    def stop(self) -> None:
        """End main's loop after what it is doing."""
        self._queue.put(None)

    @contextlib.contextmanager
    def waiting_for_node(self) -> Iterator[None]:
        """Around a wait for Node: what was to wait for main runs on threads, as Node may need it before it answers."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._let_others_pass()
        try:
            yield
        finally:
            self._main_waits = False

    def run_coroutine(self, request_id: Any, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run on the one event loop of this process: clients that live on a loop can be reused."""
        future = self.event_loop.submit(coroutine)
        self._futures[request_id] = future
        try:
            return future.result()
        finally:
            self._futures.pop(request_id, None)

    def cancel(self, request_id: Any) -> None:
        """Interrupt a request where it stands. C code and a bare `except:` do not yield; Node ends the process then."""
        future = self._futures.get(request_id)
        if future is not None:
            future.cancel()
        if self._on_main == request_id:
            self._cancel_main = request_id
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        thread = self._threads.get(request_id)
        if thread is not None and thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Cancelled))
            # A thread that waits for Node runs no bytecode, and the exception comes with the next one.
            self._wake(thread.ident)

    def _let_others_pass(self) -> None:
        with self._lock:
            self._main_waits = True
            passing = []
            while not self._queue.empty():
                passing.append(self._queue.get())
            self._of_main -= sum(item is not None for item in passing)
        for item in passing:
            if item is None:
                self.stop()
            else:
                self._start_thread(item[0], item[1])

    def _start_thread(self, request_id: Any, work: Work) -> None:
        thread = threading.Thread(target=self._run_on_thread, args=(request_id, work), name=f"dspex-execute-{request_id}", daemon=True)
        self._threads[request_id] = thread
        thread.start()

    def _run_on_thread(self, request_id: Any, work: Work) -> None:
        answer = work()
        self._ended = [thread for thread in self._ended if thread.is_alive()] + [threading.current_thread()]
        self._threads.pop(request_id, None)
        answer()

    def _on_cancel_signal(self, *_: Any) -> None:
        if self._cancel_main is not None and self._on_main == self._cancel_main:
            self._cancel_main = None
            raise Cancelled
