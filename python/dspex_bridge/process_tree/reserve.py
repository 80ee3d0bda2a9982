"""A descriptor kept back for the moment when there are no others: what is to be heard, ended or said then needs one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


class Reserve:
    """Of one process. Whoever takes it gives it back, or knows by `is_there` that there is none any more."""

    def __init__(self) -> None:
        self._fd: int | None = os.open(os.devnull, os.O_RDONLY)

    @property
    def is_there(self) -> bool:
        """False when what was opened meanwhile took the last descriptor: something has to be closed again."""
        with contextlib.suppress(OSError):
            self._fd = os.open(os.devnull, os.O_RDONLY) if self._fd is None else self._fd
        return self._fd is not None

    def give(self) -> None:
        """From now on there is room for one more."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """There is room for one more meanwhile."""
        self.give()
        try:
            yield
        finally:
            _ = self.is_there
