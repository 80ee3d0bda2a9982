"""Who answers LM calls now: Node, by way of the functions that were given to `connect`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

Ask = Callable[[dict[str, Any]], dict[str, Any]]
AskAsync = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
Reject = Callable[[str, dict[str, Any]], None]


class Connection(NamedTuple):
    """`ask` takes an `LmCall` and gives Node's answer; `reject` tells Node of a reply that cannot be used."""

    ask: Ask
    ask_async: AskAsync
    reject: Reject


_connection: Connection | None = None


def connect(connection: Connection | None) -> Connection | None:
    """From now on this one answers; gives the one before."""
    global _connection
    before, _connection = _connection, connection
    return before


def connected() -> Connection:
    """The one that answers."""
    if _connection is None:
        raise RuntimeError("an LM call before hello: nothing answers yet")
    return _connection
