"""A child: one process for one connection. It ends when the connection does."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import socket
import sys
from typing import NoReturn

from ..process_tree import linux
from ..process_tree.copies import Home
from ..process_tree.start_error import start_error
from ..protocol.errors import BridgeError
from ..protocol.peer import Peer
from ..protocol.wire import Wire


def run_spawned() -> NoReturn:
    """The start of a cold child: what a fork would have inherited comes as arguments."""
    folder, listener, link, parent = sys.argv[1:5]
    linux.die_with(int(parent))
    run_child(folder, socket.socket(fileno=int(listener)), socket.socket(fileno=int(link)), "spawn")


def run_child(folder: str, listener: socket.socket, link: socket.socket, start_method: str, is_spare: bool = True) -> NoReturn:
    """Settle in, get warm, wait for an owner, serve it. Never returns."""
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    linux.become_subreaper()
    linux.prefer_as_oom_victim()
    _restore_signals()
    out, err = redirect_output(folder)
    sys.stdout = open(1, "w", buffering=1, closefd=False, errors="backslashreplace")  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, closefd=False, errors="backslashreplace")  # noqa: SIM115
    faulthandler.enable(file=sys.stderr, all_threads=True)
    failure = _get_warm(start_method, is_spare)
    home = Home(folder, link)
    connection = home.accept(listener)
    if failure is not None:
        _refuse_everything(connection, failure)
    from .service import Service

    Service(connection, home, start_method, out, err).run()
    leave(0)


def leave(code: int) -> NoReturn:
    """End without the interpreter's own shutdown, which would wait for threads of the user's."""
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _restore_signals() -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def redirect_output(folder: str) -> tuple[str, str]:
    """Descriptors 1 and 2 go to files of this child's: nothing that is printed can reach the protocol."""
    paths = []
    for fd, suffix in ((1, "out"), (2, "err")):
        path = f"{folder}/child-{os.getpid()}.{suffix}"
        opened = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.dup2(opened, fd)
        os.close(opened)
        paths.append(path)
    return paths[0], paths[1]


def _get_warm(start_method: str, is_spare: bool) -> BridgeError | None:
    """A forked spare pays for its copied pages before a test waits for it; a cold child imports DSPy, and that may fail."""
    try:
        from . import warm

        if start_method == "spawn":
            warm.warm()
        elif is_spare:
            warm.throw_away_predict()
    except BaseException as error:
        return start_error(error)
    return None


def _refuse_everything(connection: socket.socket, failure: BridgeError) -> NoReturn:
    """Whoever connects is told why nothing works here."""
    peer = Peer(Wire(connection), lambda message: peer.refuse_typed(message.get("id"), failure))
    peer.read_until_closed()
    leave(1)
