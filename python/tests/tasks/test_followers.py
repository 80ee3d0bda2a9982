"""What is sent ahead of its turn runs right after the one before it, and where that ran."""

from __future__ import annotations

import threading
import unittest
from collections.abc import Callable

from dspex_bridge.tasks.interruptions import Cancelled
from dspex_bridge.tasks.task import Task
from dspex_bridge.tasks.tasks import Tasks


class FollowersTest(unittest.TestCase):
    def setUp(self) -> None:
        self.tasks = Tasks()
        self.seen: list[str] = []

    def task(self, number: int, then: Callable[[], None] = lambda: None) -> Task:
        """Notes where it ran, when it has done what is asked, and when it was answered."""

        def work() -> Callable[[], None]:
            then()
            on_main = threading.current_thread() is threading.main_thread()
            self.seen.append(f"{number} on {'main' if on_main else 'a thread'}")
            return lambda: self.seen.append(f"{number} answered")

        return Task(number, work, True, lambda: self.seen.append(f"{number} cancelled"), f"execute {number}")

    # Fails when the next one waits for its own answer to be asked for, or runs beside the one before it.
    def test_runs_after_the_one_before_it_is_answered(self) -> None:
        def send_ahead() -> None:
            self.tasks.start(self.task(2), "execute 1")
            self.tasks.start(self.task(3), "execute 2")

        self.tasks.start(self.task(1, send_ahead))
        self.tasks.stop()
        self.tasks.run_main()
        self.assertEqual(self.seen, ["1 on main", "1 answered", "2 on main", "2 answered", "3 on main", "3 answered"])
        self.assertEqual(self.tasks.running, 0)

    # Fails when what is not in turn waits for those that are.
    def test_what_is_not_in_turn_does_not_wait(self) -> None:
        beside = threading.Event()

        def send_ahead() -> None:
            self.tasks.start(self.task(2), "execute 1")
            self.tasks.start(self.task(3, beside.set))
            self.assertTrue(beside.wait(10))

        self.tasks.start(self.task(1, send_ahead))
        self.tasks.stop()
        self.tasks.run_main()
        self.assertIn("3 on a thread", self.seen)
        self.assertEqual([one for one in self.seen if not one.startswith("3")], ["1 on main", "1 answered", "2 on main", "2 answered"])

    # Fails when a follower leaves the thread of the one before it, or is lost with it.
    def test_follows_on_a_thread(self) -> None:
        done = threading.Event()

        def send_others() -> None:
            self.tasks.start(self.task(2, lambda: self.tasks.start(self.task(3, done.set), "execute 2")))
            self.assertTrue(done.wait(10))

        self.tasks.start(self.task(1, send_others))
        self.tasks.stop()
        self.tasks.run_main()
        self.tasks.join_ended()
        self.assertIn("2 on a thread", self.seen)
        self.assertIn("3 on a thread", self.seen)

    # Fails when the name of what is over holds a later one up.
    def test_what_follows_one_that_is_over_runs_at_once(self) -> None:
        self.tasks.start(self.task(1))
        self.tasks.start(self.task(2), "none of that name")
        self.tasks.stop()
        self.tasks.run_main()
        self.assertCountEqual([one for one in self.seen if "answered" not in one], ["1 on main", "2 on a thread"])

    # Fails when a cancel does not reach what waits for its turn.
    def test_is_cancelled_before_its_turn(self) -> None:
        def send_ahead() -> None:
            self.tasks.start(self.task(2), "execute 1")
            self.tasks.cancel(2)
            self.tasks.start(self.task(3), "execute 2")

        self.tasks.start(self.task(1, send_ahead))
        self.tasks.stop()
        self.tasks.run_main()
        self.assertEqual(self.seen, ["1 on main", "1 answered", "2 cancelled", "3 on main", "3 answered"])

    # Fails when one that was interrupted takes those that wait for it along.
    def test_goes_on_after_one_that_was_cancelled(self) -> None:
        def send_ahead() -> None:
            self.tasks.start(self.task(2), "execute 1")
            raise Cancelled

        self.tasks.start(self.task(1, send_ahead))
        self.tasks.stop()
        self.tasks.run_main()
        self.assertEqual(self.seen, ["1 cancelled", "2 on main", "2 answered"])


if __name__ == "__main__":
    unittest.main()
