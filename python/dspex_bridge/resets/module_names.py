"""Names in modules that tests like to replace: `time.sleep = …`, `builtins.open = …`, `sys.excepthook = …`, `dspy.Predict = …`."""

from __future__ import annotations

import functools
import sys
from types import ModuleType
from typing import Any

from .dict_version import DictVersion
from .kept_state import State, equals

#: They come first: what is put back after them calls functions by these names. DSPy and what Python imports at a first use alone besides.
_FIRST = (
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
    *("smtplib", "imaplib", "ftplib", "http.server", "sqlite3", "configparser", "webbrowser", "tarfile", "cProfile", "unittest.mock"),
    *("dspy", "litellm"),
)
#: Tables of constants, and the inside of Python: long, and nothing of them is replaced.
_NOT_REPLACED = {
    *("abc", "ast", "dis", "encodings", "errno", "keyword", "marshal", "opcode", "posix", "pyexpat", "site", "stat", "stringprep"),
    *("this", "token", "tokenize", "types", "unicodedata", "zipimport"),
}
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
        #: What was seen last, and the version of the names then: a look at all of them takes longer than many a test.
        self._last: State = {}
        self._seen: int | None = None
        self._versions: DictVersion | None = None
        #: The version of `sys.modules` when the module was looked up.
        self._imported: int | None = None

    def capture(self) -> State:
        """Nothing while the module is not imported: what an import makes stays. The same again where nothing has changed since."""
        version = self._version()
        if version is None or version != self._seen:
            now = self._now()
            if not (len(now) == len(self._last) and equals(now, self._last)):
                self._last = dict(now)
            self._seen = version
        return self._last

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        version = self._version()
        if saved is self._last and version == self._seen and version is not None:
            return True
        if not equals(self._now(), saved):
            return False
        self._last, self._seen = saved, version
        return True

    def _version(self) -> int | None:
        """Read before the names are: who writes meanwhile makes another. None for what is not there, or not to be looked at."""
        imported = _imported.now()
        if imported is None or imported != self._imported:
            # To look a module up is to hold it for a moment, and to write to its page.
            self._versions, self._imported = self._versions_of_names(), imported
        return None if self._versions is None else self._versions.now()

    def _versions_of_names(self) -> DictVersion | None:
        module = sys.modules.get(self._module)
        if type(module) is not ModuleType:
            return None
        names = vars(module)
        return self._versions if self._versions is not None and self._versions.of is names else DictVersion(names)

    def _now(self) -> State:
        module = sys.modules.get(self._module)
        # One that is imported at its first use is of another type, and would be imported.
        if type(module) is not ModuleType:
            return {}
        names = vars(module)
        return {name: value for name, value in names.items() if name not in self._derived} if self._derived else names

    def restore(self, saved: State) -> None:
        """Bind again what is bound to something else."""
        if "__name__" not in saved:
            return
        now, module = dict(self._now()), sys.modules[self._module]
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
    """One for each module of Python's own that is imported by now, and for what a test may import. The same objects each time."""
    version = _imported.now()
    if version is None or version != _found.version:
        _found.version, _found.keepers = version, [_keeper_of(name) for name in _names()]
    return _found.keepers


class _Found:
    """The keepers that there are, and the version of `sys.modules` then."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.keepers: list[ModuleNames] = []


_imported = DictVersion(sys.modules)
_found = _Found()
#: What a process has looked at, those that are forked from it need not look at: to hold a name is to write to the page on which it lies.
_keeper_of = functools.cache(ModuleNames)


def _names() -> list[str]:
    first = {id(sys.modules.get(name)) for name in _FIRST}
    return [*_FIRST, *(name for name, module in list(sys.modules.items()) if _is_pythons(name, module) and id(module) not in first)]


def _is_pythons(name: str, module: Any) -> bool:
    parts = name.split(".")
    is_inside = any(part.startswith("_") for part in parts) or parts[0] in _NOT_REPLACED
    # `os.path` is posixpath by another name.
    return not is_inside and parts[0] in sys.stdlib_module_names and type(module) is ModuleType and name != "os.path"
