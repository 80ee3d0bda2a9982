"""A Python in which DSPy does not work: the reason is told, whoever asks."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any

from ..client import Client, Refused
from ..processes import Server


class BrokenPython(unittest.TestCase):
    """Each fails when a broken installation is a hang, an untyped end, or a storm of processes."""

    def broken(self, start_method: str, source: str) -> Server:
        library = tempfile.TemporaryDirectory()
        self.addCleanup(library.cleanup)
        folder = library.name
        Path(folder, "dspy.py").write_text(source)
        server = Server(start_method, env={"PYTHONPATH": folder})
        self.addCleanup(server.close)
        return server

    def told_at_the_start(self, source: str) -> dict[str, Any]:
        """By a server that ends with that, without a word from its owner."""
        server = self.broken("fork", source)
        self.assertEqual((server.first["event"], server.event("server_exit")["code"]), ("failed", 1))
        return server.first

    def test_a_dspy_that_fails_to_import_is_told_at_the_start(self) -> None:
        first = self.told_at_the_start("raise RuntimeError('half installed')")
        self.assertEqual(first["code"], "PYTHON_START_FAILED")
        self.assertIn("half installed", first["what"])

    def test_a_python_without_dspy_is_told_with_the_command_that_installs_it(self) -> None:
        first = self.told_at_the_start("raise ModuleNotFoundError('No module named dspy', name='dspy')")
        self.assertEqual(first["code"], "DSPY_NOT_FOUND")
        self.assertIn("install", first["next"])

    def test_an_old_dspy_is_told_with_the_command_that_cures_it(self) -> None:
        first = self.told_at_the_start("__version__ = '2.6.27'\ndef configure_cache(**_): pass")
        self.assertEqual(first["code"], "DSPY_TOO_OLD")
        self.assertIn("2.6.27", first["what"])
        self.assertIn("pip install", first["next"])

    def test_a_cold_child_whose_dspy_fails_answers_with_the_reason(self) -> None:
        client = Client(self.broken("spawn", "raise RuntimeError('half installed')"))
        self.addCleanup(client.leave)
        with self.assertRaises(Refused) as caught:
            client.hello()
        self.assertEqual(caught.exception.code, "PYTHON_START_FAILED")
        self.assertIn("half installed", caught.exception.data["what"])

    def test_a_cold_child_with_an_old_dspy_answers_so(self) -> None:
        client = Client(self.broken("spawn", "__version__ = '2.6.27'"))
        self.addCleanup(client.leave)
        with self.assertRaises(Refused) as caught:
            client.hello()
        self.assertEqual(caught.exception.code, "DSPY_TOO_OLD")

    def test_a_cold_child_that_dies_at_its_import_ends_the_connection(self) -> None:
        client = Client(self.broken("spawn", "import os; os.kill(os.getpid(), 9)"))
        self.addCleanup(client.close)
        with self.assertRaises(ConnectionError):
            client.hello()

    def test_dspy_that_leaves_a_thread_is_not_forkable_and_the_thread_is_named(self) -> None:
        source = (
            "import importlib.util, sys, threading, time\n"
            "threading.Thread(target=time.sleep, args=(600,), daemon=True, name='left-behind').start()\n"
            "sys.path.remove(__file__.rpartition('/')[0]); del sys.modules['dspy']\n"
            "import dspy\n"
        )
        first = self.told_at_the_start(source)
        self.assertEqual(first["code"], "NOT_FORKABLE")
        self.assertIn("left-behind", first["what"])


if __name__ == "__main__":
    unittest.main()
