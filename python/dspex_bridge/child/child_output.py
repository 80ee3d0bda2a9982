"""Where a child prints to, and how it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NamedTuple, NoReturn


class OutputFiles(NamedTuple):
    """The files behind standard output and standard error."""

    out: str
    err: str


def redirect_output(folder: str) -> OutputFiles:
    """Descriptors 1 and 2 go to files of this child's: nothing that is printed can reach the protocol."""
    return OutputFiles(_redirect(1, f"{folder}/child-{os.getpid()}.out"), _redirect(2, f"{folder}/child-{os.getpid()}.err"))


def open_streams() -> None:
    """Python's own streams over the descriptors, which print what no terminal could show, too."""
    sys.stdout = open(1, "w", buffering=1, closefd=False, errors="backslashreplace")  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, closefd=False, errors="backslashreplace")  # noqa: SIM115


def leave(code: int) -> NoReturn:
    """End without the interpreter's own shutdown, which would wait for threads of the user's."""
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _redirect(fd: int, path: str) -> str:
    opened = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    os.dup2(opened, fd)
    os.close(opened)
    return path
