"""Tells when a module runs for the first time, wherever it is imported: by us, at the top of another, or in the middle of a program."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

#: Takes the module's name.
Around = Callable[[str], contextlib.AbstractContextManager[None]]
Spec = importlib.machinery.ModuleSpec

#: Loaders of which each module has its own; others serve many and are left alone.
_OBSERVED = (importlib.machinery.SourceFileLoader, importlib.machinery.SourcelessFileLoader, importlib.machinery.ExtensionFileLoader)
#: Until then Python asks finders of the oldest kind as well.
_OLD_FINDERS_END = (3, 12)
_within = threading.local()


def is_importing() -> bool:
    """True where this thread runs a module for the first time."""
    return getattr(_within, "import_", False)


def observe_imports(around: Around) -> None:
    """Enter `around` around every import from now on; what a module imports in its turn is part of it."""
    if not any(isinstance(finder, _Observer) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Observer(around))


class _Observer(importlib.abc.MetaPathFinder):
    def __init__(self, around: Around) -> None:
        self._around = around

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Spec | None:
        """What the other finders find, with its loader observed."""
        if is_importing():
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else _spec_by(finder, fullname, path, target)
            if spec is not None:
                self._observe(spec.loader)
                return spec
        return None

    def _observe(self, loader: object) -> None:
        if not isinstance(loader, _OBSERVED):
            return
        execute = loader.exec_module

        def exec_observed(module: ModuleType) -> None:
            if is_importing():
                return execute(module)
            _within.import_ = True
            try:
                with self._around(module.__name__):
                    return execute(module)
            finally:
                _within.import_ = False

        loader.exec_module = exec_observed  # type: ignore[method-assign]


def _spec_by(finder: Any, fullname: str, path: Sequence[str] | None, target: ModuleType | None) -> Spec | None:
    """As Python itself asks a finder: one without `find_spec` is no error."""
    find_spec = getattr(finder, "find_spec", None)
    if find_spec is not None:
        spec: Spec | None = find_spec(fullname, path, target)
        return spec
    find_module = getattr(finder, "find_module", None)
    if find_module is None or sys.version_info >= _OLD_FINDERS_END:
        return None
    loader = find_module(fullname, path)
    return None if loader is None else importlib.util.spec_from_loader(fullname, loader)
