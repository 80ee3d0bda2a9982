"""Nothing outlives its owner: each case fails when a process, the socket or the folder is still there after the end."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

from dspex_bridge.process_tree import linux, process_table

from ..client import Client
from ..processes import HANGS, Server, left_of

# Leaves a process that has left the group, the session and the environment: what kills by those all miss.
BUSY = """
import os, sys, time, subprocess
import dspy

def daemonised():
    readable, writable = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if (pid := os.fork()) != 0:
            os.write(writable, str(pid).encode())
            os._exit(0)
        os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"], {})
    return int(os.read(readable, 20))

class Busy(dspy.Module):
    def forward(self, marker):
        pids = [os.getpid(), daemonised(), subprocess.Popen(["sleep", "600"], start_new_session=True).pid]
        with open(marker + ".part", "w") as file:
            file.write(" ".join(map(str, pids)))
        os.rename(marker + ".part", marker)
        time.sleep(600)

class Forks(dspy.Module):
    '''A chain of processes, each of which starts the next and ends: a list of them is old before it is read.'''
    def forward(self, marker):
        if os.fork() == 0:
            os.setsid()
            while True:
                if os.fork():
                    os._exit(0)
                with open(marker, "w") as file:
                    file.write(str(os.getpid()))
        time.sleep(600)
"""


class ReaperCase(unittest.TestCase):
    """A server for each test: each test ends it."""

    start_method: ClassVar[str] = "fork"

    def setUp(self) -> None:
        self.server = Server(self.start_method)
        self.addCleanup(self.server.close)
        Path(self.server.root, "busy.py").write_text(BUSY)

    def run_busy(self, name: str = "Busy") -> tuple[Client, list[int]]:
        """An execute that does not end, and the processes it runs in."""
        client = Client(self.server)
        self.addCleanup(lambda: client.socket.close())
        client.hello()
        client.request("open_session", session="s")
        client.request("load_module", session="s", id="p", path=f"busy:{name}", args=[], kwargs={}, tools=None)
        marker = Path(self.server.root, "marker")
        client.send("execute", session="s", id="p", executeId="1", inputs={"marker": str(marker)})
        until = time.monotonic() + HANGS
        while not marker.exists() or not marker.read_text():
            self.assertLess(time.monotonic(), until, "it never got busy")
            time.sleep(0.005)
        return client, [int(pid) for pid in marker.read_text().split()]

    def assert_nothing_left(self, pids: list[int]) -> None:
        self.server.process.wait(HANGS)
        everything = [*pids, self.server.first["serverPid"], self.server.process.pid]
        self.assertEqual(left_of(everything), [])
        self.assertFalse(os.path.exists(self.server.folder), "the folder with the socket is still there")
        self.assertNotIn("Traceback", self.server.stderr())

    def test_ends_everything_when_its_lifeline_closes(self) -> None:
        _, pids = self.run_busy()
        assert self.server.process.stdin is not None
        self.server.process.stdin.close()
        self.assert_nothing_left(pids)

    def test_ends_everything_on_a_signal(self) -> None:
        self._ends_on(signal.SIGTERM)

    def test_ends_everything_on_another_signal(self) -> None:
        self._ends_on(signal.SIGINT)

    def _ends_on(self, number: signal.Signals) -> None:
        _, pids = self.run_busy()
        os.kill(self.server.process.pid, number)
        self.assert_nothing_left(pids)

    def test_ends_everything_when_the_fork_server_is_killed_and_says_so(self) -> None:
        _, pids = self.run_busy()
        os.kill(self.server.first["serverPid"], signal.SIGKILL)
        self.assertEqual(self.server.event("server_exit")["signal"], "SIGKILL")
        self.assert_nothing_left(pids)

    def test_ends_what_is_stopped(self) -> None:
        _, pids = self.run_busy()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        os.kill(self.server.first["serverPid"], signal.SIGSTOP)
        assert self.server.process.stdin is not None
        self.server.process.stdin.close()
        self.assert_nothing_left(pids)

    def test_ends_everything_where_it_may_open_nothing_more(self) -> None:
        _, pids = self.run_busy()
        reaper = self.server.process.pid
        has = len(os.listdir(f"/proc/{reaper}/fd"))
        resource.prlimit(reaper, resource.RLIMIT_NOFILE, (has, resource.prlimit(reaper, resource.RLIMIT_NOFILE)[1]))
        assert self.server.process.stdin is not None
        self.server.process.stdin.close()
        self.assert_nothing_left(pids)

    def test_ends_a_chain_of_forks(self) -> None:
        self.run_busy("Forks")
        assert self.server.process.stdin is not None
        self.server.process.stdin.close()
        self.assert_nothing_left([])
        marker = Path(self.server.root, "marker")
        marker.write_text("")
        time.sleep(0.05)  # A chain that goes on writes here every millisecond.
        self.assertEqual(marker.read_text(), "")


class Descendants(unittest.TestCase):
    """Fails when a kernel that does not list children hides them from us."""

    def test_are_found_without_the_kernels_list(self) -> None:
        code = "import subprocess, sys; subprocess.run(['sleep', '600'])"
        process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
        self.addCleanup(process.wait)
        self.addCleanup(lambda: linux.kill_tree(process.pid))
        while not (listed := process_table.descendants_of(process.pid)):
            pass
        with patch.object(process_table, "_KERNEL_LISTS_CHILDREN", False):
            self.assertEqual(process_table.descendants_of(process.pid), listed)


class Ended(unittest.TestCase):
    """Fails when a process that was reaped between two looks at it is taken for one that runs."""

    def test_is_one_that_is_in_no_list_any_more(self) -> None:
        process = subprocess.Popen([sys.executable, "-c", ""])
        process.wait()
        self.assertTrue(process_table.has_ended(process.pid))
        self.assertIsNone(process_table.command_of(process.pid))
        self.assertFalse(process_table.is_resource_tracker(process.pid))


class SpawnedReaperCase(ReaperCase):
    """The same, over cold children."""

    start_method = "spawn"


if __name__ == "__main__":
    unittest.main()
