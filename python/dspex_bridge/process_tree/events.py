"""What the reaper and the fork server say to the process that started them: JSON, one marked line for each event."""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any

# Node passes over other lines: hooks of site-packages print to the same descriptor when Python starts.
_MARK = "dspex-jest: "


class Events:
    """Writes events to a descriptor. A reader that has gone is no error: the processes that write end with it anyway."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def send(self, event: str, **fields: Any) -> None:
        """One write, so that lines of two processes never mix."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._fd, f"\n{_MARK}{json.dumps({'event': event, **fields})}\n".encode())
