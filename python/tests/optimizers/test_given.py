"""What an optimiser is given, and what it is refused: fails when an option arrives as text, or a failure of a metric is passed over."""

from __future__ import annotations

import json
import unittest
from typing import Any
from unittest import mock

import dspy
from dspex_bridge.optimizers.examples import examples_of
from dspex_bridge.optimizers.known import known_optimizer
from dspex_bridge.optimizers.metric import Measured, Metric
from dspex_bridge.optimizers.optimize import _Optimizing
from dspex_bridge.optimizers.options import Options
from dspex_bridge.programs.inputs import Inputs
from dspex_bridge.programs.sessions import Program
from dspex_bridge.protocol.errors import BridgeError

PARAMS: dict[str, Any] = {"options": {}, "seed": None, "metric": None, "trainset": [{"question": "q"}], "valset": None, "programs": ["p"]}


class Given(unittest.TestCase):
    """Options that are objects in Python."""

    def made(self, kind: Any, **options: Any) -> dict[str, Any]:
        return Options(kind, options, None).for_making()

    def test_a_model_in_the_settings_of_a_teacher_is_an_lm(self) -> None:
        made = self.made(dspy.BootstrapFewShot, teacher_settings={"lm": "openai/gpt-4o"})
        self.assertEqual(made["teacher_settings"]["lm"].model, "openai/gpt-4o")

    def test_a_path_is_what_it_names_and_what_is_no_path_stays(self) -> None:
        self.assertIs(self.made(dspy.GEPA, component_selector="json:loads")["component_selector"], json.loads)
        self.assertEqual(self.made(dspy.GEPA, component_selector="round_robin")["component_selector"], "round_robin")
        self.assertEqual(self.made(dspy.KNNFewShot, vectorizer=3)["vectorizer"], 3)


class Refused(unittest.TestCase):
    """Before the LM is asked anything."""

    def refused(self, ask: Any, *given: Any) -> str:
        with self.assertRaises(BridgeError) as caught:
            ask(*given)
        self.assertEqual(caught.exception.wire["code"], "OPTIMIZE_INVALID")
        return str(caught.exception.wire["what"])

    def test_one_that_this_dspy_has_not(self) -> None:
        with mock.patch.object(dspy, "SIMBA", None):
            self.assertEqual(self.refused(known_optimizer, "SIMBA"), "This DSPy has no SIMBA.")

    def test_examples_for_a_program_that_names_no_inputs(self) -> None:
        program = Program(dspy.Module(), {"module": "m:M", "signature": None}, Inputs())
        self.assertIn("not known which fields", self.refused(examples_of, [{"question": "q"}], program, {"inputs": None}))


class Fails(unittest.TestCase):
    """While it compiles."""

    def test_with_what_dspy_says_where_no_metric_has_failed(self) -> None:
        predict = dspy.Predict("question -> answer")
        student = Program(predict, {"module": "predict", "signature": None}, Inputs())
        params = {**PARAMS, "optimizer": "LabeledFewShot", "options": {"k": "three"}, "inputs": ["question"]}
        with self.assertRaisesRegex(TypeError, "'str' and 'int'|'int' and 'str'|cannot be interpreted"):
            _Optimizing([student], None, params, None).compiled()

    def test_with_the_first_failure_of_a_metric_in_node_however_often_it_is_asked(self) -> None:
        peer = mock.Mock()
        peer.request.side_effect = [ValueError("the first"), {"value": 1}]
        metric = Metric({"kind": "node"}, "p", peer, mock.Mock(), mock.Mock())
        for _ in range(2):
            with self.assertRaisesRegex(ValueError, "the first"):
                metric.function(dspy.Example(a=1), dspy.Prediction(a=1))
        self.assertEqual(peer.request.call_count, 1)

    def test_an_example_with_a_score_of_nothing_went_badly(self) -> None:
        self.assertEqual([bool(Measured(score=score, feedback="f")) for score in (0, 0.5)], [False, True])


if __name__ == "__main__":
    unittest.main()
