"""Commands about the process itself, and about the attempts of tests that share it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from ..guard import egress
from ..protocol.params import Params
from .context import Context
from .where import stacks


def ping(*_: Any) -> Any:
    """Answer at once; tells a slow program from a dead process."""
    return {"pid": os.getpid()}


def where(context: Context, *_: Any) -> Any:
    """Where the code stands that this process runs."""
    return {"stacks": stacks(context.tasks, context.executing)}


def stats(context: Context, *_: Any) -> Any:
    """What this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return {
        "pid": os.getpid(),
        "sessions": len(context.sessions),
        "programs": context.sessions.program_count,
        "running": context.tasks.running,
        "threads": [thread.name for thread in threading.enumerate()],
        "rssBytes": pages * os.sysconf("SC_PAGE_SIZE"),
        "started": egress.noted_starts(),
    }


def begin_attempt(context: Context, _: Any, params: Params) -> Any:
    """A test begins to use a process that others use after it."""
    context.attempts.begin(params["attempt"], params["seed"], params["env"])
    return {}


def end_attempt(context: Context, _: Any, params: Params) -> Any:
    """It is over: the process is put back to what it was."""
    return {"leftovers": context.attempts.end(params["attempt"])}
