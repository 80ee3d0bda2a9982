"""What a child is: alone, with nothing of its siblings', and gone with its owner."""

from __future__ import annotations

import os
import signal
import sys
import unittest
from pathlib import Path

from ..case import ChildCase
from ..client import Client
from ..processes import left_of

LOOK = """
import atexit, os, sys, tempfile, time, weakref
import dspy
class Descriptors(dspy.Module):
    def forward(self):
        return dspy.Prediction(open={fd: os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")}, path=sys.path)
class Prints(dspy.Module):
    def forward(self, text):
        print(text)
        sys.stderr.write(text)
        return dspy.Prediction(done=True)
class AtExit(dspy.Module):
    def forward(self, marker):
        atexit.register(lambda: open(marker, "a").write("callback"))
        self.folder = tempfile.TemporaryDirectory(dir=os.path.dirname(marker))
        return dspy.Prediction(folder=self.folder.name)
class Lingers(dspy.Module):
    def forward(self):
        atexit.register(lambda: time.sleep(600))
        return dspy.Prediction(done=True)
class HoldsTheGil(dspy.Module):
    '''A C call that gives nobody a turn.'''
    def forward(self, marker):
        open(marker, "w").write(str(os.getpid()))
        import ctypes
        ctypes.PyDLL(None).sleep(600)
class Leaves(dspy.Module):
    def forward(self):
        if (pid := os.fork()) == 0:
            os.setsid()
            os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"], {})
        return dspy.Prediction(pid=pid)
"""


class Child(ChildCase):
    """One connection, one child."""

    own_server = True

    #: How many come at once, and after one another: more than there are cores and spares.
    owners = 20
    #: How many are there beside one.
    others = 3

    def setUp(self) -> None:
        self.write_module("look", LOOK)

    def test_comes_from_a_server_that_is_ready_and_says_its_versions(self) -> None:
        first = self.server.first
        self.assertEqual((first["event"], first["pid"]), ("ready", self.server.process.pid))
        self.assertEqual(first["dspy"], "3.4.1" if self.start_method == "fork" else None)

    def test_holds_no_descriptor_of_another(self) -> None:
        others = [self.open() for _ in range(self.others)]
        client = self.open()
        self.load(client, "look:Descriptors")
        opened = self.execute(client, "look:Descriptors")["open"]
        sockets = [target for target in opened.values() if target.startswith("socket:")]
        self.assertEqual(len(sockets), 2, f"its connection and its link: {opened}")
        self.assertEqual([target for target in opened.values() if target.startswith("pipe:")], [], "the events go to Node alone")
        self.assertEqual(len(others), self.others)

    def test_imports_from_the_path_it_is_given_first_although_it_is_there_already_and_not_from_where_it_happens_to_be(self) -> None:
        client = self.connect()
        library = next(path for path in sys.path if path.endswith("site-packages"))
        client.hello(path=[self.server.root, library])
        client.request("open_session", session="s")
        self.load(client, "look:Descriptors")
        path = self.execute(client, "look:Descriptors")["path"]
        self.assertEqual(path[:2], [self.server.root, library])
        self.assertNotIn("", path)

    def test_prints_what_no_terminal_could_show(self) -> None:
        client = self.open()
        self.load(client, "look:Prints")
        self.assertEqual(self.execute(client, "look:Prints", text="half a pair \ud83d"), {"done": True})

    def test_is_killed_when_its_owner_goes_while_c_code_holds_the_gil(self) -> None:
        client = self.open()
        self.load(client, "look:HoldsTheGil")
        marker = Path(self.server.root, "gil")
        client.send("execute", session="s", id="look:HoldsTheGil", executeId="1", inputs={"marker": str(marker)})
        while not marker.exists() or not marker.read_text():
            pass
        pid = int(marker.read_text())
        client.close()
        self.assertEqual(self.server.exit_of(pid)["reason"], "killed by us")

    def test_what_it_started_ends_with_it(self) -> None:
        client = self.open()
        self.load(client, "look:Leaves")
        left = self.execute(client, "look:Leaves")["pid"]
        client.send("shutdown")
        self.assertEqual(left_of([left]), [])

    def test_a_crash_says_by_which_signal(self) -> None:
        client = self.open()
        pid = client.request("ping")["pid"]
        os.kill(pid, signal.SIGSEGV)
        event = self.server.exit_of(pid)
        self.assertEqual((event["reason"], event["signal"], event["code"]), ("crashed", "SIGSEGV", None))
        self.assertGreater(event["maxRssKb"], 0)

    def test_shutdown_runs_exit_callbacks_and_finalizers(self) -> None:
        client = self.open()
        self.load(client, "look:AtExit")
        marker = Path(self.server.root, "at-exit")
        folder = self.execute(client, "look:AtExit", marker=str(marker))["folder"]
        pid = client.request("ping")["pid"]
        client.send("shutdown")
        event = self.server.exit_of(pid)
        self.assertEqual((event["reason"], event["code"]), ("exited", 0))
        self.assertEqual((marker.read_text(), os.path.exists(folder)), ("callback", False))

    def test_shutdown_does_not_wait_for_a_callback_that_lingers(self) -> None:
        client = self.open()
        self.load(client, "look:Lingers")
        self.execute(client, "look:Lingers")
        pid = client.request("ping")["pid"]
        client.send("shutdown")
        self.assertEqual(self.server.exit_of(pid)["code"], 0)

    def test_many_owners_at_once_each_get_one(self) -> None:
        clients = [self.connect() for _ in range(self.owners)]
        pids = {client.hello()["pid"] for client in clients}
        self.assertEqual(len(pids), self.owners)

    def test_owners_that_come_and_go_leave_no_child(self) -> None:
        pids = []
        for _ in range(self.owners):
            client = Client(self.server)
            pids.append(client.hello()["pid"])
            client.close()
        self.assertEqual(left_of(pids), [])


class SpawnedChild(Child):
    """The same, over cold children: each imports DSPy, so there are no more than it takes."""

    start_method = "spawn"
    owners = 2
    others = 1


if __name__ == "__main__":
    unittest.main()
