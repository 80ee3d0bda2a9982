"""What a test leaves in a shared process in places of their own: fails when the next test finds it, or lacks what a module set up."""

from __future__ import annotations

import sys
import unittest
from typing import Any

from .attempt_case import AttemptCase

ROLES = """
import dspy

dspy.configure(lm=dspy.LM("openai/gpt-4o"), judge=dspy.LM("openai/gpt-4o-mini"))

class Counts(dspy.Module):
    def __init__(self):
        super().__init__()
        self.answer = dspy.Predict("question -> answer")

    def forward(self):
        self.answer(question="q")
        with dspy.context(lm=dspy.settings.judge):
            self.answer(question="q")
        return dspy.Prediction(found=[len(dspy.settings.lm.history), len(dspy.settings.judge.history)])
"""

CACHES = """
import dspy

dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=True)

class Fills(dspy.Module):
    def forward(self):
        found = list(dspy.cache.memory_cache)
        dspy.cache.memory_cache["of a test"] = 1
        return dspy.Prediction(found=found)
"""

#: A library of which a process has one generator, by the functions that torch has.
TORCH = """
import random
_generator = random.Random()
manual_seed, get_rng_state, set_rng_state, draw = _generator.seed, _generator.getstate, _generator.setstate, _generator.random
"""

DRAWS = """
import dspy, torch

class Draws(dspy.Module):
    def forward(self):
        return dspy.Prediction(found=torch.draw())

class Looks(dspy.Module):
    def forward(self):
        return dspy.Prediction(found=hash(torch.get_rng_state()))
"""

LOOPS = """
import asyncio
import dspy

asyncio.get_event_loop_policy()

class Runs(dspy.Module):
    def forward(self):
        try:
            asyncio.get_event_loop_policy().get_event_loop().close()
            found = True
        except RuntimeError:
            found = False
        asyncio.run(asyncio.sleep(0))
        return dspy.Prediction(found=found)
"""

OUTPUT = """
import os
import dspy

class Leads(dspy.Module):
    def forward(self):
        found = [os.readlink("/proc/self/fd/1"), len(os.listdir("/proc/self/fd"))]
        elsewhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(elsewhere, 1)
        os.close(elsewhere)
        return dspy.Prediction(found=found)
"""

FAULTS = """
import faulthandler
import dspy

faulthandler.disable()

class Imports(dspy.Module):
    pass

class Enables(dspy.Module):
    def forward(self):
        found = faulthandler.is_enabled()
        faulthandler.enable()
        return dspy.Prediction(found=found)
"""

ENVIRONMENT = """
import os
import dspy

os.environ.pop("TMPDIR")

class Binds(dspy.Module):
    def forward(self):
        found = [type(os.environ).__name__, os.environ.get("BOUND"), os.environ.get("TMPDIR")]
        os.environ = dict(os.environ, BOUND="yes")
        import imported_late
        return dspy.Prediction(found=found)
"""


class BetweenTests(AttemptCase):
    """Modules that are imported in the first of three tests."""

    def found_by_each(self, module: str, source: str, program: str, seed: int = 1) -> list[Any]:
        """By a program that looks, and then leaves something."""
        self.write_module(module, source)
        found = []
        for name in ("first", "second", "third"):
            self.begin(name, seed)
            found.append(self.run_program(f"{module}:{program}")["found"])
            self.assertEqual(self.end(name), [])
        return found

    def test_each_finds_its_own_calls_alone_in_the_histories_of_lms_that_a_module_configured(self) -> None:
        self.assertEqual(self.found_by_each("roles", ROLES, "Counts"), [[1, 1], [1, 1], [1, 1]])

    def test_each_finds_the_memory_cache_that_a_module_switched_on_empty(self) -> None:
        self.assertEqual(self.found_by_each("caches", CACHES, "Fills"), [[], [], []])

    def test_each_draws_by_its_seed_from_a_generator_of_torchs_and_leaves_it_as_it_was(self) -> None:
        self.write_module("torch", TORCH)
        first, *others = self.found_by_each("draws", DRAWS, "Draws", seed=5)
        self.assertEqual(others, [first, first])
        before = self.run_program("draws:Looks")
        self.assertNotEqual(self.found_by_each("draws", DRAWS, "Draws", seed=6)[0], first)
        self.assertEqual(self.execute(self.client, "draws:Looks"), before)

    def test_each_finds_main_with_an_event_loop_made_at_need(self) -> None:
        is_made = sys.version_info < (3, 14)
        self.assertEqual(self.found_by_each("loops", LOOPS, "Runs"), [is_made] * 3)

    def test_each_finds_standard_output_where_it_led_and_no_descriptor_more(self) -> None:
        first, *others = self.found_by_each("output", OUTPUT, "Leads")
        self.assertEqual(others, [first, first])

    def test_each_finds_the_fault_handler_as_a_module_left_it_before(self) -> None:
        self.write_module("faults", FAULTS)
        self.load(self.client, "faults:Imports")
        self.assertEqual(self.found_by_each("faults", FAULTS, "Enables"), [False] * 3)

    def test_each_finds_the_variables_without_the_one_that_a_module_removed(self) -> None:
        self.write_module("imported_late", "")
        self.assertEqual(self.found_by_each("environment", ENVIRONMENT, "Binds"), [["_Environ", None, None]] * 3)


if __name__ == "__main__":
    unittest.main()
