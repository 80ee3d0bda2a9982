"""The topmost process: forks the fork server before DSPy is imported, then only waits. Standard library only, one thread.

It ends everything below it when its standard input closes (whoever started it is gone) or when the fork server dies. A fork server
that watched itself could not be killed safely: what its children daemonised would survive it.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
from typing import Any, NoReturn

from . import linux, own_network
from .child_program import ChildProgram
from .events import Events
from .exit_status import exit_fields
from .wake_pipe import close_wake_pipe, open_wake_pipe

_ENDING_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_WAKING_SIGNALS = (signal.SIGCHLD, *_ENDING_SIGNALS)


def main(program: ChildProgram) -> NoReturn:
    """Read the start message, fork the server, wait for the end."""
    line = _read_line()
    if not line:
        os._exit(0)
    config: dict[str, Any] = json.loads(line)
    if config.get("ownNetwork"):
        _enter_own_network()
    linux.become_subreaper()
    linux.mark_run(config.get("runMark"))
    wake = open_wake_pipe(_WAKING_SIGNALS)
    reaper_pid = os.getpid()
    server = _fork()
    if server == 0:
        close_wake_pipe(wake, _WAKING_SIGNALS)
        _become_server(config, reaper_pid, program)
    owner_is_gone = _wait_for_the_end(server, wake)
    _clean_up(config, owner_is_gone)
    if owner_is_gone and not config.get("ownNetwork"):
        _finish_run(config.get("finish"))
    os._exit(0)


def _enter_own_network() -> None:
    """Before anything is forked: what is below can never leave it."""
    try:
        own_network.enter()
    except OSError as error:
        Events(1).send("failed", detail="", **own_network.refused(error))
        os._exit(1)


def _fork() -> int:
    try:
        return os.fork()
    except OSError as error:
        # Delayed: who is refused nothing starts sooner.
        from .limits import limit_error

        refused = limit_error(error, "Starting Python's processes")
        if refused is None:
            raise
        Events(1).send("failed", **{"detail": "", **refused.wire})
        os._exit(1)


def _read_line() -> bytes:
    """One line from the lifeline, unbuffered: nothing else is ever read from it."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return b""
        line += byte
    return line


def _become_server(config: dict[str, Any], reaper_pid: int, program: ChildProgram) -> NoReturn:
    linux.die_with(reaper_pid)
    # Delayed: the reaper starts sooner, and keeps less memory, without what only the server needs.
    from .fork_server import serve

    serve(config, reaper_pid, program)
    os._exit(0)  # pragma: no cover - it serves until it is killed


def _wait_for_the_end(server: int, wake: int) -> bool:
    """Wait until the owner goes without a word (gives True) or with one, the server ends, or a signal asks this process to end."""
    poll = select.poll()
    poll.register(0, select.POLLIN | select.POLLHUP)
    poll.register(wake, select.POLLIN)
    while True:
        ready = {fd for fd, _ in poll.poll()}
        if wake in ready and _is_over(server, set(os.read(wake, 512))):
            return False
        if 0 in ready:
            return not os.read(0, 512)


def _is_over(server: int, signals: set[int]) -> bool:
    """Reap what ended. True when the server did, or when this process was asked to end.

    Python writes to the pipe for each signal that has a handler, also for one that a start-up file of the user's Python set (a profiler).
    """
    was_asked = bool(signals & _ENDING_SIGNALS)
    return _reap(server) or was_asked


def _reap(server: int) -> bool:
    has_ended = False
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:  # pragma: no cover - the server ended before the signal that says so
            return True
        if pid == 0:
            return has_ended
        if pid == server:
            Events(1).send("server_exit", **exit_fields(status))
            has_ended = True


def _clean_up(config: dict[str, Any], owner_is_gone: bool) -> None:
    # To look for processes and files takes a descriptor, and there may be no other.
    for used in (0, 1):
        os.close(used)
    linux.end_everything_below()
    shutil.rmtree(config["folder"], ignore_errors=True)
    if owner_is_gone:
        for folder in config.get("alsoRemove", []):
            shutil.rmtree(folder, ignore_errors=True)


def _finish_run(finish: dict[str, Any] | None) -> None:
    """Become the program that ends the rest of the run: of those who should, each may have been killed, or stopped.

    Not from a network of its own: that may be in a user namespace, where this user is another.
    """
    if finish is None:
        return
    linux.unmark_run()
    with contextlib.suppress(OSError):
        for _ in (0, 1):
            os.open(os.devnull, os.O_RDWR)
        os.chdir("/")
        os.execve(finish["command"][0], finish["command"], finish["env"])
