"""How the reaper begins: beside what start-up files of the user's Python set, and where the system refuses it a process."""

from __future__ import annotations

import shutil
import tempfile
import unittest
from pathlib import Path

from ..client import Client
from ..processes import Server

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


if __name__ == "__main__":
    unittest.main()
