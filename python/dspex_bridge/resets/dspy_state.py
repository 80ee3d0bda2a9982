"""What a test may have changed in DSPy: settings, caches, histories."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door.names import dspy_names
from .kept_state import Authors, Keeper, State, put_back, with_contents


class _OwnerAlone:
    """`dspy.configure` refuses every thread but the one that called it first."""

    def mark(self) -> int:
        """No matter when."""
        return 0

    def wrote(self, thread: int, _key: Any, _since: int) -> bool:
        """The owner, and nobody else."""
        return bool(thread == dspy_names.settings_owner_thread.get())


class Configured:
    """What `dspy.configure` and `dspy.configure_cache` set, and who may."""

    name = "the setting of DSPy"
    learns_from_imports = True
    authors: Authors = _OwnerAlone()
    _OWNERS = (dspy_names.settings_owner_thread, dspy_names.settings_owner_task)

    def capture(self) -> State:
        """A list is kept with what is in it: DSPy appends to its traces and callbacks where they are."""
        config = {name: with_contents(value) for name, value in dspy_names.settings_of_main.get().items()}
        owners = {owner: owner.get() for owner in self._OWNERS}
        return {**config, **owners, ("cache",): vars(dspy).get("cache")}

    def restore(self, saved: State) -> None:
        """Written past `configure`, which only its owner may call."""
        for owner in self._OWNERS:
            owner.replace(saved[owner])
        if saved[("cache",)] is not None:
            dspy.cache = saved[("cache",)]
        config = dspy_names.settings_of_main.get()
        for name in [name for name in config if name not in saved]:
            del config[name]
        for name, value in saved.items():
            if isinstance(name, str):
                config[name] = put_back(value)


class Remembered:
    """Histories of calls, and what DSPy's memory cache holds: what an import left there is not the next test's business."""

    name = "the calls that DSPy remembers"
    learns_from_imports = False
    authors = None

    def capture(self) -> State:
        """The entries, not copies of them."""
        lm = dspy_names.settings_of_main.get().get("lm")
        cache = vars(dspy).get("cache")
        entries = _entries_of(cache)
        return {
            "history": list(dspy_names.history.get()),
            "lm": (lm, list(getattr(lm, "history", ()))),
            "cache": (cache, {} if entries is None else dict(entries)),
        }

    def restore(self, saved: State) -> None:
        """In place: DSPy's own functions hold these lists."""
        dspy_names.history.get()[:] = saved["history"]
        lm, history = saved["lm"]
        if isinstance(getattr(lm, "history", None), list):
            lm.history[:] = history
        cache, kept = saved["cache"]
        entries = _entries_of(cache)
        if entries is not None:
            entries.clear()
            entries.update(kept)


def _entries_of(cache: Any) -> Any:
    """What the memory cache holds; None where there is none."""
    if cache is None or not dspy_names.cache_has_entries.of(cache):
        return None
    return dspy_names.cache_entries.of(cache)


def keepers() -> list[Keeper]:
    """In the order in which they are put back."""
    return [Configured(), Remembered()]
