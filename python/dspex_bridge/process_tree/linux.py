"""What Linux offers to a parent that must not leave a process behind. Standard library only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from . import process_table

_RLIMIT_LOCKS = 10
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
#: Python's own functions for them are there only where it was built against a C library that knows them.
_PIDFD_OPEN = 434
_PROCESS_MADVISE = 440
_MADV_POPULATE_WRITE = 23
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int) -> None:
    """Make the kernel end this process when its parent ends.

    A fork clears the setting, so each child sets its own; getppid says whether the parent died before that.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)  # pragma: no cover - the parent ends between two lines


def become_subreaper(is_one: bool = True) -> None:
    """Adopt daemonised descendants: they become children of this process instead of init's. Or leave them to those above again."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, int(is_one), 0, 0, 0)


def mark_run(mark: int | None) -> None:
    """Give this process and all below it a number to be found by: a limit that every process hands on and no kernel heeds."""
    if _LIBC is None or mark is None:
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(_RLIMIT_LOCKS, (mark, resource.getrlimit(_RLIMIT_LOCKS)[1]))


def unmark_run() -> None:
    """What this process becomes is not found by the run's number."""
    if _LIBC is None:  # pragma: no cover - not on Linux
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(_RLIMIT_LOCKS)[1]
        resource.setrlimit(_RLIMIT_LOCKS, (hard, hard))


def prefer_as_oom_victim() -> None:
    """A test's process goes before anything else when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def kill(pid: int) -> None:
    """SIGKILL; a process that is gone already is no error."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_tree(pid: int) -> None:
    """End a process and all below it, leaves first, so that none is left to start another. A resource tracker ends by itself then."""
    for below in process_table.descendants_of(pid):
        if not process_table.is_resource_tracker(below):
            kill(below)
    kill(pid)


def other_threads() -> list[str]:
    """The threads beside main: by their Python name, or by the kernel's where C code started them."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    if not os.path.isdir("/proc/self/task"):  # pragma: no cover - a kernel without /proc
        return [name for native_id, name in names.items() if native_id != threading.main_thread().native_id]
    return [names.get(task) or Path(f"/proc/self/task/{task}/comm").read_text().strip() for task in sorted(other_tasks())]


def other_tasks() -> set[int]:
    """The kernel's ids of this process's threads beside main, whoever started them."""
    return {int(task) for task in os.listdir("/proc/self/task")} - {os.getpid()}


def close_all_but(kept: set[int]) -> None:
    """Close every descriptor above 2 that is not kept: a duplicate of a sibling's would hide that sibling's end."""
    for fd in [int(name) for name in os.listdir("/dev/fd")]:
        if fd > 2 and fd not in kept:
            with contextlib.suppress(OSError):  # The one that the list was read through.
                os.close(fd)


def copy_pages(ranges: int, count: int) -> int:
    """Give this process copies of its own of pages that a fork shares; how many bytes there are now, negative where none could be made.

    `ranges`: where their addresses and lengths are, in an array of 64-bit numbers. Since Linux 6.13: `MADV_POPULATE_WRITE` in madvise(2),
    for many ranges at once by process_madvise(2).
    """
    if _LIBC is None:
        return -1
    this_process = _LIBC.syscall(_PIDFD_OPEN, os.getpid(), 0)
    if this_process < 0:
        return -1
    try:
        return int(_LIBC.syscall(_PROCESS_MADVISE, this_process, ctypes.c_void_p(ranges), ctypes.c_size_t(count), _MADV_POPULATE_WRITE, 0))
    finally:
        os.close(this_process)


def loopback_peer_of(fd: int) -> int | None:
    """The port on 127.0.0.1 that a descriptor is connected to.

    Asked of the kernel: a Python socket made of the descriptor would make it non-blocking where a default timeout is set.
    """
    address, length = ctypes.create_string_buffer(128), ctypes.c_uint(128)
    if _LIBC is None or _LIBC.getpeername(fd, address, ctypes.byref(length)) != 0:
        return None
    is_loopback = int.from_bytes(address.raw[:2], sys.byteorder) == socket.AF_INET and address.raw[4] == 127
    return int.from_bytes(address.raw[2:4], "big") if is_loopback else None


def end_everything_below() -> None:
    """End every descendant of this (subreaper) process and reap it: afterwards there is none.

    Killed again and again until none is left: a process that forks while it is looked for is in no list. Resource trackers get three seconds.
    """
    until = time.monotonic() + 3
    while True:
        for pid in process_table.descendants_of(os.getpid()):
            if not process_table.is_resource_tracker(pid) or time.monotonic() > until:
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
