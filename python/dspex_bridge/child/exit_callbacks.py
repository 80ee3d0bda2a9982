"""Runs what user code registered for the end of the process."""

from __future__ import annotations

import atexit
import threading

_LIMIT_SECONDS = 0.5


def run_exit_callbacks() -> None:
    """As a script's end would, but never longer than 500 ms."""
    # What a callback raises, Python prints.
    runner = threading.Thread(target=atexit._run_exitfuncs, daemon=True)
    runner.start()
    runner.join(_LIMIT_SECONDS)
