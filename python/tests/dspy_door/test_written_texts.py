"""A reply's text is written once for the same fields, and anew where anything differs that it depends on."""

from __future__ import annotations

import unittest
from typing import Any
from unittest.mock import patch

import dspy
from dspex_bridge.dspy_door.call_fields import Formatting
from dspex_bridge.dspy_door.reply_fields import fields_of


def text_of(fields: dict[str, Any], signature: Any, adapter: Any) -> str | None:
    """What a model says that answers with these fields."""
    return fields_of(fields, Formatting(adapter, None, signature, signature, {})).text


class WrittenTextsTest(unittest.TestCase):
    # Fails when a text of other values, types, adapters or signatures is taken for this one.
    def test_tells_apart_what_is_not_the_same(self) -> None:
        texts = [
            dspy.Signature("question -> answer"),
            dspy.Signature("question -> answer: bool"),
            dspy.Signature("question -> answer: int"),
        ]
        for adapter in (dspy.ChatAdapter(), dspy.JSONAdapter(), dspy.XMLAdapter()):
            said = [
                text_of({"answer": value}, signature, adapter)
                for _ in range(2)
                for signature, value in zip(texts * 2, ["1", True, 1, "2", False, 0], strict=True)
            ]
            self.assertEqual(said[:6], said[6:])
            read = [
                adapter.parse(signature, text)["answer"]
                for signature, text in zip(texts * 2, [text or "" for text in said[:6]], strict=True)
            ]
            self.assertEqual([repr(value) for value in read], ["'1'", "True", "1", "'2'", "False", "0"])

    # Fails when a writer that user code has put there is not asked.
    def test_asks_a_writer_that_was_changed(self) -> None:
        signature, adapter = dspy.Signature("question -> answer"), dspy.ChatAdapter()
        first = text_of({"answer": "yes"}, signature, adapter)
        writer = dspy.ChatAdapter.format_assistant_message_content

        def shouting(self: Any, signature: Any, outputs: dict[str, Any], *rest: Any) -> str:
            return writer(self, signature, outputs, *rest) + "\n\n"

        with patch.object(dspy.ChatAdapter, "format_assistant_message_content", shouting):
            self.assertEqual(text_of({"answer": "yes"}, signature, adapter), f"{first}\n\n")
        self.assertEqual(text_of({"answer": "yes"}, signature, adapter), first)


if __name__ == "__main__":
    unittest.main()
