"""JSON-RPC both ways over one connection: Python's requests wait without the GIL, Node's requests go to a dispatcher."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any

from .errors import TYPED_ERROR, BridgeError
from .requests import Requests
from .wire import FramingLost, NotJson, Wire


class Peer(Requests):
    """The connection's reader lives in a thread that never runs user code."""

    def __init__(self, wire: Wire, dispatch: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(wire)
        self._dispatch = dispatch
        self._is_paused = False

    def pause(self) -> None:
        """Let the reader's loop end after the message it is at; what comes next stays in the socket."""
        self._is_paused = True

    def connect(self, connection: socket.socket) -> None:
        """Speak over this connection from now on."""
        self._wire = Wire(connection, self._wire.held_back)

    def disconnect(self) -> None:
        """Let go of the connection: it is another process's."""
        self._wire.close()

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

    def _receive(self, message: dict[str, Any]) -> None:
        request_id = _id_of(message)
        if "method" in message:
            if message.get("id") != request_id:
                self.refuse(None, -32600, "Invalid Request: an id is a number or text")
            else:
                self._dispatch(message)
            return
        if self._answered(request_id, message):
            return
        if "result" not in message and "error" not in message:
            self.refuse(request_id, -32600, "Invalid Request: neither a method nor an answer")


def _id_of(message: dict[str, Any]) -> int | str | None:
    request_id = message.get("id")
    return request_id if isinstance(request_id, (int, str)) and not isinstance(request_id, bool) else None
