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


def tried(attempt: Callable[[], Any], retries: int) -> Any:
    """What the first attempt gives that does not fail."""
    for count in range(retries + 1):
        try:
            return attempt()
        except Exception as error:
            if not _is_tried_again(error, count, retries):
                raise
            pause(_wait_after(error, count))
    raise AssertionError("the last attempt gives or raises")


async def tried_async(attempt: Callable[[], Awaitable[Any]], retries: int) -> Any:
    """The same for coroutines."""
    for count in range(retries + 1):
        try:
            return await attempt()
        except Exception as error:
            if not _is_tried_again(error, count, retries):
                raise
            await asyncio.sleep(_wait_after(error, count))
    raise AssertionError("the last attempt gives or raises")


def _is_tried_again(error: Exception, count: int, retries: int) -> bool:
    return count < retries and not isinstance(error, ReplyRefused) and faults.again_of(error) != "never"


def _wait_after(error: Exception, count: int) -> float:
    if faults.again_of(error) in _never_waits_for:
        return 0
    return min(float(2**count), _LONGEST_WAIT)
