"""Sends the chunks of a response to whoever listens to the program (`streamify`)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio.from_thread
import dspy

from ..stop import check_stop, pause
from .asked import Streamed


def send(parts: Iterator[Streamed]) -> Any:
    """From a thread that the event loop of the stream has started. A stop ends the wait for the next chunk."""
    response = None
    for streamed in parts:
        response = streamed.response
        for wait, chunk in streamed.chunks:
            check_stop()
            pause(wait)
            anyio.from_thread.run(_send, chunk)
    return response


async def send_async(parts: AsyncIterator[Streamed]) -> Any:
    """Gives the whole response at the end, as DSPy joins it of its chunks."""
    response = None
    async with contextlib.aclosing(parts):  # type: ignore[type-var]
        async for streamed in parts:
            response = streamed.response
            for wait, chunk in streamed.chunks:
                check_stop()
                if wait > 0:
                    await asyncio.sleep(wait)
                await _send(chunk)
    return response


async def _send(chunk: Any) -> None:
    predict = dspy.settings.caller_predict
    if predict is not None:
        # A listener knows by it which predictor a chunk is of.
        chunk.predict_id = id(predict)
    await dspy.settings.send_stream.send(chunk)
