"""Names of modules: each case fails when a change is passed over, or when what is unchanged is captured anew."""

from __future__ import annotations

import sys
import unittest
from collections.abc import Callable
from types import ModuleType
from typing import ClassVar
from unittest.mock import patch

from dspex_bridge.resets import dict_version
from dspex_bridge.resets.imported_modules import ImportedModules
from dspex_bridge.resets.module_names import ModuleNames

NAME = "a_module_of_a_test"


def bind_often(module: ModuleType) -> None:
    """Python puts faster instructions in the place of those that run often."""
    for value in range(1000):
        module.bound = value  # type: ignore[attr-defined]


CHANGES: dict[str, Callable[[ModuleType], object]] = {
    "bound to something else": lambda module: setattr(module, "bound", object()),
    "bound often": bind_often,
    "a new name": lambda module: setattr(module, "new", 1),
    "a name is gone": lambda module: delattr(module, "bound"),
    "a global of code that runs there": lambda module: exec("bound = 'by its code'", vars(module)),
    "by its dictionary": lambda module: vars(module).update(bound=None),
}


class Names(unittest.TestCase):
    """A module that a test writes to, where Python counts writes."""

    counts: ClassVar[bool] = True

    def setUp(self) -> None:
        patched = patch.object(dict_version, "_IS_COUNTED", dict_version._IS_COUNTED and self.counts)
        patched.start()
        self.addCleanup(patched.stop)
        self.module = ModuleType(NAME)
        self.module.bound = 7  # type: ignore[attr-defined]
        sys.modules[NAME] = self.module
        self.addCleanup(sys.modules.pop, NAME, None)

    def test_each_change_is_seen_and_put_back(self) -> None:
        for what, change in CHANGES.items():
            with self.subTest(what):
                keeper = ModuleNames(NAME)
                saved = keeper.capture()
                before = dict(vars(self.module))
                self.assertTrue(keeper.is_at(saved))
                change(self.module)
                self.assertFalse(keeper.is_at(saved))
                keeper.restore(saved)
                self.assertEqual({**vars(self.module), "__builtins__": None}, {**before, "__builtins__": None})
                self.assertIs(self.module.bound, before["bound"])
                self.assertTrue(keeper.is_at(saved), "the next attempt begins with it")

    def test_another_module_in_its_place_is_seen(self) -> None:
        keeper = ModuleNames(NAME)
        saved = keeper.capture()
        sys.modules[NAME] = ModuleType(NAME)
        self.assertFalse(keeper.is_at(saved))

    def test_what_was_learned_of_an_import_is_not_a_change(self) -> None:
        keeper = ModuleNames(NAME)
        saved = keeper.capture()
        self.module.of_the_import = 1  # type: ignore[attr-defined]
        self.assertFalse(keeper.is_at(saved))
        saved["of_the_import"] = 1
        self.assertTrue(keeper.is_at(saved))
        self.module.of_the_test = 1  # type: ignore[attr-defined]
        self.assertFalse(keeper.is_at(saved))

    def test_the_table_of_modules_is_looked_at_too(self) -> None:
        keeper = ImportedModules()
        saved = keeper.capture()
        self.assertTrue(keeper.is_at(saved))
        sys.modules[NAME] = ModuleType(NAME)
        self.assertFalse(keeper.is_at(saved))
        keeper.restore(saved)
        self.assertIs(sys.modules[NAME], self.module)
        self.assertTrue(keeper.is_at(saved))

    def test_what_nobody_wrote_to_is_the_same_state(self) -> None:
        keeper = ModuleNames(NAME)
        self.assertIs(keeper.capture(), keeper.capture())


class NamesWhereNothingIsCounted(Names):
    """As in Python 3.14."""

    counts = False


if __name__ == "__main__":
    unittest.main()
