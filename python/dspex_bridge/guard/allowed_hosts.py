"""Which hosts a child may reach: by name, by address, by port."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

_LOOPBACK = "localhost"
_ANY_PORT: int | None = None


@dataclass(frozen=True)
class _Entry:
    pattern: re.Pattern[str]
    port: int | None


class AllowedHosts:
    """`api.example.com`, `*.example.com`, `10.0.0.7`, each with or without `:port`; `localhost` and every loopback address are one host."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = [_entry(text) for text in entries]
        self._resolved: dict[str, set[int | None]] = {}

    def may_look_up(self, name: str) -> bool:
        """An allowed name, or one that no name server is asked for."""
        bare = bare_host(name)
        return _is_known_here(bare) or any(entry.pattern.fullmatch(bare) for entry in self._entries)

    def may_reach(self, host: str, port: int | None) -> bool:
        """By its name, its address, or an address that an allowed name was resolved to."""
        bare = bare_host(host)
        ports = {entry.port for entry in self._entries if entry.pattern.fullmatch(bare)} | self._resolved.get(bare, set())
        return _ANY_PORT in ports or port in ports

    def learn(self, name: str, addresses: Iterable[str]) -> None:
        """What an allowed name was resolved to is allowed, at the same ports."""
        bare = bare_host(name)
        ports = {entry.port for entry in self._entries if entry.pattern.fullmatch(bare)}
        for address in addresses if ports else ():
            self._resolved.setdefault(bare_host(address), set()).update(ports)


def bare_host(host: str) -> str:
    """One spelling for one host: lower case, no dot at the end, no scope, IPv4 as such; everything that leads to this machine is `localhost`."""
    name = host.lower().rstrip(".").partition("%")[0].strip("[]")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _LOOPBACK if name in ("", _LOOPBACK) or name.endswith(f".{_LOOPBACK}") else name
    address = getattr(address, "ipv4_mapped", None) or address
    return _LOOPBACK if address.is_loopback or address.is_unspecified else str(address)


def leads_here(entry: str) -> bool:
    """An entry that stands for this machine."""
    return bare_host(_split_port(entry)[0]) == _LOOPBACK


def _is_known_here(bare: str) -> bool:
    if bare in (_LOOPBACK, socket.gethostname().lower()):
        return True
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


def _entry(text: str) -> _Entry:
    host, port = _split_port(text)
    parts = [re.escape(part) for part in (host if "*" in host else bare_host(host)).lower().split("*")]
    return _Entry(re.compile(".+".join(parts)), port)


def _split_port(text: str) -> tuple[str, int | None]:
    host, colon, port = text.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return host, int(port)
    return text, _ANY_PORT
