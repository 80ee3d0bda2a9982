"""Modules of the project that are not where Python looks: what is to be typed says where they are."""

from __future__ import annotations

import unittest
from pathlib import Path

from ..case import ChildCase
from ..client import Refused

MAKES = "import dspy\nclass Shop(dspy.Module):\n    def forward(self): return dspy.Prediction(said='hello')\n"


class UnfoundModule(ChildCase):
    """The root of the project is looked in, its folders are not."""

    def setUp(self) -> None:
        for name, text in {
            "python/shop/__init__.py": MAKES,
            "backend/till.py": "from shop import Shop\n",
            ".venv/pyvenv.cfg": "",
            ".venv/hidden.py": MAKES,
            "env/pyvenv.cfg": "",
            "env/hidden.py": MAKES,
        }.items():
            file = Path(self.server.root, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.client = self.open()

    def next_of(self, path: str) -> str:
        """What is to be typed where it is loaded."""
        with self.assertRaises(Refused) as refused:
            self.load(self.client, path)
        self.assertEqual(refused.exception.data["code"], "MODULE_IMPORT_FAILED")
        return str(refused.exception.data["next"])

    # Fails when every project is taken for one with `src`, or what worked before is left out.
    def test_a_module_in_a_folder_of_the_project_is_found_there(self) -> None:
        self.assertIn("path: ['.', './python']", self.next_of("shop:Shop"))

    # Fails when a user is told to install what bears the name of their own package.
    def test_a_package_of_the_project_is_not_to_be_installed(self) -> None:
        self.assertIn("path: ['.', './python']", self.next_of("backend.till:Shop"))

    def test_what_lies_in_an_environment_is_none_of_the_project(self) -> None:
        self.assertIn("path: ['./src']", self.next_of("hidden:Shop"))

    # Fails when a folder is to be named that is not the reason: the package was found, and has no such module.
    def test_a_module_that_its_package_does_not_have_is_a_path_to_correct(self) -> None:
        self.assertEqual(self.next_of("dspy.no_such_thing_at_all:Shop"), "correct the path 'dspy.no_such_thing_at_all:Shop'")

    # Fails when a folder that has more of a package is not proposed: a package without `__init__.py` may lie in several.
    def test_a_package_in_two_folders_is_looked_for_in_both(self) -> None:
        for name in ("acme/till.py", "more/acme/shop.py"):
            file = Path(self.server.root, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(MAKES)
        self.load(self.client, "acme.till:Shop")
        self.assertIn("python: { path: ['.', './more']", self.next_of("acme.shop:Shop"))

    def test_what_is_nowhere_is_to_be_installed(self) -> None:
        self.write_module("asks", "import not_anywhere\n")
        self.assertIn("-m pip install not_anywhere", self.next_of("asks:Shop"))


if __name__ == "__main__":
    unittest.main()
