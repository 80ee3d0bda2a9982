"""Tells who waits for a child that there is none, and why: a connection that only closes would say nothing."""

from __future__ import annotations

import contextlib
import os
import select
import socket

from ..protocol.errors import BridgeError
from ..protocol.wire import framed
from .limits import limit_error
from .reserve import Reserve

#: Seconds.
_ASKS_WITHIN = 1.0
_MOST_ASKED = 1 << 20


def no_child(refusal: OSError | None) -> BridgeError:
    """The typed error for a child that the system refuses, or that ends before anybody can use it."""
    limit = None if refusal is None else limit_error(refusal, "Making a Python process")
    return limit or BridgeError(
        "CHILD_CRASHED",
        "No Python process can be made: several in a row ended before they could be used.",
        "the fork server has no word from them",
        "DEBUG=dspex:process npx jest   # says how each ended",
    )


def say(connection: int, error: BridgeError) -> None:
    """Send the error to a child's owner; one that has gone needs none."""
    with contextlib.suppress(OSError):
        os.write(connection, framed({"method": "no_child", "params": {"error": error.wire}}))


class Waiting:
    """The connections that nobody has accepted yet."""

    def __init__(self, listener: socket.socket, reserve: Reserve) -> None:
        self._listener = listener
        self._reserve = reserve

    def turn_away_one(self, error: BridgeError) -> None:
        """Accept the one that has waited longest, tell it, close it. Only where no child is there that could accept it first.

        Not all of them: whoever comes while one is told may ask for what is there again, and has a try of its own.
        """
        with self._reserve.lent(), contextlib.suppress(OSError):  # A machine that has no more at all: they wait, and are asked again.
            if select.select([self._listener], [], [], 0)[0]:
                _say_and_close(self._listener.accept()[0], error)


def _say_and_close(connection: socket.socket, error: BridgeError) -> None:
    with connection, contextlib.suppress(OSError):
        # Not before its owner has asked: he would fail to write, and not come to read.
        connection.settimeout(_ASKS_WITHIN)
        connection.recv(_MOST_ASKED)
        say(connection.fileno(), error)
