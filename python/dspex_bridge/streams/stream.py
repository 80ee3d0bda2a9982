"""Runs a program over DSPy's own streamify, and tells each piece as it comes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import dspy

from ..dspy_door.accounting import Accounting
from ..dspy_door.stop import Stop, Stopped, stop_settings
from ..programs.execute import counted, is_async
from ..programs.sessions import Program, Session
from ..protocol.errors import innermost
from ..tasks.interruptions import raise_in_thread
from ..tasks.tasks import Tasks
from .listeners import listeners_of
from .pieces import Pieces
from .status import Status
from .streamed_program import StreamedProgram

#: What a program gets to end by itself, before it is interrupted where it stands.
_MOMENT_SECONDS = 0.05


class Reader(NamedTuple):
    """Who reads a stream: gets its pieces, may stop it, and is told what the program does."""

    take: Callable[[dict[str, Any]], None]
    stop: Stop
    status: Status


def stream(
    session: Session, program: Program, tasks: Tasks, accounting: Accounting, params: dict[str, Any], reader: Reader
) -> dict[str, Any]:
    """As `execute`, with its pieces before. `ended` says whether it ran to its end, and whether its process can still be trusted."""
    streaming = _Streaming(program.module, params["fields"], tasks, reader)
    result = counted(session, program, accounting, params, streaming.run, stop_settings(reader.stop))
    return {**result, "ended": streaming.ended}


class _Streaming:
    def __init__(self, module: Any, fields: Any, tasks: Tasks, reader: Reader) -> None:
        self.ended = "whole"
        self._program = StreamedProgram(module)
        self._is_async = is_async(module)
        self._fields = fields
        self._tasks = tasks
        self._take, self._stop, self._status = reader

    def run(self, given: dict[str, Any]) -> Any:
        """What the program gave; nothing where it was stopped."""
        listeners = listeners_of(self._program, self._fields)
        settings = dict(dspy.settings.config)
        try:
            self._tasks.run_coroutine(self._listen(given, listeners, settings))
        except BaseException as error:
            if not (self._stop.is_asked and isinstance(innermost(error), (asyncio.CancelledError, Stopped))):
                if isinstance(error, Exception):
                    self._program.give_back_cause(error)
                raise
        finally:
            self._end_thread()
        self._status.raise_what_failed()
        return {} if self._stop.is_asked else self._program.result

    async def _listen(self, given: dict[str, Any], listeners: list[Any], settings: dict[str, Any]) -> None:
        self._cancel_when_stopped()
        # The loop's thread has settings of its own.
        with dspy.context(**settings):
            streamed = dspy.streamify(
                self._program,
                status_message_provider=self._status.provider,
                stream_listeners=listeners,
                is_async_program=self._is_async,
            )
            given_out: AsyncIterator[Any] = streamed(**given)
            pieces = Pieces(self._status.is_wanted)
            async with contextlib.aclosing(given_out) as values:  # type: ignore[type-var]
                async for value in values:
                    piece = pieces.piece_of(value)
                    if piece is not None:
                        self._take(piece)

    def _cancel_when_stopped(self) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is not None:
            self._stop.when_asked(lambda: loop.call_soon_threadsafe(task.cancel))

    def _end_thread(self) -> None:
        """DSPy gives up the thread of a program that nobody listens to: it must not go on beside what comes next."""
        if self._stop.is_asked:
            self.ended = "stopped"
        if self._program.has_ended(within=_MOMENT_SECONDS):
            return
        self.ended = "interrupted"
        raise_in_thread(self._program.thread)
        self._program.has_ended(within=None)
