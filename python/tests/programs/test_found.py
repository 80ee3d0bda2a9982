"""What is found of the user's code, and what cannot be: fails when code that cannot be read is an error, or is taken for what it is not."""

from __future__ import annotations

import sys
import types
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import dspy
from dspex_bridge.programs import imports, inputs, make, unfound_module
from dspex_bridge.programs.given_examples import with_examples
from dspex_bridge.programs.given_schema import given_schema_of
from dspex_bridge.programs.own_metric import own_metric
from dspex_bridge.programs.returned_fields import returned_fields
from dspex_bridge.protocol.errors import BridgeError
from dspex_bridge.tasks.tasks import Tasks
from pydantic import TypeAdapter


class Handle:
    """A type of the user's that has no JSON form."""


class Unsigned:
    """What can be called, and does not say with what."""

    __signature__ = "none"

    def __call__(self, *_: Any) -> None: ...


class Needs:
    def __init__(self, threshold: float) -> None: ...


class Scores:
    def __call__(self, example: Any, prediction: Any, trace: Any = None) -> bool:
        return bool(example == prediction)


async def in_its_settings(example: Any, prediction: Any, trace: Any = None) -> Any:
    return dspy.settings.get("of_the_test")


METRICS = types.SimpleNamespace(Needs=Needs, Scores=Scores, in_its_settings=in_its_settings, number=3)


class OwnMetrics(unittest.TestCase):
    """By their paths."""

    def setUp(self) -> None:
        patched = mock.patch.dict(sys.modules, {"metrics_of_mine": METRICS})
        patched.start()
        self.addCleanup(patched.stop)
        self.tasks = Tasks()
        self.addCleanup(self.tasks.event_loop.close)

    def metric(self, name: str) -> Any:
        return own_metric(f"metrics_of_mine:{name}", self.tasks)

    def test_a_class_without_arguments_makes_one(self) -> None:
        self.assertEqual([self.metric("Scores")(1, other) for other in (1, 2)], [True, False])

    def test_what_makes_or_is_none_is_refused_with_why(self) -> None:
        for name, why in (("Needs", "takes arguments"), ("number", "it is a int")):
            with self.assertRaises(BridgeError) as caught:
                self.metric(name)
            self.assertEqual((caught.exception.wire["code"], why in caught.exception.wire["why"]), ("MODULE_INVALID", True))

    def test_an_async_one_is_waited_for_in_the_settings_of_whoever_asks(self) -> None:
        with dspy.context(of_the_test="yes"):
            self.assertEqual(self.metric("in_its_settings")(1, 2), "yes")


class Unreadable(unittest.TestCase):
    """Nothing is known of it, and nothing is refused for it."""

    def test_a_module_without_source_gives_unknown_fields(self) -> None:
        made: dict[str, Any] = {"dspy": dspy}
        exec("class Made(dspy.Module):\n    def forward(self): return dspy.Prediction(a=1)", made)
        self.assertIsNone(returned_fields(made["Made"](), mock.Mock()))

    def test_a_forward_without_a_signature_takes_what_comes(self) -> None:
        kind = type("Odd", (dspy.Module,), {"forward": Unsigned()})
        self.assertEqual(inputs.of_class(kind), inputs.Inputs())

    def test_a_type_without_json_is_described_by_nothing(self) -> None:
        self.assertEqual(given_schema_of(Handle), {})

    def test_an_example_that_is_one_already_stays_itself(self) -> None:
        example = dspy.Example(a=1)
        self.assertIs(TypeAdapter(with_examples(dspy.Example)).validate_python(example), example)

    def test_folders_that_cannot_be_read_have_nothing(self) -> None:
        self.assertEqual(imports._folders_in("/nowhere"), [])
        with mock.patch.object(Path, "iterdir", side_effect=PermissionError):
            self.assertEqual(unfound_module._folders_there(), [])

    def test_a_module_that_this_dspy_has_not_is_refused_with_what_to_install(self) -> None:
        with mock.patch.object(dspy, "RLM", None), self.assertRaises(BridgeError) as caught:
            make._module("rlm")
        self.assertEqual((caught.exception.wire["code"], caught.exception.wire["what"]), ("MODULE_INVALID", "This DSPy has no RLM."))


if __name__ == "__main__":
    unittest.main()
