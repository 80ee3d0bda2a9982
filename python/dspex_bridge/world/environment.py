"""Environment variables, with what Python and C derived from them."""

from __future__ import annotations

import os
import tempfile
import time


def replace_environment(env: dict[str, str]) -> None:
    """These variables and no others."""
    os.environ.clear()
    os.environ.update(env)
    _forget_what_was_derived()


def change_environment(env: dict[str, str | None]) -> None:
    """These variables beside the others; None removes one."""
    if not env:
        return
    for name, value in env.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    _forget_what_was_derived()


def _forget_what_was_derived() -> None:
    """The time zone, and the folder for temporary files."""
    time.tzset()
    tempfile.tempdir = None
