"""A request that is to be run, and those that come right after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

#: Does a request's work and gives what answers it. The thread is free again before the answer is sent: the next request, which the
#: answer sets off, must find main free.
Work = Callable[[], Callable[[], None]]


class Task(NamedTuple):
    """Of one request."""

    request_id: Any
    work: Work
    is_execute: bool = True
    #: Answers where the work was cancelled and could not say so itself.
    cancelled: Callable[[], None] = lambda: None
    #: What those that come after it call it.
    name: str | None = None


class Followers:
    """Who comes right after whom, where that one runs. Not safe by itself: whoever uses it holds a lock."""

    def __init__(self) -> None:
        self._under_way: set[str] = set()
        #: By the name of the one that each comes after.
        self._waiting: dict[str, Task] = {}

    def has_to_wait(self, task: Task, follows: str | None) -> bool:
        """From now on it is under way; True where the one that it comes after is, too."""
        if task.name is not None:
            self._under_way.add(task.name)
        if follows is None or follows not in self._under_way:
            return False
        self._waiting[follows] = task
        return True

    def after(self, task: Task) -> Task | None:
        """The one that comes after this, which is over."""
        if task.name is None:
            return None
        self._under_way.discard(task.name)
        return self._waiting.pop(task.name, None)
