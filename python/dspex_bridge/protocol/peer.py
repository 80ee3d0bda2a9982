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
from .node_error import CLOSED, NodeError
from .wire import FramingLost, NotJson, Wire


class _Wait:
    """Of one thread, for one answer."""

    def __init__(self) -> None:
        # A lock that is let go once: an Event is a lock, too, and a condition and a list around it.
        self._ended = threading.Lock()
        self._ended.acquire()
        self.answer: dict[str, Any] = {}
        self.error: BaseException | None = None

    def end(self, message: dict[str, Any]) -> None:
        """Here is the answer."""
        self.answer = message
        self.wake()

    def wait(self) -> None:
        """Until it has ended."""
        with self._ended:
            return

    def wake(self) -> None:
        """It ends, once."""
        with contextlib.suppress(RuntimeError):
            self._ended.release()


class Peer:
    """The connection's reader lives in a thread that never runs user code."""

    def __init__(self, wire: Wire, dispatch: Callable[[dict[str, Any]], None]) -> None:
        self._wire = wire
        self._dispatch = dispatch
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._blocked: dict[int, _Wait] = {}
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
        wait, thread = _Wait(), threading.get_ident()
        self._blocked[thread] = wait
        try:
            self._send(method, params, wait.end)
            wait.wait()
        finally:
            with self._lock:
                self._blocked.pop(thread, None)
                error = wait.error
        if error is not None:
            raise error
        return _result(wait.answer)

    def wake(self, thread: int, error: BaseException) -> bool:
        """Let a thread that waits for an answer go on with an error; False for one that does not wait."""
        with self._lock:
            wait = self._blocked.get(thread)
            if wait is None:
                return False
            wait.error = error
        wait.wake()
        return True

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
        try:
            while self._read_one():
                if self._is_paused:
                    return False
        except FramingLost as error:
            sys.stderr.write(f"dspex_bridge: the connection is closed: {error}\n")
        except OSError:
            pass  # Broken while it was read, or while a bad message was refused: both are its end.
        self._release_all()
        return True

    def _read_one(self) -> bool:
        """False at the end."""
        try:
            message = self._wire.read()
        except NotJson as error:
            self.refuse(None, -32700, f"Parse error: {error}")
            return True
        if message is None:
            return False
        try:
            self._receive(message)
        except ConnectionError:
            raise
        except Exception as error:
            # The reader must outlive any message: without it every waiting thread waits for ever.
            self.refuse(_id_of(message), -32603, f"Internal error: {type(error).__name__}: {error}")
        return True

    def _release_all(self) -> None:
        """Nobody answers any more."""
        while self._waiting:
            _, done = self._waiting.popitem()
            done({"error": {"data": CLOSED}})

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
        raise NodeError({"message": "Node sent neither a result nor an error"})
    return message["result"]
