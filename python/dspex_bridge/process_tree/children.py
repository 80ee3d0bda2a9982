"""The children of a fork server: forked or spawned, idle in accept() or owned by a connection."""

from __future__ import annotations

import array
import contextlib
import os
import socket
import subprocess
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import linux

_PACKAGE_FOLDER = str(Path(__file__).resolve().parent.parent.parent)


@dataclass
class Child:
    """One child as the server sees it."""

    pid: int
    link: socket.socket
    files: list[str]
    connection: int | None = None
    was_killed: bool = False
    process: Any = field(default=None, repr=False)
    #: The child that this one is a copy of; None for one that the server made.
    original: Child | None = field(default=None, repr=False)

    @property
    def waits(self) -> bool:
        """It has no owner yet."""
        return self.connection is None and not self.was_killed

    def receive(self) -> tuple[bytes, int] | None:
        """What the child tells, with the descriptor it sends: `t`, its connection; `f`, the link of a copy. None when its link is closed."""
        fds = array.array("i")
        try:
            message, ancillary, _, _ = self.link.recvmsg(1, socket.CMSG_SPACE(fds.itemsize))
        except ConnectionResetError:
            return None
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
        return (message, fds[0]) if message and fds else None


class Children:
    """Makes children and remembers them by pid, link and connection."""

    def __init__(self, config: dict[str, Any], listener: socket.socket) -> None:
        self._config = config
        self._listener = listener
        self.by_pid: dict[int, Child] = {}
        self.by_link: dict[int, Child] = {}
        self.by_connection: dict[int, Child] = {}
        self.idle = 0

    @property
    def owned(self) -> int:
        """How many have an owner."""
        return len(self.by_connection)

    def fork(self, is_spare: bool) -> Child:
        """A new idle child, by the configured start method. A spare has time to get warm; somebody waits for any other."""
        ours, theirs = socket.socketpair()
        pid, process = self._spawn(theirs) if self._config["startMethod"] == "spawn" else (self._fork_here(theirs, is_spare), None)
        theirs.close()
        self.idle += 1
        return self._remember(pid, ours, process=process)

    def adopt(self, original: Child, link: int) -> Child | None:
        """A copy of a child, which is about to be ours: not a stranger's. None where the child did not say which it is."""
        announced = original.link.recv(4, socket.MSG_WAITALL)
        copies_link = socket.socket(fileno=link)
        if len(announced) < 4:
            copies_link.close()
            return None
        return self._remember(int.from_bytes(announced, "little"), copies_link, original=original)

    def waiting_copies_of(self, original: Child) -> list[Child]:
        """Those that nobody has connected to yet."""
        return [child for child in self.by_pid.values() if child.original is original and child.waits]

    def take(self, child: Child, connection: int) -> None:
        """The child has an owner now."""
        child.connection = connection
        self.by_connection[connection] = child
        if child.original is None:
            self.idle -= 1

    def drop_connection(self, child: Child) -> None:
        """Close our duplicate of its connection."""
        if child.connection is not None:
            del self.by_connection[child.connection]
            os.close(child.connection)
            child.connection = None

    def forget(self, child: Child) -> list[int]:
        """Forget a child that ended; gives the descriptors that were watched for it."""
        watched = [child.link.fileno()]
        if child.process is not None:
            # It is reaped already: subprocess must not wait for a pid that may be another's by now.
            child.process.returncode = 0
        if child.connection is not None:
            watched.append(child.connection)
            self.drop_connection(child)
        elif child.waits and child.original is None:
            self.idle -= 1
        del self.by_pid[child.pid]
        del self.by_link[child.link.fileno()]
        child.link.close()
        return watched

    def _remember(self, pid: int, link: socket.socket, **more: Any) -> Child:
        folder = self._config["folder"]
        child = Child(pid, link, [f"{folder}/child-{pid}.out", f"{folder}/child-{pid}.err"], **more)
        self.by_pid[pid] = child
        self.by_link[link.fileno()] = child
        return child

    def _fork_here(self, theirs: socket.socket, is_spare: bool) -> int:
        server = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            linux.die_with(server)
            linux.close_all_but({self._listener.fileno(), theirs.fileno()})
            from ..child.child import run_child

            run_child(self._config["folder"], self._listener, theirs, "fork", is_spare)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(70)

    def _spawn(self, theirs: socket.socket) -> tuple[int, Any]:
        code = f"import sys; sys.path.insert(0, {_PACKAGE_FOLDER!r}); from dspex_bridge.child.child import run_spawned; run_spawned()"
        arguments = [self._config["folder"], str(self._listener.fileno()), str(theirs.fileno()), str(os.getpid())]
        with contextlib.suppress(ValueError):
            os.set_inheritable(theirs.fileno(), True)
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], pass_fds=[self._listener.fileno(), theirs.fileno()], stdin=subprocess.DEVNULL
        )
        return process.pid, process
