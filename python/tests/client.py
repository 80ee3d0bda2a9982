"""The other side of the wire in thirty lines: requests both ways, framed by hand."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from .processes import HANGS, Server

Answer = Callable[[dict[str, Any]], Any]
#: What it takes a child to go by itself, on a busy machine.
_GOES = 2.0
NO_LM: Answer = lambda params: {"code": "LM_MISS", "what": "no rule", "why": "none", "next": "write one"}  # noqa: E731


class Refused(Exception):
    """An error in answer to a request."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(json.dumps(error))
        self.number: int = error["code"]
        self.code: str | None = (error.get("data") or {}).get("code")
        self.data: dict[str, Any] = error.get("data") or {}


def message(**fields: Any) -> dict[str, Any]:
    """An LM reply: `text=` or `fields=`."""
    reply = {
        "kind": "message",
        "text": None,
        "fields": None,
        "toolCalls": [],
        "finishReason": "stop",
        "usage": {"inputTokens": 2, "outputTokens": 3},
        "model": "m",
        "chunks": None,
        "everyMs": 0,
    }
    return {"callId": "c1", "reply": {**reply, **fields}}


class Client:
    """A connection, and with it a child. `answer` answers LM calls, each on a thread of its own."""

    def __init__(self, server: Server, answer: Answer = NO_LM, socket_path: str | None = None) -> None:
        self.server = server
        self.answer = answer
        self.calls: list[dict[str, Any]] = []
        self.notified: list[dict[str, Any]] = []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(HANGS)
        self.socket.connect(socket_path or server.socket_path)
        self._reader = self.socket.makefile("rb")
        self._ids = itertools.count(1)
        self._waiting: dict[Any, Future[Any]] = {}
        self._lock = threading.Lock()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def hello(self, **changes: Any) -> dict[str, Any]:
        """As Node says it; `changes` to its world."""
        env = {**self.server.env, "TMPDIR": self.server.root}
        world = {
            "cwd": self.server.root,
            "env": env,
            "path": [self.server.root],
            "seed": 1,
            "network": "guard",
            "allowHosts": [],
            "lmHosts": [],
        }
        params = {"protocol": 1, "world": {**world, **changes}, "defaultModel": "gpt-4o-mini", "dspyCache": "off", "realBackoff": False}
        hello: dict[str, Any] = self.request("hello", **params)
        return hello

    def request(self, method: str, **params: Any) -> Any:
        """Ask and wait. `Refused` for an error."""
        return self.send(method, **params).result(HANGS)

    def send(self, method: str, **params: Any) -> Future[Any]:
        """Ask; the answer comes later. Its id is `future.id`."""
        request_id = next(self._ids)
        future = self.expect(request_id)
        self.write({"id": request_id, "method": method, "params": params})
        return future

    def expect(self, request_id: Any) -> Future[Any]:
        """The answer to what is written by hand."""
        future: Future[Any] = Future()
        future.id = request_id  # type: ignore[attr-defined]
        self._waiting[request_id] = future
        return future

    def write(self, body: dict[str, Any]) -> None:
        """One message, whatever is in it."""
        text = json.dumps({"jsonrpc": "2.0", **body}).encode()
        with self._lock:
            self.socket.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))

    def leave(self) -> None:
        """End the child as Node does when its test is over. One that does not go by itself is ended."""
        with contextlib.suppress(Exception):
            self.send("shutdown").result(_GOES)
            self._reading.join(_GOES)
        self.close()

    def close(self) -> None:
        """Go away, as an owner that was killed does."""
        with contextlib.suppress(OSError):  # The child went first.
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _read(self) -> None:
        # The socket is closed when what reads it is, too.
        with contextlib.suppress(OSError, ValueError), self._reader:
            while header := self._reader.readline():
                self._reader.readline()
                self._receive(json.loads(self._reader.read(int(header.split(b":")[1]))))
        for future in self._waiting.values():
            future.set_exception(ConnectionError("the child closed the connection"))

    def _receive(self, body: dict[str, Any]) -> None:
        if body.get("method") is None:
            future = self._waiting.pop(body.get("id"), None)
            if future is None:
                return
            if "error" in body:
                future.set_exception(Refused(body["error"]))
            else:
                future.set_result(body["result"])
        elif "id" not in body:
            self.notified.append(body)
        else:
            threading.Thread(target=self._answer, args=(body,), daemon=True).start()

    def _answer(self, body: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # The child is gone: the test has ended.
            self._answered(body)

    def _answered(self, body: dict[str, Any]) -> None:
        self.calls.append(body["params"])
        result = self.answer(body["params"])
        if "reply" in result or "value" in result:
            self.write({"id": body["id"], "result": result})
        else:
            self.write({"id": body["id"], "error": {"code": -32000, "message": result["what"], "data": result}})
