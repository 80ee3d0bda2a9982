"""A copy of this process: forked from it, adopted by the fork server, and reached through a socket of its own.

The fork server must be the copy's parent: the server ends a copy whose owner went, the server reaps it, and a copy outlives the process it
was made from. So the copy is a grandchild whose parent ends at once; for that moment this process adopts no orphans, and they go up to the
fork server, which knows of the copy by then.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from typing import NamedTuple

from . import linux
from .limits import exit_code_of, refusal_in
from .link import ADOPTED, HAS_COPY, PID_BYTES, REFUSED, TOOK_CONNECTION, send_with_descriptor
from .prefault import Prefault


class Home(NamedTuple):
    """What ties a child to the fork server."""

    folder: str
    link: socket.socket
    prefault: Prefault

    def accept(self, listener: socket.socket) -> socket.socket:
        """Wait for an owner. The server gets a duplicate of the connection, so that it sees the owner go."""
        connection, _ = listener.accept()
        listener.close()
        send_with_descriptor(self.link, TOOK_CONNECTION, connection.fileno())
        return connection


def is_wanted(connection: socket.socket) -> bool:
    """Wait for an owner's first word. False: it went without one, which is how a copy that nobody needs any more is ended."""
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except OSError:  # pragma: no cover - its owner resets the connection instead of closing it
        return False


class Copy(NamedTuple):
    """What `make` gives: `home` in the copy alone."""

    socket_path: str
    listener: socket.socket
    home: Home | None


class _Ends(NamedTuple):
    """What the two sides of a fork hold: a link for each, and a pipe by which the copy learns that it was adopted."""

    copys: socket.socket
    servers: socket.socket
    wait: int
    go: int


def make(home: Home, number: int, prefault: Prefault, leave_owner: Callable[[], None]) -> Copy:
    """Fork this single-threaded process; returns in both. OSError where no process can be made. `prefault`: the copies' own.

    `leave_owner`: closes the connection to the owner, in the copy and in what lies between; a descriptor of it left open there would keep
    the owner from seeing that this process ends.
    """
    # Hexadecimal: the path is no longer than that of the server's own socket.
    path = f"{home.folder}/{os.getpid():x}.{number:x}"
    listener = _listen(path)
    ends = _Ends(*socket.socketpair(), *os.pipe())
    new_home: Home | None = None
    is_made = False
    try:
        with _orphans_go_up():
            new_home = _fork_twice(home._replace(prefault=prefault), ends, os.getppid(), leave_owner)
        is_made = True
    finally:
        ends.servers.close()
        if new_home is None:
            _let_go(path, is_made, [listener.detach(), ends.copys.detach(), ends.wait, ends.go])
    return Copy(path, listener, new_home)


@contextlib.contextmanager
def _orphans_go_up() -> Iterator[None]:
    """Meanwhile orphans below this process go to the server; afterwards the original and the copy adopt their own again."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # Ignored by user code, it would reap the process between.
    try:
        linux.become_subreaper(False)
        yield
    finally:
        linux.become_subreaper()
        signal.signal(signal.SIGCHLD, before)


def _fork_twice(home: Home, ends: _Ends, server: int, leave_owner: Callable[[], None]) -> Home | None:
    """The home of the copy, in the copy; None in the original. The process between ends in here."""
    between = os.fork()
    if between == 0:
        leave_owner()
        os.close(ends.go)
        _fork_once_more(home, ends.servers)
        return _settle(home, ends.copys, ends.wait, server)
    _await_adoption(between)
    os.write(ends.go, ADOPTED)
    return None


def _await_adoption(between: int) -> None:
    code = os.waitstatus_to_exitcode(os.waitpid(between, 0)[1])
    if code != 0:
        raise refusal_in(code) or OSError("the fork server did not adopt the copy")


def _let_go(path: str, is_made: bool, descriptors: list[int]) -> None:
    """The original holds nothing of the copy's: whoever connects to a copy that died must be refused, not kept waiting."""
    for fd in descriptors:
        os.close(fd)
    if not is_made:  # pragma: no cover - a fork fails right after another
        os.unlink(path)


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    os.chmod(path, 0o600)
    listener.listen(1)
    return listener


def _fork_once_more(home: Home, servers_end: socket.socket) -> None:
    """Returns in the copy; the process between announces it to the server, and ends when that knows it."""
    try:
        copy = os.fork()
    except OSError:  # pragma: no cover - a fork fails right after another
        os._exit(1)
    if copy == 0:
        return
    answer = b""
    with contextlib.suppress(OSError):
        send_with_descriptor(home.link, HAS_COPY + copy.to_bytes(PID_BYTES, "little"), servers_end.fileno())
        answer = home.link.recv(1)
    if answer != ADOPTED:
        linux.kill(copy)
    # The server refuses for want of descriptors alone.
    os._exit(0 if answer == ADOPTED else exit_code_of(OSError(errno.EMFILE, "")) if answer == REFUSED else 1)


def _settle(home: Home, link: socket.socket, wait: int, server: int) -> Home:
    """Until the server is this process's parent; then it ends with the server, and lets go of what is the original's."""
    # While the process between ends, and the server comes to know of this one.
    home.prefault.learns = not home.prefault.copy_pages()
    if os.read(wait, 1) != ADOPTED:  # pragma: no cover - the process between kills this one meanwhile
        os._exit(0)
    os.close(wait)
    linux.die_with(server)
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    home.link.close()
    return Home(home.folder, link, home.prefault)
