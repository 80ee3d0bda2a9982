"""Ends a program that nobody listens to any more, at its next LM call, piece or tool. It travels as a DSPy setting, as an execute does."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import dspy

from ..protocol.requests import Requests

_STOP = "dspex_stop"


class Stopped(BaseException):
    """Raised where the program asks for something; `except Exception` does not stop it."""


class Stop:
    """Of one program that runs; its threads wait for the answers to `requests`."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._asked = threading.Event()
        self._waiting: set[int] = set()
        self._lock = threading.Lock()
        self._told: list[Callable[[], object]] = []

    @property
    def is_asked(self) -> bool:
        """True from `ask` on."""
        return self._asked.is_set()

    def ask(self) -> None:
        """From now on the program gets nothing more."""
        with self._lock:
            self._asked.set()
        for tell in self._told:
            tell()
        for thread in list(self._waiting):
            self._requests.wake(thread, Stopped())

    def when_asked(self, tell: Callable[[], object]) -> None:
        """Called when it is asked for; at once where it was."""
        with self._lock:
            self._told.append(tell)
            is_late = self._asked.is_set()
        if is_late:
            tell()

    def check(self) -> None:
        """Raises where it was asked for."""
        if self._asked.is_set():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Raises where it is asked for meanwhile."""
        self._asked.wait(seconds)
        self.check()

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Around a wait of this thread for Node."""
        ident = threading.get_ident()
        self._waiting.add(ident)
        try:
            self.check()
            with self._requests.checked(self.check):
                yield
        finally:
            self._waiting.discard(ident)
        self.check()


def stop_settings(stop: Stop) -> dict[str, Stop]:
    """For `dspy.context`."""
    return {_STOP: stop}


def current_stop() -> Stop | None:
    """Of the program that the calling code belongs to; None where nobody may stop it."""
    return dspy.settings.get(_STOP)  # type: ignore[no-any-return]


def check_stop() -> None:
    """Raises where the program of the calling code is to end."""
    stop = current_stop()
    if stop is not None:
        stop.check()


def pause(seconds: float) -> None:
    """Wait, unless the program is to end meanwhile."""
    stop = current_stop()
    if stop is not None:
        stop.sleep(seconds)
    elif seconds > 0:
        time.sleep(seconds)


def waiting_for_node() -> contextlib.AbstractContextManager[None]:
    """Around a wait of the calling thread for Node."""
    stop = current_stop()
    return contextlib.nullcontext() if stop is None else stop.waiting()
