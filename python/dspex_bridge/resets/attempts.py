"""Attempts of tests in a process that others use after them: what each changed is put back when it ends."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..programs.sessions import Sessions
from ..tasks.tasks import Tasks
from ..world import seeds
from ..world.environment import change_environment
from . import dspy_state, kept_sessions, process_state
from .activity import Activity, ActivityWatch
from .import_observer import observe_imports
from .kept_state import Keeper, State, learn
from .leftovers import described, left_over


@dataclass
class _Before:
    """What was, when an attempt began."""

    states: list[State]
    activity: Activity
    #: What an earlier attempt did not wait for is not this one's.
    requests: set[Any]


class Attempts:
    """Serial attempts are reset one by one; attempts that run at once are reset when the last of them ends."""

    def __init__(self, tasks: Tasks, sessions: Sessions) -> None:
        self._tasks = tasks
        self._watch = ActivityWatch(tasks.event_loop)
        self._keepers: list[Keeper] = [*process_state.keepers(), *dspy_state.keepers(), kept_sessions.OpenSessions(sessions)]
        self._running: set[str] = set()
        self._before: _Before | None = None

    def begin(self, attempt: str, seed: int, env: dict[str, str | None]) -> None:
        """Remember what is, then give the attempt its variables and its seed."""
        is_first = not self._running
        self._running.add(attempt)
        if not is_first:
            return
        observe_imports(self._importing)
        self._before = _Before([keeper.capture() for keeper in self._keepers], self._watch.now(), self._tasks.requests())
        self._tasks.context = contextvars.copy_context()
        change_environment(env)
        self._watch.note_gateway()
        seeds.seed_everything(seed)

    def end(self, attempt: str) -> list[dict[str, str]]:
        """Put everything back. Gives what cannot be: what still goes on, by kind and name."""
        self._running.discard(attempt)
        before = self._before
        if self._running or before is None:
            return []
        self._before = None
        self._tasks.context = None
        return [
            *self._restore(before.states),
            *self._tasks.left_over(before.requests),
            *described(left_over(self._watch, before.activity)),
        ]

    @contextlib.contextmanager
    def _importing(self) -> Iterator[None]:
        """Around the first import of a module: it stays imported, so what it set up stays, too."""
        if self._before is None:
            yield
            return
        kept = [(keeper, saved) for keeper, saved in zip(self._keepers, self._before.states, strict=True) if keeper.learns_from_imports]
        states, activity = [keeper.capture() for keeper, _ in kept], self._watch.now()
        yield
        for (keeper, saved), state in zip(kept, states, strict=True):
            learn(saved, state, keeper.capture())
        if self._before is not None:
            self._before.activity += self._watch.since(activity)

    def _restore(self, states: list[State]) -> list[dict[str, str]]:
        failures = []
        for keeper, saved in zip(self._keepers, states, strict=True):
            try:
                keeper.restore(saved)
            except Exception as error:
                failures.append({"kind": "state", "what": f"{type(keeper).__name__.lower()}: {error}"})
        return failures
