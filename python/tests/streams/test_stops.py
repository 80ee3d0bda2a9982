"""Streams that nobody reads any more: how each ends, and what becomes of its process."""

from __future__ import annotations

import threading
import time
import unittest
from typing import Any

from ..client import Client, message
from .stream_case import StreamCase, by_fields


class Stops(StreamCase):
    """After its first piece."""

    def stopped(self, program: str, reply: dict[str, Any]) -> tuple[Client, dict[str, Any]]:
        """Stopped when its first piece has come."""
        client = self.open(lambda _: reply)
        future = self.begin(client, f"streamed:{program}", question="q")
        self.wait_for(lambda: self.pieces(client) or future.done())
        client.request("stop_stream", executeId="e1")
        return client, future.result(30)

    def wait_for(self, seen: Any) -> None:
        """Until it is so."""
        until = time.monotonic() + 30
        while not seen():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.002)

    def test_a_stop_ends_the_stream_and_the_process_goes_on(self) -> None:
        for program in ("Two", "AsyncOne", "Swallows"):
            with self.subTest(program):
                client, result = self.stopped(program, message(fields={"answer": "a " * 500 + "b"}, everyMs=20))
                self.assertEqual((result["ended"], result["outputs"]), ("stopped", {}))
                threads = client.request("stats")["threads"]
                self.assertEqual([name for name in threads if "AnyIO" in name], [])
                client.answer = by_fields
                self.execute(client, f"streamed:{program}", question="q")

    def test_a_stop_ends_the_wait_for_an_answer(self) -> None:
        release = threading.Event()
        self.addCleanup(release.set)

        def answer(params: dict[str, Any]) -> dict[str, Any]:
            if params["call"]["fields"]["outputs"][0]["name"] == "answer":
                return by_fields(params)
            release.wait(60)
            return by_fields(params)

        client = self.open(answer)
        future = self.begin(client, "streamed:Two", question="q")
        self.wait_for(lambda: len(client.calls) == 2)
        client.request("stop_stream", executeId="e1")
        self.assertEqual(future.result(30)["ended"], "stopped")

    def test_a_program_that_asks_for_nothing_is_interrupted(self) -> None:
        client = self.open(by_fields)
        future = self.begin(client, "streamed:Sleeps", question="q")
        self.wait_for(lambda: self.pieces(client) == [{"value": {"asleep": True}}])
        client.request("stop_stream", executeId="e1")
        self.assertEqual(future.result(30)["ended"], "interrupted")


if __name__ == "__main__":
    unittest.main()
