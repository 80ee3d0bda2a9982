"""What LMs remember of a test's calls: fails when a test that counts the calls of an LM finds those of an earlier one."""

from __future__ import annotations

import unittest

from .attempt_case import AttemptCase

MODULE = """
import dspy

dspy.configure(lm=dspy.LM("openai/gpt-4o"), judge=dspy.LM("openai/gpt-4o-mini"))

class Counts(dspy.Module):
    def __init__(self):
        super().__init__()
        self.answer = dspy.Predict("question -> answer")

    def forward(self, question):
        self.answer(question=question)
        with dspy.context(lm=dspy.settings.judge):
            self.answer(question=question)
        return dspy.Prediction(calls=[len(dspy.settings.lm.history), len(dspy.settings.judge.history)])
"""


class Histories(AttemptCase):
    """LMs that a module configures when it is imported, as most do; the import belongs to the first of these tests."""

    def test_each_test_finds_its_own_calls_alone(self) -> None:
        self.write_module("roles", MODULE)
        counts = []
        for name in ("first", "second", "third"):
            self.begin(name)
            counts.append(self.run_program("roles:Counts", question="q")["calls"])
            self.end(name)
        self.assertEqual(counts, [[1, 1], [1, 1], [1, 1]])


if __name__ == "__main__":
    unittest.main()
