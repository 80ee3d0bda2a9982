"""Imports a module ahead, in a process that is then copied for those who use the module."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..programs.imports import import_module
from ..user_code.origin import is_users


def preload(module_name: str, in_the_way: Callable[[], list[str]]) -> dict[str, Any]:
    """How long it took, what of it is in the way of copies, and the user's files that were read, with their modification times."""
    before, started = set(sys.modules), time.perf_counter()
    import_module(module_name, module_name)
    duration_ms = (time.perf_counter() - started) * 1000
    new = [module for name, module in list(sys.modules.items()) if name not in before]
    # What is here stays: a collection that looked at it would copy its pages in every copy.
    gc.collect()
    gc.freeze()
    return {
        "durationMs": duration_ms,
        "inTheWay": ", ".join(in_the_way()) or None,
        "files": _own_files([*new, sys.modules[module_name]]),
    }


def _own_files(modules: list[ModuleType]) -> dict[str, str]:
    """Without those of libraries: they change when they are installed, and then the interpreter's environment does."""
    files = {os.path.realpath(path) for module in modules if isinstance(path := getattr(module, "__file__", None), str)}
    return {path: str(os.stat(path).st_mtime_ns) for path in sorted(files) if is_users(path) and os.path.exists(path)}
