"""Imports DSPy once and forks a child for every connection. One thread."""

from __future__ import annotations

import contextlib
import gc
import os
import platform
import select
import signal
import socket
import sys
import time
from typing import Any

from ..protocol.errors import BridgeError
from . import linux
from .children import Child, Children
from .events import Events
from .reaper import exit_fields
from .start_error import not_forkable, not_listening, start_error

_QUIET_SECONDS = 0.03
_FILES_KEPT_SECONDS = 5.0
#: That many children in a row that ended before they took a connection: the next would, too.
_STILLBORN_LIMIT = 3
#: macOS has no such event; there a hang-up alone tells of an owner that went.
_HANG_UP = getattr(select, "POLLRDHUP", 0)


def serve(config: dict[str, Any], reaper_pid: int) -> None:
    """Run until killed. Failures before it is ready are told as an event, and end it."""
    events = Events(os.dup(1))
    devnull = os.open(os.devnull, os.O_RDONLY)
    os.dup2(devnull, 0)
    os.dup2(2, 1)
    linux.become_subreaper()
    try:
        listener = _listen(config["socketPath"])
        dspy_version = _import_dspy() if config["startMethod"] == "fork" else None
    except BridgeError as error:
        events.send("failed", **{"detail": "", **error.wire})
        os._exit(1)
    server = ForkServer(config, listener, events)
    events.send("ready", pid=reaper_pid, serverPid=os.getpid(), python=platform.python_version(), dspy=dspy_version)
    server.run()


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(path)
        os.chmod(path, 0o600)
    except OSError as error:
        raise not_listening(path, error) from error
    listener.listen(256)
    return listener


def _import_dspy() -> str:
    try:
        from ..child.warm import warm

        version = warm()
    except BaseException as error:
        raise start_error(error) from error
    threads = linux.other_threads()
    if threads:
        raise not_forkable(threads)
    gc.collect()
    gc.freeze()
    return version


class ForkServer:
    """Keeps spares ahead, notices owners that went away, and leaves nothing behind a child that ended."""

    def __init__(self, config: dict[str, Any], listener: socket.socket, events: Events) -> None:
        self._config = config
        self._listener = listener
        self._events = events
        self._children = Children(config, listener)
        self._poll = select.poll()
        self._wake, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._poll.register(self._wake, select.POLLIN)
        self._watching = False
        self._last_request = 0.0
        self._stillborn = 0
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._old_files: list[tuple[float, list[str]]] = []
        self._fork_spares()

    def run(self) -> None:
        """Serve until a signal ends this process."""
        while True:
            self._watch_listener()
            ready = dict(self._poll.poll(self._wait_ms()))
            for fd, event in ready.items():
                self._serve(fd, event)
            # Last: reaping closes descriptors, and a new connection that gets such a number must not be taken for the old one,
            # whose hang-up is still in `ready`.
            if self._wake in ready:
                os.read(self._wake, 512)
                self._reap()
            self._refill()
            self._remove_old_files()

    def _watch_listener(self) -> None:
        """A pending connection concerns us only when no spare is there to accept it."""
        wanted = self._children.idle == 0
        if wanted and not self._watching:
            self._poll.register(self._listener.fileno(), select.POLLIN)
        elif self._watching and not wanted:
            self._poll.unregister(self._listener.fileno())
        self._watching = wanted

    def _serve(self, fd: int, event: int) -> None:
        if fd == self._listener.fileno():
            if self._children.idle == 0:
                self._fork(is_spare=False)
            return
        child = self._children.by_link.get(fd)
        if child is not None:
            self._hear(child, event)
            return
        owned = self._children.by_connection.get(fd)
        if owned is not None and event & (select.POLLHUP | _HANG_UP | select.POLLERR):
            self._poll.unregister(fd)
            self._children.drop_connection(owned)
            self._end(owned)
            # Their owner would have been the same.
            for copy in self._children.waiting_copies_of(owned):
                self._end(copy)

    def _end(self, child: Child) -> None:
        child.was_killed = True
        linux.kill_tree(child.pid)

    def _hear(self, child: Child, event: int) -> None:
        """A child that took a connection sends a duplicate of it, so that we see its owner go; one that is copied sends the copy's link."""
        told = child.receive() if event & select.POLLIN else None
        if told is None:
            self._poll.unregister(child.link.fileno())
        elif told[0] == b"f":
            self._adopt(child, told[1])
        else:
            self._take(child, told[1])

    def _adopt(self, original: Child, link: int) -> None:
        copy = self._children.adopt(original, link)
        if copy is None:
            return
        self._poll.register(copy.link.fileno(), select.POLLIN)
        if original.was_killed:
            self._end(copy)
            return
        with contextlib.suppress(OSError):  # It ended meanwhile, and the copy with it.
            original.link.send(b"k")

    def _take(self, child: Child, connection: int) -> None:
        self._children.take(child, connection)
        self._poll.register(connection, _HANG_UP)
        self._last_request = time.monotonic()
        self._stillborn = 0

    def _wait_ms(self) -> float | None:
        if self._stillborn < _STILLBORN_LIMIT and self._children.idle < self._config["spares"]:
            return max(0.0, (self._last_request + _QUIET_SECONDS - time.monotonic()) * 1000)
        return _FILES_KEPT_SECONDS * 1000 if self._old_files else None

    def _refill(self) -> None:
        """At once while a core is free for it, otherwise in a quiet moment: warming a spare beside two busy workers slows both."""
        is_quiet = time.monotonic() - self._last_request >= _QUIET_SECONDS
        if (
            self._stillborn < _STILLBORN_LIMIT
            and self._children.idle < self._config["spares"]
            and (is_quiet or self._children.owned < self._cores)
        ):
            self._fork(is_spare=True)

    def _fork_spares(self) -> None:
        for _ in range(self._config["spares"]):
            self._fork(is_spare=True)

    def _fork(self, is_spare: bool) -> None:
        try:
            child = self._children.fork(is_spare)
        except OSError as error:
            # Out of processes or memory: whoever waits goes on waiting, and the next try comes soon.
            sys.stderr.write(f"dspex_bridge: no process can be made: {error}\n")
            time.sleep(_QUIET_SECONDS)
            return
        self._poll.register(child.link.fileno(), select.POLLIN)

    def _reap(self) -> None:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                break
            child = self._children.by_pid.get(pid)
            if child is not None:
                self._bury(child, status, usage.ru_maxrss)
        self._kill_strangers()

    def _bury(self, child: Child, status: int, max_rss_kb: int) -> None:
        fields = exit_fields(status)
        if child.waits and child.original is None:
            self._count_stillborn()
        for copy in self._children.waiting_copies_of(child):
            self._end(copy)
        reason = "killed by us" if child.was_killed else "crashed" if fields["signal"] else "exited"
        for fd in self._children.forget(child):
            try:
                self._poll.unregister(fd)
            except KeyError:
                continue
        self._events.send("child_exit", pid=child.pid, maxRssKb=max_rss_kb, reason=reason, **fields)
        self._old_files.append((time.monotonic() + _FILES_KEPT_SECONDS, child.files))

    def _count_stillborn(self) -> None:
        """Whoever waits is turned away in the end: a connection that closes is an error, one that stays silent is a hang."""
        self._stillborn += 1
        if self._stillborn >= _STILLBORN_LIMIT and select.select([self._listener], [], [], 0)[0]:
            self._listener.accept()[0].close()

    def _kill_strangers(self) -> None:
        """We are a subreaper: a child that we did not fork was left behind by one that ended."""
        for pid in linux.children_of(os.getpid()):
            if pid not in self._children.by_pid:
                linux.kill_tree(pid)

    def _remove_old_files(self) -> None:
        now = time.monotonic()
        for due, files in list(self._old_files):
            if due <= now:
                self._old_files.remove((due, files))
                for path in files:
                    if os.path.exists(path):
                        os.unlink(path)
