"""`pkg.mod:name` in the user's Python: what is there, or why it is not."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from types import ModuleType
from typing import Any

from ..protocol.errors import BridgeError, typed_error_in
from ..user_code.origin import is_library
from ..user_code.tracebacks import said_by, user_traceback
from .meant_module import meant_module
from .nearest import closest, did_you_mean
from .unfound_module import python_path_with

_FOR_EXAMPLE = "['./src']"


def import_path(path: str) -> Any:
    """The object. MODULE_INVALID for a path that leads nowhere, MODULE_IMPORT_FAILED with the traceback for a module that fails."""
    module_name, _, attribute = path.partition(":")
    if not module_name or not attribute:
        raise BridgeError(
            "MODULE_INVALID",
            f'"{path}" names no module and attribute.',
            "the form is pkg.mod:Class",
            f"dspex.loadModule('{_with_colon(path)}')",
        )
    target: Any = import_module(module_name, path)
    for step in attribute.split("."):
        target = _member(target, step, path)
    return target


def _with_colon(path: str) -> str:
    module_name, _, attribute = path.strip(":").rpartition(".")
    return f"{module_name}:{attribute}" if module_name and attribute != "py" else "support.triage:Triage"


def import_module(module_name: str, asked: str) -> ModuleType:
    """The module; MODULE_IMPORT_FAILED, with the traceback, for what was asked."""
    try:
        return importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        if typed_error_in(error):
            raise
        raise _import_failed(asked, module_name, error) from error


def _member(target: Any, step: str, path: str) -> Any:
    if hasattr(target, step):
        return getattr(target, step)
    there = sorted(name for name, value in getattr(target, "__dict__", {}).items() if not name.startswith("_") and callable(value))
    raise BridgeError(
        "MODULE_INVALID",
        f'"{getattr(target, "__name__", path)}" has no "{step}".',
        f"it has: {', '.join(there) or 'nothing public'}.{did_you_mean(step, there)}",
        f"correct the path '{path}'",
    )


def _import_failed(path: str, module_name: str, error: BaseException) -> BridgeError:
    why = said_by(error)
    next_step = _cure(path, module_name, error)
    meant = _meant(path, module_name, error)
    if meant is not None:
        why += f'. Did you mean "{meant}"?'
        next_step = f"dspex.loadModule('{meant}')"
    return BridgeError("MODULE_IMPORT_FAILED", f'"{path}" cannot be imported.', why, next_step, user_traceback(error))


def _meant(path: str, module_name: str, error: BaseException) -> str | None:
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    is_itself = missing is not None and f"{module_name}.".startswith(f"{missing}.")
    meant = meant_module(module_name) if is_itself or not _is_name(module_name) else None
    if meant is not None:
        return path.replace(module_name, meant, 1)
    similar = None if missing is None else _similar(missing)
    return None if similar is None else path.replace(str(missing), similar, 1)


def _is_name(text: str) -> bool:
    return all(step.isidentifier() for step in text.split("."))


def _similar(missing: str) -> str | None:
    """The module that was meant, by what is there beside what is not."""
    package, _, name = missing.rpartition(".")
    inside = getattr(sys.modules.get(package), "__path__", None)
    folders = [*inside] if inside is not None else [path or "." for path in sys.path if not is_library(os.path.join(path, ""))]
    there = {module.name for module in pkgutil.iter_modules(folders)} | {name for path in folders for name in _folders_in(path)}
    similar = closest(name, sorted(there))
    return f"{package}.{similar}" if similar and package else similar


def _folders_in(path: str) -> list[str]:
    """Packages without `__init__.py` are folders."""
    try:
        return [entry.name for entry in os.scandir(path) if entry.is_dir() and entry.name.isidentifier()]
    except OSError:
        return []


def _is_whole(package: str) -> bool:
    """Of a package without `__init__.py`, another folder may have more."""
    return getattr(sys.modules.get(package), "__file__", None) is not None


def _cure(path: str, module_name: str, error: BaseException) -> str:
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return f'"{sys.executable}" -c "import {module_name}"'
    if module_name.startswith(error.name) and _is_whole(error.name.rpartition(".")[0]):
        return f"correct the path '{path}'"
    python_path = python_path_with(error.name)
    if python_path is not None or module_name == error.name or module_name.startswith(f"{error.name}."):
        return f"say where it is: testEnvironmentOptions: {{ dspex: {{ python: {{ path: {python_path or _FOR_EXAMPLE} }} }} }}"
    return f'"{sys.executable}" -m pip install {error.name.partition(".")[0]}'
