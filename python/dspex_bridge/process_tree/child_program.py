"""What the tree runs in its leaves, and what each leaf gets: the tree itself knows neither DSPy nor what a child does.

Plain classes: making a named tuple of each costs the reaper a tenth of its start.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import NoReturn

from . import linux
from .prefault import Prefault


class ChildStart:
    """What a child gets from the fork server."""

    def __init__(
        self, folder: str, listener: socket.socket, link: socket.socket, start_method: str, is_spare: bool, prefault: Prefault
    ) -> None:
        self.folder = folder
        self.listener = listener
        self.link = link
        self.start_method = start_method
        #: A spare has time to get warm; somebody waits for any other child.
        self.is_spare = is_spare
        self.prefault = prefault


class ChildProgram:
    """The functions that the tree calls, handed to it by whoever starts it."""

    def __init__(self, warm: Callable[[], str], run_child: Callable[[ChildStart], NoReturn], start_file: str) -> None:
        #: Imports DSPy in the fork server, runs it once, and gives its version.
        self.warm = warm
        self.run_child = run_child
        #: The file that a cold child is started with, before its arguments.
        self.start_file = start_file


def arguments_of(start: ChildStart) -> list[str]:
    """What the command line of a cold child says of its start."""
    return [start.folder, str(start.listener.fileno()), str(start.link.fileno()), str(os.getpid())]


def settle_by(arguments: list[str]) -> ChildStart:
    """Called in the cold child: tie it to its parent, and open what it inherited."""
    folder, listener, link, parent = arguments
    linux.die_with(int(parent))
    return ChildStart(
        folder, socket.socket(fileno=int(listener)), socket.socket(fileno=int(link)), "spawn", True, Prefault(folder, int(parent))
    )
