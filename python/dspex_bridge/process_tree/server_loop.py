"""The fork server's loop: keeps spares ahead, notices owners that went away, and leaves nothing behind a child that ended."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import sys
import time
from typing import NoReturn

from . import linux, process_table
from .children import Child, Children
from .events import Events
from .exit_status import exit_fields
from .limits import refusal_in
from .link import LinkMessage
from .old_files import KEPT_SECONDS, OldFiles
from .reserve import Reserve
from .spares import QUIET_SECONDS, Spares
from .turning_away import Waiting, no_child, say
from .wake_pipe import open_wake_pipe

#: macOS has no such event; there a hang-up alone tells of an owner that went.
_HANG_UP = getattr(select, "POLLRDHUP", 0)
_OWNER_IS_GONE = select.POLLHUP | _HANG_UP | select.POLLERR


class ServerLoop:
    """One poll() over the listener, the children's links, the owners' connections and the signals."""

    def __init__(self, children: Children, spares: int, events: Events, reserve: Reserve) -> None:
        self._children = children
        self._reserve = reserve
        self._waiting = Waiting(children.listener, reserve)
        self._spares = Spares(spares)
        self._events = events
        self._old_files = OldFiles()
        self._poll = select.poll()
        self._wake = open_wake_pipe([signal.SIGCHLD])
        self._poll.register(self._wake, select.POLLIN)
        self._watches_listener = False
        for _ in range(spares):
            self._fork(is_spare=True)

    def run(self) -> NoReturn:
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
            if self._spares.is_time_for_one(self._children.idle, self._children.owned):
                self._fork(is_spare=True)
            self._old_files.remove_due()

    def _watch_listener(self) -> None:
        """A pending connection concerns the server only when no spare is there to accept it."""
        wanted = self._children.idle == 0
        if wanted and not self._watches_listener:
            self._poll.register(self._children.listener.fileno(), select.POLLIN)
        elif self._watches_listener and not wanted:
            self._poll.unregister(self._children.listener.fileno())
        self._watches_listener = wanted

    def _wait_ms(self) -> float | None:
        if self._spares.are_missing(self._children.idle):
            return self._spares.seconds_until_quiet() * 1000
        return KEPT_SECONDS * 1000 if self._old_files else None

    def _serve(self, fd: int, event: int) -> None:
        if fd == self._children.listener.fileno():
            if self._children.idle == 0:
                self._fork(is_spare=False)
        elif (child := self._children.by_link.get(fd)) is not None:
            self._hear(child, event)
        elif (owned := self._children.by_connection.get(fd)) is not None and event & _OWNER_IS_GONE:
            self._poll.unregister(fd)
            self._children.drop_connection(owned)
            self._end(owned)
            self._end_waiting_copies(owned)

    def _hear(self, child: Child, event: int) -> None:
        """A child that took a connection sends a duplicate of it, so that the server sees its owner go; one that is copied sends the
        copy's link."""
        with self._reserve.lent():
            message = child.receive() if event & select.POLLIN else None
        if message is None:
            self._poll.unregister(child.link.fileno())
            if not event & select.POLLHUP:  # What it sent is lost, for want of a descriptor. One that has ended is past being killed.
                self._end(child)
        elif not self._reserve.is_there:
            self._refuse(child, message)
        elif message.is_about_a_copy:
            self._adopt(child, message.descriptor)
        else:
            self._take(child, message.descriptor)

    def _refuse(self, child: Child, message: LinkMessage) -> None:
        """What it sent took the last descriptor. Without a duplicate of its connection the server would never see its owner go."""
        if message.is_about_a_copy:
            with self._reserve.lent():
                os.close(message.descriptor)
                child.refuse_adoption()
            return
        # Its owner closes the connection when he has read that, and with it goes the child. Closed here, he might not come to read it.
        say(message.descriptor, no_child(OSError(errno.EMFILE, os.strerror(errno.EMFILE))))
        self._take(child, message.descriptor)

    def _adopt(self, original: Child, link: int) -> None:
        copy = self._children.adopt(original, link)
        if copy is None:  # pragma: no cover - the original died between its two words
            return
        self._poll.register(copy.link.fileno(), select.POLLIN)
        if original.was_killed:  # pragma: no cover - it is killed between its two words
            self._end(copy)
            return
        with contextlib.suppress(OSError):  # It ended meanwhile, and the copy with it.
            original.confirm_adoption()

    def _take(self, child: Child, connection: int) -> None:
        self._children.take(child, connection)
        self._poll.register(connection, _HANG_UP)
        self._spares.note_request()

    def _end(self, child: Child) -> None:
        child.was_killed = True
        with self._reserve.lent():
            linux.kill_tree(child.pid)

    def _end_waiting_copies(self, original: Child) -> None:
        """Their owner would have been the original's."""
        for copy in self._children.waiting_copies_of(original):
            self._end(copy)

    def _fork(self, is_spare: bool) -> None:
        try:
            child = self._children.fork(is_spare)
        except OSError as error:
            # Out of descriptors, processes or memory: the next try comes soon.
            sys.stderr.write(f"dspex_bridge: no process can be made: {error}\n")
            self._note_stillborn(error)
            time.sleep(QUIET_SECONDS)
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
        was_never_used = child.waits and child.original is None
        self._end_waiting_copies(child)
        reason = "killed by us" if child.was_killed else "crashed" if fields["signal"] else "exited"
        for fd in self._children.forget(child):
            with contextlib.suppress(KeyError):
                self._poll.unregister(fd)
        self._events.send("child_exit", pid=child.pid, maxRssKb=max_rss_kb, reason=reason, **fields)
        self._old_files.add(child.files)
        # Only now is it none of those that could take a connection.
        if was_never_used:
            self._note_stillborn(refusal_in(fields["code"]))

    def _note_stillborn(self, refusal: OSError | None) -> None:
        """Whoever waits is turned away in the end: told the reason it is an error, left alone it would be a hang."""
        self._spares.note_stillborn()
        if self._spares.are_given_up and self._children.idle == 0:
            self._waiting.turn_away_one(no_child(refusal))

    def _kill_strangers(self) -> None:
        """The server is a subreaper: a child that it did not fork was left behind by one that ended."""
        with self._reserve.lent():
            for pid in process_table.children_of(os.getpid()):
                if pid not in self._children.by_pid and not process_table.is_resource_tracker(pid):
                    linux.kill_tree(pid)
