"""The threads that run requests beside main."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class RequestThreads:
    """By the request that each runs."""

    def __init__(self) -> None:
        self._running: dict[Any, threading.Thread] = {}
        self._ended: list[threading.Thread] = []

    def __len__(self) -> int:
        return len(self._running)

    def start(self, request_id: Any, run: Callable[[], None]) -> None:
        """One more."""
        thread = threading.Thread(target=run, name=f"dspex-execute-{request_id}", daemon=True)
        self._running[request_id] = thread
        thread.start()

    def goes_on(self, request_id: Any, with_request: Any) -> None:
        """The calling one is done with a request, and runs another now; None: it ends."""
        current = threading.current_thread()
        if with_request is None:
            self._ended = [thread for thread in self._ended if thread.is_alive()] + [current]
        else:
            self._running[with_request] = current
        self._running.pop(request_id, None)

    def items(self) -> list[tuple[Any, threading.Thread]]:
        """Each request with its thread."""
        return list(self._running.items())

    def requests(self) -> list[Any]:
        """Those that run."""
        return list(self._running)

    def join_ended(self) -> set[int]:
        """Wait for those whose requests are done; gives the kernel's ids of them."""
        ended, self._ended = self._ended, []
        for thread in ended:
            thread.join()
        return {thread.native_id or 0 for thread in ended}
