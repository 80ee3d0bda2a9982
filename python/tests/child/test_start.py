"""What user code sees of how its process was started."""

from __future__ import annotations

from typing import Any, ClassVar

from ..case import ChildCase
from ..client import Refused

LOOKS = """
    import inspect, multiprocessing, sys
    import dspy

    def double(number):
        return 2 * number

    class Looks(dspy.Module):
        def forward(self):
            without = [frame.filename for frame in inspect.stack() if inspect.getmodule(frame.frame) is None]
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                doubled = pool.map(double, [1, 2])
            return dspy.Prediction(
                without=without, doubled=doubled, arguments=len(sys.argv), has_file=hasattr(sys.modules["__main__"], "__file__"),
                shadowed=[path for path in sys.path if path.endswith("dspex_bridge")],
            )
"""


class Start(ChildCase):
    """Each fails when user code pays for, or stumbles over, the way in which its process was started."""

    saw: ClassVar[Any]

    def seen(self) -> Any:
        """One process says it to all tests."""
        if "saw" not in vars(type(self)):
            self.write_module("looks", LOOKS)
            client = self.open()
            self.load(client, "looks:Looks")
            type(self).saw = self.execute(client, "looks:Looks")
        return self.saw

    def test_every_frame_has_a_module(self) -> None:
        """`inspect.stack()` goes through all modules for one that has none."""
        self.assertEqual(self.seen()["without"], [])

    def test_main_is_a_file_without_arguments_which_a_spawned_process_runs_again(self) -> None:
        seen = self.seen()
        self.assertEqual((seen["doubled"], seen["arguments"], seen["has_file"], seen["shadowed"]), ([2, 4], 1, True, []))


class ColdStart(Start):
    """The same in a process that was not forked."""

    start_method = "spawn"

    def test_cannot_be_copied_and_says_by_which_setting(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.open().request("fork")
        self.assertEqual(caught.exception.code, "NOT_FORKABLE")
        self.assertIn("startMethod: 'fork'", caught.exception.data["next"])
