"""Which thread runs what: the first request on main, further ones beside it on threads, coroutines on one event loop."""

from __future__ import annotations

import contextlib
import contextvars
import queue
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import CancelledError
from functools import partial
from typing import Any

from .event_loop import LOOP_THREAD, EventLoop, Raised
from .interruptions import Cancelled, Interruptions, raise_in_thread
from .request_threads import RequestThreads
from .task import Followers, Task


class Tasks:
    """A script runs on main; a server runs many at once. This does both: main while it is free, threads beside it.

    What is no execute is short and belongs on main, where a module that calls `dspy.configure` at import must be: it waits there for
    others of its kind. Nothing ever waits for an execute, nor for a main that itself waits for Node.
    """

    def __init__(self, interruptions: Interruptions | None = None, wake: Callable[[int], bool] = lambda _: False) -> None:
        """`wake`: ends the wait of a thread for Node with `Cancelled`; False where it does not wait."""
        self.interruptions = interruptions or Interruptions()
        self.event_loop = EventLoop()
        #: Where main runs its work: an attempt's context variables end with it.
        self.context: contextvars.Context | None = None
        self._wake = wake
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        #: How many wait for main or run on it, and of what kind the latest is.
        self._for_main = 0
        self._main_executes = False
        self._main_waits = False
        self._threads = RequestThreads()
        #: From `start` to the answer.
        self._under_way: set[Any] = set()
        self._followers = Followers()
        #: What each thread waits for on the event loop.
        self._futures: dict[int, Any] = {}

    @property
    def running(self) -> int:
        """How many requests are under way."""
        return len(self._threads) + self._for_main

    def threads(self) -> list[tuple[Any, int]]:
        """Those that run a request, with its id, and the one of the event loop."""
        on_main = self.interruptions.on_main
        running: list[tuple[Any, threading.Thread]] = [] if on_main is None else [(on_main, threading.main_thread())]
        loops = [(None, thread) for thread in threading.enumerate() if thread.name == LOOP_THREAD]
        found = [*running, *self._threads.items(), *loops]
        return [(request_id, thread.ident) for request_id, thread in found if thread.ident is not None]

    def requests(self) -> set[Any]:
        """The ids of those that are under way."""
        return {*self._threads.requests(), self.interruptions.on_main} - {None}

    def left_over(self, before: set[Any]) -> list[dict[str, str]]:
        """Requests that began since, beside the one that asks: nobody waits for them any more."""
        others = len(self.requests() - before) - 1
        return [{"kind": "program", "what": f"{others} that nobody waited for"}] if others > 0 else []

    def start(self, task: Task, follows: str | None = None) -> None:
        """Run where the one that it follows does, right after it; else on main when that is or will be free, or on a thread of its own."""
        self._under_way.add(task.request_id)
        with self._lock:
            if self._followers.has_to_wait(task, follows):
                return
            is_for_main = self._for_main == 0 or not (self._main_executes or self._main_waits)
            if is_for_main:
                self._for_main += 1
                self._main_executes = task.is_execute
                self._queue.put(task)
        if not is_for_main:
            self._start_thread(task)

    def run_main(self) -> None:
        """Main's loop, until `stop`."""
        self.interruptions.listen()
        while (task := self._queue.get()) is not None:
            _run_with_followers(self._run_on_main, task)

    def join_ended(self) -> set[int]:
        """Wait for the threads of requests that are done, or were cancelled; gives the kernel's ids of them."""
        return self._threads.join_ended() | self.interruptions.join_ended()

    def stop(self) -> None:
        """End main's loop after what it is doing."""
        self._queue.put(None)

    @contextlib.contextmanager
    def waiting_for_node(self) -> Iterator[None]:
        """Around a wait for Node: what was to wait for main runs on threads, as Node may need it before it answers."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        try:
            # Whole: what is taken out of the queue must be started.
            with self.interruptions.held_back():
                self._let_others_pass()
            yield
        finally:
            self._main_waits = False

    def run_coroutine(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run on the event loop, and wait. Whoever is interrupted meanwhile cancels it."""
        ident, raised = threading.get_ident(), Raised()
        future = self._futures[ident] = self.event_loop.submit(raised.kept(coroutine))
        try:
            return future.result()
        except CancelledError:
            if self.interruptions.is_asked(ident):
                raise Cancelled from None
            raise raised.cancelled from None
        finally:
            self._futures.pop(ident, None)
            future.cancel()

    def cancel(self, request_id: Any) -> None:
        """Interrupt a request where it stands."""
        if request_id in self._under_way:
            self.interruptions.ask(request_id, self._interrupt_thread)

    def _interrupt_thread(self, ident: int) -> None:
        """One that waits runs no bytecode, with which an exception would come: its wait ends."""
        future = self._futures.get(ident)
        is_woken = (future is not None and future.cancel()) or self._wake(ident)
        if not is_woken:
            raise_in_thread(ident)

    def _work_on_main(self, task: Task) -> Callable[[], None]:
        return self._worked(task) if self.context is None else self.context.run(self._worked, task)

    def _worked(self, task: Task) -> Callable[[], None]:
        """Never raises: a cancel may come with the last step of the work, or before its first."""
        try:
            self.interruptions.allow(task.request_id)
            answer = task.work()
            self.interruptions.forbid(task.request_id)
        except Cancelled:
            self.interruptions.forbid(task.request_id)
            return task.cancelled
        return answer

    def _run_on_main(self, task: Task) -> Task | None:
        """Gives the one that comes after it."""
        self.interruptions.on_main = task.request_id
        answer = self._work_on_main(task)
        self.interruptions.on_main = None
        self._forget(task)
        with self._lock:
            follower = self._followers.after(task)
            if follower is None:
                self._for_main -= 1
                if task.is_execute:
                    self._main_executes = False
        answer()
        return follower

    def _forget(self, task: Task) -> None:
        self._under_way.discard(task.request_id)
        self.interruptions.forget(task.request_id)

    def _let_others_pass(self) -> None:
        with self._lock:
            self._main_waits = True
            passing = []
            while not self._queue.empty():
                passing.append(self._queue.get())
            self._for_main -= sum(task is not None for task in passing)
        for task in passing:
            if task is None:
                self.stop()
            else:
                self._start_thread(task)

    def _start_thread(self, task: Task) -> None:
        self._threads.start(task.request_id, partial(_run_with_followers, self._run_on_thread, task))

    def _run_on_thread(self, task: Task) -> Task | None:
        """Gives the one that comes after it."""
        answer = self._worked(task)
        self._forget(task)
        with self._lock:
            follower = self._followers.after(task)
        self._threads.goes_on(task.request_id, None if follower is None else follower.request_id)
        answer()
        return follower


def _run_with_followers(run: Callable[[Task], Task | None], task: Task) -> None:
    """`run` gives the one that comes after."""
    while (task := run(task)) is not None:  # type: ignore[assignment]
        pass
