"""Where Python's sockets are asked: the audit hook, and the functions that resolve names before they audit."""

from __future__ import annotations

import _socket
import asyncio
import functools
import socket
import sys
from collections.abc import Callable
from typing import Any

from .network_guard import NetworkGuard, text_of_host

_STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system")


def install_hooks(guard: NetworkGuard) -> None:
    """Once in a process: an audit hook cannot be taken away."""
    _check_before_resolving(guard)
    _learn_addresses(guard)
    sys.addaudithook(_make_hook(guard))


def _make_hook(guard: NetworkGuard) -> Callable[[str, tuple[Any, ...]], None]:
    checks: dict[str, Callable[[tuple[Any, ...]], None]] = {
        "socket.bind": lambda args: guard.own.note(args[0]),
        "socket.connect": lambda args: guard.check_address(args[0], args[1]),
        "socket.sendto": lambda args: guard.check_address(args[0], args[1], "a packet"),
        "socket.sendmsg": lambda args: guard.check_address(args[0], args[1], "a packet"),
        "socket.getaddrinfo": lambda args: guard.check_lookup(args[0], args[1]),
        "socket.gethostbyname": lambda args: guard.check_lookup(args[0]),
        "socket.gethostbyaddr": lambda args: guard.check_lookup(args[0]),
        **{event: functools.partial(guard.note_start, event) for event in _STARTS},
    }
    find = checks.get

    def hook(event: str, args: tuple[Any, ...]) -> None:
        check = find(event)
        if check is not None:
            check(args)

    return hook


def _check_before_resolving(guard: NetworkGuard) -> None:
    """A socket resolves a name before it audits, and asyncio resolves on another thread: both are asked here first, where the caller is."""

    def checked(name: str, what: str) -> Any:
        original = getattr(_socket.socket, name)

        @functools.wraps(original)
        def method(self: Any, *args: Any) -> Any:
            guard.check_address(self, args[-1] if args else None, what)
            return original(self, *args)

        return method

    for name, what in (("connect", "a connection"), ("connect_ex", "a connection"), ("sendto", "a packet")):
        setattr(socket.socket, name, checked(name, what))
    resolve = asyncio.BaseEventLoop.getaddrinfo

    @functools.wraps(resolve)
    async def getaddrinfo(self: Any, host: Any, port: Any, **options: Any) -> Any:
        guard.check_lookup(host, port)
        return await resolve(self, host, port, **options)

    asyncio.BaseEventLoop.getaddrinfo = getaddrinfo  # type: ignore[method-assign]


def _learn_addresses(guard: NetworkGuard) -> None:
    """`socket.getaddrinfo` looks its C function up at each call, so whoever imported it by name is seen, too."""

    def learning(original: Any, addresses_of: Callable[[Any], list[str]]) -> Any:
        @functools.wraps(original)
        def function(host: Any, *args: Any, **options: Any) -> Any:
            found = original(host, *args, **options)
            guard.allowed.learn(text_of_host(host), addresses_of(found))
            return found

        return function

    _socket.getaddrinfo = learning(_socket.getaddrinfo, lambda found: [entry[4][0] for entry in found])
    socket.gethostbyname = learning(_socket.gethostbyname, lambda found: [found])
    socket.gethostbyname_ex = learning(_socket.gethostbyname_ex, lambda found: list(found[2]))
