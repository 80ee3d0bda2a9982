"""Files of children that ended: whoever tells of the end may read them for a while, then they are removed."""

from __future__ import annotations

import contextlib
import os
import time

KEPT_SECONDS = 5.0


class OldFiles:
    """Files that have a time to be removed at."""

    def __init__(self) -> None:
        self._due: list[tuple[float, list[str]]] = []

    def __bool__(self) -> bool:
        return bool(self._due)

    def add(self, files: list[str]) -> None:
        """From now on they are old."""
        self._due.append((time.monotonic() + KEPT_SECONDS, files))

    def remove_due(self) -> None:
        """Remove those whose time has come."""
        now = time.monotonic()
        for due, files in [entry for entry in self._due if entry[0] <= now]:
            self._due.remove((due, files))
            for path in files:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)
