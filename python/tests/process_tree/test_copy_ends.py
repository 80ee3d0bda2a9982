"""How a copy ends: with its owner, with the server, never with another copy."""

from __future__ import annotations

import contextlib
import itertools
import os
import resource
import signal
import socket
import time
import unittest
from collections.abc import Iterator
from pathlib import Path

from ..client import Client, Refused
from ..copy_case import CopyCase, children_of
from ..processes import HANGS, Server, is_running, left_of, state_of

#: Seconds: nobody comes or goes for that long when all is over.
_SETTLED = 0.2


def sockets_of(pid: int) -> set[str]:
    """The sockets that a process has open, by the kernel's names for them."""
    folder = f"/proc/{pid}/fd"
    return {target for fd in os.listdir(folder) if (target := os.readlink(f"{folder}/{fd}")).startswith("socket:")}


class Ends(CopyCase):
    """Fails where a copy outlives its owner, or its end harms another."""

    def hold_the_gil(self, client: Client) -> int:
        """Its pid, once it does."""
        marker = Path(self.server.root, f"gil-{self.pid(client)}")
        client.send("execute", session="s", id="built:HoldsTheGil", executeId="1", inputs={"marker": str(marker)})
        while not marker.exists() or not marker.read_text():
            time.sleep(0.001)
        return int(marker.read_text())

    def test_it_is_killed_when_its_owner_goes_while_c_code_holds_the_gil(self) -> None:
        self.built("HoldsTheGil")
        copy = self.copy_of(self.original)
        pid = self.hold_the_gil(copy)
        copy.close()
        self.assertEqual(self.server.exit_of(pid)["reason"], "killed by us")
        self.assertTrue(is_running(self.pid(self.original)))

    def test_a_crash_is_its_own_and_says_by_which_signal(self) -> None:
        copy, other = self.copy_of(self.original), self.copy_of(self.original)
        pid = self.pid(copy)
        os.kill(pid, signal.SIGSEGV)
        event = self.server.exit_of(pid)
        self.assertEqual((event["reason"], event["signal"]), ("crashed", "SIGSEGV"))
        self.assertGreater(event["maxRssKb"], 0)
        self.assertTrue(is_running(self.pid(other)) and is_running(self.pid(self.original)))

    def test_what_it_started_ends_with_it(self) -> None:
        self.built("Leaves")
        copy = self.copy_of(self.original)
        left = self.execute(copy, "built:Leaves")["pid"]
        copy.send("shutdown")
        self.assertEqual(left_of([left]), [])

    def test_it_outlives_the_original(self) -> None:
        self.built("Remembers")
        copy = self.copy_of(self.original)
        os.kill(self.pid(self.original), signal.SIGKILL)
        self.assertEqual(self.execute(copy, "built:Remembers", add="still")["items"], ["still"])

    def test_one_that_nobody_connected_to_ends_with_the_original(self) -> None:
        for end in ("killed", "closed"):
            with self.subTest(end):
                original = self.open()
                original.request("fork")
                if end == "killed":
                    os.kill(self.pid(original), signal.SIGKILL)
                else:
                    original.close()
                self.assert_children(2, "the first original and a spare")

    def lone_copy(self) -> tuple[int, int, str]:
        """The pids of an original and of a copy that waits, and where that waits: without spares, the copy is the only process that comes."""
        server = Server(self.start_method, spares=0)
        self.addCleanup(server.close)
        original = Client(server)
        self.addCleanup(original.close)
        original.hello()
        path = original.request("fork")["socketPath"]
        [pid] = [pid for pid in children_of(server.first["serverPid"]) if pid != self.pid(original)]
        return self.pid(original), pid, path

    def test_it_starts_no_thread_for_an_owner_that_says_nothing_and_ends_when_that_goes(self) -> None:
        _, pid, path = self.lone_copy()
        with socket.socket(socket.AF_UNIX) as owner:
            owner.connect(path)
            while os.path.exists(path) or state_of(pid) != "S":
                time.sleep(0.001)
            self.assertEqual(len(os.listdir(f"/proc/{pid}/task")), 1)
        self.assertEqual(left_of([pid]), [])

    def test_while_it_waits_it_does_not_keep_the_owner_of_the_original_from_seeing_that_end(self) -> None:
        original, copy, path = self.lone_copy()
        # It opens files of its own when it has settled.
        while not Path(path).with_name(f"child-{copy}.out").exists():
            time.sleep(0.001)
        self.assertTrue(sockets_of(copy) and sockets_of(original))
        self.assertEqual(sockets_of(copy) & sockets_of(original), set())

    def test_nothing_is_left_when_the_server_is_killed(self) -> None:
        self.built("HoldsTheGil")
        copies = [self.copy_of(self.original) for _ in range(3)]
        pids = [self.pid(self.original), *(self.pid(copy) for copy in copies[1:]), self.hold_the_gil(copies[0])]
        os.kill(self.server.first["serverPid"], signal.SIGKILL)
        self.assertEqual(left_of(pids), [])
        type(self).server = Server(self.start_method)
        self.addClassCleanup(self.server.close)

    def test_an_original_killed_at_any_instant_of_a_fork_leaves_nothing(self) -> None:
        for number in range(40):
            original = self.open()
            pid = self.pid(original)
            original.send("fork")
            time.sleep(number * 0.0001)
            os.kill(pid, signal.SIGKILL)
        self.assert_children(2, "the first original and a spare")
        self.open()

    def test_none_is_made_where_the_server_may_open_nothing_more_and_the_next_is(self) -> None:
        with self.server_may_open(None), self.assertRaises(Refused) as caught:
            self.original.request("fork")
        self.assertEqual(caught.exception.code, "NOT_FORKABLE")
        self.assertIn("Too many open files", caught.exception.data["what"])
        self.assert_children(2, "the original and a spare")
        self.copy_of(self.original).close()
        self.open()

    def test_nothing_is_left_of_one_that_was_told_to_a_server_that_lost_the_word(self) -> None:
        # Fewer than it has, and not fewer than it waits for: poll(2) refuses that.
        with self.server_may_open(5), self.assertRaises(ConnectionError):
            self.original.request("fork")
        self.open().close()
        self.assert_children(1, "a spare")

    @contextlib.contextmanager
    def server_may_open(self, below: int | None) -> Iterator[None]:
        """Numbers below this one, meanwhile; None: what it has."""
        self.assert_children(2, "the original and a spare: the server makes no more")
        pid = self.server.first["serverPid"]
        below = lowest_free_of(pid) if below is None else below
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (below, limits[1]))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)

    def assert_children(self, count: int, which: str) -> None:
        """That many are left below the server, in the end: who goes and who comes makes any number for a moment."""
        server, until = self.server.first["serverPid"], time.monotonic() + HANGS
        left, since = children_of(server), time.monotonic()
        while (len(left) != count or time.monotonic() - since < _SETTLED) and time.monotonic() < until:
            time.sleep(0.002)
            if (now := children_of(server)) != left:
                left, since = now, time.monotonic()
        self.assertEqual(len(left), count, f"{which}; there are {[told(pid) for pid in [server, *left]]}")


def lowest_free_of(pid: int) -> int:
    """What a process opens gets the lowest number that is free."""
    taken = {int(fd) for fd in os.listdir(f"/proc/{pid}/fd")}
    return next(number for number in itertools.count() if number not in taken)


def told(pid: int) -> str:
    """What a process is, and what it waits for: for a failure that nobody was there to look at."""
    opened = []
    with contextlib.suppress(OSError):
        opened = sorted(os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd"))
    waits_in = Path(f"/proc/{pid}/wchan").read_text() if is_running(pid) else ""
    return f"{pid} {state_of(pid)} {waits_in} {opened}"


if __name__ == "__main__":
    unittest.main()
