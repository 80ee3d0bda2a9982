"""Whether other threads ran meanwhile: the kernel counts the processor time of each."""

from __future__ import annotations

import os
import sys
import threading
import time

from .activity import waits_in_a_pool

#: Reads what Node sends, and runs no code of the user's.
_READER = "dspex-reader"


class Standstill:
    """From now on no thread but this one ran by itself, or at least none that was there before."""

    def __init__(self) -> None:
        this = threading.get_ident()
        known = {thread.ident: thread for thread in threading.enumerate()}
        #: None for a thread of C code that Python knows nothing of: it may run at any time.
        others = [(known.get(ident), frame) for ident, frame in sys._current_frames().items() if ident != this]
        others = [(thread, frame) for thread, frame in others if thread is None or thread.name != _READER]
        #: There was no other thread.
        self.is_alone = not others
        # One that waits in a pool runs, or ends, when it is asked to: where the rest stand still, by this one.
        self._clocks = [(thread, _clock_of(thread)) for thread, frame in others if not waits_in_a_pool(frame)]

    def holds(self) -> bool:
        """A thread that began since was started by this one then."""
        return all(clock is not None and clock == _clock_of(thread) for thread, clock in self._clocks)


def _clock_of(thread: threading.Thread | None) -> int | None:
    """Its processor time in nanoseconds; None where nobody can tell."""
    if thread is None or thread.native_id is None or sys.platform != "linux":
        return None
    # In a forked process Python goes on with the number that main had before.
    number = os.getpid() if thread is threading.main_thread() else thread.native_id
    try:
        # The number of the clock is made of the kernel's id: Python's own function crashes for a thread that has ended.
        return time.clock_gettime_ns((~number << 3) | 6)
    except OSError:
        return None
