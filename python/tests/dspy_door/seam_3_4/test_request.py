"""What of a DSPy request reaches Node: fails when the choice of a tool is lost, or one that says nothing makes another cassette."""

from __future__ import annotations

import unittest

from dspex_bridge.dspy_door.seam_3_4.request import describe_call
from dspy.lm15 import Config, FunctionTool, Message, Request, ToolChoice

TOOL = FunctionTool(name="weather", parameters={"type": "object", "properties": {}})


class DescribedChoice(unittest.TestCase):
    """The same words as Node's wires write."""

    def described(self, choice: ToolChoice | None) -> object:
        request = Request(model="openai/m", messages=(Message.user("hi"),), tools=(TOOL,), config=Config(tool_choice=choice))
        return describe_call(request, None, False)["sampling"].get("toolChoice")

    def test_a_choice_is_told(self) -> None:
        self.assertEqual(self.described(ToolChoice(mode="required")), {"mode": "required"})
        self.assertEqual(self.described(ToolChoice(mode="none")), {"mode": "none"})
        self.assertEqual(self.described(ToolChoice(mode="auto", allowed=("weather",))), {"mode": "auto", "allowed": ["weather"]})

    def test_what_happens_anyway_is_left_out(self) -> None:
        self.assertIsNone(self.described(None))
        self.assertIsNone(self.described(ToolChoice()))


if __name__ == "__main__":
    unittest.main()
