"""Whose line it was: the user's own, below all libraries."""

from __future__ import annotations

import sys
import sysconfig
import threading
from pathlib import Path
from types import FrameType
from typing import NamedTuple

_OURS = str(Path(__file__).resolve().parent.parent)
_LIBRARIES = tuple({path for name in ("stdlib", "platstdlib", "purelib", "platlib") if (path := sysconfig.get_path(name))})


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
        if not file.startswith((_OURS, "<")):
            if not is_library(file):
                return Caller(f"{file}:{frame.f_lineno} (in {frame.f_code.co_name})", library and _package_of(library))
            library = frame
        frame = frame.f_back
    thread = f"the thread {threading.current_thread().name}"
    return Caller(thread, library and _package_of(library))


def is_library(file: str) -> bool:
    """It is Python's own, or was installed."""
    return file.startswith(_LIBRARIES) or "site-packages" in file or "dist-packages" in file


def _package_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "a library")).partition(".")[0]
