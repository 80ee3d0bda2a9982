"""JSON-RPC both ways over one connection: requests of ours wait without the GIL, requests of theirs are handed to a dispatcher."""

from __future__ import annotations

import asyncio
import itertools
import sys
import threading
from collections.abc import Callable
from typing import Any

from .errors import TYPED_ERROR, BridgeError
from .wire import FramingLost, NotJson, Wire


class NodeError(Exception):
    """Node refused a request; `dspex` is its typed error."""

    def __init__(self, error: dict[str, Any]) -> None:
        data = error.get("data")
        self.dspex: dict[str, Any] = (
            data
            if isinstance(data, dict)
            else {
                "code": "PROTOCOL_ERROR",
                "what": str(error.get("message", "Node refused a request")),
                "why": "see above",
                "next": "npm ls @dspex/jest-preset",
            }
        )
        super().__init__(self.dspex["what"])


class _Waiter:
    def __init__(self, done: Callable[[dict[str, Any]], object]) -> None:
        self.done = done


class Peer:
    """The connection's reader lives in a thread that never runs user code."""

    def __init__(self, wire: Wire, dispatch: Callable[[dict[str, Any]], None]) -> None:
        self._wire = wire
        self._dispatch = dispatch
        self._ids = itertools.count(1)
        self._waiting: dict[int, _Waiter] = {}

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """Ask Node and wait, on any thread."""
        answered = threading.Event()
        answer: dict[str, Any] = {}

        def done(message: dict[str, Any]) -> None:
            answer.update(message)
            answered.set()

        self._send(method, params, done)
        answered.wait()
        return _result(answer)

    async def request_async(self, method: str, params: dict[str, Any]) -> Any:
        """Ask Node and await."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[dict[str, Any]] = loop.create_future()

        def settle(message: dict[str, Any]) -> None:
            if not future.done():
                future.set_result(message)

        self._send(method, params, lambda message: loop.call_soon_threadsafe(settle, message))
        return _result(await future)

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Tell Node; no answer comes."""
        self._wire.write({"method": method, "params": params})

    def answer(self, request_id: Any, result: Any) -> None:
        """The result of one of Node's requests."""
        self._wire.write({"id": request_id, "result": result})

    def refuse(self, request_id: Any, code: int, message: str, data: dict[str, Any] | None = None) -> None:
        """An error in answer to one of Node's requests."""
        self._wire.write({"id": request_id, "error": {"code": code, "message": message, **({"data": data} if data else {})}})

    def refuse_typed(self, request_id: Any, error: BridgeError) -> None:
        """A typed error in answer to one of Node's requests."""
        self.refuse(request_id, TYPED_ERROR, error.wire["what"], error.wire)

    def read_until_closed(self) -> None:
        """The reader's loop. Bad JSON is answered and survived; lost framing ends the connection."""
        while True:
            try:
                message = self._wire.read()
            except NotJson as error:
                self.refuse(None, -32700, f"Parse error: {error}")
                continue
            except FramingLost as error:
                sys.stderr.write(f"dspex_bridge: the connection is closed: {error}\n")
                return
            except OSError:
                return
            if message is None:
                return
            self._receive(message)

    def _send(self, method: str, params: dict[str, Any], done: Callable[[dict[str, Any]], object]) -> None:
        request_id = next(self._ids)
        self._waiting[request_id] = _Waiter(done)
        self._wire.write({"id": request_id, "method": method, "params": params})

    def _receive(self, message: dict[str, Any]) -> None:
        if "method" in message:
            self._dispatch(message)
            return
        request_id = message.get("id")
        waiter = self._waiting.pop(request_id, None) if isinstance(request_id, int) else None
        if waiter is not None:
            waiter.done(message)
        elif "result" not in message and "error" not in message:
            self.refuse(
                request_id if isinstance(request_id, (int, str)) else None, -32600, "Invalid Request: neither a method nor an answer"
            )


def _result(message: dict[str, Any]) -> Any:
    if "error" in message:
        raise NodeError(message["error"])
    return message.get("result")
