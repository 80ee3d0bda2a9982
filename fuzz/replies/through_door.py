"""Answers each program by fields through the package's door, and prints, a line to each, what came and what the model said."""

from __future__ import annotations

import asyncio
import json
import sys
import warnings
from typing import Any

import dspy
from dspex_bridge.dspy_door import values
from dspex_bridge.dspy_door.connection import Connection, connect
from dspex_bridge.dspy_door.seam import seam
from triples import Triple, triple_of

_REPLY: dict[str, Any] = {
    "kind": "message",
    "text": None,
    "toolCalls": [],
    "finishReason": "stop",
    "usage": {"inputTokens": 1, "outputTokens": 1},
    "model": "m",
    "chunks": None,
    "everyMs": 0,
}


class Door:
    """Node's side of it: one reply for all calls of a program."""

    given: dict[str, Any]

    def __init__(self) -> None:
        self.refusals: list[dict[str, Any]] = []
        connect(Connection(self.ask, self.ask_async, lambda _, error: self.refusals.append(error)))

    def ask(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"callId": "c", "reply": {**_REPLY, "fields": self.given}}

    async def ask_async(self, call: dict[str, Any]) -> dict[str, Any]:
        return self.ask(call)

    def outcome(self, triple: Triple) -> dict[str, Any]:
        self.refusals.clear()
        self.given = triple.given
        lm = dspy.LM("openai/gpt-4o-mini", cache=False, num_retries=0)
        with dspy.context(lm=lm, adapter=triple.new_adapter(lm)):
            predict = dspy.Predict(triple.signature)
            try:
                made = asyncio.run(streamed(predict)) if triple.streamed else predict(q="q")
            except Exception as error:
                refusal = self.refusals[0]["what"] if self.refusals else None
                return {"refused": refusal, "error": f"{type(error).__name__}: {error}"}
        outs = {name: values.encode(made[name], name) for name in triple.given}
        return {"outs": outs, "texts": [said["text"] if isinstance(said, dict) else said for said in (e["outputs"][0] for e in lm.history)]}


async def streamed(predict: Any) -> Any:
    """The last of a stream."""
    async for value in dspy.streamify(predict)(q="q"):
        if isinstance(value, dspy.Prediction):
            made = value
    return made


warnings.simplefilter("ignore")
seam.install()
seam.answer_backoff_with_zero()
door = Door()
first, rounds = int(sys.argv[1]), int(sys.argv[2])
for seed in range(first, first + rounds):
    print(json.dumps({"seed": seed, **door.outcome(triple_of(seed))}), flush=seed % 100 == 0)
