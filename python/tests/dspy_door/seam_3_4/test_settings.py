"""Fails when a setting of an LM does not reach Node: two calls that ask for something else would share a recording."""

from __future__ import annotations

import unittest
from typing import Any

import dspy
from dspex_bridge.dspy_door.connection import Connection, connect
from dspex_bridge.dspy_door.seam_3_4 import engine

REPLY: dict[str, Any] = {
    "kind": "message",
    "text": "ok",
    "fields": None,
    "toolCalls": [],
    "finishReason": "stop",
    "usage": {"inputTokens": 1, "outputTokens": 1},
    "model": "gpt-4o-mini",
    "chunks": None,
    "everyMs": 0,
}

#: Two values to each of the settings that DSPy, litellm and OpenAI's client pass on.
SETTINGS: dict[str, tuple[Any, Any]] = {
    "temperature": (0.1, 0.2),
    "top_p": (0.1, 0.2),
    "top_k": (1, 2),
    "max_tokens": (10, 20),
    "stop": ("a", "b"),
    "seed": (1, 2),
    "frequency_penalty": (0.1, 0.2),
    "presence_penalty": (0.1, 0.2),
    "reasoning_effort": ("low", "high"),
    "verbosity": ("low", "high"),
    "logprobs": (True, False),
    "top_logprobs": (1, 2),
    "logit_bias": ({"1": 1}, {"1": 2}),
    "parallel_tool_calls": (True, False),
    "service_tier": ("auto", "flex"),
    "extra_body": ({"min_p": 0.1}, {"min_p": 0.2}),
    "modalities": (["text"], ["text", "audio"]),
    "prediction": ({"type": "content", "content": "a"}, {"type": "content", "content": "b"}),
    "web_search_options": ({"search_context_size": "low"}, {"search_context_size": "high"}),
    "safety_identifier": ("a", "b"),
}

TOOL: dict[str, Any] = {
    "type": "function",
    "function": {"name": "get", "description": "", "parameters": {"type": "object", "properties": {}}},
}
FORMAT: dict[str, Any] = {"type": "json_schema", "json_schema": {"name": "one", "schema": {"type": "object", "properties": {}}}}


class Settings(unittest.TestCase):
    """Of a call by the LM itself."""

    def setUp(self) -> None:
        engine.install()
        self.calls: list[dict[str, Any]] = []

        def ask(call: dict[str, Any]) -> dict[str, Any]:
            self.calls.append(call)
            return {"callId": "c", "reply": REPLY}

        async def ask_async(call: dict[str, Any]) -> dict[str, Any]:
            return ask(call)

        self.addCleanup(connect, connect(Connection(ask, ask_async, lambda *_: None)))

    def asked(self, **settings: Any) -> dict[str, Any]:
        """The call that Node gets."""
        dspy.LM("openai/gpt-4o-mini", cache=False, num_retries=0)("hi", **settings)
        call = self.calls.pop()
        return {name: call.get(name) for name in ("messages", "tools", "schema", "sampling", "carried")}

    def test_each_is_told(self) -> None:
        plain = self.asked()
        for name, (one, other) in SETTINGS.items():
            with self.subTest(name):
                first, second = self.asked(**{name: one}), self.asked(**{name: other})
                self.assertNotEqual(first, second)
                self.assertNotEqual(first, plain)

    def test_those_of_node_have_the_same_names(self) -> None:
        call = self.asked(reasoning_effort="low", logprobs=True, top_logprobs=2, extra_body={"top_k": 3}, logit_bias={"1": 1})
        self.assertEqual(call["carried"], {"logit_bias": {"1": 1}})
        for name, value in {"reasoningEffort": "low", "logprobs": True, "topLogprobs": 2, "topK": 3}.items():
            self.assertEqual(call["sampling"][name], value)

    def test_what_only_clients_read_is_not(self) -> None:
        self.assertEqual(self.asked(drop_params=True, timeout=3), self.asked())

    def test_a_schema_has_its_name_and_a_tool_its_strictness(self) -> None:
        strict = {**TOOL, "function": {**TOOL["function"], "strict": True}}
        self.assertEqual(self.asked(response_format=FORMAT)["sampling"]["schemaName"], "one")
        self.assertNotEqual(self.asked(tools=[TOOL]), self.asked(tools=[strict]))


if __name__ == "__main__":
    unittest.main()
