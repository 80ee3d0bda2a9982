"""Errors of real providers: fails when DSPy's own code sees another error in a test than in production."""

from __future__ import annotations

import json
import unittest
from typing import Any

from dspex_bridge.dspy_door.seam_3_4.faults import raise_if_failed
from dspy import lm15

WORDS = "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576)."


def _raised(model: str, status: int, body: dict[str, Any] | None, **more: Any) -> Exception:
    reply = {"kind": "error", "status": status, "message": "as Node says it", "retryAfterMs": None, "code": None, "body": body, **more}
    try:
        raise_if_failed(reply, model)
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


class SaidErrors(unittest.TestCase):
    def test_the_provider_that_answered_is_read_whatever_model_was_asked(self) -> None:
        text = json.dumps({"error": {"code": 400, "message": WORDS, "status": "INVALID_ARGUMENT"}})
        error = _raised("openai/gpt-4o-mini", 400, {"api": "gemini", "text": text, "type": "application/json"})
        self.assertIsInstance(error, lm15.ContextLengthError)
        self.assertIn(WORDS, str(error))

    def test_a_page_is_an_error_by_its_status(self) -> None:
        error: Any = _raised("openai/gpt-4o", 502, {"api": "openai", "text": "<h1>502 Bad Gateway</h1>", "type": "text/html"})
        self.assertIsInstance(error, lm15.ServerError)
        self.assertIn("502 Bad Gateway", str(error))

    def test_words_that_dspy_has_no_reader_for_are_told_by_status_and_code(self) -> None:
        said = {"api": "ai_gateway", "text": "{}", "type": "application/json"}
        error: Any = _raised("mistral/small", 429, said, code="insufficient_quota", retryAfterMs=1500)
        self.assertIsInstance(error, lm15.BillingError)
        self.assertEqual((error.message, error.retry_after), ("as Node says it", 1.5))

    def test_a_rule_says_a_code_of_any_model(self) -> None:
        for model in ("anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash", "mistral/small", ""):
            with self.subTest(model):
                self.assertIsInstance(_raised(model, 400, None, code="context_length_exceeded"), lm15.ContextLengthError)


if __name__ == "__main__":
    unittest.main()
