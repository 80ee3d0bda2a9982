"""Other finders of the user's beside our observer: each fails when an import breaks, or is not observed."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from dspex_bridge.resets.import_observer import observe_imports


class WithoutFindSpec:
    """As some test tools leave it: `invalidate_caches` alone, or a hook that looks at `sys.meta_path` itself."""


class OldFinder:
    """From before `find_spec`; Python 3.12 and newer pass it over."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find_module(self, name: str, path: Any = None) -> Any:
        self.asked.append(name)
        return self if name == "of_the_old_finder" else None

    def load_module(self, name: str) -> ModuleType:
        module = sys.modules[name] = ModuleType(name)
        module.__loader__ = self  # type: ignore[assignment]
        return module


class Observed(unittest.TestCase):
    """One observer at the front of `sys.meta_path`, as in a shared process."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        Path(folder.name, "observed_module.py").write_text("VALUE = 1\n")
        for list_, value in ((sys.path, [folder.name, *sys.path]), (sys.meta_path, [*sys.meta_path])):
            self.addCleanup(list_.__setitem__, slice(None), list(list_))
            list_[:] = value
        self.addCleanup(sys.modules.pop, "observed_module", None)
        self.addCleanup(sys.modules.pop, "of_the_old_finder", None)
        self.entered = 0
        sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "_Observer"]

    @contextlib.contextmanager
    def around(self, _module: str) -> Iterator[None]:
        self.entered += 1
        yield

    def test_a_module_is_observed(self) -> None:
        observe_imports(self.around)
        self.assertEqual((importlib.import_module("observed_module").VALUE, self.entered), (1, 1))

    def test_one_that_was_found_before_and_runs_within_the_import_of_another_is_part_of_that(self) -> None:
        observe_imports(self.around)
        spec = importlib.util.find_spec("observed_module")
        assert spec is not None and spec.loader is not None
        Path(self.folder, "outer_module.py").write_text("import observed_spec\nobserved_spec.run()\n")
        ran = sys.modules["observed_spec"] = ModuleType("observed_spec")
        self.addCleanup(sys.modules.pop, "observed_spec")
        self.addCleanup(sys.modules.pop, "outer_module")
        made = importlib.util.module_from_spec(spec)
        ran.run = lambda: spec.loader.exec_module(made)  # type: ignore[attr-defined,union-attr]
        importlib.import_module("outer_module")
        self.assertEqual((made.VALUE, self.entered), (1, 1))

    def test_a_finder_without_find_spec_is_passed_over(self) -> None:
        sys.meta_path.insert(0, WithoutFindSpec())  # type: ignore[arg-type]
        observe_imports(self.around)
        self.assertEqual((importlib.import_module("observed_module").VALUE, self.entered), (1, 1))

    @unittest.skipIf(sys.version_info >= (3, 12), "Python itself passes such a finder over since 3.12")
    def test_an_old_finder_is_asked_at_its_place(self) -> None:
        old = OldFinder()
        sys.meta_path.insert(0, old)  # type: ignore[arg-type]
        observe_imports(self.around)
        self.assertIs(importlib.import_module("of_the_old_finder").__loader__, old)
        importlib.import_module("observed_module")
        # What counts lines asks for folders as if they were modules.
        self.assertEqual([name for name in old.asked if "/" not in name], ["of_the_old_finder", "observed_module"])


if __name__ == "__main__":
    unittest.main()
