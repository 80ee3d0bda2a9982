"""What code of the user's raises, and what it gives that cannot come to Node: fails when another error is told than there was."""

from __future__ import annotations

import unittest

from ..case import ChildCase
from ..client import Refused, message

MODULES = """
import asyncio
import dspy

class Unprintable(Exception):
    def __str__(self):
        raise TypeError("str is broken")

class Several(Exception):
    exceptions = ["just text"]

class Raises(dspy.Module):
    def forward(self, error):
        raise eval(error)

class RaisesAwaited(dspy.Module):
    async def aforward(self, error):
        raise eval(error)

class Deep(dspy.Module):
    def forward(self, depth):
        value = []
        for _ in range(depth):
            value = [value]
        return dspy.Prediction(value=value)

class AsksWhenMade(dspy.Module):
    def __init__(self):
        super().__init__()
        dspy.Predict("question -> answer")(question="q")

class CanBeCalled:
    def __call__(self, word: str):
        return word

an_object = CanBeCalled()

class Takes(dspy.Module):
    def forward(self, value):
        return dspy.Prediction(value=value)

class Traced(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")
    def forward(self):
        self.ask(question="q")
        return dspy.Prediction(traced=[inputs for _, inputs, _ in dspy.settings.trace])
"""


class Raised(ChildCase):
    """One child for each."""

    def setUp(self) -> None:
        self.write_module("raised", MODULES)
        self.client = self.open(lambda _: message(fields={"answer": "a"}))
        for name in ("Raises", "RaisesAwaited", "Deep", "Takes", "Traced"):
            self.load(self.client, f"raised:{name}")

    def refused(self, name: str, **inputs: object) -> Refused:
        with self.assertRaises(Refused) as caught:
            self.execute(self.client, f"raised:{name}", **inputs)
        return caught.exception

    def test_is_told_as_what_it_is_and_where(self) -> None:
        told = {
            "Unprintable()": "Unprintable: <exception str() failed>",
            "Several('of them')": "Several: of them",
            "GeneratorExit('g')": "GeneratorExit: g",
            "asyncio.CancelledError('c')": "CancelledError: c",
            "BaseException('b')": "BaseException: b",
        }
        for error, said in told.items():
            for name in ("Raises", "RaisesAwaited"):
                with self.subTest(error, name=name):
                    refused = self.refused(name, error=error)
                    self.assertEqual(refused.data["what"], f"raised:{name} raised {said}")
                    self.assertRegex(refused.data["why"], r"raised\.py:\d+$")

    def test_a_value_that_lies_too_deep_is_named(self) -> None:
        refused = self.refused("Deep", depth=5000)
        self.assertEqual((refused.code, refused.data["what"][:13]), ("OUTPUT_NOT_JSON", "outputs.value"))

    def test_a_key_that_no_dict_can_have_is_named(self) -> None:
        for key in ({"a": 1}, [{"a": 1}]):
            with self.subTest(str(key)):
                refused = self.refused("Takes", value={"$type": "map", "value": [[key, 1]]})
                self.assertEqual((refused.code, "{'a': 1}" in refused.data["what"]), ("INPUT_TYPE", True))
        nested = {"$type": "map", "value": [[[[1], "x"], 1]]}
        self.assertEqual(self.execute(self.client, "raised:Takes", value=nested), {"value": nested})

    def test_the_first_trace_of_a_process_is_the_users(self) -> None:
        self.assertEqual(self.execute(self.client, "raised:Traced"), {"traced": [{"question": "q"}]})

    def test_a_miss_at_import_or_in_a_constructor_is_told_as_the_miss(self) -> None:
        self.write_module("asks_early", "import dspy\ndspy.Predict('question -> answer')(question='q')\n")
        client = self.open()
        for path in ("asks_early:Asks", "raised:AsksWhenMade"):
            with self.subTest(path), self.assertRaises(Refused) as caught:
                self.load(client, path)
            self.assertEqual(caught.exception.code, "LM_MISS")

    def test_what_makes_no_module_or_no_callback_is_refused_with_what_it_is(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.load(self.client, "builtins:dict")
        self.assertEqual((caught.exception.code, "dict" in caught.exception.data["what"]), ("MODULE_INVALID", True))
        with self.assertRaises(Refused) as caught:
            self.client.request("configure_settings", session="s", settings={"callbacks": ["raised:Takes"]})
        self.assertIn("The callback raised:Takes is a Takes.", caught.exception.data["what"])

    def test_what_a_module_of_dspys_own_does_not_take_is_told_in_its_words(self) -> None:
        tool = {"kind": "python", "path": "raised:an_object"}
        signature = {
            "inputs": [{"name": "question", "schema": {"type": "string"}}],
            "outputs": [{"name": "answer", "schema": {"type": "string"}}],
        }
        made = {"module": "code_act", "signature": signature, "tools": [tool], "options": {}}
        with self.assertRaises(Refused) as caught:
            self.client.request("create_program", session="s", id="acts", **made)
        self.assertEqual(caught.exception.code, "PYTHON_ERROR")
        self.assertIn("Making a code_act", caught.exception.data["what"])


if __name__ == "__main__":
    unittest.main()
