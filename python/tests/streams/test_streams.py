"""Streams of programs: which pieces come, and what is refused."""

from __future__ import annotations

import unittest
from typing import Any

from ..client import Refused
from .stream_case import StreamCase, by_fields, texts


class Streams(StreamCase):
    """What comes, and in which order."""

    def test_every_field_of_every_predictor_comes_in_pieces_and_then_the_outputs(self) -> None:
        client = self.open(by_fields)
        result = self.begin(client, "streamed:Two", question="q").result(30)
        self.assertEqual(
            texts(self.pieces(client)),
            {
                "first.answer": "one two three four",
                "second.predict.reasoning": "I looked at it",
                "second.predict.verdict": "it is right",
            },
        )
        self.assertGreater(len(self.pieces(client)), 4)
        self.assertEqual(result["outputs"], {"reasoning": "I looked at it", "verdict": "it is right"})
        self.assertEqual((result["ended"], result["lmCalls"], result["usage"]["outputTokens"]), ("whole", 2, 6))

    def test_chosen_fields_alone_are_heard(self) -> None:
        client = self.open(by_fields)
        self.begin(client, "streamed:Two", [{"field": "verdict"}], question="q").result(30)
        self.assertEqual(texts(self.pieces(client)), {"second.predict.verdict": "it is right"})
        asked = [call["call"].get("chat", call["call"]) for call in client.calls]
        self.assertEqual([call.get("stream", False) for call in asked], [False, True])

    def test_without_fields_no_text_comes(self) -> None:
        client = self.open(by_fields)
        self.begin(client, "streamed:Two", [], question="q").result(30)
        self.assertEqual(self.pieces(client), [])

    def test_a_program_that_is_async_streams(self) -> None:
        client = self.open(by_fields)
        result = self.begin(client, "streamed:AsyncOne", question="q").result(30)
        self.assertEqual(texts(self.pieces(client)), {"ask.answer": "one two three four"})
        self.assertEqual(result["outputs"], {"answer": "one two three four"})

    def test_a_program_that_gives_no_prediction_ends(self) -> None:
        client = self.open(by_fields)
        self.assertEqual(self.begin(client, "streamed:Text").result(30)["outputs"], {"result": "no prediction"})

    def test_an_error_comes_after_the_pieces_before_it(self) -> None:
        client = self.open(by_fields)
        with self.assertRaises(Refused) as caught:
            self.begin(client, "streamed:Fails", question="q").result(30)
        self.assertEqual(caught.exception.code, "PYTHON_ERROR")
        self.assertIn("in the middle", caught.exception.data["what"])
        self.assertEqual(texts(self.pieces(client)), {"ask.answer": "one two three four"})

    def test_an_unknown_field_is_refused_with_those_that_there_are(self) -> None:
        client = self.open(by_fields)
        with self.assertRaises(Refused) as caught:
            self.begin(client, "streamed:Two", [{"field": "verdikt"}], question="q").result(30)
        self.assertEqual(caught.exception.code, "STREAM_INVALID")
        self.assertIn("verdict (of second.predict)", caught.exception.data["why"])
        self.assertEqual(client.calls, [])

    def test_a_provider_of_the_users_own_says_the_status(self) -> None:
        client = self.open(by_fields)
        self.begin(client, "streamed:AsyncOne", [], "streamed:Says", question="q").result(30)
        self.assertEqual(self.pieces(client), [{"status": "AsyncOne of q"}, {"status": "Predict of q"}])

    def test_functions_in_node_say_the_status(self) -> None:
        def answer(params: dict[str, Any]) -> dict[str, Any]:
            return {"value": f"{params['arguments']['name']}!"} if "name" in params else by_fields(params)

        for program in ("AsyncOne", "Fails"):
            client = self.open(answer)
            future = self.begin(client, f"streamed:{program}", [], ["lmStart"], question="q")
            future.exception(30)
            self.assertEqual(self.pieces(client), [{"status": "openai/gpt-4o-mini!"}])


if __name__ == "__main__":
    unittest.main()
