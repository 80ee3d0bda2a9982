"""What the tree runs in its leaves, and what each leaf gets: the tree itself knows neither DSPy nor what a child does."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from . import linux


class ChildStart(NamedTuple):
    """What a child gets from the fork server."""

    folder: str
    listener: socket.socket
    link: socket.socket
    start_method: str
    #: A spare has time to get warm; somebody waits for any other child.
    is_spare: bool


class ChildProgram(NamedTuple):
    """The functions that the tree calls, handed to it by whoever starts it."""

    #: Imports DSPy in the fork server, runs it once, and gives its version.
    warm: Callable[[], str]
    run_child: Callable[[ChildStart], NoReturn]
    #: The line of Python with which a cold child starts.
    cold_start: str


class ColdStart(NamedTuple):
    """The arguments of a cold child."""

    folder: str
    listener: int
    link: int
    parent: int

    @classmethod
    def from_arguments(cls, arguments: list[str]) -> ColdStart:
        """As `arguments` wrote them."""
        folder, listener, link, parent = arguments
        return cls(folder, int(listener), int(link), int(parent))

    @classmethod
    def by_this_process(cls, folder: str, listener: socket.socket, link: socket.socket) -> ColdStart:
        """For a child of this process."""
        return cls(folder, listener.fileno(), link.fileno(), os.getpid())

    @property
    def arguments(self) -> list[str]:
        """As text, for the command line."""
        return [str(value) for value in self]

    def settle(self) -> ChildStart:
        """Called in the child: tie it to its parent, and open what it inherited."""
        linux.die_with(self.parent)
        return ChildStart(self.folder, socket.socket(fileno=self.listener), socket.socket(fileno=self.link), "spawn", True)
