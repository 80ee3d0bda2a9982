"""Where the code of the programs that run stands at this moment."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any

from ..tasks.event_loop import EventLoop
from ..tasks.tasks import Tasks
from ..user_code.origin import Origin, is_ours, origin_of

#: Lines of the user's, and of libraries that the last of them called.
_MOST_FRAMES = 12
_MOST_CALLED = 3
_WAITS = "  (it waits for an answer: of a language model, or of a tool in Node)\n"


def stacks(tasks: Tasks, executes: dict[Any, str]) -> list[dict[str, str | None]]:
    """A stack for each thread and each coroutine that runs one, as tracebacks show it: the user's lines, and what the last calls.

    `executes`: the execute of each request; of a coroutine it is not known.
    """
    frames = sys._current_frames()
    running = [(executes.get(request), traceback.extract_stack(frames[ident])) for request, ident in tasks.threads() if ident in frames]
    shown = [(execute, _shown(stack)) for execute, stack in [*running, *((None, stack) for stack in _coroutines(tasks.event_loop))]]
    return [{"executeId": execute, "stack": text} for execute, text in shown if text != ""]


def _coroutines(loop: EventLoop) -> list[traceback.StackSummary]:
    return [traceback.StackSummary.extract((frame, frame.f_lineno) for frame in _awaiting(task)) for task in loop.tasks()]


def _awaiting(task: asyncio.Task[Any]) -> Iterator[FrameType]:
    """The task's coroutine, what it awaits, and so on; `Task.get_stack` knows the first alone."""
    coroutine: Any = task.get_coro()
    while (frame := getattr(coroutine, "cr_frame", None)) is not None:
        yield frame
        coroutine = coroutine.cr_await


def _shown(stack: traceback.StackSummary) -> str:
    ours = [is_ours(frame.filename) for frame in stack]
    # A program of DSPy's own has no line of the user's: then it stands in what we called.
    users = _of(stack, Origin.USER) or [index for index in _of(stack, Origin.INSTALLED) if any(ours[:index])]
    if not users:
        return ""
    called = [index for index in range(users[-1] + 1, len(stack)) if not ours[index]]
    shown = [*users[-_MOST_FRAMES:], *called[-_MOST_CALLED:]]
    return "".join(traceback.format_list([stack[index] for index in shown])) + (_WAITS if any(ours[users[-1] :]) else "")


def _of(stack: traceback.StackSummary, origin: Origin) -> list[int]:
    return [index for index, frame in enumerate(stack) if origin_of(frame.filename) is origin]
