"""What a test may have changed in its process and can be put back: environment, directory, paths, hooks, logging, warnings, signals, …"""

from __future__ import annotations

import gc
import importlib
import locale
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

from .environment_state import Environment
from .kept_state import MAIN_ALONE, Keeper, Settings, State, attribute, contents
from .logging_state import Logging

#: Without the translation to an enumeration, which costs more than all the rest of a reset.
_raw_getsignal: Callable[[int], Any] = importlib.import_module("_signal").getsignal


class Signals:
    """Handlers and timers. Only the main thread may set them."""

    name = "the handler of signal"
    learns_from_imports = True
    authors = MAIN_ALONE
    _NUMBERS = tuple(number for number in signal.valid_signals() if number not in (signal.SIGKILL, signal.SIGSTOP))

    def capture(self) -> State:
        """By number."""
        return {number: _raw_getsignal(number) for number in self._NUMBERS}

    def restore(self, saved: State) -> None:
        """A handler that was installed by C code is not Python's to put back."""
        if threading.current_thread() is not threading.main_thread():
            return
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in saved.items():
            if handler is not None and _raw_getsignal(number) is not handler:
                signal.signal(number, handler)


class RandomState:
    """`random`, and numpy's and torch's global generators where they are imported."""

    name = "the random numbers of"
    learns_from_imports = False
    authors = None

    def capture(self) -> State:
        """Their whole states."""
        state: State = {"random": random.getstate()}
        if "numpy" in sys.modules:
            state["numpy"] = sys.modules["numpy"].random.get_state()
        if "torch" in sys.modules:
            state["torch"] = sys.modules["torch"].get_rng_state()
        return state

    def restore(self, saved: State) -> None:
        """Without a comparison: it costs what writing does."""
        random.setstate(saved["random"])
        if "numpy" in saved:
            sys.modules["numpy"].random.set_state(saved["numpy"])
        if "torch" in saved:
            sys.modules["torch"].set_rng_state(saved["torch"])


def _umask() -> int:
    # There is no way to only read it. The strict value is for a file that another thread makes meanwhile.
    now = os.umask(0o077)
    os.umask(now)
    return now


def _set_warning_filters(filters: Any) -> None:
    warnings.filters[:] = list(filters)  # type: ignore[index]
    # What was shown once may be shown again: modules remember by the version of the filters.
    warnings.simplefilter("default")
    warnings.filters[:] = list(filters)  # type: ignore[index]


def _hooks() -> Settings:
    names = ("stdin", "stdout", "stderr", "excepthook", "unraisablehook", "displayhook", "breakpointhook", "dont_write_bytecode")
    return Settings(
        "Python's",
        {
            **{f"sys.{name}": attribute(sys, name) for name in names},
            **{f"sys.{name}": contents(sys, name) for name in ("path", "argv", "meta_path", "path_hooks")},
            "threading.excepthook": attribute(threading, "excepthook"),
            "tempfile.tempdir": attribute(tempfile, "tempdir"),
            "warnings.showwarning": attribute(warnings, "showwarning"),
            "warnings.filters": (lambda: tuple(warnings.filters), _set_warning_filters),
            "gc": (gc.isenabled, lambda on: gc.enable() if on else gc.disable()),
            "recursion limit": (sys.getrecursionlimit, sys.setrecursionlimit),
            "socket timeout": (socket.getdefaulttimeout, socket.setdefaulttimeout),
            "locale": (lambda: locale.setlocale(locale.LC_ALL), lambda name: locale.setlocale(locale.LC_ALL, name)),
            "umask": (_umask, os.umask),
            "directory": (_directory, os.chdir),
            # After the environment, which names it.
            "time zone": (lambda: (time.timezone, time.altzone, time.daylight, *time.tzname), lambda _: time.tzset()),
        },
    )


def _directory() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None


def keepers() -> list[Keeper]:
    """In the order in which they are put back."""
    return [Environment(), _hooks(), Logging(), Signals(), RandomState()]
