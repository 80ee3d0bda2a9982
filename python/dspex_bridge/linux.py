"""What Linux offers to a parent that must not leave a process behind. Standard library only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int) -> None:
    """Make the kernel end this process when its parent ends.

    A fork clears the setting, so each child sets its own; a parent that died before that is told by getppid.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def become_subreaper() -> None:
    """Adopt daemonised descendants: they become children of this process instead of init's."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def prefer_as_oom_victim() -> None:
    """A test's process goes before anything else when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def children_of(pid: int) -> list[int]:
    """Direct children, zombies included; none when the process is gone."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    return found


def descendants_of(pid: int) -> list[int]:
    """Every process below, leaves first."""
    below: list[int] = []
    for child in children_of(pid):
        below += [*descendants_of(child), child]
    return below


def kill(pid: int) -> None:
    """SIGKILL; a process that is gone already is no error."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_tree(pid: int) -> None:
    """End a process and all below it, leaves first, so that none is left to start another."""
    for below in descendants_of(pid):
        kill(below)
    kill(pid)


def task_names() -> list[str]:
    """The names of this process's threads as the kernel knows them."""
    if sys.platform != "linux":
        import threading

        return [thread.name for thread in threading.enumerate()]
    return [Path(f"/proc/self/task/{task}/comm").read_text().strip() for task in os.listdir("/proc/self/task")]


def end_everything_below() -> None:
    """End every descendant of this (subreaper) process and reap it: afterwards there is none.

    Killed again and again until none is left: a process that forks while it is looked for is in no list.
    """
    while True:
        for pid in descendants_of(os.getpid()):
            kill(pid)
        if not _reap_all():
            return
        time.sleep(0.0005)


def _reap_all() -> bool:
    """True when a child is left that has not ended yet."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] > 0:
            pass
    except ChildProcessError:
        return False
    return True
