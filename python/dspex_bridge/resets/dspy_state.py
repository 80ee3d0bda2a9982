"""What a test may have changed in DSPy and in our sessions: settings, caches, histories, programs."""

from __future__ import annotations

import importlib
from typing import Any

import dspy
from dspy.clients import base_lm

from ..programs.sessions import Program, Session, Sessions
from .kept_state import Keeper, State, put_back, with_contents

# The package hides the module behind an object of the same name.
dspy_settings: Any = importlib.import_module("dspy.dsp.utils.settings")


class Configured:
    """What `dspy.configure` and `dspy.configure_cache` set, and who may."""

    learns_from_imports = True
    _OWNERS = ("config_owner_thread_id", "config_owner_async_task")

    def capture(self) -> State:
        """A list is kept with what is in it: DSPy appends to its traces and callbacks where they are."""
        config = {name: with_contents(value) for name, value in dspy_settings.main_thread_config.items()}
        owners = {(name,): getattr(dspy_settings, name) for name in self._OWNERS}
        return {**config, **owners, ("cache",): vars(dspy).get("cache")}

    def restore(self, saved: State) -> None:
        """Written past `configure`, which only its owner may call."""
        for name in self._OWNERS:
            setattr(dspy_settings, name, saved[(name,)])
        if saved[("cache",)] is not None:
            dspy.cache = saved[("cache",)]
        config = dspy_settings.main_thread_config
        for name in [name for name in config if name not in saved]:
            del config[name]
        for name, value in saved.items():
            if isinstance(name, str):
                config[name] = put_back(value)


class Remembered:
    """Histories of calls, and what DSPy's memory cache holds: what an import left there is not the next test's business."""

    learns_from_imports = False

    def capture(self) -> State:
        """The entries, not copies of them."""
        lm = dspy_settings.main_thread_config.get("lm")
        cache = vars(dspy).get("cache")
        return {
            "history": list(base_lm.GLOBAL_HISTORY),
            "lm": (lm, list(getattr(lm, "history", ()))),
            "cache": (cache, dict(cache.memory_cache) if cache is not None and cache.enable_memory_cache else {}),
        }

    def restore(self, saved: State) -> None:
        """In place: DSPy's own functions hold these lists."""
        base_lm.GLOBAL_HISTORY[:] = saved["history"]
        lm, history = saved["lm"]
        if isinstance(getattr(lm, "history", None), list):
            lm.history[:] = history
        cache, entries = saved["cache"]
        if cache is not None and cache.enable_memory_cache:
            cache.memory_cache.clear()
            cache.memory_cache.update(entries)


class OpenSessions:
    """Our sessions and what is in them. Programs that were there before are as they were, to the depth of their modules' attributes."""

    learns_from_imports = False

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def capture(self) -> State:
        """Session objects with their programs and settings."""
        return {session.id: (session, dict(session.programs), dict(session.settings), _insides(session)) for session in self._sessions.all}

    def restore(self, saved: State) -> None:
        """Sessions and programs that came since are gone."""
        for session, programs, settings, insides in saved.values():
            session.programs, session.settings = programs, settings
            for owner, attributes in insides:
                for name in vars(owner).keys() - attributes.keys():
                    del vars(owner)[name]
                vars(owner).update({name: put_back(value) for name, value in attributes.items()})
        self._sessions.all = [session for session, *_ in saved.values()]


def _insides(session: Session) -> list[tuple[Any, State]]:
    return [
        (owner, {name: with_contents(value) for name, value in vars(owner).items()})
        for program in session.programs.values()
        for owner in _modules_of(program)
    ]


def _modules_of(program: Program) -> list[Any]:
    parts = [part for _, part in program.module.named_sub_modules()] if hasattr(program.module, "named_sub_modules") else []
    return [owner for owner in {id(part): part for part in [program.module, *parts]}.values() if hasattr(owner, "__dict__")]


def keepers(sessions: Sessions) -> list[Keeper]:
    """In the order in which they are put back."""
    return [Configured(), Remembered(), OpenSessions(sessions)]
