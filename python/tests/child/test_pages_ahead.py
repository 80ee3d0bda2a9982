"""Memory of a child whose predecessor has left word: fails when its test copies page by page what the test before it has copied."""

from __future__ import annotations

import array
import unittest
from pathlib import Path

from dspex_bridge.process_tree import linux

from ..client import Client, message
from ..processes import Server

FIELD = {"name": "question", "schema": {"type": "string"}}
SIGNATURE = {"inputs": [FIELD], "outputs": [{**FIELD, "name": "answer"}]}
PROGRAM = {"session": "s", "id": "p", "module": "predict", "signature": SIGNATURE, "tools": [], "options": {}}
ANSWER = lambda _: message(fields={"answer": "yes"})  # noqa: E731


class PagesAhead(unittest.TestCase):
    """In children of a real server, and in copies of one of them."""

    def setUp(self) -> None:
        if linux.copy_pages(array.array("Q", [0, 0]).buffer_info()[0], 1) < 0:
            self.skipTest("this kernel copies no pages ahead: Linux 6.13 is the first that does")
        self.server = Server(spares=1)
        self.addCleanup(self.server.close)

    def test_of_a_spare(self) -> None:
        # The second was forked before the first has left word.
        first, _, third = [self._faults_of_a_test(Client(self.server, ANSWER)) for _ in range(3)]
        self.assertGreater(first, 2 * third)

    def test_of_a_copy(self) -> None:
        original = Client(self.server, ANSWER)
        original.hello()
        self.addCleanup(original.leave)
        paths = (original.request("fork")["socketPath"] for _ in range(2))
        first, second = [self._faults_of_a_test(Client(self.server, ANSWER, path)) for path in paths]
        self.assertGreater(first, 5 * second)

    def _faults_of_a_test(self, client: Client) -> int:
        """In a child that has said hello. It is over then."""
        pid = client.hello()["pid"]
        before = _faults_of(pid)
        client.request("open_session", session="s")
        client.request("create_program", **PROGRAM)
        client.request("execute", session="s", id="p", executeId="1", inputs={"question": "q"})
        faults = _faults_of(pid) - before
        client.leave()
        self.server.exit_of(pid)
        return faults


def _faults_of(pid: int) -> int:
    """How many pages it got so far without reading them from a disk: `minflt` of proc_pid_stat(5)."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[7])


if __name__ == "__main__":
    unittest.main()
