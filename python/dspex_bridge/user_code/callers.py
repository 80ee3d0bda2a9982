"""Which line of the user's is behind what happens now: theirs, below all libraries."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import NamedTuple

from .origin import is_library, is_users


class Caller(NamedTuple):
    """`file:line (in function)`, and the library that it called."""

    at: str
    library: str | None


def find_caller() -> Caller:
    """The nearest line of the user's on this thread's stack; where there is none, the thread and the library that runs on it."""
    frame: FrameType | None = sys._getframe(1)
    library: FrameType | None = None
    while frame is not None:
        file = frame.f_code.co_filename
        if is_users(file):
            return Caller(f"{file}:{frame.f_lineno} (in {frame.f_code.co_name})", _package_of(library))
        if is_library(file):
            library = frame
        frame = frame.f_back
    return Caller(f"the thread {threading.current_thread().name}", _package_of(library))


def _package_of(frame: FrameType | None) -> str | None:
    return None if frame is None else str(frame.f_globals.get("__name__", "a library")).partition(".")[0]
