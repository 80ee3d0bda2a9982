"""The sockets that this process has bound: what listens there is a part of the program."""

from __future__ import annotations

import contextlib
import socket
import weakref
from typing import Any

from .allowed_hosts import leads_here


class OwnSockets:
    """Held weakly: one that is closed listens no more, and its number may be another's."""

    def __init__(self) -> None:
        self._bound: weakref.WeakSet[Any] = weakref.WeakSet()

    def note(self, sock: Any) -> None:
        """Before it is bound: which number it gets shows later."""
        # The C class below `socket.socket` takes no weak reference; nobody serves with it alone.
        with contextlib.suppress(TypeError):
            self._bound.add(sock)

    def has(self, host: str, port: int) -> bool:
        """One of them is bound there."""
        return leads_here(host) and any(_port_of(sock) == port for sock in list(self._bound))


def _port_of(sock: Any) -> int | None:
    try:
        return sock.getsockname()[1] if sock.family in (socket.AF_INET, socket.AF_INET6) else None
    except OSError:
        return None
