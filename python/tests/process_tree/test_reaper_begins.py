"""How the reaper begins: beside what start-up files of the user's Python set, and where the system refuses it a process."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from dspex_bridge.process_tree.fork_server import _make_loop
from dspex_bridge.protocol.errors import BridgeError

from ..client import Client
from ..processes import PACKAGE_FOLDER, Server

#: The next signal is asked for when the last was handled: one that comes while it is handled is handled within, and where that takes
#: longer than they are apart (a tracer that sees the handler for the first time, on a busy machine), nothing else is ever run.
PROFILER = """
import os, signal
def anew(*_):
    signal.setitimer(signal.ITIMER_REAL, 0.001)
signal.signal(signal.SIGALRM, anew)
os.register_at_fork(after_in_child=anew)
anew()
"""

REFUSES_TO_FORK = """
import errno, os
def fork():
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
os.fork = fork
"""
MAY_NOT = "PermissionError(errno.EPERM, os.strerror(errno.EPERM))"


class StartedAfter(unittest.TestCase):
    """A server of a Python with a start-up file of the user's."""

    def start_after(self, text: str) -> Server:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        Path(folder, "sitecustomize.py").write_text(text)
        server = Server(env={"PYTHONPATH": folder})
        self.addCleanup(server.close)
        return server

    def test_serves_where_a_profiler_sends_signals(self) -> None:
        """What such a file asks of signals is not taken for a wish to end."""
        server = self.start_after(PROFILER)
        self.assertEqual(server.first["event"], "ready")
        client = Client(server)
        self.addCleanup(client.close)
        client.hello()

    def test_names_the_limit_of_a_user_who_may_start_no_more_processes(self) -> None:
        """Root, which may run this, is never refused, so the system's answer stands in for it."""
        server = self.start_after(REFUSES_TO_FORK)
        self.assertEqual(server.first["event"], "failed")
        self.assertEqual((server.first["code"], server.first["next"].split(" #")[0].strip()), ("LIMIT_REACHED", "ulimit -u"))

    def test_says_what_else_the_system_refuses_it_in_the_systems_words(self) -> None:
        with self.assertRaisesRegex(EOFError, "Operation not permitted"):
            self.start_after(REFUSES_TO_FORK.replace("BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))", MAY_NOT))


class StartedForNothing(unittest.TestCase):
    """Fails where a reaper or a server that cannot be of use stays, or says nothing."""

    def test_ends_where_its_owner_went_before_the_first_word(self) -> None:
        for said in (b"", b'{"socketPath": '):
            reaper = subprocess.run(
                [sys.executable, f"{PACKAGE_FOLDER}/dspex_bridge/start.py"], input=said, capture_output=True, check=True
            )
            self.assertEqual((reaper.stdout, reaper.stderr), (b"", b""))

    def test_says_where_it_cannot_listen(self) -> None:
        server = Server("spawn", socket_path="/nowhere/server.sock")
        self.addCleanup(server.close)
        self.assertEqual((server.first["event"], server.first["code"]), ("failed", "PYTHON_START_FAILED"))
        self.assertIn("/nowhere/server.sock", server.first["what"])
        self.assertEqual(server.event("server_exit")["code"], 1)

    def test_names_the_limit_that_it_meets_before_it_serves(self) -> None:
        refused = OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        with mock.patch("os.open", side_effect=refused), self.assertRaises(BridgeError) as caught:
            _make_loop({"folder": "/nowhere", "startMethod": "spawn"}, mock.Mock(), mock.Mock(), mock.Mock())
        self.assertEqual(caught.exception.wire["code"], "LIMIT_REACHED")
        self.assertIn("may open no more files", caught.exception.wire["why"])


if __name__ == "__main__":
    unittest.main()
