"""What goes on after a test. A reset cannot end it safely, so the summary names it."""

from __future__ import annotations

import gc
import os
import sys
import time

from ..process_tree import process_table
from ..tasks.event_loop import DESCRIPTORS
from ..user_code.origin import Origin, origin_of
from .activity import Activity, ActivityWatch, name_of_thread

#: What is about to end gets this long; waited for only where something is there.
_GRACE_SECONDS = 0.05
_UNSHOWN = (Origin.STANDARD, Origin.NO_FILE)


def left_over(watch: ActivityWatch, before: Activity) -> Activity:
    """What a test left. What is about to end gets a moment to do so."""
    left = watch.since(before)
    if left.descriptors:
        # A file that nobody holds any more may lie in a cycle.
        gc.collect()
    until = time.monotonic() + _GRACE_SECONDS
    while left:
        left = watch.since(before)
        if time.monotonic() > until:
            break
        time.sleep(0.002)
    return left


def described(left: Activity) -> list[dict[str, str]]:
    """Each with its kind and its name, as the summary says it."""
    return [
        *({"kind": "thread", "what": _thread(ident)} for ident in sorted(left.threads)),
        *({"kind": "process", "what": f"{pid} ({(process_table.command_of(pid) or '?')[:4000]})"} for pid in sorted(left.children)),
        *({"kind": "descriptor", "what": f"{fd} ({_target_of(fd)})"} for fd, _ in sorted(left.descriptors)),
        *({"kind": "task", "what": getattr(task.get_coro(), "__qualname__", "?")} for task in left.tasks),
    ]


def _thread(ident: int) -> str:
    """Its name, and the innermost line outside of Python's own library."""
    frame = sys._current_frames().get(ident)
    while frame is not None and origin_of(frame.f_code.co_filename) in _UNSHOWN:
        frame = frame.f_back
    place = "" if frame is None else f" ({_shown(frame.f_code.co_filename)}:{frame.f_lineno} in {frame.f_code.co_name})"
    return f"{name_of_thread(ident) or 'without a name'}{place}"


def _shown(filename: str) -> str:
    """Relative to the project, where it lies in it."""
    within = os.path.relpath(filename)
    return filename if within.startswith("..") else within


def _target_of(fd: int) -> str:
    try:
        return os.readlink(f"{DESCRIPTORS}/{fd}")
    except OSError:
        return "?"
