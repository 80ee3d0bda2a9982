"""How often DSPy asks a model that fails: run inside of the child, and as a program of its own that asks a server."""

import asyncio
import json
import os
import sys

import dspy


def ask(names):
    """Each once by a plain call, once by an awaited one."""
    lm = dspy.LM("openai/gpt-4o-mini", api_base=os.environ.get("FAULTS_SERVER"), api_key="none", cache=False)
    told = {}
    for name in names:
        for way, call in (("plain", lm), ("awaited", lambda text: asyncio.run(lm.acall(text)))):
            try:
                told[f"{name}, {way}"] = call(f"{name}, {way}")
            except Exception as error:
                told[f"{name}, {way}"] = type(error).__name__
    return told


class Asks(dspy.Module):
    def forward(self, names):
        return dspy.Prediction(told=ask(names))


async def at_once(*_):
    """In place of a back-off."""


if __name__ == "__main__":
    import time

    time.sleep = lambda _: None
    asyncio.sleep = at_once
    print(json.dumps(ask(json.loads(sys.argv[1]))))
