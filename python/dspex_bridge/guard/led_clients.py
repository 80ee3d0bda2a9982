"""Requests to hosts of language models go to the gateway, where the rules of the test answer, whatever address a client was given.

Clients find the gateway in their variables; one that code gives a real address, or that knows no variable, comes here. The last place
where a request is whole is the one that is changed (`changed_clients`). What is not led is refused as ever.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from urllib.parse import urlsplit

from .changed_clients import CHANGES, Lead
from .network_guard import NetworkGuard

_GATEWAY_VARIABLE = "DSPEX_GATEWAY_URL"
#: Tells the gateway which host was asked.
_LM_HOST_HEADER = "x-dspex-lm-host"
_PORTS = {"http": 80, "https": 443}


def lead_clients(guard: NetworkGuard) -> None:
    """Once in a process, whenever its clients are imported."""
    finder = _ChangesClients(functools.partial(_led, guard))
    sys.meta_path.insert(0, finder)
    for name in CHANGES:
        if name in sys.modules:
            finder.change(sys.modules[name])


def _led(guard: NetworkGuard, url: str) -> tuple[str, dict[str, str]] | None:
    gateway, asked = os.environ.get(_GATEWAY_VARIABLE), urlsplit(url)
    host, port = asked.hostname, asked.port or _PORTS.get(asked.scheme)
    if gateway is None or host is None or not guard.is_led(host, port):
        return None
    query = f"?{asked.query}" if asked.query else ""
    return f"{gateway}{asked.path or '/'}{query}", {"host": urlsplit(gateway).netloc, _LM_HOST_HEADER: asked.netloc.rpartition("@")[2]}


class _ChangesClients(importlib.abc.MetaPathFinder):
    def __init__(self, lead: Lead) -> None:
        self._lead = lead

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Of a client: as Python finds it, and changed when it has run."""
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target) if fullname in CHANGES else None
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_changed(module: ModuleType) -> None:
            execute(module)
            self.change(module)

        spec.loader.exec_module = exec_changed  # type: ignore[method-assign]
        return spec

    def change(self, module: ModuleType) -> None:
        """Let its requests ask first."""
        CHANGES[module.__name__](module, self._lead)
