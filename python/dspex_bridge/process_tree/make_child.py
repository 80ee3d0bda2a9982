"""Makes one child: a fork of this process, or a cold interpreter."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from . import linux
from .child_program import ChildStart, arguments_of
from .limits import exit_code_of
from .reserve import Reserve


def fork_child(start: ChildStart, run_child: Callable[[ChildStart], NoReturn], reserve: Reserve) -> int:
    """Its pid; in the child it never returns."""
    server = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        linux.die_with(server)
        # To look what is open takes a descriptor itself.
        reserve.give()
        linux.close_all_but({start.listener.fileno(), start.link.fileno()})
        run_child(start)
    except BaseException as error:
        code = exit_code_of(error)
        traceback.print_exc()
    finally:
        os._exit(code)


def spawn_child(start: ChildStart, start_file: str) -> subprocess.Popen[Any]:
    """A new interpreter, which imports DSPy itself."""
    inherited = [start.listener.fileno(), start.link.fileno()]
    with contextlib.suppress(ValueError):
        os.set_inheritable(start.link.fileno(), True)
    return subprocess.Popen([sys.executable, start_file, *arguments_of(start)], pass_fds=inherited, stdin=subprocess.DEVNULL)
