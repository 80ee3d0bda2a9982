"""What the import of a module sets up belongs to the module, and stays. What others change meanwhile does not."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .activity import Activity, ActivityWatch
from .kept_state import Keeper, State, changed_keys, same
from .standstill import Standstill


@dataclass(frozen=True)
class Change:
    """Something that is another than before. `is_the_modules`: None where nobody knows who changed it."""

    keeper: Keeper
    key: Any
    before: State
    after: State
    is_the_modules: bool | None


class ImportWindow:
    """One import, on one thread, from its beginning to its end."""

    def __init__(self, module: str, keepers: list[Keeper], watch: ActivityWatch) -> None:
        self._watch = watch
        self._others = Standstill()
        # Python lists a module before it runs it.
        self._modules = sys.modules.keys() - {module}
        self._marks = {keeper: keeper.authors.mark() for keeper in keepers if keeper.authors is not None}
        self._before = [(keeper, keeper.capture()) for keeper in keepers if keeper.learns_from_imports]
        self._activity = watch.now()

    def changes(self) -> list[Change]:
        """What changed since, whoever did it."""
        was_alone = self._others.holds()
        new_modules = set() if was_alone else sys.modules.keys() - self._modules
        found = []
        for keeper, before in self._before:
            after = keeper.capture()
            if after is before:
                continue
            for key in changed_keys(before, after):
                is_its_own = was_alone or self._wrote(keeper, key)
                if is_its_own is None:
                    is_its_own = is_made_of(before.get(key), after.get(key), new_modules)
                found.append(Change(keeper, key, before, after, is_its_own))
        return found

    def activity(self) -> Activity:
        """What goes on since; nothing where it may be another's."""
        return self._watch.since(self._activity) if self._others.holds() else Activity()

    def _wrote(self, keeper: Keeper, key: Any) -> bool | None:
        return None if keeper.authors is None else keeper.authors.wrote(threading.get_ident(), key, self._marks[keeper])


def is_made_of(before: Any, after: Any, modules: set[str]) -> bool | None:
    """True for an object of one of these modules, or for a list that got such objects alone; otherwise nobody knows."""
    if not isinstance(after, tuple):
        return _is_of(after, modules) or None
    was = before if isinstance(before, tuple) else ()
    added = [item for item in after if not any(same(item, there) for there in was)]
    is_all_there = all(any(same(there, item) for item in after) for there in was)
    return (bool(added) and is_all_there and all(_is_of(item, modules) for item in added)) or None


def _is_of(value: Any, modules: set[str]) -> bool:
    if isinstance(value, ModuleType):
        # One that is imported at its first use is of another type, and would be imported.
        return type(value) is ModuleType and value.__name__ in modules
    return getattr(value, "__module__", None) in modules or type(value).__module__ in modules
