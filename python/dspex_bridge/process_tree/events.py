"""What the processes above the children tell the one that started them: JSON, one line each."""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any


class Events:
    """Writes events to a descriptor; a reader that is gone is no error, its going ends us anyway."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def send(self, event: str, **fields: Any) -> None:
        """One write, so that lines of two processes never mix."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._fd, (json.dumps({"event": event, **fields}) + "\n").encode())
