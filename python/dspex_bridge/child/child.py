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
from ..process_tree.child_program import ChildStart
from ..process_tree.copies import Home
from ..process_tree.start_error import start_error
from ..protocol.errors import BridgeError
from ..protocol.peer import Peer
from ..protocol.wire import Wire
from .child_output import leave, open_streams, redirect_output


def run_child(start: ChildStart) -> NoReturn:
    """Settle in, get warm, wait for an owner, serve it."""
    is_prefaulted = start.is_spare and start.prefault.copy_pages()
    _settle_in()
    output = redirect_output(start.folder)
    open_streams()
    faulthandler.enable(file=sys.stderr, all_threads=True)
    failure = _get_warm(start, is_prefaulted)
    home = Home(start.folder, start.link, start.prefault)
    if failure is not None:
        _refuse_everything(home.accept(start.listener), failure)
    try:
        # Delayed: a cold child that has no DSPy must live to say so.
        from .service import Service

        service = Service(home, start.start_method, output)
        service.serve(start.listener)
    except (OSError, RuntimeError) as error:
        _refuse_everything(home.accept(start.listener), start_error(error))
    service.run()
    leave(0)


def _settle_in() -> None:
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    linux.become_subreaper()
    linux.prefer_as_oom_victim()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _get_warm(start: ChildStart, is_prefaulted: bool) -> BridgeError | None:
    """A forked spare pays for its copied pages before a test waits for it; a cold child imports DSPy, and that may fail."""
    try:
        # Delayed: DSPy itself may be missing.
        from . import warm

        if start.start_method == "spawn":
            warm.warm()
        elif start.is_spare and not is_prefaulted:
            warm.throw_away_predict()
            start.prefault.learns = True
    except BaseException as error:
        return start_error(error)
    return None


def _refuse_everything(connection: socket.socket, failure: BridgeError) -> NoReturn:
    """Answer every request with the reason why nothing works here."""
    peer = Peer(Wire(connection), lambda message: peer.refuse_typed(message.get("id"), failure))
    peer.read_until_closed()
    leave(1)
