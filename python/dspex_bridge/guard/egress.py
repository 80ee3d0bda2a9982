"""Refuses sockets to anything that is not allowed, and tells Node of each: library code may swallow the refusal.

An audit hook is the guarantee. It cannot be taken away, so it is installed in a child alone. What C code does beside Python's own
sockets, and what a process that the child starts does, no audit event tells of: a network namespace covers those.
"""

from __future__ import annotations

import os

from .allowed_hosts import AllowedHosts, leads_here
from .hooks import install_hooks
from .led_clients import lead_clients
from .network_guard import NetworkGuard, Tell

#: One for each process. A child that was forked from a guarded one gets the new owner's rules, and has the hooks already.
_guard = NetworkGuard()


def install(network: str, allow_hosts: list[str], lm_hosts: list[str], tell: Tell) -> None:
    """Guard this process from now on; `tell` gets the typed error of each refusal."""
    if network == "namespace":
        allow_hosts = [host for host in allow_hosts if leads_here(host)]
    _guard.allowed, _guard.network, _guard.tell, _guard.pid = AllowedHosts(allow_hosts), network, tell, os.getpid()
    _guard.lm_hosts = lm_hosts
    if network == "open" or _guard.is_hooked:
        return
    _guard.is_hooked = True
    install_hooks(_guard)
    lead_clients(_guard)


def noted_starts() -> list[dict[str, str]]:
    """The latest processes that this one started: what they do is not seen from here."""
    return [start._asdict() for start in _guard.starts]
