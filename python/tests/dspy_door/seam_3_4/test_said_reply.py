"""What a rule says of a reply besides its text arrives in DSPy's response."""

from __future__ import annotations

import json
import unittest

from dspex_bridge.dspy_door.refusal import ReplyRefused
from dspex_bridge.dspy_door.seam_3_4.response import response_of
from dspex_bridge.dspy_door.seam_3_4.said_body import SaidBody
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

    def test_a_refusal_in_a_stream_that_a_provider_said_is_refused_by_name_too(self) -> None:
        message = {"role": "assistant", "content": None, "refusal": "I will not."}
        body = json.dumps({"id": "1", "model": "m", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
        with self.assertRaisesRegex(ReplyRefused, "no place for a refusal"):
            self.said_by_a_provider(body, streamed=True)

    def said_by_a_provider(self, body: str, streamed: bool) -> object:
        request = Request(model="m", messages=(Message.user("hi"),))
        return response_of({"reply": _REPLY, "said": {"api": "openai", "text": body}}, request, None, streamed)

    def test_a_body_is_what_dspys_readers_may_ask_of_a_response(self) -> None:
        body = SaidBody('{"é": 1}')
        self.assertEqual((body.status, body.body.decode(), body.text(), body.json()), (200, '{"é": 1}', '{"é": 1}', {"é": 1}))
        self.assertEqual((body.header("Content-Type"), body.header("x-other")), ("application/json", None))

    def test_log_probabilities(self) -> None:
        (token,) = _response(text="so", logprobs=[{"token": "so", "logprob": -0.5, "top": [{"token": "no", "logprob": -1}]}]).logprobs
        self.assertEqual((token.token, token.logprob, token.top[0].token), ("so", -0.5, "no"))

    def test_without_them_there_are_none(self) -> None:
        self.assertIsNone(_response(text="so").logprobs)


if __name__ == "__main__":
    unittest.main()
