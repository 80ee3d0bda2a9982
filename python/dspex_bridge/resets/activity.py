"""What goes on in a process: threads, child processes, open descriptors, tasks."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import threading
from dataclasses import dataclass
from types import FrameType
from typing import Any

from ..process_tree import linux, process_table
from ..tasks.event_loop import Descriptor, EventLoop, open_descriptors
from .loop_of_main import descriptors_of_idle_loops

_POOL_WORKERS = ("concurrent/futures/thread.py", "anyio/_backends/_asyncio.py", "tqdm/_monitor.py", "multiprocessing/pool.py")


@dataclass(frozen=True)
class Activity:
    """The idents of threads, the ids of child processes, the descriptors with the file they lead to, and the tasks on our event loop."""

    threads: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    descriptors: frozenset[Descriptor] = frozenset()
    tasks: frozenset[asyncio.Task[Any]] = frozenset()

    def __add__(self, other: Activity) -> Activity:
        return Activity(
            self.threads | other.threads,
            self.children | other.children,
            self.descriptors | other.descriptors,
            self.tasks | other.tasks,
        )

    def __sub__(self, other: Activity) -> Activity:
        return Activity(
            self.threads - other.threads,
            self.children - other.children,
            self.descriptors - other.descriptors,
            self.tasks - other.tasks,
        )

    def __bool__(self) -> bool:
        return bool(self.threads or self.children or self.descriptors or self.tasks)


class ActivityWatch:
    """Looks at this process, and knows what the process needs for itself."""

    def __init__(self, event_loop: EventLoop) -> None:
        self._event_loop = event_loop
        self._gateway_ports: set[int] = set()

    def note_gateway(self) -> None:
        """Remember where Node answers SDKs, as the environment says now."""
        found = [re.match(r"http://127\.0\.0\.1:(\d+)", value) for name, value in os.environ.items() if name.endswith("_BASE_URL")]
        self._gateway_ports = {int(port[1]) for port in found if port is not None}

    def now(self) -> Activity:
        """Everything but this thread and main."""
        return Activity(
            frozenset(sys._current_frames()) - {threading.get_ident(), threading.main_thread().ident or 0},
            frozenset(process_table.children_of(os.getpid())),
            open_descriptors() - self._event_loop.descriptors,
            self._event_loop.tasks(),
        )

    def since(self, before: Activity) -> Activity:
        """What the user's code began since: without what is this process's own, what waits in a pool, and what has ended."""
        new = self.now() - before
        of_loops = descriptors_of_idle_loops() if new.descriptors else frozenset()
        return Activity(
            frozenset(ident for ident in new.threads if _is_the_users(ident)),
            frozenset(pid for pid in new.children if not (_is_trackers("_pid", pid) or process_table.has_ended(pid))),
            frozenset(entry for entry in new.descriptors if entry[0] not in of_loops and self._is_the_users_file(entry[0])),
            new.tasks,
        )

    def _is_the_users_file(self, fd: int) -> bool:
        return not (self._leads_to_the_gateway(fd) or _is_trackers("_fd", fd))

    def _leads_to_the_gateway(self, fd: int) -> bool:
        """A client's pooled connection to Node is ours, and closed from there."""
        peer = linux.loopback_peer_of(fd)
        return peer is not None and peer in self._gateway_ports


def name_of_thread(ident: int) -> str | None:
    """Python's name for it; None for a thread that C code started."""
    return next((thread.name for thread in threading.enumerate() if thread.ident == ident), None)


def _is_the_users(ident: int) -> bool:
    """Not one of ours, nor a pool's that waits for work."""
    name = name_of_thread(ident)
    if name is not None and name.startswith("dspex-"):
        return False
    frame = sys._current_frames().get(ident)
    return frame is not None and not waits_in_a_pool(frame)


def waits_in_a_pool(frame: FrameType) -> bool:
    """It does nothing until it is asked."""
    inner: FrameType | None = frame
    while inner is not None and inner.f_code.co_filename.endswith(("/threading.py", "/queue.py")):
        inner = inner.f_back
    return inner is not None and inner.f_code.co_filename.endswith(_POOL_WORKERS)


def _tracker() -> Any:
    """What multiprocessing knows of the process that it keeps for itself, once it was used: nobody else imports it."""
    module = sys.modules.get("multiprocessing.resource_tracker")
    return None if module is None else module._resource_tracker


def _is_trackers(attribute: str, number: int) -> bool:
    """True for its pid, or for its descriptor."""
    return number == getattr(_tracker(), attribute, None)
