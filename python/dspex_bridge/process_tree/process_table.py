"""The processes of this machine, as the kernel tells them. Standard library only."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time

_KERNEL_LISTS_CHILDREN = os.path.exists(f"/proc/self/task/{os.getpid()}/children")
_TRACKS = "from multiprocessing.resource_tracker import main"
_PF_EXITING = 4
#: Seconds. Only a process that wiped its command line itself is waited for that long.
_STARTS_WITHIN = 0.2


def children_of(pid: int) -> list[int]:
    """Direct children, zombies included; none when the process is gone."""
    if not _KERNEL_LISTS_CHILDREN:
        return [child for child, parent in _parents().items() if parent == pid]
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in _read(f"/proc/{pid}/task/{task}/children").split()]
    return found


def descendants_of(pid: int) -> list[int]:
    """Every process below, leaves first."""
    below: list[int] = []
    for child in children_of(pid):
        below += [*descendants_of(child), child]
    return below


def _parents() -> dict[int, int]:
    """Every process with its parent, for kernels that do not list children."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=False).stdout
    return {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}


def has_ended(pid: int) -> bool:
    """True for a zombie, too, but for one whose other threads go on. False where there is no /proc to tell."""
    fields = _stat_of(pid)
    if not fields:
        return os.path.isdir("/proc/self")
    return fields[0] == b"X" or (fields[0] == b"Z" and int(fields[17]) <= 1)


def _is_ending(pid: int) -> bool:
    """True from the moment that a process gives back its memory, and its command line with it."""
    fields = _stat_of(pid)
    return not fields or bool(int(fields[6]) & _PF_EXITING)


def _stat_of(pid: int) -> list[bytes]:
    """The fields after a process's name: proc_pid_stat(5). None for a process that is gone."""
    try:
        return _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    except OSError:
        return []


def command_of(pid: int) -> str | None:
    """A process's command line: empty for a moment while a program is started. None where it cannot be read."""
    try:
        return _read(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return None


def is_resource_tracker(pid: int) -> bool:
    """True for the process that multiprocessing starts to remove shared memory and semaphores: when all that use them are gone, it does."""
    return _TRACKS in _settled_command_of(pid)


def _settled_command_of(pid: int) -> str:
    """A process's command line once it has one: a tracker that is killed while it starts leaves what it was started to remove."""
    until = time.monotonic() + _STARTS_WITHIN
    while (command := command_of(pid)) == "" and not _is_ending(pid) and time.monotonic() < until:
        time.sleep(0.0005)
    return command or ""


def _read(path: str) -> bytes:
    """Of the kernel's small files, without a file object's buffers."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.read(fd, 65536)
    finally:
        os.close(fd)
