"""Interrupts code where it stands: main by a signal, a thread by an exception that Python raises in it."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
from collections.abc import Callable, Iterator
from time import sleep
from typing import Any

_SIGNAL_AGAIN_S = 0.01


class Cancelled(BaseException):
    """Raised in the middle of user code; `except Exception` does not stop it."""


class Interruptions:
    """Knows which requests may be interrupted now: those that run code of the user's, from `allow` to `forbid`. Each is interrupted once.
    C code and a bare `except:` do not yield; Node ends the process then."""

    def __init__(self) -> None:
        #: The id of the request that main runs, code of ours before and after the user's included.
        self.on_main: Any = None
        self._lock = threading.Lock()
        #: The thread that each request may be interrupted on.
        self._allowed: dict[Any, int] = {}
        self._asked: set[Any] = set()
        #: The request that main may be interrupted in. The signal handler reads it, and may wait for no lock.
        self._interruptible: Any = None
        self._held = 0
        #: It signals main until that has heard.
        self._signalling: threading.Thread | None = None

    def listen(self) -> None:
        """On main, before it runs anything."""
        signal.signal(signal.SIGUSR1, self._on_signal)

    def allow(self, request_id: Any) -> None:
        """From here on, on this thread. Raises where it was asked for already."""
        with self._lock:
            if request_id in self._asked:
                raise Cancelled
            self._allowed[request_id] = threading.get_ident()
        if _is_main():
            self._interruptible = request_id

    def forbid(self, request_id: Any) -> None:
        """Until here. What was asked for and has not come yet comes now, or not at all."""
        if _is_main():
            self._interruptible = None
        with self._lock:
            self._allowed.pop(request_id, None)
        # Taken back it would be in no thread, and still in Python's mind: 3.11 would then trace a line for ever.
        for _ in range(2):
            _meet_what_was_raised()

    def ask(self, request_id: Any, in_thread: Callable[[int], None]) -> None:
        """Interrupt a request, now or as soon as it may be. `in_thread`: how that is done on another thread than main."""
        with self._lock:
            if request_id in self._asked:
                return
            self._asked.add(request_id)
            ident = self._allowed.get(request_id)
            if ident is None:
                return
            if ident == threading.main_thread().ident:
                self._signalling = threading.Thread(target=self._signal_main, args=(request_id,), name="dspex-cancel", daemon=True)
                self._signalling.start()
            else:
                in_thread(ident)

    def _signal_main(self, request_id: Any) -> None:
        """Until main has heard it: a signal that comes just before main begins to wait for a lock does not end that wait."""
        while request_id in self._allowed and request_id in self._asked:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
            sleep(_SIGNAL_AGAIN_S)

    def join_ended(self) -> set[int]:
        """Wait for what has signalled main, which is free now; gives the kernel's id of it."""
        ended, self._signalling = self._signalling, None
        if ended is None:
            return set()
        ended.join()
        return {ended.native_id or 0}

    def is_asked(self, ident: int) -> bool:
        """True where what this thread runs is to be interrupted."""
        return any(thread == ident and request_id in self._asked for request_id, thread in list(self._allowed.items()))

    def forget(self, request_id: Any) -> None:
        """It is answered."""
        with self._lock:
            self._asked.discard(request_id)

    @contextlib.contextmanager
    def held_back(self) -> Iterator[None]:
        """Around what must happen whole, such as a message: main is interrupted right after it, not in the middle. A thread is never
        interrupted inside of a call into C, which sending is."""
        if not _is_main():
            yield
            return
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        self._raise_if_asked()

    def _on_signal(self, *_: Any) -> None:
        if self._held == 0:
            self._raise_if_asked()

    def _raise_if_asked(self) -> None:
        request_id = self._interruptible
        if request_id is not None and request_id in self._asked:
            self._interruptible = None
            raise Cancelled


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def raise_in_thread(ident: int) -> None:
    """As soon as the thread calls a function of Python's, or runs a loop once more: not while it waits. Until then each line that Python
    3.11 traces on another thread is traced for ever."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(Cancelled))


def _meet_what_was_raised() -> None:
    """Where an exception waits for this thread, it is raised at such a call."""
