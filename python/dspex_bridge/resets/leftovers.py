"""What goes on in a process after a test: threads, processes, descriptors, tasks. Nothing of it can be put back; it is told by name."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing.resource_tracker
import os
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from ..process_tree import linux

#: What is about to end gets this long; waited for only where something is there.
_GRACE_SECONDS = 0.05
_POOL_WORKERS = ("concurrent/futures/thread.py", "anyio/_backends/_asyncio.py", "tqdm/_monitor.py", "multiprocessing/pool.py")
_LIBRARY = os.path.dirname(os.__file__)
_DESCRIPTORS = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"


@dataclass(frozen=True)
class Going:
    """The idents of threads, the ids of child processes, the descriptors with the file they lead to, and the tasks on our event loop."""

    threads: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    descriptors: frozenset[tuple[int, int]] = frozenset()
    tasks: frozenset[Any] = frozenset()

    def __add__(self, other: Going) -> Going:
        return Going(
            self.threads | other.threads,
            self.children | other.children,
            self.descriptors | other.descriptors,
            self.tasks | other.tasks,
        )

    @property
    def is_nothing(self) -> bool:
        """True when none is left."""
        return not (self.threads or self.children or self.descriptors or self.tasks)


@dataclass
class _Ours:
    """What this process needs for itself."""

    loop: asyncio.AbstractEventLoop | None = None
    descriptors: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    gateway_ports: set[int] = field(default_factory=set)


_OURS = _Ours()


def open_loop() -> asyncio.AbstractEventLoop:
    """The event loop of this process; its descriptors are nobody's leftovers."""
    before = _descriptors()
    _OURS.loop = asyncio.new_event_loop()
    _OURS.descriptors = _descriptors() - before
    return _OURS.loop


def note_gateway() -> None:
    """Where Node answers SDKs, as the environment says now."""
    found = [re.match(r"http://127\.0\.0\.1:(\d+)", value) for name, value in os.environ.items() if name.endswith("_BASE_URL")]
    _OURS.gateway_ports = {int(port[1]) for port in found if port is not None}


def going_on(beside: Going | None = None) -> Going:
    """What goes on now, of the user's; `beside`: without what went on then."""
    known = beside or Going()
    threads = frozenset(sys._current_frames()) - known.threads - {threading.get_ident(), threading.main_thread().ident}
    children = frozenset(linux.children_of(os.getpid())) - known.children
    return Going(
        frozenset(ident for ident in threads if beside is None or _is_the_users(ident)),
        frozenset(pid for pid in children if beside is None or not (pid == _tracker()._pid or linux.has_ended(pid))),
        frozenset(
            (fd, file)
            for fd, file in _descriptors() - known.descriptors - _OURS.descriptors
            if beside is None or not (_leads_to_the_gateway(fd) or fd == _tracker()._fd)
        ),
        frozenset() if _OURS.loop is None else frozenset(asyncio.all_tasks(_OURS.loop)) - known.tasks,
    )


def left_over(before: Going) -> Going:
    """What a test left: looked at again for a moment, as what was told to end may take one."""
    left = going_on(before)
    if left.descriptors:
        # A file that nobody holds any more may lie in a cycle.
        gc.collect()
    until = time.monotonic() + _GRACE_SECONDS
    while not left.is_nothing:
        left = going_on(before)
        if time.monotonic() > until:
            break
        time.sleep(0.002)
    return left


def described(left: Going) -> list[dict[str, str]]:
    """Each with its kind and its name, as the summary says it."""
    return [
        *({"kind": "thread", "what": _thread_name(ident)} for ident in sorted(left.threads)),
        *({"kind": "process", "what": f"{pid} ({(linux.command_of(pid) or '?')[:4000]})"} for pid in sorted(left.children)),
        *({"kind": "descriptor", "what": f"{fd} ({_target_of(fd)})"} for fd, _ in sorted(left.descriptors)),
        *({"kind": "task", "what": task.get_coro().__qualname__} for task in left.tasks),
    ]


def _is_the_users(ident: int) -> bool:
    """Not one of ours, nor a pool's that waits for work: such a thread does nothing until it is asked."""
    name = _name_of(ident)
    if name is not None and name.startswith("dspex-"):
        return False
    frame = sys._current_frames().get(ident)
    return frame is not None and not _waits_in_a_pool(frame)


def _waits_in_a_pool(frame: FrameType) -> bool:
    inner: FrameType | None = frame
    while inner is not None and inner.f_code.co_filename.endswith(("/threading.py", "/queue.py")):
        inner = inner.f_back
    return inner is not None and inner.f_code.co_filename.endswith(_POOL_WORKERS)


def _name_of(ident: int) -> str | None:
    return next((thread.name for thread in threading.enumerate() if thread.ident == ident), None)


def _thread_name(ident: int) -> str:
    """Its name, and the innermost line outside of Python's own library."""
    frame = sys._current_frames().get(ident)
    while frame is not None and _is_of_the_library(frame.f_code.co_filename):
        frame = frame.f_back
    place = "" if frame is None else f" ({_shown(frame.f_code.co_filename)}:{frame.f_lineno} in {frame.f_code.co_name})"
    return f"{_name_of(ident) or 'without a name'}{place}"


def _shown(filename: str) -> str:
    """Relative to the project, where it lies in it."""
    within = os.path.relpath(filename)
    return filename if within.startswith("..") else within


def _is_of_the_library(filename: str) -> bool:
    return filename.startswith(_LIBRARY) and "site-packages" not in filename


def _tracker() -> Any:
    """The process that multiprocessing keeps for itself, once it was used."""
    return multiprocessing.resource_tracker._resource_tracker


def _descriptors() -> frozenset[tuple[int, int]]:
    found = set()
    for fd in map(int, os.listdir(_DESCRIPTORS)):
        with contextlib.suppress(OSError):  # The one that the list was read through.
            found.add((fd, os.fstat(fd).st_ino))
    return frozenset(found)


def _target_of(fd: int) -> str:
    try:
        return os.readlink(f"{_DESCRIPTORS}/{fd}")
    except OSError:
        return "?"


def _leads_to_the_gateway(fd: int) -> bool:
    """A client's pooled connection to Node: it is ours, and closed from there."""
    peer = linux.loopback_peer_of(fd)
    return peer is not None and peer in _OURS.gateway_ports
