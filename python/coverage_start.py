"""Measures a Python process of `npm run coverage`. A .pth file of .venv runs this at each start, where that command asked for it.

Not by coverage.py's own variables: the product hands its processes chosen environments, and tests others. NODE_V8_COVERAGE comes through
all of them, because Node adds it to the environment of each child.
"""

from __future__ import annotations

import contextlib
import os

import coverage

os.environ["COVERAGE_PROCESS_START"] = f"{os.environ['NODE_V8_COVERAGE']}/../python/coverage.ini"
coverage.process_startup()


def _save() -> None:
    """The fork server ends by SIGKILL only: what it did until its latest fork is kept."""
    running = coverage.Coverage.current()
    if running is not None:
        with contextlib.suppress(Exception):
            running.save()


os.register_at_fork(before=_save)
