"""Replies in the shapes of litellm: fails when DSPy, which reads those, finds something else in one than the rule has said."""

from __future__ import annotations

import unittest
from typing import Any

import litellm
from dspex_bridge.dspy_door.said import Said
from dspex_bridge.dspy_door.seam_3_0 import faults
from dspex_bridge.dspy_door.seam_3_0.responses import response_of
from dspex_bridge.dspy_door.seam_3_0.streams import chunks_of

USAGE = {"inputTokens": 2, "outputTokens": 3, "cachedTokens": 1, "thinkingTokens": 2}
CALL = {"id": "c1", "name": "look_up", "arguments": {"word": "tea"}}
REPLY: dict[str, Any] = {"finishReason": "stop", "usage": USAGE}


def said(text: str | None = None, thinking: str | None = None, calls: tuple[Any, ...] = (), refusal: str | None = None) -> Said:
    return Said(text, thinking, list(calls), refusal)


class Shapes(unittest.TestCase):
    """By the type of the model that DSPy asks."""

    def test_a_text_completion_has_a_choice_to_each_reply(self) -> None:
        response = response_of("text", "m", [said("a"), said("b")], [REPLY, REPLY])
        self.assertEqual([choice.text for choice in response.choices], ["a", "b"])

    def test_a_response_has_thoughts_texts_and_calls_as_items(self) -> None:
        response = response_of("responses", "m", [said("a", "so", (CALL,))], [REPLY])
        kinds = [item["type"] if isinstance(item, dict) else item.type for item in response.output]
        self.assertEqual(kinds, ["reasoning", "message", "function_call"])
        self.assertEqual((response.usage.input_tokens, response.usage.output_tokens), (2, 3))

    def test_a_response_that_refuses_says_so(self) -> None:
        (item,) = response_of("responses", "m", [said(refusal="I will not.")], [REPLY]).output
        self.assertIn("I will not.", str(item))

    def test_tokens_that_were_cached_or_thought_are_counted_as_such(self) -> None:
        usage = response_of("chat", "m", [said("a")], [REPLY]).usage
        self.assertEqual((usage.prompt_tokens_details.cached_tokens, usage.completion_tokens_details.reasoning_tokens), (1, 2))

    def test_log_probabilities_are_told_by_token(self) -> None:
        likely = [{"token": "so", "logprob": -0.5, "top": [{"token": "no", "logprob": -1.0}]}]
        (choice,) = response_of("chat", "m", [said("so")], [{**REPLY, "logprobs": likely}]).choices
        self.assertEqual([(one.token, one.top_logprobs[0].token) for one in choice.logprobs.content], [("so", "no")])

    def test_an_answer_that_does_not_come_is_a_timeout_that_openais_client_meets(self) -> None:
        error = faults.fault_of("timeout")
        self.assertIsInstance(error, litellm.Timeout)
        self.assertTrue(faults.is_tried_by_client(error))


class Streamed(unittest.TestCase):
    """In pieces."""

    def deltas(self, one: Said, **more: Any) -> list[Any]:
        reply = {**REPLY, "chunks": None, "everyMs": 0, **more}
        self.heard: list[Any] = []
        for _, chunk in chunks_of(response_of("chat", "m", [one], [REPLY]), one, reply, None):
            self.heard.append(chunk.choices[0].delta)
        return self.heard

    def test_thoughts_come_before_the_text_and_calls_after_it(self) -> None:
        deltas = self.deltas(said("a b", "so it is", (CALL,)))
        self.assertEqual("".join(getattr(one, "reasoning_content", None) or "" for one in deltas), "so it is")
        self.assertEqual([call.function.name for one in deltas for call in one.tool_calls or []], ["look_up"])

    def test_a_stream_is_cut_where_the_rule_says_in_the_middle_or_at_the_end(self) -> None:
        for after, heard in ((1, ["a"]), (2, ["a", "b"])):
            with self.assertRaises(litellm.InternalServerError):
                self.deltas(said("ab"), chunks=["a", "b"], cutAfter=after)
            self.assertEqual([one.content for one in self.heard], heard)


if __name__ == "__main__":
    unittest.main()
