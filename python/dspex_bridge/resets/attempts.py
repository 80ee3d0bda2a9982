"""Attempts of tests in a process that others use after them: what each changed is put back when it ends."""

from __future__ import annotations

import contextlib
import contextvars
import decimal
from collections.abc import Iterator
from typing import Any

from ..programs.sessions import Sessions
from ..tasks.tasks import Tasks
from ..world import seeds
from ..world.environment import change_environment
from .activity import ActivityWatch
from .import_observer import observe_imports
from .keepers import all_keepers
from .kept import Kept
from .kept_state import Keeper, State
from .leftovers import described, left_over
from .loop_of_main import note_loop_of_main
from .standstill import Standstill


class Attempts:
    """Serial attempts are reset one by one; attempts that run at once are reset when the last of them ends."""

    def __init__(self, tasks: Tasks, sessions: Sessions) -> None:
        self._tasks = tasks
        self._sessions = sessions
        self._watch = ActivityWatch(tasks.event_loop)
        #: Made when the first attempt begins: most processes never have one.
        self._keepers: list[Keeper] = []
        self._running: set[str] = set()
        self._kept: Kept | None = None
        #: What an earlier attempt did not wait for is not this one's.
        self._requests_before: set[Any] = set()
        #: States that the last attempt found unchanged at its end, by their keeper.
        self._known: dict[Keeper, State] = {}

    def begin(self, attempt: str, seed: int, env: dict[str, str | None]) -> None:
        """Remember what is, then give the attempt its variables and its seed."""
        is_first = not self._running
        self._running.add(attempt)
        if not is_first:
            return
        self._observe()
        self._kept, self._requests_before = Kept(self._keepers, self._watch, self._still_known()), self._tasks.requests()
        self._tasks.context = _own_context()
        change_environment(env)
        self._watch.note_gateway()
        seeds.seed_everything(seed)

    def end(self, attempt: str) -> list[dict[str, str]]:
        """Put everything back. Gives what cannot be: what still goes on, by kind and name."""
        self._running.discard(attempt)
        kept = self._kept
        if self._running or kept is None:
            return []
        self._kept = None
        self._tasks.context = None
        note_loop_of_main()
        left = [
            *({"kind": "state", "what": what} for what in kept.put_back()),
            *self._tasks.left_over(self._requests_before),
            *described(left_over(self._watch, kept.activity)),
        ]
        self._known = {} if left else kept.unchanged
        return left

    def note_user_code(self) -> None:
        """Code of the user's runs: outside of an attempt, what it changes is there for all that follow."""
        self._known = {}

    def _still_known(self) -> dict[Keeper, State]:
        """What nobody can have changed since the last attempt: no code ran, and there is no thread that could."""
        known, self._known = self._known, {}
        return known if Standstill().is_alone else {}

    def _observe(self) -> None:
        if not self._keepers:
            self._keepers = all_keepers(self._tasks.event_loop, self._sessions)
        observe_imports(self._importing)

    @contextlib.contextmanager
    def _importing(self, module: str) -> Iterator[None]:
        with contextlib.nullcontext() if self._kept is None else self._kept.importing(module):
            yield


def _own_context() -> contextvars.Context:
    """With a decimal context of its own: a test changes that where it is."""
    context = contextvars.copy_context()
    context.run(decimal.setcontext, decimal.getcontext().copy())
    return context
