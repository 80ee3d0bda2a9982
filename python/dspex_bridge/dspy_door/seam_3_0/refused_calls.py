"""A call that Node has refused is not asked again in another format: DSPy's chat and JSON adapters do so whatever the error was."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..names.dspy_3_0 import names_3_0
from ..names.symbols import Function
from ..refusal import ReplyRefused


class _Chain:
    """The calls that an adapter makes of one, each after the other failed."""

    refused: ReplyRefused | None = None


_chain: ContextVar[_Chain | None] = ContextVar("dspex_chain", default=None)


def refuse_again() -> None:
    """Raise what an earlier call of this chain was refused with."""
    chain = _chain.get()
    if chain is not None and chain.refused is not None:
        raise chain.refused


def remember(refused: ReplyRefused) -> None:
    """For the calls that come after this one in its chain."""
    chain = _chain.get()
    if chain is not None:
        chain.refused = refused


def install() -> None:
    """Wrap the adapters that ask again."""
    for name in (names_3_0.chat_call, names_3_0.json_call):
        _wrap(name)
    for name in (names_3_0.chat_call_async, names_3_0.json_call_async):
        _wrap_async(name)


def _wrap(name: Function) -> None:
    original = name.get()

    @functools.wraps(original)
    def chained(*args: Any, **kwargs: Any) -> Any:
        with _in_a_chain():
            return original(*args, **kwargs)

    name.replace(chained)


def _wrap_async(name: Function) -> None:
    original = name.get()

    @functools.wraps(original)
    async def chained(*args: Any, **kwargs: Any) -> Any:
        with _in_a_chain():
            return await original(*args, **kwargs)

    name.replace(chained)


@contextmanager
def _in_a_chain() -> Iterator[None]:
    token = _chain.set(_chain.get() or _Chain())
    try:
        yield
    finally:
        _chain.reset(token)
