"""Runs what user code registered for the end of the process."""

from __future__ import annotations

import atexit
import sys
import threading

_LIMIT_SECONDS = 0.5


def run_exit_callbacks() -> None:
    """As a script's end would, but never longer than 500 ms."""
    runner = threading.Thread(target=_run, daemon=True)
    runner.start()
    runner.join(_LIMIT_SECONDS)


def _run() -> None:
    try:
        atexit._run_exitfuncs()
    except BaseException as error:
        sys.stderr.write(f"dspex_bridge: an exit callback raised {type(error).__name__}: {error}\n")
