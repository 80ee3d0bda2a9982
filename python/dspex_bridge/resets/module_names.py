"""Names in modules that tests like to replace: `time.sleep = …`, `builtins.open = …`, `sys.excepthook = …`, `dspy.Predict = …`."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .kept_state import State, equals

_MODULES = (
    *("builtins", "sys", "os", "posixpath", "time", "datetime", "random", "math", "decimal", "uuid", "secrets", "hashlib"),
    *(
        "io",
        "codecs",
        "json",
        "re",
        "pickle",
        "copy",
        "tempfile",
        "shutil",
        "pathlib",
        "glob",
        "mimetypes",
        "locale",
        "calendar",
        "gettext",
    ),
    *("logging", "warnings", "traceback", "threading", "subprocess", "signal", "multiprocessing", "gc", "atexit", "faulthandler"),
    *("asyncio", "asyncio.events", "asyncio.tasks", "socket", "ssl", "http.client", "urllib.request", "platform", "getpass", "importlib"),
    *("dspy", "litellm"),
)
#: What follows from something else that is put back.
_DERIVED = {"time": ("timezone", "altzone", "daylight", "tzname")}


class ModuleNames:
    """What each name of one module is bound to."""

    learns_from_imports = True
    authors = None

    def __init__(self, module: str) -> None:
        self.name = f"names in {module}"
        self._module = module
        self._derived = _DERIVED.get(module, ())

    def capture(self) -> State:
        """Nothing while the module is not imported: what an import makes stays."""
        module = sys.modules.get(self._module)
        # One that is imported at its first use is of another type, and would be imported.
        if type(module) is not ModuleType:
            return {}
        names = dict(vars(module))
        for name in self._derived:
            names.pop(name, None)
        return names

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        module = sys.modules.get(self._module)
        if self._derived or type(module) is not ModuleType:
            return equals(self.capture(), saved)
        return equals(vars(module), saved)  # Without a copy.

    def restore(self, saved: State) -> None:
        """Bind again what is bound to something else."""
        if "__name__" not in saved:
            return
        now, module = self.capture(), sys.modules[self._module]
        for name in now.keys() - saved.keys():
            if not _is_submodule(module, name, now[name]):
                delattr(module, name)
        for name, value in saved.items():
            if name not in now or now[name] is not value:
                setattr(module, name, value)


def _is_submodule(parent: ModuleType, name: str, value: Any) -> bool:
    """Bound by Python when the submodule was imported, and needed as long as that is there."""
    return isinstance(value, ModuleType) and sys.modules.get(f"{parent.__name__}.{name}") is value


def keepers() -> list[ModuleNames]:
    """One for each module."""
    return [ModuleNames(module) for module in _MODULES]
