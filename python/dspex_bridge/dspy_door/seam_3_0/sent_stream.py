"""Sends the chunks of a response to whoever listens to the program (`streamify`)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import anyio.from_thread
import dspy

from ..stop import check_stop
from .asked import Streamed


def send(streamed: Streamed) -> Any:
    """From a thread that the event loop of the stream has started."""
    return anyio.from_thread.run(partial(send_async, streamed))


async def send_async(streamed: Streamed) -> Any:
    """Gives the whole response at the end, as DSPy joins it of its chunks."""
    stream, predict = dspy.settings.send_stream, dspy.settings.caller_predict
    for wait, chunk in streamed.chunks:
        check_stop()
        if wait > 0:
            await asyncio.sleep(wait)
        if predict is not None:
            # A listener knows by it which predictor a chunk is of.
            chunk.predict_id = id(predict)
        await stream.send(chunk)
    return streamed.response
