"""The test's LM in a Python process that the test itself started: rules over signature fields hold there, too."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.request
from typing import Any

ADDRESS_VARIABLE = "DSPEX_TEST_LM"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def init_test_lm(model: str = "gpt-4o-mini") -> None:
    """Let the running test answer every LM of DSPy in this process, and configure a default one.

    Call it on the main thread, before the program is used. Raises RuntimeError where no test is behind the process: the one that starts
    it has to hand over the variables of `initTestLm()`.
    """
    address = os.environ.get(ADDRESS_VARIABLE)
    if not address:
        raise RuntimeError(
            f"no test is behind this process: {ADDRESS_VARIABLE} is not set. "
            "Start it with the variables of initTestLm(): spawn('python', args, { env: { ...process.env, ...(await initTestLm()).env } })"
        )
    # Delayed: a program may import this module long before DSPy, or without ever having a test.
    import dspy

    from .dspy_door.names.check import refuse_unknown_dspy

    refuse_unknown_dspy(dspy.__version__)
    _install(_Door(address), model)


def _install(door: _Door, model: str) -> None:
    from .dspy_door.connection import Connection, connect
    from .dspy_door.default_lm import configure_default_lm
    from .dspy_door.seam import seam

    connect(Connection(door.ask, door.ask_async, door.reject))
    seam.install()
    seam.answer_backoff_with_zero()
    configure_default_lm(model, enable_memory_cache=False)


class _Door:
    """Asks Node over HTTP what a child asks over its socket."""

    def __init__(self, address: str) -> None:
        self._address = address

    def ask(self, call: dict[str, Any]) -> dict[str, Any]:
        """Node's answer. A refusal is final for DSPy: it is not tried again with another adapter."""
        from .dspy_door.refusal import ReplyRefused

        answer = self._post("answer", {"call": call})
        if "error" in answer:
            raise ReplyRefused(answer["error"])
        return answer

    async def ask_async(self, call: dict[str, Any]) -> dict[str, Any]:
        """The same for coroutines."""
        return await asyncio.to_thread(self.ask, call)

    def reject(self, call_id: str, error: dict[str, Any]) -> None:
        """Fails the test even where the program swallows the error."""
        self._post("rejected", {"callId": call_id, "error": error})

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        data = json.dumps(body, allow_nan=False).encode()
        request = urllib.request.Request(f"{self._address}/dspex/{what}", data, {"content-type": "application/json"})
        with _DIRECT.open(request) as response:
            answer: dict[str, Any] = json.load(response)
        return answer
