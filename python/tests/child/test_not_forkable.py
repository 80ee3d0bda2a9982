"""A process that a fork would break: it is refused, and the refusal names what is in the way."""

from __future__ import annotations

import unittest

from ..client import Refused, message
from ..copy_case import CopyCase
from ..processes import HANGS


class NotForkable(CopyCase):
    """Fails where a process that a fork would break is copied, or where the reason does not name what is in the way."""

    own_server = False

    def refused(self) -> str:
        """Why."""
        with self.assertRaises(Refused) as caught:
            self.original.request("fork")
        self.assertEqual(caught.exception.code, "NOT_FORKABLE")
        # It goes on as if nothing had been asked.
        self.assertEqual(self.original.request("list_sessions")["sessions"], ["s"])
        what: str = caught.exception.data["what"]
        return what

    def test_names_what_is_in_the_way(self) -> None:
        for what, named in (
            ("thread", r'the thread "poller" \(built\.keep_polling\)'),
            ("timer", r'the thread "Thread-\d+" \(built\.keep_polling\)'),
            ("child", r"the child process \d+ \(.*python.* -c import time"),
            ("socket", r"an open socket \(127\.0\.0\.1:\d+\)"),
            ("loop", r"an open event loop.*|.*a socket pair"),
            ("thread of C", r"the thread python\S* of C code"),
        ):
            with self.subTest(what):
                self.original = self.open()
                self.built("Starts", what=what)
                self.assertRegex(self.refused(), named)

    def test_is_not_said_of_what_is_over(self) -> None:
        for what in ("what is over", "a pool that was shut down"):
            with self.subTest(what):
                self.original = self.open()
                self.built("Starts", what=what)
                self.copy_of(self.original)

    def test_is_not_said_after_an_async_program(self) -> None:
        self.built("Awaits")
        for _ in range(2):
            self.execute(self.original, "built:Awaits")
            copy = self.copy_of(self.original)
            self.assertEqual(self.execute(copy, "built:Awaits"), {"done": True})
            copy.close()

    def test_names_what_an_async_program_left_on_the_loop(self) -> None:
        for left, named in (
            ("task", "a task on the event loop"),
            ("timer", "a timer on the event loop"),
            ("thread", r'the thread "asyncio_0"'),
            ("server", r"an open socket \(127\.0\.0\.1:\d+\)"),
        ):
            with self.subTest(left):
                self.original = self.open()
                self.built("Awaits")
                self.execute(self.original, "built:Awaits", leaves=left)
                self.assertRegex(what := self.refused(), named)
                self.assertNotIn("dspex", what)

    def test_is_not_said_after_progress_bars(self) -> None:
        self.built("Draws")
        self.execute(self.original, "built:Draws")
        self.copy_of(self.original)

    def test_is_said_while_a_program_runs(self) -> None:
        self.built("Sleeps")
        running = self.original.send("execute", session="s", id="built:Sleeps", executeId="e", inputs={})
        with self.assertRaises(Refused) as caught:
            self.original.request("fork")
        self.assertEqual(caught.exception.code, "NOT_FORKABLE")
        self.assertIn("run at this moment", caught.exception.data["what"])
        self.original.write({"method": "$/cancelRequest", "params": {"id": running.id}})  # type: ignore[attr-defined]
        with self.assertRaises(Refused):
            running.result(HANGS)
        self.copy_of(self.original)

    def test_is_not_said_after_programs_ran_beside_each_other(self) -> None:
        self.built("Asks")
        self.original.answer = lambda _: message(fields={"answer": "yes"})
        for _ in range(20):
            running = [
                self.original.send("execute", session="s", id="built:Asks", executeId=f"e{i}", inputs={"question": "q"}) for i in range(3)
            ]
            for one in running:
                one.result(HANGS)
            self.copy_of(self.original).close()


if __name__ == "__main__":
    unittest.main()
