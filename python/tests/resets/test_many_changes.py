"""Whatever a test changes in a process that others use after it: fails when the next attempt sees any of it."""

from __future__ import annotations

import unittest

from ..case import ChildCase
from .draw_changes import Drawn, draw, open_child
from .many_changes import CHANGES, TOLD


class ManyChanges(ChildCase):
    """Each by itself, then some that were drawn."""

    def setUp(self) -> None:
        self.drawn = Drawn(lambda: open_child(self.server))
        self.addCleanup(self.drawn.close)

    def test_there_are_many(self) -> None:
        self.assertGreaterEqual(len(CHANGES), 80)

    def test_no_change_is_seen_by_the_next_attempt(self) -> None:
        for name in CHANGES:
            with self.subTest(name):
                self.drawn.attempt([name])

    def test_several_at_once_are_not_seen_either(self) -> None:
        draw(self.drawn, 150, seed=7)

    def test_what_python_keeps_for_good_is_told(self) -> None:
        self.assertLessEqual(TOLD, CHANGES.keys())


if __name__ == "__main__":
    unittest.main()
