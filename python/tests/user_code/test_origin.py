"""Whose code a file is. Each case fails when a user is shown a line that is not theirs, or is not shown one that is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

import dspex_bridge
import dspy
from dspex_bridge.user_code.origin import Origin, is_library, is_ours, is_users, origin_of

STANDARD = json.__file__
INSTALLED = dspy.__file__


class Origins(unittest.TestCase):
    """By where the file lies."""

    def assert_origin(self, origin: Origin, *files: str) -> None:
        for file in files:
            with self.subTest(file):
                self.assertEqual(origin_of(file), origin)

    def test_pythons_own(self) -> None:
        library = sysconfig.get_path("stdlib")
        self.assert_origin(
            Origin.STANDARD, STANDARD, f"{library}/json/decoder.py", f"/usr/lib/python3{sys.version_info.minor}.zip/json/decoder.py"
        )

    def test_what_was_installed(self) -> None:
        self.assert_origin(
            Origin.INSTALLED,
            INSTALLED,
            "/home/me/project/.venv/lib/python3.12/site-packages/dspy/predict.py",
            "/home/me/project/.venv/lib64/python3.12/site-packages/dspy/predict.py",
            "/usr/lib/python3/dist-packages/yaml/__init__.py",
            "/home/me/.local/lib/python3.12/site-packages/one_file.py",
            "/home/me/project/.venv/lib/python3.12/site-packages/packed.egg/packed/inner.py",
            f"{sysconfig.get_path('stdlib')}/site-packages/dspy/predict.py",
        )

    def test_this_package(self) -> None:
        folder = Path(dspex_bridge.__file__).parent
        self.assert_origin(Origin.OURS, str(folder / "entry.py"), str(folder / "dspy_door" / "seam.py"))
        self.assert_origin(Origin.USER, f"{folder}_of_mine/entry.py")

    def test_the_users_project_wherever_it_is(self) -> None:
        self.assert_origin(
            Origin.USER,
            "/home/me/project/summary.py",
            "/home/me/lib/project/summary.py",
            "/home/me/lib/python3.12/summary.py",
            "/usr/src/app/summary.py",
            f"{sys.base_prefix}/src/app/summary.py",
            f"{sys.prefix}/summary.py",
            "/home/me/my-site-packages-demo/summary.py",
            "/home/me/site-packages.py",
            "/home/me/project/app.zip/summary.py",
            "summary.py",
        )

    def test_code_without_a_file(self) -> None:
        self.assert_origin(Origin.NO_FILE, "<string>", "<stdin>", "<frozen importlib._bootstrap>", "")

    def test_the_questions_agree_with_it(self) -> None:
        answers = {file: (is_users(file), is_library(file), is_ours(file)) for file in ("/p/a.py", STANDARD, INSTALLED, "<string>")}
        self.assertEqual(list(answers.values()), [(True, False, False), (False, True, False), (False, True, False), (False,) * 3])

    # Fails when only one way to write the path of this package is known: linked packages are found by the link.
    def test_this_package_behind_a_link(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(Path(dspex_bridge.__file__).parent.parent, f"{folder}/linked")
            code = "import dspex_bridge.entry as e; from dspex_bridge.user_code.origin import origin_of; print(origin_of(e.__file__).name)"
            ran = subprocess.run(
                [sys.executable, "-c", code], env={"PYTHONPATH": f"{folder}/linked"}, capture_output=True, text=True, check=True
            )
        self.assertEqual(ran.stdout.strip(), "OURS")


if __name__ == "__main__":
    unittest.main()
