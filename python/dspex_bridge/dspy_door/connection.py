"""Who answers LM calls now: Node, by way of the functions that were given to `connect`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any, NamedTuple

Ask = Callable[[dict[str, Any]], dict[str, Any]]
AskAsync = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
#: Node's answer, last and with True; before it what is known of it while its provider says it.
Heard = Generator[tuple[bool, dict[str, Any]], None, None]
HeardAsync = AsyncGenerator[tuple[bool, dict[str, Any]], None]
Reject = Callable[[str, dict[str, Any]], None]


class Connection(NamedTuple):
    """`ask` takes an `LmCall` and gives Node's answer; `reject` tells Node of a reply that cannot be used."""

    ask: Ask
    ask_async: AskAsync
    reject: Reject
    #: None: nothing is known of an answer before it comes.
    ask_heard: Callable[[dict[str, Any]], Heard] | None = None
    ask_heard_async: Callable[[dict[str, Any]], HeardAsync] | None = None
    #: Who answers in a process that user code forked: it would mix its bytes with ours. None: this one.
    of_fork: Callable[[], Connection] | None = None

    def heard(self, call: dict[str, Any]) -> Heard:
        """Ask, and give what is known as it comes."""
        if self.ask_heard is None:
            yield True, self.ask(call)
        else:
            yield from self.ask_heard(call)

    async def heard_async(self, call: dict[str, Any]) -> HeardAsync:
        """The same for coroutines."""
        if self.ask_heard_async is None:
            yield True, await self.ask_async(call)
            return
        async with contextlib.aclosing(self.ask_heard_async(call)) as heard:
            async for known in heard:
                yield known


_connection: Connection | None = None
_pid = 0


def connect(connection: Connection | None) -> Connection | None:
    """From now on this one answers, in this process; gives the one before."""
    global _connection, _pid
    before, _connection, _pid = _connection, connection, os.getpid()
    return before


def connected() -> Connection:
    """The one that answers."""
    if _connection is None:
        raise RuntimeError("an LM call before hello: nothing answers yet")
    if _connection.of_fork is not None and os.getpid() != _pid:
        return _connection.of_fork()
    return _connection
