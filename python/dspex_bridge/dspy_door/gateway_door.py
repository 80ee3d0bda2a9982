"""The way to the test for a process without a connection to Node: over HTTP, at the address of the test's gateway."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.request
from typing import Any

from .connection import Connection
from .refusal import ReplyRefused

#: Where Node answers the SDKs of this process.
GATEWAY_VARIABLE = "DSPEX_GATEWAY_URL"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class GatewayDoor:
    """Asks Node over HTTP what a child asks over its socket."""

    def __init__(self, address: str) -> None:
        self._address = address

    def connection(self) -> Connection:
        """Its calls, as DSPy's are answered."""
        return Connection(self.ask, self.ask_async, self.reject)

    def ask(self, call: dict[str, Any]) -> dict[str, Any]:
        """Node's answer. A refusal is final for DSPy: it is not tried again with another adapter."""
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


class DoorOfFork(GatewayDoor):
    """For a process that user code forked from a child: `multiprocessing` does, and `os.fork`."""

    def __init__(self) -> None:
        super().__init__(os.environ.get(GATEWAY_VARIABLE, ""))

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            return super()._post(what, body)
        except (OSError, ValueError) as error:
            raise ReplyRefused(_no_way(error)) from None


def _no_way(error: Exception) -> dict[str, Any]:
    said = str(getattr(error, "reason", error)).splitlines()[0]
    return {
        "code": "EGRESS_REFUSED",
        "what": "A process that the program forked asked an LM, and cannot reach its test.",
        "why": f"the program's own connection is not to be shared, and there is no other: {said}",
        "next": "ask in the program's own process, or in its threads: dspy.Parallel, concurrent.futures.ThreadPoolExecutor",
    }
