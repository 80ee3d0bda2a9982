"""What the system refuses: fails when a process that was refused something does not say what, or says it of another failure."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
import unittest
from typing import NoReturn
from unittest import mock

from dspex_bridge.process_tree.child_program import ChildProgram, ChildStart
from dspex_bridge.process_tree.children import Children
from dspex_bridge.process_tree.limits import exit_code_of, limit_error, refusal_in
from dspex_bridge.process_tree.make_child import fork_child
from dspex_bridge.process_tree.prefault import Prefault
from dspex_bridge.process_tree.reserve import Reserve

REFUSALS = (errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT)


class Limits(unittest.TestCase):
    """Of this process, and of those that it makes."""

    def test_an_exit_code_says_which_refusal_ended_a_child(self) -> None:
        for number in REFUSALS:
            refusal = refusal_in(exit_code_of(OSError(number, os.strerror(number))))
            assert refusal is not None
            self.assertEqual(refusal.errno, number)

    def test_a_thread_that_cannot_be_started_is_the_limit_of_processes(self) -> None:
        error = limit_error(RuntimeError("can't start new thread"), "Starting")
        assert error is not None
        self.assertEqual((error.wire["code"], error.wire["next"].split(" #")[0].strip()), ("LIMIT_REACHED", "ulimit -u"))

    def test_any_other_failure_is_none_of_them(self) -> None:
        for other in (ValueError("no"), RuntimeError("no"), FileNotFoundError(errno.ENOENT, "no")):
            self.assertIsNone(limit_error(other, "Starting"))
            self.assertIsNone(refusal_in(exit_code_of(other)))

    def test_a_child_that_is_refused_something_before_it_serves_ends_with_that(self) -> None:
        def run_child(_: ChildStart) -> NoReturn:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # Its traceback.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        listener, link = socket.socketpair()
        with listener, link:
            pid = fork_child(
                ChildStart(tempfile.gettempdir(), listener, link, "fork", False, Prefault(tempfile.gettempdir(), os.getpid())),
                run_child,
                Reserve(),
            )
            refusal = refusal_in(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        assert refusal is not None
        self.assertEqual(refusal.errno, errno.ENOSPC)

    def test_a_fork_that_is_refused_leaves_no_descriptor_open(self) -> None:
        program = ChildProgram(mock.Mock(), mock.Mock(), "start.py")
        children = Children(tempfile.gettempdir(), "fork", mock.Mock(), program, Reserve())
        before = os.listdir("/proc/self/fd")
        refused = BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        with mock.patch("os.fork", side_effect=refused), self.assertRaises(BlockingIOError):
            children.fork(is_spare=True)
        self.assertEqual((os.listdir("/proc/self/fd"), children.idle), (before, 0))


if __name__ == "__main__":
    unittest.main()
