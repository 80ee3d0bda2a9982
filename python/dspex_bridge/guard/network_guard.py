"""Judges lookups and connections by the rules of the test, and notes what was started."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from ..user_code.callers import find_caller
from .allowed_hosts import AllowedHosts
from .own_sockets import OwnSockets
from .refusal import EgressRefused, refusal_of

Tell = Callable[[dict[str, Any]], None]

_NOTED_STARTS = 50
#: Sockets that lead to this machine's processes or to its kernel.
_LOCAL_FAMILIES = {getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK", "AF_ALG") if hasattr(socket, name)}


class Start(NamedTuple):
    """A process that was started, and where."""

    command: str
    at: str


class NetworkGuard:
    """One per process. A child that was forked from a guarded one gets the new owner's rules, and has the hook already."""

    def __init__(self) -> None:
        self.allowed = AllowedHosts([])
        self.own = OwnSockets()
        self.lm_hosts: list[str] = []
        self.network = "open"
        self.tell: Tell = lambda _: None
        self.pid = 0
        self.is_hooked = False
        self.starts: deque[Start] = deque(maxlen=_NOTED_STARTS)

    def is_led(self, host: str, port: int | None) -> bool:
        """A host of language models, which the gateway stands in for. Few ask: a hundred patterns are read when one does."""
        return not self.allowed.may_reach(host, port) and AllowedHosts(self.lm_hosts).may_reach(host, port)

    def check_lookup(self, host: Any, port: Any = None) -> None:
        """Before a name is resolved."""
        name = text_of_host(host)
        if self.network != "open" and not self.allowed.may_look_up(name):
            self._refuse("a connection", name, port)

    def check_address(self, sock: Any, address: Any, what: str = "a connection") -> None:
        """Before a socket connects or sends."""
        if self.network == "open" or address is None or sock.family in _LOCAL_FAMILIES:
            return
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
            self._refuse(what, f"{socket.AddressFamily(sock.family).name} {address!r}", None)
        host, port = text_of_host(address[0]), address[1]
        if not self.allowed.may_reach(host, port) and not self.own.has(host, port):
            self._refuse(what, host, port)

    def note_start(self, event: str, args: tuple[Any, ...]) -> None:
        """What a process that the user starts does is not seen from here: only that it was started, and where."""
        command = args[1] if event == "subprocess.Popen" else args[0]
        self.starts.append(Start(" ".join(map(str, command)) if isinstance(command, (list, tuple)) else str(command), find_caller().at))

    def _refuse(self, what: str, host: str, port: Any) -> None:
        wire = refusal_of(what, host, port, find_caller(), self.network, self.is_led(host, port or None))
        # A process that user code forked shares the connection to Node, and would mix its bytes with ours.
        if os.getpid() == self.pid:
            self.tell(wire)
        raise EgressRefused(wire)


def text_of_host(host: Any) -> str:
    """Hosts come as text, as bytes, and as None for any."""
    if host is None:
        return ""
    return host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
