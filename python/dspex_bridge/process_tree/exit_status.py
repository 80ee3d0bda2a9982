"""How a process ended."""

from __future__ import annotations

import os
import signal
from typing import Any


def exit_fields(status: int) -> dict[str, Any]:
    """The kernel's exit status as the two fields of an event."""
    if os.WIFSIGNALED(status):
        return {"code": None, "signal": signal.Signals(os.WTERMSIG(status)).name}
    return {"code": os.waitstatus_to_exitcode(status), "signal": None}
