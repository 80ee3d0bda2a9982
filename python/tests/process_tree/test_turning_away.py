"""Who waits for a child where none can be made: fails when one is told of a refusal that came before it asked, or waits without an end."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import tempfile
import unittest
from typing import NoReturn
from unittest import mock

from dspex_bridge.process_tree.child_program import ChildProgram, ChildStart
from dspex_bridge.process_tree.children import Children
from dspex_bridge.process_tree.reserve import Reserve
from dspex_bridge.process_tree.turning_away import Waiting, no_child


class TurningAway(unittest.TestCase):
    """By a listener that nobody accepts from."""

    def setUp(self) -> None:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        self.listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(self.listener.close)
        self.address = os.path.join(folder, "s")
        self.listener.bind(self.address)
        self.listener.listen()

    def _asking(self) -> socket.socket:
        asking = socket.socket(socket.AF_UNIX)
        self.addCleanup(asking.close)
        asking.connect(self.address)
        asking.sendall(b"hello")
        return asking

    def test_a_refusal_is_told_to_the_one_that_waited_for_it(self) -> None:
        first, later = self._asking(), self._asking()
        Waiting(self.listener, Reserve()).turn_away_one(no_child(None))
        self.assertIn(b"CHILD_CRASHED", first.recv(4096))
        # What kept the first from a process may be over: the later one has a try of its own.
        self.assertEqual(select.select([later], [], [], 0)[0], [])
        self.assertEqual(select.select([self.listener], [], [], 0)[0], [self.listener])

    def test_nobody_may_be_there_any_more(self) -> None:
        Waiting(self.listener, Reserve()).turn_away_one(no_child(None))


class Killed(unittest.TestCase):
    """By children that really run."""

    def test_a_child_that_was_ended_before_it_had_an_owner_waits_for_none(self) -> None:
        def run_child(_: ChildStart) -> NoReturn:
            signal.pause()
            os._exit(0)

        with socket.socket() as listener:
            program = ChildProgram(mock.Mock(), run_child, "start.py")
            children = Children(tempfile.gettempdir(), "fork", listener, program, Reserve())
            child = children.fork(is_spare=False)
            self.assertEqual(children.idle, 1)
            child.was_killed = True
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
            children.forget(child)
            self.assertEqual(children.idle, 0)
