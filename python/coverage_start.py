"""Measures a Python process of `npm run coverage`. A .pth file of .venv runs this at each start, where that command asked for it.

Not by coverage.py's own variables: the product hands its processes chosen environments, and tests others. NODE_V8_COVERAGE comes through
all of them, because Node adds it to the environment of each child.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import coverage

os.environ["COVERAGE_PROCESS_START"] = f"{os.environ['NODE_V8_COVERAGE']}/../python/coverage.ini"
coverage.process_startup()


def _save() -> None:
    """The fork server ends by SIGKILL only: what it did until its latest fork, or start of another, is kept."""
    running = coverage.Coverage.current()
    if running is not None:
        with contextlib.suppress(Exception):
            running.save()


_add_hook = sys.addaudithook


def _add_traced_hook(hook: Callable[[str, tuple[Any, ...]], None]) -> None:
    """Python traces a hook only where it says that it may be."""
    hook.__cantrace__ = True  # type: ignore[attr-defined]
    _add_hook(hook)


def _save_before_what_leaves(event: str, _: tuple[Any, ...]) -> None:
    if event in ("subprocess.Popen", "os.exec"):
        _save()


def _save_at_exit() -> None:
    """A child runs what is registered on a thread, and leaves meanwhile, which saves, too: two at once crash."""
    running = coverage.Coverage.current()
    if running is not None and threading.current_thread() is threading.main_thread():
        running._atexit()


_started = coverage.Coverage.current()
if _started is not None:
    atexit.unregister(_started._atexit)
    atexit.register(_save_at_exit)
os.register_at_fork(before=_save)
sys.addaudithook(_save_before_what_leaves)
sys.addaudithook = _add_traced_hook  # type: ignore[assignment]
