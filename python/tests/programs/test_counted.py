"""What an execute used: fails when calls of threads that user code starts by itself are nobody's, or another's."""

from __future__ import annotations

import unittest
from typing import Any

from ..case import ChildCase
from ..client import message

MODULES = """
import asyncio, threading
from concurrent.futures import ThreadPoolExecutor
import dspy

class Asks(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")

class Pool(Asks):
    def forward(self, n):
        with ThreadPoolExecutor(2) as pool:
            return dspy.Prediction(n=len(list(pool.map(lambda at: self.ask(question=str(at)), range(n)))))

class Loop(Asks):
    async def aforward(self, n):
        loop = asyncio.get_running_loop()
        asked = [loop.run_in_executor(None, lambda at=at: self.ask(question=str(at))) for at in range(n)]
        return dspy.Prediction(n=len(await asyncio.gather(*asked)))

class OwnLoop(Asks):
    def forward(self, n):
        def ask():
            for at in range(n):
                asyncio.run(self.ask.acall(question=str(at)))
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        return dspy.Prediction(n=n)

MEETING = threading.Barrier(2)

class Meets(Pool):
    def forward(self, n):
        MEETING.wait()
        try:
            return super().forward(n)
        finally:
            MEETING.wait()
"""


class Counted(ChildCase):
    """Each asks its LM from threads that know nothing of DSPy's settings."""

    def setUp(self) -> None:
        self.write_module("counted", MODULES)
        self.client = self.open(lambda _: message(fields={"answer": "a"}))

    def test_calls_of_own_threads_are_the_programs(self) -> None:
        for name in ("Pool", "Loop", "OwnLoop"):
            with self.subTest(name):
                self.load(self.client, f"counted:{name}")
                params: dict[str, Any] = {"session": "s", "id": f"counted:{name}", "executeId": "e", "inputs": {"n": 3}}
                result = self.client.request("execute", **params)
                one = result["usage"]["outputTokens"] / 3
                self.assertEqual((result["lmCalls"], result["outputs"], one > 0), (3, {"n": 3}, True))

    def test_where_two_run_at_once_nobody_is_charged_for_the_other(self) -> None:
        self.load(self.client, "counted:Meets")
        params: dict[str, Any] = {"session": "s", "id": "counted:Meets", "inputs": {"n": 2}}
        started = [self.client.send("execute", **params, executeId=name) for name in ("one", "two")]
        self.assertEqual([each.result(30)["lmCalls"] for each in started], [0, 0])


if __name__ == "__main__":
    unittest.main()
