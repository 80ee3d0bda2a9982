"""Whether another thread ran meanwhile: fails when one that nobody can tell of is taken for one that stood still."""

from __future__ import annotations

import _thread
import threading
import unittest

from dspex_bridge.resets.standstill import Standstill


class TestStandstill(unittest.TestCase):
    def test_does_not_hold_with_a_thread_that_python_knows_no_clock_of(self) -> None:
        began, release = threading.Event(), threading.Event()
        self.addCleanup(release.set)
        _thread.start_new_thread(lambda: (began.set(), release.wait()), ())
        began.wait()
        before = Standstill()
        self.assertFalse(before.is_alone)
        self.assertFalse(before.holds())


if __name__ == "__main__":
    unittest.main()
