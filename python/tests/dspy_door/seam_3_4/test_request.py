"""What of a DSPy request reaches Node: fails when the choice of a tool is lost, or one that says nothing makes another cassette."""

from __future__ import annotations

import unittest
from typing import Any

from dspex_bridge.dspy_door.seam_3_4.request import describe_call
from dspy.lm15 import CitationPart, Config, FunctionTool, Message, RefusalPart, Request, TextPart, ThinkingPart, ToolChoice

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


class DescribedParts(unittest.TestCase):
    """Each kind of part, in the words of Node's wires: thoughts are no part of what was asked, and what has no word is told as it is."""

    def described(self, *parts: object, system: object = None) -> dict[str, Any]:
        message = Message(role="assistant", parts=parts)  # type: ignore[arg-type]
        return describe_call(Request(model="openai/m", messages=(message,), system=system), None, False)  # type: ignore[arg-type]

    def test_a_thought_is_told_without_its_text(self) -> None:
        self.assertEqual(self.described(ThinkingPart("why"))["messages"][0]["parts"], [{"type": "thinking"}])

    def test_a_refusal_is_told_with_its_text(self) -> None:
        (part,) = self.described(RefusalPart("no"))["messages"][0]["parts"]
        self.assertEqual(part, {"type": "other", "value": {"type": "refusal", "refusal": "no"}})

    def test_what_has_no_word_is_told_as_it_is_shown(self) -> None:
        citation = CitationPart(text="so", url="https://example.test", title="t")
        self.assertEqual(self.described(citation)["messages"][0]["parts"], [{"type": "other", "value": str(citation)}])

    def test_a_system_prompt_in_parts_is_one_text(self) -> None:
        self.assertEqual(self.described(TextPart("a"), system=(TextPart("Be "), TextPart("brief.")))["system"], "Be brief.")


if __name__ == "__main__":
    unittest.main()
