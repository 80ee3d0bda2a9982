"""Variables that lead clients to an address which no code has written."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_ADDRESSES_OF_MODELS = ("_BASE_URL", "_API_BASE")
_PORTS = {"http": 80, "https": 443}


def proxy_variable(host: str, port: Any) -> str | None:
    """The one that makes this the proxy."""
    return next((name for name, value in os.environ.items() if name.upper() in _PROXIES and _is_at(value, host, port)), None)


def model_variable(host: str, port: Any) -> str | None:
    """The one that makes this the address of a client of language models."""
    return next((name for name, value in os.environ.items() if name.endswith(_ADDRESSES_OF_MODELS) and _is_at(value, host, port)), None)


def _is_at(value: str, host: str, port: Any) -> bool:
    try:
        address = urlsplit(value if "://" in value else f"http://{value}")
        return address.hostname == host and port in (None, "", address.port or _PORTS.get(address.scheme))
    except ValueError:
        return False
