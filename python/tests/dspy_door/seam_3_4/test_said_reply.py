"""What a rule says of a reply besides its text arrives in DSPy's response."""

from __future__ import annotations

import unittest

from dspex_bridge.dspy_door.refusal import ReplyRefused
from dspex_bridge.dspy_door.seam_3_4.response import response_of
from dspy.lm15 import Message, Request

_REPLY = {
    "kind": "message",
    "text": None,
    "fields": None,
    "thinking": None,
    "toolCalls": [],
    "finishReason": "stop",
    "usage": {"inputTokens": 1, "outputTokens": 1},
    "model": "m",
}


def _response(streamed: bool = False, **said: object):  # type: ignore[no-untyped-def]
    return response_of({"reply": {**_REPLY, **said}}, Request(model="m", messages=(Message.user("hi"),)), None, streamed)


class SaidReply(unittest.TestCase):
    def test_a_refusal_is_a_part_of_its_own(self) -> None:
        (part,) = _response(refusal="I will not.").message.parts
        self.assertEqual((type(part).__name__, part.text), ("RefusalPart", "I will not."))

    def test_a_refusal_in_a_stream_is_refused_by_name(self) -> None:
        with self.assertRaisesRegex(ReplyRefused, "no place for a refusal"):
            _response(refusal="I will not.", streamed=True)

    def test_log_probabilities(self) -> None:
        (token,) = _response(text="so", logprobs=[{"token": "so", "logprob": -0.5, "top": [{"token": "no", "logprob": -1}]}]).logprobs
        self.assertEqual((token.token, token.logprob, token.top[0].token), ("so", -0.5, "no"))

    def test_without_them_there_are_none(self) -> None:
        self.assertIsNone(_response(text="so").logprobs)


if __name__ == "__main__":
    unittest.main()
