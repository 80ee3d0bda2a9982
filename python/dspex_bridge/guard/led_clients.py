"""Requests to hosts of language models go to the gateway, where the rules of the test answer, whatever address a client was given.

Clients find the gateway in their variables; one that code gives a real address, or that knows no variable, comes here. The last place
where a request is whole is the one that is changed: httpx (so most SDKs), aiohttp and requests. What is not led is refused as ever.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from .network_guard import NetworkGuard

_GATEWAY_VARIABLE = "DSPEX_GATEWAY_URL"
#: Tells the gateway which host was asked.
_LM_HOST_HEADER = "x-dspex-lm-host"
_PORTS = {"http": 80, "https": 443}

#: The URL to ask, and the headers that tell whom it was meant for; None for a request that goes where it goes.
Lead = Callable[[str], "tuple[str, dict[str, str]] | None"]


def lead_clients(guard: NetworkGuard) -> None:
    """Once in a process, whenever its clients are imported."""
    finder = _ChangesClients(functools.partial(_led, guard))
    sys.meta_path.insert(0, finder)
    for name in _CHANGES:
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
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target) if fullname in _CHANGES else None
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
        _CHANGES[module.__name__](module, self._lead)


def _change_httpx(module: Any, lead: Lead) -> None:
    def led(request: Any) -> Any:
        found = lead(str(request.url))
        if found is None:
            return request
        url, headers = found
        kept = [(name, value) for name, value in request.headers.multi_items() if name != "host"]
        of_gateway = [*headers.items(), *kept]
        return type(request)(request.method, url, headers=of_gateway, stream=request.stream, extensions=request.extensions)

    sync, later = module.HTTPTransport.handle_request, module.AsyncHTTPTransport.handle_async_request

    @functools.wraps(sync)
    def handle_request(self: Any, request: Any) -> Any:
        return sync(self, led(request))

    @functools.wraps(later)
    async def handle_async_request(self: Any, request: Any) -> Any:
        return await later(self, led(request))

    module.HTTPTransport.handle_request = handle_request
    module.AsyncHTTPTransport.handle_async_request = handle_async_request


def _change_requests(module: Any, lead: Lead) -> None:
    original = module.HTTPAdapter.send

    @functools.wraps(original)
    def send(self: Any, request: Any, *args: Any, **options: Any) -> Any:
        found = lead(str(request.url))
        if found is None:
            return original(self, request, *args, **options)
        led = request.copy()
        led.url = found[0]
        led.headers.update(found[1])
        response = original(self, led, *args, **options)
        response.request, response.url = request, request.url
        return response

    module.HTTPAdapter.send = send


def _change_aiohttp(module: Any, lead: Lead) -> None:
    original = module.ClientSession._request

    @functools.wraps(original)
    async def request(self: Any, method: str, str_or_url: Any, **options: Any) -> Any:
        found = lead(str(self._build_url(str_or_url)))
        if found is None:
            return await original(self, method, str_or_url, **options)
        return await original(self, method, found[0], **{**options, "headers": {**dict(options.get("headers") or {}), **found[1]}})

    module.ClientSession._request = request


def _change_litellm(module: Any, lead: Lead) -> None:
    """It counts tokens of Llama's models, and of some others, by what it loads from huggingface.co; after half a minute of trying, by tiktoken."""
    if module.disable_hf_tokenizer_download is None:
        module.disable_hf_tokenizer_download = True


_CHANGES: dict[str, Callable[[Any, Lead], None]] = {
    "httpx._transports.default": _change_httpx,
    "httpx2._transports.default": _change_httpx,
    "requests.adapters": _change_requests,
    "aiohttp.client": _change_aiohttp,
    "litellm": _change_litellm,
}
