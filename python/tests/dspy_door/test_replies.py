"""Replies that a rule or Node may give and few do: fails when one is an error of Python's, or arrives as something else."""

from __future__ import annotations

import asyncio
import itertools
import unittest
from collections.abc import AsyncGenerator, Iterator
from typing import Any, ClassVar
from unittest import mock

import dspy
import pydantic
from dspex_bridge.dspy_door.accounting import Accounting
from dspex_bridge.dspy_door.annotations import schema_of
from dspex_bridge.dspy_door.call_fields import Formatting
from dspex_bridge.dspy_door.forms import LEFT_OUT, Field, forms_of
from dspex_bridge.dspy_door.integers import untagged
from dspex_bridge.dspy_door.node_lm import NodeLm
from dspex_bridge.dspy_door.refusal import ReplyRefused
from dspex_bridge.dspy_door.reply_fields import fields_of
from dspex_bridge.dspy_door.said import said_in
from dspex_bridge.protocol.node_error import NodeError


class Handle:
    """A type of the user's that has no JSON form."""


class NeverTheSame(pydantic.BaseModel):
    """What is read of it is never what was written."""

    text: str
    _numbers: ClassVar[Iterator[int]] = itertools.count()

    @pydantic.field_validator("text")
    @classmethod
    def numbered(cls, text: str) -> str:
        return f"{text}{next(cls._numbers)}"


def formatting(signature: Any, adapter: Any = None) -> Formatting:
    """Of a call by an adapter."""
    return Formatting(adapter or dspy.ChatAdapter(), None, signature, signature, {})


class ByFields(unittest.TestCase):
    """A reply that gives values of fields."""

    def refused(self, wire: dict[str, Any], of: Formatting | None) -> dict[str, Any]:
        with self.assertRaises(ReplyRefused) as caught:
            fields_of(wire, of)
        return caught.exception.dspex

    def test_for_a_call_without_a_signature_is_refused_with_what_such_a_call_takes(self) -> None:
        error = self.refused({"answer": "a"}, None)
        self.assertEqual((error["code"], "signature" in error["what"]), ("RULE_REPLY_INVALID", True))
        self.assertIn("answer with text", error["next"])

    def test_that_lacks_one_is_refused_with_its_name(self) -> None:
        error = self.refused({"answer": "a"}, formatting(dspy.Signature("question -> answer, reason")))
        self.assertIn('lacks the field "reason"', error["what"])

    def test_that_no_adapter_carries_is_refused_without_the_name_of_another(self) -> None:
        signature = dspy.Signature("question -> answer").with_updated_fields("answer", type_=NeverTheSame)
        error = self.refused({"answer": {"text": "a"}}, formatting(signature))
        self.assertIn("give answer another value, or answer with text", error["next"])

    def test_for_a_dspy_that_demands_every_field_have_the_default_of_one_that_is_left_out(self) -> None:
        of = formatting(dspy.Signature("question -> answer, note: str | None"))
        with mock.patch("dspex_bridge.dspy_door.reply_fields.FILLS_WHAT_IS_LEFT_OUT", False):
            text = fields_of({"answer": "a"}, of).text or ""
        self.assertIn("[[ ## note ## ]]", text)
        self.assertEqual(dspy.ChatAdapter().parse(of.signature, text)["answer"], "a")

    def test_are_the_same_however_many_others_there_were_before(self) -> None:
        of = formatting(dspy.Signature("question -> answer"))
        first = fields_of({"answer": "0"}, of).text
        others = {fields_of({"answer": str(number)}, of).text for number in range(200)}
        self.assertEqual((len(others), fields_of({"answer": "0"}, of).text), (200, first))


class OfTypesWithoutJson(unittest.TestCase):
    """Such a type is described by nothing, and written as it is."""

    def test_is_described_by_nothing(self) -> None:
        self.assertEqual(schema_of(Handle), {})

    def test_has_no_form_but_itself(self) -> None:
        handle = Handle()
        self.assertEqual(list(forms_of(Field("one", Handle, handle, handle), dspy.ChatAdapter())), [handle, handle, LEFT_OUT])


class Others(unittest.TestCase):
    """Of a reply's other parts."""

    def test_one_that_says_nothing_says_an_empty_text(self) -> None:
        self.assertEqual(said_in({"fields": None, "text": None, "toolCalls": []}, None).text, "")

    def test_integers_that_json_rounds_come_whole_in_lists(self) -> None:
        big = {"$type": "bigint", "value": "9007199254740993"}
        self.assertEqual(untagged([big, {"ids": [big]}]), [9007199254740993, {"ids": [9007199254740993]}])

    def test_what_node_refuses_a_coroutine_is_final_for_dspy(self) -> None:
        async def refusing(_method: str, _params: dict[str, Any]) -> AsyncGenerator[tuple[bool, Any], None]:
            raise NodeError({"data": {"code": "LM_MISS", "what": "no rule", "why": "none", "next": "write one"}})
            yield

        node = NodeLm(lambda *_: iter(()), refusing, Accounting())  # type: ignore[arg-type,return-value]
        with self.assertRaises(ReplyRefused) as caught:
            asyncio.run(node.ask_async({}))
        self.assertEqual(caught.exception.dspex["code"], "LM_MISS")


if __name__ == "__main__":
    unittest.main()
