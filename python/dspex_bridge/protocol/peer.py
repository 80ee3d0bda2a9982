"""JSON-RPC both ways over one connection: Python's requests wait without the GIL, Node's requests go to a dispatcher."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
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


class Peer:
    """The connection's reader lives in a thread that never runs user code."""

    def __init__(self, wire: Wire, dispatch: Callable[[dict[str, Any]], None]) -> None:
        self._wire = wire
        self._dispatch = dispatch
        self._ids = itertools.count(1)
        self._blocked: dict[int, threading.Event] = {}
        self._waiting: dict[int, Callable[[dict[str, Any]], object]] = {}
        self._is_paused = False

    def pause(self) -> None:
        """Let the reader's loop end after the message it is at; what comes next stays in the socket."""
        self._is_paused = True

    def reconnect(self, connection: socket.socket) -> None:
        """Speak over another connection from now on."""
        self._wire = Wire(connection, self._wire.held_back)

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """Ask Node and wait, on any thread."""
        answered = threading.Event()
        answer: dict[str, Any] = {}

        def done(message: dict[str, Any]) -> None:
            answer.update(message)
            answered.set()

        thread = threading.get_ident()
        self._blocked[thread] = answered
        try:
            self._send(method, params, done)
            answered.wait()
        finally:
            self._blocked.pop(thread, None)
        return _result(answer)

    def wake(self, thread: int) -> None:
        """Let a thread that waits for an answer go on without one: it was cancelled."""
        answered = self._blocked.get(thread)
        if answered is not None:
            answered.set()

    async def request_async(self, method: str, params: dict[str, Any]) -> Any:
        """Ask Node and await."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[dict[str, Any]] = loop.create_future()

        def settle(message: dict[str, Any]) -> None:
            if not future.done():
                future.set_result(message)

        def done(message: dict[str, Any]) -> None:
            # User code may have closed its loop meanwhile: nobody waits any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, message)

        self._send(method, params, done)
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

    def read_until_closed(self) -> bool:
        """The reader's loop. Bad JSON is answered and survived; lost framing ends the connection. False when it was paused."""
        self._is_paused = False
        while not self._is_paused:
            try:
                message = self._wire.read()
            except NotJson as error:
                self.refuse(None, -32700, f"Parse error: {error}")
                continue
            except FramingLost as error:
                sys.stderr.write(f"dspex_bridge: the connection is closed: {error}\n")
                return True
            except OSError:
                return True
            if message is None:
                return True
            try:
                self._receive(message)
            except Exception as error:
                # The reader must outlive any message: without it every waiting thread waits for ever.
                self.refuse(_id_of(message), -32603, f"Internal error: {type(error).__name__}: {error}")
        return False

    def _send(self, method: str, params: dict[str, Any], done: Callable[[dict[str, Any]], object]) -> None:
        request_id = next(self._ids)
        self._waiting[request_id] = done
        try:
            self._wire.write({"id": request_id, "method": method, "params": params})
        except BaseException:
            del self._waiting[request_id]
            raise

    def _receive(self, message: dict[str, Any]) -> None:
        request_id = _id_of(message)
        if "method" in message:
            if message.get("id") != request_id:
                self.refuse(None, -32600, "Invalid Request: an id is a number or text")
            else:
                self._dispatch(message)
            return
        done = self._waiting.pop(request_id, None) if isinstance(request_id, int) else None
        if done is not None:
            done(message)
        elif "result" not in message and "error" not in message:
            self.refuse(request_id, -32600, "Invalid Request: neither a method nor an answer")


def _id_of(message: dict[str, Any]) -> int | str | None:
    request_id = message.get("id")
    return request_id if isinstance(request_id, (int, str)) and not isinstance(request_id, bool) else None


def _result(message: dict[str, Any]) -> Any:
    if "error" in message:
        error = message["error"]
        raise NodeError(error if isinstance(error, dict) else {})
    if "result" not in message:
        raise NodeError({"message": "Node did not answer: the request was cancelled"})
    return message["result"]
