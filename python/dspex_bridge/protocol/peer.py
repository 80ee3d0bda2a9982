"""JSON-RPC both ways over one connection: Python's requests wait without the GIL, Node's requests go to a dispatcher."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any

from .errors import TYPED_ERROR, BridgeError
from .node_error import CLOSED, NodeError
from .wait import Wait
from .wire import FramingLost, NotJson, Wire


class Peer:
    """The connection's reader lives in a thread that never runs user code."""

    def __init__(self, wire: Wire, dispatch: Callable[[dict[str, Any]], None]) -> None:
        self._wire = wire
        self._dispatch = dispatch
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._blocked: dict[int, Wait] = {}
        self._waiting: dict[int, Callable[[dict[str, Any]], object]] = {}
        #: Who hears of an answer before it comes, by the number that Node tells it under.
        self._hearing: dict[int, Callable[[dict[str, Any]], object]] = {}
        self._is_paused = False

    def pause(self) -> None:
        """Let the reader's loop end after the message it is at; what comes next stays in the socket."""
        self._is_paused = True

    def reconnect(self, connection: socket.socket) -> None:
        """Speak over another connection from now on."""
        self._wire = Wire(connection, self._wire.held_back)

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """Ask Node and wait, on any thread."""
        wait = Wait()
        self._send(method, params, wait.end)
        return _result(self._next(wait)[1])

    def request_heard(self, method: str, params: dict[str, Any]) -> Generator[tuple[bool, Any], None, None]:
        """The same, with what Node tells before the answer, which comes last, with True. Who stops before it gives the answer up."""
        wait, is_answered = Wait(), False
        number = self._send(method, params, wait.end, wait.hear)
        try:
            while not is_answered:
                is_answered, message = self._next(wait)
                yield is_answered, _result(message) if is_answered else message
        finally:
            if not is_answered:
                self._give_up(number)

    def _next(self, wait: Wait) -> tuple[bool, dict[str, Any]]:
        thread = threading.get_ident()
        self._blocked[thread] = wait
        try:
            got = wait.next()
        finally:
            with self._lock:
                self._blocked.pop(thread, None)
        if wait.error is not None:
            raise wait.error
        return got

    def wake(self, thread: int, error: BaseException) -> bool:
        """Let a thread that waits for an answer go on with an error; False for one that does not wait."""
        with self._lock:
            wait = self._blocked.get(thread)
            if wait is None:
                return False
            wait.fail(error)
        return True

    async def request_async(self, method: str, params: dict[str, Any]) -> Any:
        """Ask Node and await."""
        async with contextlib.aclosing(self.request_heard_async(method, params)) as heard:
            async for is_last, value in heard:
                if is_last:
                    return value

    async def request_heard_async(self, method: str, params: dict[str, Any]) -> AsyncGenerator[tuple[bool, Any], None]:
        """The same, with what Node tells before the answer."""
        loop, is_answered = asyncio.get_running_loop(), False
        came: asyncio.Queue[tuple[bool, dict[str, Any]]] = asyncio.Queue()

        def put(is_last: bool, message: dict[str, Any]) -> None:
            # User code may have closed its loop meanwhile: nobody waits any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(came.put_nowait, (is_last, message))

        number = self._send(method, params, lambda message: put(True, message), lambda message: put(False, message))
        try:
            while not is_answered:
                is_answered, message = await came.get()
                yield is_answered, _result(message) if is_answered else message
        finally:
            if not is_answered:
                self._give_up(number)

    def hear(self, piece: Any) -> None:
        """Node tells of an answer before it comes."""
        hear = self._hearing.get(piece.get("ask", 0)) if isinstance(piece, dict) else None
        if hear is not None:
            hear(piece)

    def _give_up(self, number: int) -> None:
        self._hearing.pop(number, None)
        # The connection may have ended, too.
        with contextlib.suppress(OSError):
            self.notify("lm_given_up", {"ask": number})

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

    def _send(
        self,
        method: str,
        params: dict[str, Any],
        done: Callable[[dict[str, Any]], object],
        hear: Callable[[dict[str, Any]], object] | None = None,
    ) -> int:
        request_id = next(self._ids)
        self._waiting[request_id] = done
        if hear is not None:
            self._hearing[request_id], params = hear, {**params, "ask": request_id}
        try:
            self._wire.write({"id": request_id, "method": method, "params": params})
        except BaseException:
            del self._waiting[request_id]
            self._hearing.pop(request_id, None)
            raise
        return request_id

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
            self._hearing.pop(message["id"], None)
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
