"""Programs that stream, and what a test asks of them."""

from __future__ import annotations

from typing import Any

from ..case import ChildCase
from ..client import Client, message

MODULES = """
import time
import anyio
import dspy

class Two(dspy.Module):
    def __init__(self):
        super().__init__()
        self.first = dspy.Predict("question -> answer")
        self.second = dspy.ChainOfThought("answer -> verdict")
    def forward(self, question):
        return self.second(answer=self.first(question=question).answer)

class AsyncOne(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")
    async def aforward(self, question):
        return await self.ask.acall(question=question)

class Text(dspy.Module):
    def forward(self):
        return "no prediction"

class Fails(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")
    def forward(self, question):
        self.ask(question=question)
        raise ValueError("in the middle")

class Sleeps(dspy.Module):
    def forward(self, question):
        anyio.from_thread.run(dspy.settings.send_stream.send, {"asleep": True})
        until = time.monotonic() + 60
        while time.monotonic() < until:
            time.sleep(0.001)

class Swallows(Fails):
    def forward(self, question):
        for _ in range(5):
            try:
                self.ask(question=question)
            except Exception:
                pass
        return dspy.Prediction(answer="never")

class Says(dspy.streaming.StatusMessageProvider):
    def module_start_status_message(self, instance, inputs):
        return f"{type(instance).__name__} of {inputs['kwargs']['question']}"
"""
ANSWERS = {"answer": "one two three four", "verdict": "it is right", "reasoning": "I looked at it"}


def by_fields(params: dict[str, Any]) -> dict[str, Any]:
    """Each output that is asked for."""
    wanted = [field["name"] for field in params["call"]["fields"]["outputs"]]
    return message(fields={name: ANSWERS[name] for name in wanted})


def texts(pieces: list[dict[str, Any]]) -> dict[str, str]:
    """What was said of each field, by predictor."""
    said: dict[str, str] = {}
    for piece in pieces:
        if "field" in piece:
            key = f"{piece['predictor']}.{piece['field']}"
            said[key] = said.get(key, "") + piece["text"]
    return said


class StreamCase(ChildCase):
    """Over the wire, in a child."""

    def setUp(self) -> None:
        self.write_module("streamed", MODULES)

    def begin(self, client: Client, path: str, fields: Any = None, status: Any = None, **inputs: Any) -> Any:
        """A stream that is under way."""
        self.load(client, path)
        params = {"session": "s", "id": path, "executeId": "e1", "fields": fields, "status": status, "toolsId": "t"}
        return client.send("stream", **params, inputs=inputs)

    def pieces(self, client: Client) -> list[dict[str, Any]]:
        """Those that have come."""
        return [body["params"]["piece"] for body in client.notified if body["method"] == "stream_piece"]
