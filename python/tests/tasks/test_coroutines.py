"""Programs that are coroutines, on the one event loop of a process: fails when one is lost, or takes the loop with it."""

from __future__ import annotations

import threading
import unittest
from typing import Any

from ..case import ChildCase
from ..client import Refused, message
from .test_threads import ASK


class Coroutines(ChildCase):
    """Two modules of the user's with `aforward`."""

    def setUp(self) -> None:
        self.write_module("ask", ASK)

    def answers(self, params: dict[str, Any]) -> Any:
        return message(fields={"answer": "re: " + params["call"]["fields"]["inputs"]["question"]})

    def test_a_program_that_stops_the_event_loop_leaves_it_to_the_next(self) -> None:
        client = self.open(self.answers)
        for name in ("StopsTheLoop", "AsyncAsk"):
            self.load(client, f"ask:{name}")
            self.assertEqual(self.execute(client, f"ask:{name}", question="q"), {"answer": "re: q"})

    def test_both_steps_of_an_adapter_with_two_are_asked_with_the_inputs_of_the_program(self) -> None:
        client = self.open(self.answers)
        self.load(client, "ask:TwoSteps")
        self.assertEqual(self.execute(client, "ask:TwoSteps", question="q"), {"answer": "re: q"})
        self.assertEqual([call["call"]["fields"]["inputs"]["question"] for call in client.calls], ["q", "q"])

    def test_a_coroutine_on_main_and_one_beside_it_say_where_they_stand_and_a_cancel_reaches_them(self) -> None:
        never, waiting = threading.Event(), threading.Semaphore(0)
        self.addCleanup(never.set)

        def answer(params: dict[str, Any]) -> Any:
            waiting.release()
            never.wait(30)
            return self.answers(params)

        client = self.open(answer)
        self.load(client, "ask:AsyncAsk")
        inputs = {"question": "q"}
        asked = [client.send("execute", session="s", id="ask:AsyncAsk", executeId=name, inputs=inputs) for name in ("1", "2")]
        for _ in asked:
            self.assertTrue(waiting.acquire(timeout=30))
        stands = [one["stack"] for one in client.request("where")["stacks"] if "aforward" in one["stack"]]
        self.assertEqual(["it waits for an answer" in stack for stack in stands], [True, True], "\n=====\n".join(stands))
        for request in reversed(asked):
            client.write({"method": "$/cancelRequest", "params": {"id": request.id}})  # type: ignore[attr-defined]
            with self.assertRaises(Refused) as caught:
                request.result(30)
            self.assertEqual(caught.exception.number, -32800)


if __name__ == "__main__":
    unittest.main()
