"""A call that failed is made again as often as litellm would, and as slowly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from ..refusal import ReplyRefused
from ..stop import pause
from . import faults

_LONGEST_WAIT = 10.0
_never_waits_for: set[str] = set()


def answer_backoff_with_zero() -> None:
    """From now on a scripted error is tried again without the waiting."""
    _never_waits_for.add("at_once")


def tried(attempt: Callable[[], Any], retries: int, by_client: bool = False) -> Any:
    """What the first attempt gives that does not fail. `by_client`: litellm has OpenAI's client try its first attempt as often again."""
    for count in range(retries + 1):
        try:
            return _tried_by_client(attempt, retries) if by_client and count == 0 else attempt()
        except Exception as error:
            if not _is_tried_again(error, count, retries):
                raise
            pause(_wait_after(error, count))
    raise AssertionError("the last attempt gives or raises")  # pragma: no cover - so it does


async def tried_async(attempt: Callable[[], Awaitable[Any]], retries: int, by_client: bool = False) -> Any:
    """The same for coroutines."""
    for count in range(retries + 1):
        try:
            return await (_tried_by_client_async(attempt, retries) if by_client and count == 0 else attempt())
        except Exception as error:
            if not _is_tried_again(error, count, retries):
                raise
            await asyncio.sleep(_wait_after(error, count))
    raise AssertionError("the last attempt gives or raises")  # pragma: no cover - so it does


def _tried_by_client(attempt: Callable[[], Any], retries: int) -> Any:
    for count in range(retries):
        try:
            return attempt()
        except Exception as error:
            if not faults.is_tried_by_client(error):
                raise
            pause(_wait_after(error, count))
    return attempt()


async def _tried_by_client_async(attempt: Callable[[], Awaitable[Any]], retries: int) -> Any:
    for count in range(retries):
        try:
            return await attempt()
        except Exception as error:
            if not faults.is_tried_by_client(error):
                raise
            await asyncio.sleep(_wait_after(error, count))
    return await attempt()


def _is_tried_again(error: Exception, count: int, retries: int) -> bool:
    return count < retries and not isinstance(error, ReplyRefused) and faults.again_of(error) != "never"


def _wait_after(error: Exception, count: int) -> float:
    if faults.again_of(error) in _never_waits_for:
        return 0
    return min(float(2**count), _LONGEST_WAIT)
