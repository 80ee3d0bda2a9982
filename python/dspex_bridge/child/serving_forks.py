"""The command `fork`: the reader ends, main forks alone, and both processes go on: the original where it was, the copy as a new child would."""

from __future__ import annotations

import os
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from ..process_tree import copies
from ..process_tree.limits import exit_code_of
from ..process_tree.prefault import Prefault
from ..protocol.errors import BridgeError
from ..tasks.task import Task
from . import forkable, inherited
from .child_output import leave, redirect_output
from .context import Context


class ServingForks:
    """Holds what a fork must stop and start again: the reader, and what ties this process to its owner and to the server."""

    _connection: socket.socket

    def __init__(self, home: copies.Home, context: Context, on_copied: Callable[[], None]) -> None:
        self._home = home
        self._of_copies = Prefault(home.folder, os.getpid())
        self._peer = context.peer
        self._context = context
        self._on_copied = on_copied
        self._count = 0

    def serve(self, listener: socket.socket) -> None:
        """Wait for an owner on the reader's thread: to start a thread when the owner is there would keep it waiting for a millisecond."""
        self._start_reader(lambda: self._take_owner(listener))

    def fork(self, request_id: Any) -> None:
        """Called by the reader, which ends with this message: what comes next stays in the socket."""
        running = self._context.tasks.running
        if self._context.start_method != "fork":
            self._peer.refuse_typed(request_id, forkable.not_by_fork())
            return
        if running > 0:
            self._peer.refuse_typed(request_id, forkable.refusal(f"{running} programs that run at this moment"))
            return
        self._peer.pause()
        self._context.tasks.start(Task(request_id, lambda: self._fork_on_main(request_id), False))

    def leave_word(self) -> None:
        """At the end: of the pages that this process has written to, for those that are forked after it."""
        self._home.prefault.learn()

    def in_the_way(self) -> list[str]:
        """What a fork would meet, if it came now."""
        return self._found({self._reader.native_id or 0}, set())

    def _found(self, own_threads: set[int], ending: set[int]) -> list[str]:
        """Our event loop is not in the way, as it can be closed: what the user's code has on it is."""
        loop = self._context.tasks.event_loop
        descriptors = {self._connection.fileno(), self._home.link.fileno(), *(fd for fd, _ in loop.descriptors)}
        threads = own_threads | {thread.native_id or 0 for thread in loop.threads()}
        return [*forkable.in_the_way(descriptors, threads, ending), *loop.left()]

    def _start_reader(self, before: Callable[[], None] = lambda: None) -> None:
        """The thread that reads what the owner sends; this process ends with the connection, whatever user code is doing."""
        self._reader = threading.Thread(target=self._read, args=(before,), name="dspex-reader", daemon=True)
        self._reader.start()

    def _read(self, before: Callable[[], None]) -> None:
        before()
        if self._peer.read_until_closed():
            leave(0)

    def _take_owner(self, listener: socket.socket) -> None:
        try:
            self._connection = self._home.accept(listener)
        except OSError as error:
            traceback.print_exc()
            leave(exit_code_of(error))
        self._peer.connect(self._connection)

    def _fork_on_main(self, request_id: Any) -> Callable[[], None]:
        """Gives what answers: in the original alone."""
        try:
            copy = self._make()
        except BridgeError as error:
            self._start_reader()
            return partial(self._peer.refuse_typed, request_id, error)
        if copy.home is not None:
            self._live_on(copy, copy.home)
            return lambda: None
        self._start_reader()
        return partial(self._peer.answer, request_id, {"socketPath": copy.socket_path})

    def _make(self) -> copies.Copy:
        ending = self._context.tasks.join_ended() | {self._reader.native_id or 0}
        self._reader.join()
        found = self._found(set(), ending) or self._found(set(), ending | self._context.tasks.event_loop.close())
        if found:
            raise forkable.refusal(", ".join(found))
        sys.stdout.flush()
        sys.stderr.flush()
        self._count += 1
        self._of_copies.look()
        try:
            return copies.make(self._home, self._count, self._of_copies, self._peer.disconnect)
        except OSError as error:
            raise forkable.refusal(f"no room for another: {error}") from error

    def _live_on(self, copy: copies.Copy, home: copies.Home) -> None:
        """The copy's part: a connection, files and a reader of its own."""
        self._home, self._count = home, 0
        self._context.output = redirect_output(home.folder)
        inherited.leave_to_the_original()
        self._of_copies = Prefault(home.folder, os.getpid())
        self._take_owner(copy.listener)
        os.unlink(copy.socket_path)
        # Most copies that nobody needs end here, without a thread.
        if not copies.is_wanted(self._connection):
            leave(0)
        self._on_copied()
        self._start_reader()
