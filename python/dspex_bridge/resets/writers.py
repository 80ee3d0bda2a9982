"""Which thread wrote what: an import is given only what was written on its own thread."""

from __future__ import annotations

import itertools
import threading
from typing import Any


class Writers:
    """The threads that wrote each key, in order."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self._latest: dict[Any, dict[int, int]] = {}

    def note(self, key: Any) -> None:
        """This thread writes it."""
        self._latest.setdefault(key, {})[threading.get_ident()] = next(self._count)

    def mark(self) -> int:
        """Now, for `wrote`."""
        return next(self._count)

    def wrote(self, thread: int, key: Any, since: int) -> bool | None:
        """Since a mark: True for this thread alone, False for others alone, None for both and for what nobody noted."""
        threads = {writer for writer, when in list(self._latest.get(key, {}).items()) if when > since}
        if not threads or (thread in threads and len(threads) > 1):
            return None
        return thread in threads

    def take_keys(self) -> set[Any]:
        """All that was written, and forget it."""
        written, self._latest = set(self._latest), {}
        return written
