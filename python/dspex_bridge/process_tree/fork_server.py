"""Starts the fork server: imports DSPy once, says that it is ready, and forks a child for every connection. One thread."""

from __future__ import annotations

import gc
import os
import platform
import socket
from typing import Any

from ..protocol.errors import BridgeError
from . import linux
from .child_program import ChildProgram
from .children import Children
from .events import Events
from .reserve import Reserve
from .server_loop import ServerLoop
from .start_error import not_forkable, not_listening, start_error


def serve(config: dict[str, Any], reaper_pid: int, program: ChildProgram) -> None:
    """Run until killed. Where it cannot get ready, it sends the event `failed` and ends."""
    events = Events(os.dup(1))
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    os.dup2(2, 1)
    linux.become_subreaper()
    try:
        listener = _listen(config["socketPath"])
        dspy_version = _import_dspy(program) if config["startMethod"] == "fork" else None
        loop = _make_loop(config, listener, program, events)
    except BridgeError as error:
        events.send("failed", **{"detail": "", **error.wire})
        os._exit(1)
    events.send("ready", pid=reaper_pid, serverPid=os.getpid(), python=platform.python_version(), dspy=dspy_version)
    loop.run()


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(path)
        os.chmod(path, 0o600)
    except OSError as error:
        raise not_listening(path, error) from error
    listener.listen(256)
    return listener


def _make_loop(config: dict[str, Any], listener: socket.socket, program: ChildProgram, events: Events) -> ServerLoop:
    try:
        reserve = Reserve()
        children = Children(config["folder"], config["startMethod"], listener, program, reserve)
        return ServerLoop(children, config["spares"], events, reserve)
    except OSError as error:
        raise start_error(error) from error


def _import_dspy(program: ChildProgram) -> str:
    try:
        version = program.warm()
    except BaseException as error:
        raise start_error(error) from error
    threads = linux.other_threads()
    if threads:
        raise not_forkable(threads)
    gc.collect()
    gc.freeze()
    return version
