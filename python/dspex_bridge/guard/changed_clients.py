"""Where each client of Python's sends a request: there it asks first whether the request is led elsewhere."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

#: The URL to ask, and the headers that tell whom it was meant for; None for a request that goes where it goes.
Lead = Callable[[str], "tuple[str, dict[str, str]] | None"]


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


def _change_urllib(module: Any, lead: Lead) -> None:
    original = module.AbstractHTTPHandler.do_open

    @functools.wraps(original)
    def do_open(self: Any, http_class: Any, req: Any, **options: Any) -> Any:
        found = lead(req.full_url)
        if found is None:
            return original(self, http_class, req, **options)
        url, headers = found
        led = module.Request(url, req.data, req.headers, method=req.get_method())
        # Python sets these itself, when the request has been made.
        led.unredirected_hdrs = {**req.unredirected_hdrs, **{name.capitalize(): value for name, value in headers.items()}}
        led.timeout = req.timeout
        # Of what it was given, all is about TLS.
        response = original(self, module.http.client.HTTPConnection, led)
        response.url = req.full_url
        return response

    module.AbstractHTTPHandler.do_open = do_open


def _change_urllib3(module: Any, lead: Lead) -> None:
    original = module.PoolManager.urlopen

    @functools.wraps(original)
    def urlopen(self: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        found = lead(url)
        if found is None:
            return original(self, method, url, *args, **options)
        given = options.get("headers")
        of_gateway = {**dict(self.headers if given is None else given), **found[1]}
        return original(self, method, found[0], *args, **{**options, "headers": of_gateway})

    module.PoolManager.urlopen = urlopen


def _change_botocore(module: Any, lead: Lead) -> None:
    """So boto3."""
    original = module.URLLib3Session.send

    @functools.wraps(original)
    def send(self: Any, request: Any) -> Any:
        found = lead(request.url)
        if found is None:
            return original(self, request)
        headers = {**dict(request.headers.items()), **found[1]}
        led = type(request)(request.method, found[0], headers, request.body, request.stream_output)
        response = original(self, led)
        response.url = request.url
        return response

    module.URLLib3Session.send = send


def _change_litellm(module: Any, lead: Lead) -> None:
    """It counts tokens of Llama's models, and of some others, by what it loads from huggingface.co; after half a minute of trying, by tiktoken."""
    if module.disable_hf_tokenizer_download is None:
        module.disable_hf_tokenizer_download = True


#: By the module that is changed when it has run.
CHANGES: dict[str, Callable[[Any, Lead], None]] = {
    "httpx._transports.default": _change_httpx,
    "httpx2._transports.default": _change_httpx,
    "requests.adapters": _change_requests,
    "aiohttp.client": _change_aiohttp,
    "urllib.request": _change_urllib,
    "urllib3.poolmanager": _change_urllib3,
    "botocore.httpsession": _change_botocore,
    "litellm": _change_litellm,
}
