"""The table of imported modules: imports stay, but nothing in the table is another's or gone after a test."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from .dict_version import DictVersion
from .kept_state import State, equals


class ImportedModules:
    """`sys.modules`: a test may put an object of its own there in place of a module."""

    name = "sys.modules"
    learns_from_imports = True
    authors = None

    def __init__(self) -> None:
        self._last: State = {}
        self._seen: int | None = None
        self._versions = DictVersion(sys.modules)

    def capture(self) -> State:
        """By name. The same again where nothing has changed since."""
        version = self._versions.now()
        if version is None or version != self._seen:
            self._last, self._seen = dict(sys.modules), version
        return self._last

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        version = self._versions.now()
        if saved is self._last and version == self._seen and version is not None:
            return True
        if not equals(sys.modules, saved):
            return False
        self._last, self._seen = saved, version
        return True

    def restore(self, saved: State) -> None:
        """What was there is there again; what is new stays where an import made it."""
        now = sys.modules
        for name in [name for name, module in now.items() if name not in saved and not _was_imported(module)]:
            del now[name]
        for name, module in saved.items():
            if now.get(name) is not module:
                now[name] = module
                _bind_in_its_parent(name, module)


@functools.cache
def of_the_process() -> ImportedModules:
    """The one that all of a process use, and those that are forked from it."""
    return ImportedModules()


def _was_imported(module: Any) -> bool:
    """Python writes into each module how it was found."""
    try:
        # Not by `getattr`: a module that is imported at its first use would be imported.
        return object.__getattribute__(module, "__spec__") is not None
    except AttributeError:
        return False


def _bind_in_its_parent(name: str, module: Any) -> None:
    parent, _, child = name.rpartition(".")
    if type(sys.modules.get(parent)) is ModuleType and child in vars(sys.modules[parent]):
        setattr(sys.modules[parent], child, module)
