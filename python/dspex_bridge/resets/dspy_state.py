"""What a test may have changed in DSPy: settings, caches, histories."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door.names import dspy_names
from .contents import Insides, has_insides, put_back, with_contents
from .kept_state import Authors, Keeper, Settings, State, attribute

#: A dictionary in the `kwargs` of an LM, and what is in that.
_DEPTH = 3
#: In which an LM remembers its calls.
_REMEMBERED = ("history",)


class _OwnerAlone:
    """`dspy.configure` refuses every thread but the one that called it first."""

    def mark(self) -> int:
        """No matter when."""
        return 0

    def wrote(self, thread: int, _key: Any, _since: int) -> bool:
        """The owner, and nobody else."""
        return bool(thread == dspy_names.settings_owner_thread.get())


class Configured:
    """What `dspy.configure` set, who may, and what is in the LM, the adapter and whatever else was set."""

    name = "settings of DSPy"
    learns_from_imports = True
    authors: Authors = _OwnerAlone()
    _OWNERS = (dspy_names.settings_owner_thread, dspy_names.settings_owner_task)

    def capture(self) -> State:
        """A list is kept with what is in it: DSPy appends to its traces and callbacks where they are."""
        config = dspy_names.settings_of_main.get()
        settings = {name: with_contents(value) for name, value in config.items()}
        insides = {(name, "inside"): Insides(value, _DEPTH, _REMEMBERED) for name, value in config.items() if has_insides(value)}
        return {**settings, **insides, **{owner: owner.get() for owner in self._OWNERS}}

    def is_at(self, _: State) -> bool:
        """What is in a container is looked at while it is put back."""
        return False

    def restore(self, saved: State) -> None:
        """Written past `configure`, which only its owner may call."""
        for owner in self._OWNERS:
            owner.replace(saved[owner])
        config = dspy_names.settings_of_main.get()
        settings = {name: value for name, value in saved.items() if isinstance(name, str)}
        for name in config.keys() - settings.keys():
            del config[name]
        config.update({name: put_back(value) for name, value in settings.items()})
        for value in saved.values():
            if isinstance(value, Insides):
                value.put_back()


class Remembered:
    """Histories of calls, and what DSPy's memory cache holds: what an import left there is not the next test's business."""

    name = "calls that DSPy remembers"
    learns_from_imports = False
    authors = None

    def capture(self) -> State:
        """The entries, not copies of them."""
        cache = vars(dspy).get("cache")
        entries = _entries_of(cache)
        return {
            "history": list(dspy_names.history.get()),
            "lms": {id(lm): (lm, list(lm.history)) for lm in _remembering()},
            "cache": (cache, {} if entries is None else dict(entries)),
        }

    def is_at(self, _: State) -> bool:
        """What is in a container is looked at while it is put back."""
        return False

    def restore(self, saved: State) -> None:
        """In place: DSPy's own functions hold these lists."""
        dspy_names.history.get()[:] = saved["history"]
        for lm in _remembering():
            # One that an import configured has answered this test alone.
            _, history = saved["lms"].get(id(lm), (lm, []))
            lm.history[:] = history
        (cache, kept), now = saved["cache"], vars(dspy).get("cache")
        entries = _entries_of(now)
        if entries is not None:
            entries.clear()
            # One that an import switched on has served this test alone.
            entries.update(kept if now is cache else {})


def _remembering() -> list[Any]:
    """The LMs that are configured, by whatever name: a program may have one for each of its steps."""
    return [value for value in dspy_names.settings_of_main.get().values() if isinstance(getattr(value, "history", None), list)]


def _entries_of(cache: Any) -> Any:
    """What the memory cache holds; None where there is none."""
    if cache is None or not dspy_names.cache_has_entries.of(cache):
        return None
    return dspy_names.cache_entries.of(cache)


def keepers() -> list[Keeper]:
    """In the order in which they are put back."""
    return [Configured(), Remembered(), Settings("DSPy", {"logging": attribute(dspy_names.logging_stream.get(), "enabled")})]
