"""The children of a fork server: forked or spawned, idle in accept() or owned by a connection."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from typing import Any

from . import link as links
from .child_program import ChildProgram, ChildStart
from .make_child import fork_child, spawn_child
from .prefault import Prefault, path_of
from .reserve import Reserve


@dataclass
class Child:
    """One child as the server sees it."""

    pid: int
    link: socket.socket
    files: list[str]
    connection: int | None = None
    #: It has an owner, or had one.
    was_taken: bool = False
    was_killed: bool = False
    #: The subprocess.Popen of a cold child.
    process: Any = field(default=None, repr=False)
    #: The child that this one is a copy of; None for one that the server made.
    original: Child | None = field(default=None, repr=False)

    @property
    def waits(self) -> bool:
        """It has no owner yet."""
        return not self.was_taken and not self.was_killed

    def receive(self) -> links.LinkMessage | None:
        """What the child says; None when its link is closed."""
        return links.receive(self.link)

    def confirm_adoption(self) -> None:
        """Tell it that its copy is known."""
        self.link.send(links.ADOPTED)

    def refuse_adoption(self) -> None:
        """Tell it that there is no room for its copy."""
        links.receive_pid(self.link)
        self.link.send(links.REFUSED)


class Children:
    """Makes children and remembers them by pid, link and connection."""

    def __init__(self, folder: str, start_method: str, listener: socket.socket, program: ChildProgram, reserve: Reserve) -> None:
        self._folder = folder
        self._start_method = start_method
        self._program = program
        self._reserve = reserve
        self._prefault = Prefault(folder, os.getpid())
        self.listener = listener
        self.by_pid: dict[int, Child] = {}
        self.by_link: dict[int, Child] = {}
        self.by_connection: dict[int, Child] = {}
        self.idle = 0

    @property
    def owned(self) -> int:
        """How many have an owner."""
        return len(self.by_connection)

    def fork(self, is_spare: bool) -> Child:
        """A new idle child, by the configured start method."""
        self._prefault.look()
        link, childs_link = socket.socketpair()
        try:
            process, pid = self._start(ChildStart(self._folder, self.listener, childs_link, self._start_method, is_spare, self._prefault))
        except OSError:
            link.close()
            raise
        finally:
            childs_link.close()
        self.idle += 1
        return self._remember(pid, link, process=process)

    def _start(self, start: ChildStart) -> tuple[Any, int]:
        if self._start_method == "spawn":
            process = spawn_child(start, self._program.start_file)
            return process, process.pid
        return None, fork_child(start, self._program.run_child, self._reserve)

    def adopt(self, original: Child, descriptor: int) -> Child | None:
        """Remember a copy of a child, so that it is no stranger when it becomes the server's. None where nobody said which it is."""
        copies_link = socket.socket(fileno=descriptor)
        pid = links.receive_pid(original.link)
        if pid is None:  # pragma: no cover - the original died between its two words
            copies_link.close()
            return None
        return self._remember(pid, copies_link, original=original)

    def waiting_copies_of(self, original: Child) -> list[Child]:
        """Those that nobody has connected to yet."""
        return [child for child in self.by_pid.values() if child.original is original and child.waits]

    def take(self, child: Child, connection: int) -> None:
        """The child has an owner now."""
        child.connection, child.was_taken = connection, True
        self.by_connection[connection] = child
        if child.original is None:
            self.idle -= 1

    def drop_connection(self, child: Child) -> None:
        """Close the server's duplicate of its connection."""
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
        if not child.was_taken and child.original is None:
            self.idle -= 1
        del self.by_pid[child.pid]
        del self.by_link[child.link.fileno()]
        child.link.close()
        return watched

    def _remember(self, pid: int, link: socket.socket, **more: Any) -> Child:
        child = Child(pid, link, [f"{self._folder}/child-{pid}.out", f"{self._folder}/child-{pid}.err", path_of(self._folder, pid)], **more)
        self.by_pid[pid] = child
        self.by_link[link.fileno()] = child
        return child
