"""A module is imported on one thread while another changes things: fails when the module is given what is not its own, or loses its own."""

from __future__ import annotations

import unittest
from typing import Any

from .attempt_case import AttemptCase

GATE = """
import threading
started, go = threading.Event(), threading.Event()
def wait():
    started.set()
    assert go.wait(30)
"""

#: What it sets up itself, before and after the other thread comes between.
SLOW = """
import logging, os, sys
os.environ["SLOW_EARLY"] = "stays"
import gate
gate.wait()
os.environ["SLOW_LATE"] = "stays"
logging.getLogger("slow").setLevel(10)
logging.getLogger("slow").addHandler(logging.NullHandler())
class Finder:
    def find_spec(self, *_): return None
sys.meta_path.append(Finder())
"""

TESTS = """
import importlib, logging, os, signal, sys, threading, warnings
import dspy
import gate

def change():
    os.environ["CHANGED"] = "yes"; os.environ.pop("HOME")
    logging.getLogger("mine").setLevel(10); logging.root.addHandler(logging.NullHandler())
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGUSR2, lambda *_: None)
        dspy.configure(adapter=dspy.JSONAdapter(), changed=True)

class ImportsBeside(dspy.Module):
    def forward(self, name):
        thread = threading.Thread(target=importlib.import_module, args=(name,))
        gate.started.clear(); gate.go.clear()
        thread.start()
        assert gate.started.wait(30)
        change()
        gate.go.set()
        thread.join()
        return dspy.Prediction(done=True)

class ImportsOnMain(dspy.Module):
    def forward(self, name):
        def others():
            assert gate.started.wait(30)
            change()
            gate.go.set()
        gate.started.clear(); gate.go.clear()
        thread = threading.Thread(target=others)
        thread.start()
        importlib.import_module(name)
        thread.join()
        return dspy.Prediction(done=True)

class Look(dspy.Module):
    def forward(self):
        slow = logging.getLogger("slow")
        return dspy.Prediction(
            tests=[os.environ.get("CHANGED"), "HOME" in os.environ, logging.getLogger("mine").level, len(logging.root.handlers),
                   signal.getsignal(signal.SIGUSR2) is signal.SIG_DFL, type(dspy.settings.adapter).__name__, "changed" in dspy.settings,
                   len(warnings.filters)],
            modules=[os.environ.get("SLOW_EARLY"), os.environ.get("SLOW_LATE"), slow.level, len(slow.handlers),
                     any(type(finder).__name__ == "Finder" for finder in sys.meta_path)],
        )
"""

ITS_OWN = ["stays", "stays", 10, 1, True]


class ImportsBesideATest(AttemptCase):
    """The module waits in the middle of its import until the test has changed what it wants."""

    def setUp(self) -> None:
        super().setUp()
        self.write_module("gate", GATE)
        self.write_module("slow", SLOW)
        self.write_module("beside", TESTS)

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = self.run_program("beside:Look")
        return found

    def attempt(self, program: str, name: str) -> list[dict[str, str]]:
        self.begin("first")
        self.run_program(program, name=name)
        return self.end("first")

    def test_what_a_test_changes_while_a_thread_imports_is_the_tests(self) -> None:
        self.begin("before")
        before = self.look()
        self.end("before")
        self.assertEqual(self.attempt("beside:ImportsBeside", "slow"), [])
        self.begin("second")
        self.assertEqual(self.look(), {**before, "modules": ITS_OWN})

    def test_what_a_thread_changes_while_main_imports_is_the_tests(self) -> None:
        self.begin("before")
        before = self.look()
        self.end("before")
        self.assertEqual(self.attempt("beside:ImportsOnMain", "slow"), [])
        self.begin("second")
        self.assertEqual(self.look(), {**before, "modules": ITS_OWN})

    def test_what_nobody_can_tell_apart_is_put_back_and_told(self) -> None:
        self.write_module("sets_limit", "import os, sys, gate\ngate.wait()\nsys.setrecursionlimit(4000)\nos.environ['CHANGED'] = 'too'")
        told = self.attempt("beside:ImportsBeside", "sets_limit")
        self.assertEqual([one["kind"] for one in told], ["state", "state"])
        self.assertIn("CHANGED", told[0]["what"], "both set it")
        self.assertIn(
            "(recursion limit): put back, though sets_limit, imported meanwhile on another thread, may have set it", told[1]["what"]
        )
        self.begin("second")
        self.assertIsNone(self.look()["tests"][0])


if __name__ == "__main__":
    unittest.main()
