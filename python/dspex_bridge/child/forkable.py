"""Whether this process can be forked as it stands, or by what not: threads, children, sockets."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from concurrent.futures import thread as futures
from pathlib import Path
from typing import Any

from ..process_tree import linux, process_table
from ..protocol.errors import BridgeError

#: A thread that was joined may be in the kernel's list for a moment yet, and one that nobody joins may have its last steps before it.
_ENDING_SECONDS = 0.5
_SHARED_BY_A_FORK = ("socket:", "anon_inode:[eventpoll]", "anon_inode:[io_uring]")


def in_the_way(own_descriptors: set[int], own_threads: set[int], ending: set[int]) -> list[str]:
    """Everything that a fork would lose or share. `ending`: the kernel's ids of threads of ours that are about to be gone."""
    return [*_threads(own_threads, ending), *_children(), *_sockets(own_descriptors)]


def refusal(what: str) -> BridgeError:
    """The typed error for a process that holds `what`."""
    return BridgeError(
        "NOT_FORKABLE",
        f"This Python process cannot be copied for a test: it has {what}.",
        "a copy has one thread alone, and would share sockets and children with the original",
        "start it when a program runs, not at import or in beforeAll; or let tests share the process: { level: 'session' }",
    )


def not_by_fork() -> BridgeError:
    """The typed error for a process that was started cold because forks are not wanted."""
    return BridgeError(
        "NOT_FORKABLE",
        "This Python process cannot be copied for a test: the start method is 'spawn'.",
        "a copy is a fork",
        "testEnvironmentOptions: { dspex: { python: { startMethod: 'fork' } } }   // Linux; or let tests share: { level: 'session' }",
    )


def _threads(own: set[int], ending: set[int]) -> list[str]:
    until = time.monotonic() + _ENDING_SECONDS
    while True:
        left = linux.other_tasks() - own
        alive = {thread.native_id: thread for thread in threading.enumerate()}
        # Python joined them, so they end for certain, however long the kernel takes on a busy machine.
        if left & ending:
            time.sleep(0.0002)
        elif not left or any(not _is_about_to_end(alive[task]) for task in left & alive.keys()) or time.monotonic() > until:
            return [_thread(task, alive.get(task)) for task in sorted(left)]
        else:
            time.sleep(0.001)


def _is_about_to_end(thread: Any) -> bool:
    """It has done its work; or its pool was shut down without waiting for it, as DSPy shuts its own (`dspy/utils/parallelizer.py`)."""
    # A thread deletes them when it has run.
    arguments = getattr(thread, "_args", None)
    return arguments is None or (getattr(thread, "_target", None) is futures._worker and _is_shut_down(arguments[0]()))


def _is_shut_down(pool: Any) -> bool:
    return pool is None or pool._shutdown


def _thread(task: int, thread: Any) -> str:
    if thread is None:
        with contextlib.suppress(OSError):
            return f"the thread {Path(f'/proc/self/task/{task}/comm').read_text().strip()} of C code"
        return f"the thread {task} of C code"  # pragma: no cover - it ended between two looks
    runs = getattr(thread, "_target", None) or getattr(thread, "function", None) or type(thread)
    name, module = getattr(runs, "__qualname__", ""), getattr(runs, "__module__", None)
    return f'the thread "{thread.name}"' + (f" ({module}.{name})" if module and module != "threading" else "")


def _children() -> list[str]:
    return [
        f"the child process {pid} ({_command(pid)})" for pid in process_table.children_of(os.getpid()) if not process_table.has_ended(pid)
    ]


def _command(pid: int) -> str:
    command = process_table.command_of(pid)
    return "ended meanwhile" if command is None else command[:1000] or "being started"


def _sockets(own: set[int]) -> list[str]:
    found = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # The one that the list was read through.
            target = os.readlink(f"/proc/self/fd/{name}")
            if target.startswith(_SHARED_BY_A_FORK) and int(name) not in own:
                found.append(_socket(int(name), target))
    return found


def _socket(fd: int, target: str) -> str:
    if not target.startswith("socket:"):
        return "an open event loop or poll object"
    with socket.socket(fileno=os.dup(fd)) as opened:
        if opened.family == socket.AF_UNIX and not opened.getsockname() and not _peer(opened):
            return "a socket pair (an event loop that was not closed has one)"
        return f"an open socket ({_text(_peer(opened) or opened.getsockname())})"


def _peer(opened: socket.socket) -> Any:
    try:
        return opened.getpeername()
    except OSError:
        return None


def _text(address: Any) -> str:
    return f"{address[0]}:{address[1]}" if isinstance(address, tuple) and len(address) > 1 else str(address)
