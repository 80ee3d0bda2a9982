"""The event loop that a test leaves on the main thread: fails when one that a library keeps is told, or one with work in it is not."""

from __future__ import annotations

import unittest

from .attempt_case import AttemptCase
from .changing_modules import CHANGES


class LoopOfMain(AttemptCase):
    def setUp(self) -> None:
        self.write_module("changes", CHANGES)
        super().setUp()

    def test_a_loop_that_a_library_keeps_is_no_leftover_and_one_with_work_left_is(self) -> None:
        for kind, expected in (("loop", set()), ("busy loop", {"descriptor"})):
            self.begin(kind)
            self.load(self.client, "changes:Leaves")
            self.execute(self.client, "changes:Leaves", kind=kind)
            self.assertEqual({one["kind"] for one in self.end(kind)}, expected, kind)


if __name__ == "__main__":
    unittest.main()
