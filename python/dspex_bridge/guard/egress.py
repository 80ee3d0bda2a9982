"""Refuses sockets to anything that is not allowed, and tells Node of each: library code may swallow the refusal.

An audit hook is the guarantee. It cannot be taken away, so it is installed in a child alone. What C code does beside Python's own
sockets, and what a process that the child starts does, no audit event tells of: a network namespace covers those.
"""

from __future__ import annotations

import _socket
import asyncio
import functools
import os
import socket
import sys
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from ..protocol.errors import text_of
from ..user_code.callers import Caller, find_caller
from .allowed_hosts import AllowedHosts, leads_here

Tell = Callable[[dict[str, Any]], None]

_NOTED_STARTS = 50
#: Sockets that lead to this machine's processes or to its kernel.
_LOCAL_FAMILIES = {getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK", "AF_ALG") if hasattr(socket, name)}
_STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system")


class EgressRefused(ConnectionRefusedError):
    """A failed connection, for libraries; `dspex` is the typed error for Node."""

    def __init__(self, wire: dict[str, Any]) -> None:
        super().__init__(text_of(wire))
        self.dspex = wire


class Start(NamedTuple):
    """A process that was started, and where."""

    command: str
    at: str


class _Guard:
    """One per process. A child that was forked from a guarded one gets the new owner's rules, and has the hook already."""

    def __init__(self) -> None:
        self.allowed = AllowedHosts([])
        self.network = "open"
        self.tell: Tell = lambda _: None
        self.pid = 0
        self.is_hooked = False
        self.starts: deque[Start] = deque(maxlen=_NOTED_STARTS)

    def check_lookup(self, host: Any, port: Any = None) -> None:
        name = _text(host)
        if self.network != "open" and not self.allowed.may_look_up(name):
            self._refuse("a connection", name, port)

    def check_address(self, sock: Any, address: Any, what: str = "a connection") -> None:
        if self.network == "open" or address is None or sock.family in _LOCAL_FAMILIES:
            return
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
            self._refuse(what, f"{socket.AddressFamily(sock.family).name} {address!r}", None)
        host, port = _text(address[0]), address[1]
        if not self.allowed.may_reach(host, port):
            self._refuse(what, host, port)

    def note_start(self, event: str, args: tuple[Any, ...]) -> None:
        command = args[1] if event == "subprocess.Popen" else args[0]
        self.starts.append(Start(" ".join(map(str, command)) if isinstance(command, (list, tuple)) else str(command), find_caller().at))

    def _refuse(self, what: str, host: str, port: Any) -> None:
        wire = _refusal(what, host, port, find_caller(), self.network)
        # A process that user code forked shares the connection to Node, and would mix its bytes with ours.
        if os.getpid() == self.pid:
            self.tell(wire)
        raise EgressRefused(wire)


_guard = _Guard()


def install(network: str, allow_hosts: list[str], tell: Tell) -> None:
    """Guard this process from now on; `tell` gets the typed error of each refusal."""
    if network == "namespace":
        allow_hosts = [host for host in allow_hosts if leads_here(host)]
    _guard.allowed, _guard.network, _guard.tell, _guard.pid = AllowedHosts(allow_hosts), network, tell, os.getpid()
    if network == "open" or _guard.is_hooked:
        return
    _guard.is_hooked = True
    _check_before_resolving()
    _learn_addresses()
    sys.addaudithook(_make_hook())


def noted_starts() -> list[dict[str, str]]:
    """The latest processes that this one started: what they do is not seen from here."""
    return [start._asdict() for start in _guard.starts]


def _make_hook() -> Callable[[str, tuple[Any, ...]], None]:
    checks: dict[str, Callable[[tuple[Any, ...]], None]] = {
        "socket.connect": lambda args: _guard.check_address(args[0], args[1]),
        "socket.sendto": lambda args: _guard.check_address(args[0], args[1], "a packet"),
        "socket.sendmsg": lambda args: _guard.check_address(args[0], args[1], "a packet"),
        "socket.getaddrinfo": lambda args: _guard.check_lookup(args[0], args[1]),
        "socket.gethostbyname": lambda args: _guard.check_lookup(args[0]),
        "socket.gethostbyaddr": lambda args: _guard.check_lookup(args[0]),
        **{event: functools.partial(_guard.note_start, event) for event in _STARTS},
    }
    find = checks.get

    def hook(event: str, args: tuple[Any, ...]) -> None:
        check = find(event)
        if check is not None:
            check(args)

    return hook


def _check_before_resolving() -> None:
    """A socket resolves a name before it audits, and asyncio resolves on another thread: both are asked here first, where the caller is."""

    def checked(name: str, what: str) -> Any:
        original = getattr(_socket.socket, name)

        @functools.wraps(original)
        def method(self: Any, *args: Any) -> Any:
            _guard.check_address(self, args[-1] if args else None, what)
            return original(self, *args)

        return method

    for name, what in (("connect", "a connection"), ("connect_ex", "a connection"), ("sendto", "a packet")):
        setattr(socket.socket, name, checked(name, what))
    resolve = asyncio.BaseEventLoop.getaddrinfo

    @functools.wraps(resolve)
    async def getaddrinfo(self: Any, host: Any, port: Any, **options: Any) -> Any:
        _guard.check_lookup(host, port)
        return await resolve(self, host, port, **options)

    asyncio.BaseEventLoop.getaddrinfo = getaddrinfo  # type: ignore[method-assign]


def _learn_addresses() -> None:
    """`socket.getaddrinfo` looks its C function up at each call, so whoever imported it by name is seen, too."""

    def learning(original: Any, addresses_of: Callable[[Any], list[str]]) -> Any:
        @functools.wraps(original)
        def function(host: Any, *args: Any, **options: Any) -> Any:
            found = original(host, *args, **options)
            _guard.allowed.learn(_text(host), addresses_of(found))
            return found

        return function

    _socket.getaddrinfo = learning(_socket.getaddrinfo, lambda found: [entry[4][0] for entry in found])
    socket.gethostbyname = learning(_socket.gethostbyname, lambda found: [found])
    socket.gethostbyname_ex = learning(_socket.gethostbyname_ex, lambda found: list(found[2]))


def _refusal(what: str, host: str, port: Any, caller: Caller, network: str) -> dict[str, Any]:
    target = host if port in (None, "", 0) else f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    through = f", through {caller.library}," if caller.library else ""
    if network == "namespace":
        why = f"{caller.at}{through} asked for it; in a network namespace there is no host but Python itself"
        cure = "testEnvironmentOptions: { dspex: { network: 'guard' } }   // there allowHosts opens hosts, and SDKs reach the test's LM"
    else:
        why = f"{caller.at}{through} asked for it; Python reaches no host that is not allowed"
        cure = f"testEnvironmentOptions: {{ dspex: {{ allowHosts: ['{target}'] }} }}   // or mock it in the test"
    return {"code": "EGRESS_REFUSED", "what": f"Python was refused {what} to {target}.", "why": why, "next": cure}


def _text(host: Any) -> str:
    if host is None:
        return ""
    return host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
