"""What multiprocessing keeps in /dev/shm: fails when it outlives the process that made it."""

from __future__ import annotations

import sys
import time
import unittest
from pathlib import Path

from ..case import ChildCase
from ..processes import Server, is_running

KEEPS = """
from multiprocessing import resource_tracker, shared_memory
import dspy
HELD = []
class Keeps(dspy.Module):
    def forward(self):
        HELD.append(shared_memory.SharedMemory(create=True, size=100))
        return dspy.Prediction(name=HELD[-1].name, tracker=resource_tracker._resource_tracker._pid)
"""


@unittest.skipUnless(sys.platform == "linux", "/dev/shm is Linux's")
class SharedMemory(ChildCase):
    """A program that keeps a segment open."""

    own_server = True

    def kept(self) -> tuple[Path, int]:
        self.write_module("keeps", KEEPS)
        client = self.open()
        self.load(client, "keeps:Keeps")
        outputs = self.execute(client, "keeps:Keeps")
        segment = Path("/dev/shm", outputs["name"].lstrip("/"))
        self.assertTrue(segment.exists())
        self.client = client
        return segment, outputs["tracker"]

    def is_gone(self, segment: Path, tracker: int) -> bool:
        until = time.monotonic() + 30
        while (segment.exists() or is_running(tracker)) and time.monotonic() < until:
            time.sleep(0.005)
        return not segment.exists() and not is_running(tracker)

    def test_it_goes_with_the_process_of_its_owner(self) -> None:
        segment, tracker = self.kept()
        self.client.close()
        self.assertTrue(self.is_gone(segment, tracker))

    def test_it_goes_with_the_fork_server(self) -> None:
        self.server = Server()  # type: ignore[misc]
        segment, tracker = self.kept()
        self.server.close()
        self.assertTrue(self.is_gone(segment, tracker))


if __name__ == "__main__":
    unittest.main()
