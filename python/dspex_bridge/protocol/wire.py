"""JSON-RPC 2.0 messages with the framing of the Language Server Protocol's base protocol."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from json import JSONDecoder, JSONEncoder
from typing import Any, BinaryIO

from .node_error import NOT_OF_A_FORK, NodeError

_LONGEST_HEADER = 4096
_MOST_HEADER_LINES = 64
LONGEST_BODY = 256 * 1024 * 1024
# Made once, which `json.dumps` does for each message; and user code may set that to one of its own.
_encoded = JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_decoded = JSONDecoder().decode


class FramingLost(Exception):
    """The stream is no longer at a message boundary; nothing after it can be understood."""


class NotJson(Exception):
    """A well-framed message whose body is not a JSON object; the next one can still be read."""


def framed(message: dict[str, Any]) -> bytes:
    """One message as it is sent."""
    body = _encoded({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Wire:
    """Reads messages from a socket, and writes them from any thread."""

    _socket: socket.socket
    _reader: BinaryIO

    def __init__(self, connection: socket.socket | None, held_back: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """None: there is one before the first message. `held_back`: around each that is sent; nothing may raise in the middle of it."""
        self.held_back = held_back
        if connection is not None:
            self._socket, self._reader = connection, connection.makefile("rb")
        self._lock = threading.Lock()
        self._pid = os.getpid()

    def read(self) -> dict[str, Any] | None:
        """The next message; None when the other side closed."""
        length = self._read_length()
        if length is None:
            return None
        body = self._reader.read(length)
        if len(body) < length:
            return None
        try:
            message = _decoded(str(body, "utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise NotJson(str(error)) from error
        if not isinstance(message, dict):
            raise NotJson(f"a message is an object, not {type(message).__name__}")
        return message

    def close(self) -> None:
        """Close the descriptor, which what reads from it holds as well."""
        self._reader.close()
        self._socket.close()

    def write(self, message: dict[str, Any]) -> None:
        """Send one message whole; messages of several threads never mix, and none of a process that user code forked comes between."""
        if os.getpid() != self._pid:
            raise NodeError({"data": NOT_OF_A_FORK})
        data = framed(message)
        with self.held_back(), self._lock:
            self._socket.sendall(data)

    def _read_length(self) -> int | None:
        length: int | None = None
        for _ in range(_MOST_HEADER_LINES):
            line = self._reader.readline(_LONGEST_HEADER)
            if not line:
                return None
            if not line.endswith(b"\n") and len(line) < _LONGEST_HEADER:
                return None  # Cut off: the other side closed.
            if not line.endswith(b"\r\n"):
                raise FramingLost(f"a header line does not end: {line[:60]!r}")
            if line == b"\r\n":
                return self._usable(length)
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value)
        raise FramingLost("a header does not end")

    @staticmethod
    def _usable(length: int | None) -> int:
        if length is None or length > LONGEST_BODY:
            raise FramingLost("a message without a usable Content-Length")
        return length
