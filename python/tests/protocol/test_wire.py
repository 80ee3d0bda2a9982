"""Bad input: each case fails when it is answered by nothing, or when the child does not answer the next request."""

from __future__ import annotations

import unittest
from typing import Any

from ..case import ChildCase
from ..client import Client, Refused

SIGNATURE = {"inputs": [{"name": "question", "schema": {"type": "string"}}], "outputs": [{"name": "answer", "schema": {"type": "string"}}]}
PROGRAM = {"session": "s", "id": "p", "module": "predict", "signature": SIGNATURE, "tools": [], "options": {}}


class BadInput(ChildCase):
    """A typed answer where an id is known, and the next request is served."""

    def still_answers(self, client: Client) -> None:
        self.assertIn("pid", client.request("ping"))

    def refused(self, client: Client, method: str, **params: Any) -> Refused:
        with self.assertRaises(Refused) as caught:
            client.request(method, **params)
        self.still_answers(client)
        return caught.exception

    def test_an_id_that_is_no_id_is_refused(self) -> None:
        client = self.open()
        answer = client.expect(None)
        client.write({"id": [1], "method": "list_sessions", "params": {}})
        with self.assertRaises(Refused) as caught:
            answer.result(30)
        self.assertEqual(caught.exception.number, -32600)
        self.still_answers(client)

    def test_a_cancel_of_nothing_is_ignored(self) -> None:
        client = self.open()
        for params in ({"id": []}, {"id": {}}, {"id": 99}, {}, [], None):
            client.write({"method": "$/cancelRequest", "params": params})
        self.still_answers(client)

    def test_answers_that_nobody_waits_for_are_ignored(self) -> None:
        client = self.open()
        for body in ({"id": 77, "result": 1}, {"id": "x", "error": 3}, {"id": [], "result": None}, {"id": True, "result": 1}):
            client.write(body)
        self.still_answers(client)

    def test_an_answer_of_the_wrong_form_is_an_error_of_that_call_alone(self) -> None:
        replies: list[Any] = [{"reply": None}, {"reply": {"kind": "message"}}, {"reply": {"kind": "?"}, "callId": 1}]
        client = self.open(lambda _: replies.pop())
        client.request("create_program", **PROGRAM)
        for _ in range(3):
            refused = self.refused(client, "execute", session="s", id="p", executeId="1", inputs={"question": "q"})
            self.assertEqual(refused.code, "PROTOCOL_ERROR")

    def test_params_of_the_wrong_form_are_bad_params(self) -> None:
        client = self.open()
        for method, params in (
            ("open_session", {"session": 1}),
            ("create_program", {**PROGRAM, "module": "telepathy"}),
            ("create_program", {**PROGRAM, "signature": {}}),
            ("create_program", {**PROGRAM, "signature": {"inputs": [{}], "outputs": []}}),
            ("create_program", {**PROGRAM, "module": "react", "tools": [{}]}),
        ):
            with self.subTest(f"{method} {params}"):
                self.assertEqual(self.refused(client, method, **params).number, -32602)

    def test_a_world_of_the_wrong_form_is_bad_params(self) -> None:
        client = self.connect()
        for change in ({"env": None}, {"env": {"A": 1}}, {"path": "x"}, {"seed": "1"}, {"cwd": 3}):
            with self.subTest(change), self.assertRaises(Refused) as caught:
                client.hello(**change)
            self.assertEqual(caught.exception.number, -32602)

    def test_a_hello_that_was_refused_is_no_hello(self) -> None:
        client = self.connect()
        with self.assertRaises(Refused):
            client.hello(cwd="/nowhere/at/all")
        self.assertEqual(self.refused_plainly(client, "open_session", session="s"), "PROTOCOL_MISMATCH")
        client.hello()
        client.request("open_session", session="s")

    def refused_plainly(self, client: Client, method: str, **params: Any) -> str | None:
        with self.assertRaises(Refused) as caught:
            client.request(method, **params)
        return caught.exception.code

    def test_requests_that_come_with_hello_wait_for_it(self) -> None:
        self.write_module(
            "at_import",
            "import os, dspy\nSEEN = os.getcwd()\nclass M(dspy.Module):\n    def forward(self):\n        return dspy.Prediction(cwd=SEEN)",
        )
        client = self.connect()
        world = {
            "cwd": self.server.root,
            "env": self.server.env,
            "path": [self.server.root],
            "seed": 1,
            "network": "guard",
            "allowHosts": [],
            "lmHosts": [],
        }
        client.send("hello", protocol=1, world=world, defaultModel="m", dspyCache="off", realBackoff=False)
        client.send("open_session", session="s")
        self.load(client, "at_import:M")
        self.assertEqual(self.execute(client, "at_import:M"), {"cwd": self.server.root})

    def test_a_signature_that_cannot_be_is_refused_as_such(self) -> None:
        client = self.open()
        field = lambda name, schema: {"name": name, "schema": schema}  # noqa: E731
        text = {"type": "string"}
        for inputs, outputs in (
            ([field("a-b", text)], [field("c", text)]),
            ([field("a", text)], [field("a", text)]),
            ([field("a", {"type": "telepathy"})], [field("c", text)]),
            ([field("a", {"anyOf": []})], [field("c", text)]),
            ([field("a", {"const": []})], [field("c", text)]),
            ([field("a", {"type": "object", "properties": {"_x": text}})], [field("c", text)]),
        ):
            with self.subTest(inputs):
                refused = self.refused(client, "create_program", **{**PROGRAM, "signature": {"inputs": inputs, "outputs": outputs}})
                self.assertEqual(refused.code, "SIGNATURE_INVALID")

    def test_an_option_that_dspy_refuses_is_told_with_its_words(self) -> None:
        refused = self.refused(self.open(), "create_program", **{**PROGRAM, "module": "react", "options": {"nonsense": 1}})
        self.assertIn("nonsense", refused.data["what"])


if __name__ == "__main__":
    unittest.main()
