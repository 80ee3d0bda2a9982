"""What is asked of Node, and who waits for the answers, on threads and event loops."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from typing import Any

from .node_error import CLOSED, NodeError
from .wait import Wait
from .wire import Wire


class Requests:
    """Of one connection. The answers come from whoever reads it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._blocked: dict[int, Wait] = {}
        #: What each thread calls before it waits, by the thread.
        self._checks: dict[int, Callable[[], object]] = {}
        self._waiting: dict[int, Callable[[dict[str, Any]], object]] = {}
        #: Who hears of an answer before it comes, by the number that Node tells it under.
        self._hearing: dict[int, Callable[[dict[str, Any]], object]] = {}

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
            # Now that `wake` finds it: what came before would wake nobody.
            self._checks.get(thread, _nothing)()
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

    @contextlib.contextmanager
    def checked(self, check: Callable[[], object]) -> Iterator[None]:
        """Around what waits on the calling thread: `check` raises where it is not to wait. It is called when `wake` can end the wait."""
        thread = threading.get_ident()
        self._checks[thread] = check
        try:
            yield
        finally:
            del self._checks[thread]

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

    def _answered(self, request_id: Any, message: dict[str, Any]) -> bool:
        """Here is an answer; False where nobody has asked."""
        done = self._waiting.pop(request_id, None) if isinstance(request_id, int) else None
        if done is None:
            return False
        self._hearing.pop(request_id, None)
        done(message)
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


def _nothing() -> None: ...


def _result(message: dict[str, Any]) -> Any:
    if "error" in message:
        error = message["error"]
        raise NodeError(error if isinstance(error, dict) else {})
    if "result" not in message:
        raise NodeError({"message": "Node sent neither a result nor an error"})
    return message["result"]
