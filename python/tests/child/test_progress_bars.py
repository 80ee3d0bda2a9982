"""Progress bars in a process that several tests run in: fails when one meets the race that DSPy and tqdm have with one another."""

from __future__ import annotations

import unittest

from ..case import ChildCase

BARS = """
import io
import sys
import threading
from weakref import WeakSet
import dspy
import tqdm

class Bars(dspy.Module):
    '''As DSPy draws them, in several threads.'''
    def forward(self, rounds):
        errors, interval = set(), sys.getswitchinterval()
        def draw():
            try:
                for _ in range(rounds):
                    tqdm.tqdm._instances.clear()
                    tqdm.tqdm(total=1, disable=True)
                    with tqdm.tqdm(total=1, file=io.StringIO()):
                        pass
            except Exception as error:
                errors.add(f"{type(error).__name__}: {error}")
        sys.setswitchinterval(1e-6)
        try:
            threads = [threading.Thread(target=draw) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(interval)
        return dspy.Prediction(errors=sorted(errors), left=len(tqdm.tqdm._instances), is_set=isinstance(tqdm.tqdm._instances, WeakSet))
"""


class ProgressBars(ChildCase):
    """A child that has drawn none."""

    def test_may_be_drawn_by_several_threads(self) -> None:
        self.write_module("bars", BARS)
        client = self.open()
        self.load(client, "bars:Bars")
        self.assertEqual(self.execute(client, "bars:Bars", rounds=300), {"errors": [], "left": 0, "is_set": True})


if __name__ == "__main__":
    unittest.main()
