"""What a coroutine may have set on our event loop, which runs those of the next test, too."""

from __future__ import annotations

import sys
from typing import Any

from ..tasks.event_loop import EventLoop
from .kept_state import State

_NEW: State = {"_exception_handler": None, "_task_factory": None, "_debug": sys.flags.dev_mode, "slow_callback_duration": 0.1}


class LoopSettings:
    """Its handler of errors, its maker of tasks, its debug mode."""

    name = "event loop"
    learns_from_imports = False
    authors = None

    def __init__(self, event_loop: EventLoop) -> None:
        self._event_loop = event_loop

    def capture(self) -> State:
        """By attribute; nothing where there is no loop yet."""
        return _settings_of(self._event_loop.loop)

    def is_at(self, _: State) -> bool:
        """The loop may be another."""
        return False

    def restore(self, saved: State) -> None:
        """A loop that was opened since gets what a new one has."""
        loop = self._event_loop.loop
        for name, value in _settings_of(loop).items():
            wanted = saved.get(name, _NEW[name])
            if value is not wanted:
                setattr(loop, name, wanted)


def _settings_of(loop: Any) -> State:
    """Loops that are not written in Python keep theirs to themselves."""
    return {name: getattr(loop, name) for name in _NEW if hasattr(loop, name)}
