"""Values between Node and Python: fails when one that cannot be the same on the other side comes as something else, or without its place."""

from __future__ import annotations

import sys
import unittest
from typing import Any

import numpy
from dspex_bridge.dspy_door.values import decode, encode
from dspex_bridge.protocol.errors import BridgeError


class Values(unittest.TestCase):
    """Each refusal says what to do."""

    def refused(self, by: Any, value: Any) -> dict[str, Any]:
        with self.assertRaises(BridgeError) as caught:
            by(value)
        return caught.exception.wire

    def test_one_that_lies_too_deep_for_python_is_refused(self) -> None:
        deep: list[Any] = []
        for _ in range(sys.getrecursionlimit() * 2):
            deep = [deep]
        self.assertEqual(self.refused(decode, deep)["code"], "INPUT_TYPE")
        self.assertEqual(self.refused(encode, deep)["code"], "OUTPUT_NOT_JSON")

    def test_a_tag_that_nobody_knows_is_refused_with_those_that_are_known(self) -> None:
        wire = self.refused(decode, {"$type": "fraction", "value": "1/3"})
        self.assertEqual((wire["code"], "bigint" in wire["why"]), ("PROTOCOL_ERROR", True))

    def test_what_is_no_image_is_refused_by_name(self) -> None:
        wire = self.refused(decode, {"$type": "dspy.Image", "value": {"not": "an image"}})
        self.assertEqual((wire["code"], wire["what"]), ("INPUT_TYPE", "No dspy.Image can be made of this."))

    def test_one_that_contains_itself_is_refused_with_where(self) -> None:
        loop: dict[str, Any] = {}
        loop["inner"] = [loop]
        wire = self.refused(encode, loop)
        self.assertIn("contains itself", wire["why"] + wire["what"])

    def test_numbers_of_numpy_are_numbers(self) -> None:
        given = {"array": numpy.array([[1, 2]]), "integer": numpy.int64(3), "long": numpy.longdouble(0.5)}
        self.assertEqual(encode(given), {"array": [[1, 2]], "integer": 3, "long": 0.5})


if __name__ == "__main__":
    unittest.main()
