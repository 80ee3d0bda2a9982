"""Telling multiprocessing's resource tracker from other processes: fails when one is taken for a stranger while it starts."""

from __future__ import annotations

import subprocess
import sys
import unittest
from unittest import mock

from dspex_bridge.process_tree import process_table

# A program between fork and its first line has no command line that could be read: this one takes its own away, and gives it back.
STARTS = """
from multiprocessing.resource_tracker import main
import ctypes, sys
start, end = (int(field) for field in open('/proc/self/stat').read().rpartition(')')[2].split()[45:47])
kept = ctypes.string_at(start, end - start)
ctypes.memset(start, 0, end - start)
print('has none', flush=True)
sys.stdin.readline()
ctypes.memmove(start, kept, end - start)
print('has one', flush=True)
sys.stdin.readline()
"""


@unittest.skipUnless(sys.platform == "linux", "/proc is Linux's")
class ResourceTracker(unittest.TestCase):
    """A process that is looked at while it starts."""

    def start(self, program: str) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.assertEqual(self.read(process), "has none")
        return process

    def read(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()

    def looked_at(self, process: subprocess.Popen[str]) -> bool:
        """Its command line comes back once it was found to have none."""
        assert process.stdin is not None
        stdin, look, found = process.stdin, process_table.command_of, []

        def look_and_go_on(pid: int) -> str | None:
            found.append(look(pid))
            if len(found) == 1:
                stdin.write("\n")
                stdin.flush()
                self.assertEqual(self.read(process), "has one")
            return found[-1]

        with mock.patch.object(process_table, "command_of", look_and_go_on):
            is_one = process_table.is_resource_tracker(process.pid)
        self.assertEqual(found[0], "")
        return is_one

    def test_one_that_starts_is_told_by_what_it_becomes(self) -> None:
        self.assertTrue(self.looked_at(self.start(STARTS)))

    def test_another_program_that_starts_is_none(self) -> None:
        self.assertFalse(self.looked_at(self.start(STARTS.replace("from multiprocessing.resource_tracker import main", ""))))

    def test_one_that_takes_its_command_line_away_for_good_is_none(self) -> None:
        self.assertFalse(process_table.is_resource_tracker(self.start(STARTS).pid))


if __name__ == "__main__":
    unittest.main()
