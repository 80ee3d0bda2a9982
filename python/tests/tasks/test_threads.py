"""Which thread runs what. Each case fails by hanging, or by the error that DSPy has for the wrong thread."""

from __future__ import annotations

import threading
import unittest
from typing import Any

from ..case import ChildCase
from ..client import Refused, message

ASK = """
import asyncio, time, dspy
class Has(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
class Ask(Has):
    def forward(self, question):
        return self.predict(question=question)
class GivesUp(Ask):
    '''Its loop is closed before the answer comes.'''
    def forward(self, question):
        async def impatient():
            await asyncio.wait_for(self.predict.acall(question=question), 0.001)
        try:
            asyncio.run(impatient())
        except (asyncio.TimeoutError, TimeoutError):
            return dspy.Prediction(answer="gave up")
class Streams(Ask):
    def forward(self, question):
        program = dspy.streamify(self.predict, stream_listeners=[dspy.streaming.StreamListener(signature_field_name="answer")], async_streaming=False)
        pieces, last = [], None
        for piece in program(question=question):
            if isinstance(piece, dspy.Prediction): last = piece
            elif hasattr(piece, "chunk"): pieces.append(piece.chunk)
        return dspy.Prediction(answer=last.answer, pieces=pieces)
class AsyncAsk(Has):
    async def aforward(self, question):
        return await self.predict.acall(question=question)
class StopsTheLoop(Has):
    async def aforward(self, question):
        asyncio.get_running_loop().stop()
        return await self.predict.acall(question=question)
class AsyncForward(Has):
    async def forward(self, question):
        return await self.predict.acall(question=question)
class TwoSteps(Has):
    async def aforward(self, question):
        with dspy.context(adapter=dspy.TwoStepAdapter(dspy.LM("openai/extracts"))):
            return await self.predict.acall(question=question)
class Quits(Ask):
    def forward(self, question):
        raise SystemExit(3)
class Where(dspy.Module):
    def forward(self):
        import threading
        return dspy.Prediction(main=threading.current_thread() is threading.main_thread())
"""
CONFIGURES = """
import time, dspy
time.sleep(0.2)
dspy.configure(lm=dspy.LM("openai/mine-{0}"))
class M(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
    def forward(self, question):
        return self.predict(question=question)
"""


class Threads(ChildCase):
    """A script's first call on main, a server's others beside it."""

    def setUp(self) -> None:
        self.write_module("ask", ASK)

    def answers(self, params: dict[str, Any]) -> Any:
        return message(fields={"answer": "re: " + params["call"]["fields"]["inputs"]["question"]})

    def test_two_modules_loaded_at_once_may_both_configure(self) -> None:
        for name in ("one", "two"):
            self.write_module(name, CONFIGURES.format(name))
        client = self.open(self.answers)
        loads = [
            client.send("load_module", session="s", id=name, path=f"{name}:M", args=[], kwargs={}, tools=None) for name in ("one", "two")
        ]
        for load in loads:
            load.result(30)
        self.execute(client, "one", question="q")
        self.assertEqual(client.calls[-1]["call"]["model"], "mine-two")

    def test_the_first_execute_runs_on_main(self) -> None:
        client = self.open()
        self.load(client, "ask:Where")
        for _ in range(5):
            self.assertEqual(self.execute(client, "ask:Where"), {"main": True})

    def test_an_answer_that_comes_after_its_loop_was_closed_is_dropped(self) -> None:
        late = threading.Event()

        def answer(params: dict[str, Any]) -> Any:
            if params["call"]["fields"]["inputs"]["question"] == "late":
                late.wait(30)
            return self.answers(params)

        client = self.open(answer)
        for name in ("GivesUp", "Ask"):
            self.load(client, f"ask:{name}")
        self.assertEqual(self.execute(client, "ask:GivesUp", question="late"), {"answer": "gave up"})
        late.set()
        self.assertEqual(self.execute(client, "ask:Ask", question="next"), {"answer": "re: next"})

    def test_an_execute_inside_of_an_lm_answer_runs_beside_the_first(self) -> None:
        for name in ("Ask", "AsyncAsk", "AsyncForward"):
            with self.subTest(name):
                client = self.open()

                def answer(params: dict[str, Any], client: Any = client, name: str = name) -> Any:
                    question = params["call"]["fields"]["inputs"]["question"]
                    if question != "outer":
                        return self.answers(params)
                    inner = client.request("execute", session="s", id=f"ask:{name}", executeId="inner", inputs={"question": "inner"})
                    return message(fields=inner["outputs"])

                client.answer = answer
                self.load(client, f"ask:{name}")
                self.assertEqual(self.execute(client, f"ask:{name}", question="outer"), {"answer": "re: inner"})
                self.assertEqual([call["executeId"] for call in client.calls], ["e1", "inner"])

    def test_a_load_inside_of_an_lm_answer_does_not_wait_for_the_first(self) -> None:
        client = self.open()

        def answer(params: dict[str, Any]) -> Any:
            self.load(client, "ask:Where")
            return self.answers(params)

        client.answer = answer
        self.load(client, "ask:Ask")
        self.assertEqual(self.execute(client, "ask:Ask", question="q"), {"answer": "re: q"})

    def test_a_cancel_reaches_an_execute_that_waits_on_a_thread(self) -> None:
        never, waiting = threading.Event(), threading.Semaphore(0)
        self.addCleanup(never.set)

        def answer(params: dict[str, Any]) -> Any:
            waiting.release()
            never.wait(30)
            return self.answers(params)

        client = self.open(answer)
        self.load(client, "ask:Ask")
        first, second = (client.send("execute", session="s", id="ask:Ask", executeId=name, inputs={"question": "q"}) for name in ("1", "2"))
        for _ in range(2):
            self.assertTrue(waiting.acquire(timeout=30))
        for asked in (second, first):
            client.write({"method": "$/cancelRequest", "params": {"id": asked.id}})  # type: ignore[attr-defined]
            with self.assertRaises(Refused) as caught:
                asked.result(30)
            self.assertEqual(caught.exception.number, -32800)

    def test_sys_exit_in_a_program_is_an_error_not_an_end(self) -> None:
        client = self.open(self.answers)
        self.load(client, "ask:Quits")
        with self.assertRaises(Refused) as caught:
            self.execute(client, "ask:Quits", question="q")
        self.assertEqual(caught.exception.code, "PYTHON_ERROR")
        self.assertIn("ask:Quits", caught.exception.data["what"])
        self.assertIn("ask.py:", caught.exception.data["why"])

    def test_streams_a_reply_by_fields(self) -> None:
        client = self.open(self.answers)
        self.load(client, "ask:Streams")
        outputs = self.execute(client, "ask:Streams", question="a long question in many words")
        self.assertEqual(outputs["answer"], "re: a long question in many words")
        self.assertTrue(client.calls[0]["call"]["stream"])


if __name__ == "__main__":
    unittest.main()
