"""Interrupts code where it stands: main by a signal, a thread by an exception that Python raises in it."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
from collections.abc import Iterator
from typing import Any


class Cancelled(BaseException):
    """Raised in the middle of user code; `except Exception` does not stop it."""


class Interruptions:
    """Knows which request main runs, and what must not be interrupted. C code and a bare `except:` do not yield; Node ends the process
    then."""

    def __init__(self) -> None:
        #: The id of the request that main runs.
        self.on_main: Any = None
        self._asked: Any = None
        self._held = 0

    def listen(self) -> None:
        """On main, before it runs anything."""
        signal.signal(signal.SIGUSR1, self._on_signal)

    def interrupt_main(self, request_id: Any) -> None:
        """Raise `Cancelled` on main, if it still runs this request when the signal comes."""
        self._asked = request_id
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    @contextlib.contextmanager
    def held_back(self) -> Iterator[None]:
        """Around what must happen whole, such as a message: main is interrupted right after it, not in the middle. A thread is never
        interrupted inside of a call into C, which sending is."""
        if threading.current_thread() is not threading.main_thread():
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
        if self._asked is not None and self.on_main == self._asked:
            self._asked = None
            raise Cancelled


def interrupt_thread(ident: int) -> None:
    """Raise `Cancelled` with the next bytecode that the thread runs."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(Cancelled))
