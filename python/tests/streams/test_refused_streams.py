"""What a stream is refused, and what few programs send over it: fails when one is an error of Python's, or says nothing."""

from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

import dspy
from dspex_bridge.protocol.errors import BridgeError
from dspex_bridge.streams.listeners import listeners_of
from dspex_bridge.streams.pieces import Pieces
from dspex_bridge.streams.status import Status
from dspy.streaming import StreamResponse


class RefusedStreams(unittest.TestCase):
    """Before anything is asked."""

    def refused(self, ask: Any, *given: Any) -> dict[str, Any]:
        with self.assertRaises(BridgeError) as caught:
            ask(*given)
        self.assertEqual(caught.exception.wire["code"], "STREAM_INVALID")
        return caught.exception.wire

    def test_a_field_that_an_old_dspy_cannot_listen_to_is_refused_with_what_to_install(self) -> None:
        with mock.patch("dspex_bridge.streams.listeners.STREAMS_CLASSES_ALONE", True):
            wire = self.refused(listeners_of, dspy.Predict("question -> items: list[str]"), [{"field": "items"}])
        self.assertIn('"items"', wire["what"])
        self.assertIn("npx dspex-jest python install", wire["next"])

    def test_an_adapter_whose_fields_dspy_streams_not_is_refused_with_those_that_it_does(self) -> None:
        with dspy.context(adapter=dspy.TwoStepAdapter(dspy.LM("openai/extracts"))):
            wire = self.refused(listeners_of, dspy.Predict("question -> answer"), None)
        self.assertIn("TwoStepAdapter", wire["what"])
        self.assertIn("ChatAdapter", wire["why"])

    def test_what_says_no_status_is_refused_with_what_it_is(self) -> None:
        self.assertIn("a JSONDecoder", self.refused(Status, "json:JSONDecoder", "t", mock.Mock())["what"])


class Sent(unittest.TestCase):
    """What comes while a program runs."""

    def test_a_value_of_a_field_that_is_no_text_comes_as_a_value(self) -> None:
        heard = StreamResponse(predict_name="one", signature_field_name="items", chunk={"a": 1}, is_last_chunk=True)
        self.assertEqual(Pieces(False).piece_of(heard), {"field": "items", "predictor": "one", "text": "", "value": {"a": 1}})

    def test_functions_in_node_say_what_a_tool_does_and_are_told_in_words_what_has_no_json(self) -> None:
        def look_up(word: str) -> str:
            return word

        peer = mock.Mock()
        peer.request.return_value = {"value": "said"}
        provider: Any = Status(["toolStart", "toolEnd"], "t", peer).provider
        given = object()
        self.assertEqual(provider.tool_start_status_message(dspy.Tool(look_up), {"kwargs": {"word": "tea"}}), "said")
        self.assertEqual(provider.tool_end_status_message(given), "said")
        asked = [call.args[1] for call in peer.request.call_args_list]
        self.assertEqual([one["name"] for one in asked], ["toolStart", "toolEnd"])
        self.assertEqual(asked[0]["arguments"], {"name": "look_up", "inputs": {"word": "tea"}})
        self.assertEqual(asked[1]["arguments"], {"outputs": repr(given)})


if __name__ == "__main__":
    unittest.main()
