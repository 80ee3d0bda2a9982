"""A thread's wait for an answer of Node's, and for what Node tells of it before."""

from __future__ import annotations

from queue import SimpleQueue
from typing import Any


class Wait:
    """Of one thread at a time."""

    def __init__(self) -> None:
        # In C: an Event is a lock, too, and a condition and a list around it.
        self._came: SimpleQueue[tuple[bool, dict[str, Any]]] = SimpleQueue()
        self.error: BaseException | None = None

    def hear(self, piece: dict[str, Any]) -> None:
        """Here is what comes before the answer."""
        self._came.put((False, piece))

    def end(self, message: dict[str, Any]) -> None:
        """Here is the answer."""
        self._came.put((True, message))

    def fail(self, error: BaseException) -> None:
        """The thread waits for nothing any more."""
        self.error = error
        self._came.put((True, {}))

    def next(self) -> tuple[bool, dict[str, Any]]:
        """Wait for the next piece, or for the answer: True with it."""
        return self._came.get()
