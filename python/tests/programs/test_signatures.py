"""Signatures that are made from fields."""

from __future__ import annotations

import unittest
from typing import Any

import dspy
from dspex_bridge.programs.signatures import build


class Instructions(unittest.TestCase):
    """Beside DSPy, which makes them in a class of its own."""

    def test_are_those_of_dspy_where_none_are_given(self) -> None:
        for text in ("question -> answer", "a, b -> c", "a -> b, c, d"):
            with self.subTest(text):
                self.assertEqual(build(shape(text)).instructions, dspy.Signature(text).instructions)

    def test_are_the_ones_that_are_given(self) -> None:
        made = build({**shape("question -> answer"), "instructions": "Answer in French."})
        self.assertEqual(made.instructions, dspy.Signature("question -> answer", "Answer in French.").instructions)


def shape(text: str) -> dict[str, Any]:
    """As Node parses it."""
    return {
        side: [{"name": name.strip(), "schema": {"type": "string"}} for name in names.split(",")]
        for side, names in zip(("inputs", "outputs"), text.split("->"), strict=True)
    }


if __name__ == "__main__":
    unittest.main()
