"""Signal handlers, timers, the signals that are blocked, and the handlers of `faulthandler`."""

from __future__ import annotations

import faulthandler
import importlib
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from .import_observer import is_importing
from .kept_state import MAIN_ALONE, State, equals, is_main
from .noted_calls import note_calls
from .writers import Writers

#: Without the translation to an enumeration, which costs more than all the rest of a reset.
_raw_getsignal: Callable[[int], Any] = importlib.import_module("_signal").getsignal
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)


class Signals:
    """Only the main thread may set handlers. Timers go first: one that rings meanwhile would find no handler."""

    name = "signal handlers"
    learns_from_imports = True
    authors = MAIN_ALONE
    _NUMBERS = tuple(number for number in signal.valid_signals() if number not in (signal.SIGKILL, signal.SIGSTOP))

    def capture(self) -> State:
        """By number."""
        return {number: _raw_getsignal(number) for number in self._NUMBERS}

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        return equals(self.capture(), saved)

    def restore(self, saved: State) -> None:
        """A handler that was installed by C code is not Python's to put back."""
        if not is_main(threading.get_ident()):
            return
        for number, handler in saved.items():
            if handler is not None and _raw_getsignal(number) is not handler:
                signal.signal(number, handler)


class Timers:
    """One that ran before goes on, with what it is at now."""

    name = "timers"
    learns_from_imports = True
    authors = None

    def capture(self) -> State:
        """Its interval, for one that runs."""
        return {timer: signal.getitimer(timer)[1] for timer in _TIMERS if signal.getitimer(timer)[0]}

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        return equals(self.capture(), saved)

    def restore(self, saved: State) -> None:
        """Stop those that did not run."""
        for timer in _TIMERS:
            if timer not in saved and signal.getitimer(timer)[0]:
                signal.setitimer(timer, 0)


class BlockedSignals:
    """The mask of the main thread. A signal that waits behind it is the test's, and would find the handlers of the next."""

    name = "blocked signals"
    learns_from_imports = True
    authors = MAIN_ALONE

    def capture(self) -> State:
        """By number, those of this thread, which is main: an import that blocks one has blocked no other."""
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ()) if is_main(threading.get_ident()) else ()
        return dict.fromkeys(blocked, True)

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        return equals(self.capture(), saved)

    def restore(self, saved: State) -> None:
        """Nothing on another thread."""
        if not is_main(threading.get_ident()):
            return
        for number in signal.sigpending() - saved.keys():
            signal.sigwait((number,))
        signal.pthread_sigmask(signal.SIG_SETMASK, saved.keys())


class FaultHandler:
    """Python tells of it only whether it is enabled; which signals and timers it has, whoever calls it knows."""

    name = "faulthandler"
    learns_from_imports = False
    authors = None

    def __init__(self) -> None:
        self._called = Writers()
        for function in ("register", "enable", "disable", "dump_traceback_later"):
            note_calls(faulthandler, function, partial(self._note, function))

    def capture(self) -> State:
        """It writes to standard error, as it does in each process of ours."""
        return {"enabled": faulthandler.is_enabled(), "to": sys.stderr}

    def is_at(self, _: State) -> bool:
        """Python does not tell."""
        return False

    def restore(self, saved: State) -> None:
        """After the streams: it needs their descriptors."""
        called = self._called.take_keys()
        for function, number in called:
            if function == "register":
                faulthandler.unregister(number)
        if ("dump_traceback_later", None) in called:
            faulthandler.cancel_dump_traceback_later()
        if ("enable", None) in called or ("disable", None) in called:
            faulthandler.enable(file=saved["to"], all_threads=True)
            if not saved["enabled"]:
                faulthandler.disable()
            self._called.take_keys()

    def _note(self, function: str, *args: Any, **options: Any) -> None:
        if not is_importing():
            number = args[0] if args else options.get("signum")
            self._called.note((function, number if function == "register" else None))
