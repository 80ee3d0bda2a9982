"""The topmost process: forks the fork server before DSPy is imported, then only waits. Standard library only, one thread.

It ends everything below it when its standard input closes (whoever started it is gone) or when the fork server dies. A fork server
that watched itself could not be killed safely: what its children daemonised would survive it.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import sys
from typing import Any

from . import linux, own_network
from .events import Events


def main() -> None:
    """Read the start message, fork the server, wait for the end. Never returns."""
    line = _read_line()
    if not line:
        os._exit(0)
    config: dict[str, Any] = json.loads(line)
    if config.get("ownNetwork"):
        _enter_own_network()
    linux.become_subreaper()
    linux.mark_run(config.get("runMark"))
    wake = _wake_on_signals()
    reaper_pid = os.getpid()
    server = os.fork()
    if server == 0:
        _become_server(config, reaper_pid, wake)
    _wait_for_the_end(config, server, wake)


def _enter_own_network() -> None:
    """Before anything is forked: what is below can never leave it."""
    try:
        own_network.enter()
    except OSError as error:
        Events(1).send("failed", detail="", **own_network.refused(error))
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


def _wake_on_signals() -> int:
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    return readable


def _become_server(config: dict[str, Any], reaper_pid: int, wake: int) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.close(wake)
    linux.die_with(reaper_pid)
    from .fork_server import serve

    serve(config, reaper_pid)
    os._exit(0)


def _wait_for_the_end(config: dict[str, Any], server: int, wake: int) -> None:
    poll = select.poll()
    poll.register(0, select.POLLIN | select.POLLHUP)
    poll.register(wake, select.POLLIN)
    owner_is_gone = False
    while not owner_is_gone:
        ready = {fd for fd, _ in poll.poll()}
        if wake in ready and _reap(server, set(os.read(wake, 512))):
            break
        owner_is_gone = 0 in ready and not os.read(0, 512)
    linux.end_everything_below()
    shutil.rmtree(config["folder"], ignore_errors=True)
    if owner_is_gone:
        for folder in config.get("alsoRemove", []):
            shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _reap(server: int, signals: set[int]) -> bool:
    """True when it is over: the server ended, or this process was asked to."""
    over = bool(signals - {signal.SIGCHLD})
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            return over
        if pid == server:
            Events(1).send("server_exit", **exit_fields(status))
            over = True


def exit_fields(status: int) -> dict[str, Any]:
    """How a process ended, as the two fields of an event."""
    if os.WIFSIGNALED(status):
        return {"code": None, "signal": signal.Signals(os.WTERMSIG(status)).name}
    return {"code": os.waitstatus_to_exitcode(status), "signal": None}


if __name__ == "__main__":
    sys.exit("start it through @dspex/jest-preset")
