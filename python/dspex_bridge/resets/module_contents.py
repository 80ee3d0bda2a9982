"""What is in the lists and dictionaries of modules: search paths, hooks, tables that functions of Python's write to."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .kept_state import State, equals

_CONTAINERS = (
    *(("sys", name) for name in ("path", "argv", "meta_path", "path_hooks", "warnoptions", "_xoptions")),
    ("logging", "_levelToName"),
    ("logging", "_nameToLevel"),
    ("warnings", "onceregistry"),
    ("gc", "callbacks"),
    ("mimetypes", "types_map"),
    ("mimetypes", "encodings_map"),
    ("mimetypes", "suffix_map"),
    ("mimetypes", "common_types"),
    ("shutil", "_ARCHIVE_FORMATS"),
    ("shutil", "_UNPACK_FORMATS"),
    ("encodings.aliases", "aliases"),
    ("xml.etree.ElementTree", "_namespace_map"),
    *(("litellm", name) for name in ("callbacks", "input_callback", "success_callback", "failure_callback", "service_callback")),
    ("litellm", "_async_success_callback"),
    ("litellm", "_async_failure_callback"),
)


class ModuleContents:
    """The containers stay where they are, as others may hold them."""

    name = "lists of modules"
    learns_from_imports = True
    authors = None

    def capture(self) -> State:
        """A copy of each."""
        return {f"{module}.{name}": _copy_of(found) for module, name in _CONTAINERS if (found := _found(module, name)) is not None}

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        return equals(self.capture(), saved)

    def restore(self, saved: State) -> None:
        """Those that hold something else."""
        for module, name in _CONTAINERS:
            found, inside = _found(module, name), saved.get(f"{module}.{name}")
            if inside is None or found is None or _copy_of(found) == inside:
                continue
            if isinstance(found, list):
                found[:] = inside
            else:
                found.clear()
                found.update(inside)


def _found(module: str, name: str) -> Any:
    there = sys.modules.get(module)
    found = vars(there).get(name) if type(there) is ModuleType else None
    return found if isinstance(found, (list, dict)) else None


def _copy_of(found: Any) -> Any:
    return tuple(found) if isinstance(found, list) else dict(found)
