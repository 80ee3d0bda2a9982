"""Where the code of the programs that run stands at this moment."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any

from ..tasks.tasks import Tasks
from ..user_code.origin import Origin, is_ours, origin_of

#: The frames of a stack, the oldest first, and the line at which each stands.
Lines = list[tuple[FrameType, int]]

#: Lines of the user's, and of libraries that the last of them called.
_MOST_FRAMES = 12
_MOST_CALLED = 3
_MOST_LOOKS = 20
_WAITS = "  (it waits for an answer: of a language model, or of a tool in Node)\n"


def stacks(tasks: Tasks, executes: dict[Any, str]) -> list[dict[str, str | None]]:
    """A stack for each thread and each coroutine that runs one, as tracebacks show it: the user's lines, and what the last calls.

    `executes`: the execute of each request; of a coroutine it is not known.
    """
    shown = [(executes.get(request), _shown(traceback.StackSummary.extract(iter(lines)))) for request, lines in _standing(tasks)]
    return [{"executeId": execute, "stack": text} for execute, text in shown if text != ""]


def _standing(tasks: Tasks) -> list[tuple[Any, Lines]]:
    """Each thread's lines, with its request, and each coroutine's. What a thread runs of a coroutine at this moment is the thread's."""
    for _ in range(_MOST_LOOKS):
        coroutines = [(_runs(task), list(_awaiting(task))) for task in tasks.event_loop.tasks()]
        frames = sys._current_frames()
        threads = [(request, list(traceback.walk_stack(frames[ident]))[::-1]) for request, ident in tasks.threads() if ident in frames]
        told = {id(frame) for _, lines in threads for frame, _ in lines}
        beside = [(runs, lines) for runs, lines in coroutines if not any(id(frame) in told for frame, _ in lines)]
        # One that ran, and waits by now, has been seen in the middle of neither.
        if not any(runs for runs, _ in beside):
            break
    return [*threads, *((None, lines) for _, lines in beside)]


def _runs(task: asyncio.Task[Any]) -> bool:
    return getattr(task.get_coro(), "cr_running", False)


def _awaiting(task: asyncio.Task[Any]) -> Iterator[tuple[FrameType, int]]:
    """The task's coroutine, what it awaits, and so on; `Task.get_stack` knows the first alone."""
    coroutine: Any = task.get_coro()
    while (frame := getattr(coroutine, "cr_frame", None)) is not None:
        yield frame, frame.f_lineno
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
