"""Who answers DSPy's calls: fails when a call, an embedding or a rejected reply goes to nobody without a word."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
import unittest
from typing import Any
from unittest import mock

import dspy
from dspex_bridge.dspy_door import connection, embeddings
from dspex_bridge.dspy_door.connection import Connection, connected
from dspex_bridge.dspy_door.gateway_door import GatewayDoor
from dspex_bridge.dspy_door.names import dspy_names


class Doors(unittest.TestCase):
    """Of this process."""

    def test_a_call_before_anybody_answers_is_an_error_that_says_so(self) -> None:
        with mock.patch.object(connection, "_connection", None), self.assertRaisesRegex(RuntimeError, "before hello"):
            connected()

    def test_a_reply_that_is_rejected_in_a_forked_process_is_told_to_the_gateway(self) -> None:
        told: list[Any] = []

        class Gateway(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.append((self.path, json.loads(self.rfile.read(int(self.headers["content-length"])))))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: Any) -> None: ...

        with http.server.HTTPServer(("127.0.0.1", 0), Gateway) as server:
            threading.Thread(target=server.handle_request).start()
            GatewayDoor(f"http://127.0.0.1:{server.server_port}/token").reject("c1", {"code": "RULE_REPLY_INVALID"})
        self.assertEqual(told, [("/token/dspex/rejected", {"callId": "c1", "error": {"code": "RULE_REPLY_INVALID"}})])

    def test_coroutines_get_embeddings_of_a_model_from_node_and_those_of_a_function_from_that(self) -> None:
        for symbol in (dspy_names.compute_embeddings, dspy_names.compute_embeddings_async):
            self.addCleanup(symbol.replace, symbol.get())
        embeddings.install(lambda _: None)
        asked: list[dict[str, Any]] = []

        async def ask(call: dict[str, Any]) -> dict[str, Any]:
            asked.append(call)
            return {"callId": "c1", "reply": {"kind": "embeddings", "vectors": [[1.0], [2.0]]}}

        self.addCleanup(connection.connect, connection.connect(Connection(mock.Mock(), ask, mock.Mock())))
        of_a_model = asyncio.run(dspy.Embedder("openai/small", caching=False).acall(["a", "b"]))
        of_a_function = asyncio.run(dspy.Embedder(lambda texts: [[3.0]] * len(texts), caching=False).acall(["a"]))
        self.assertEqual((of_a_model.tolist(), of_a_function.tolist()), ([[1.0], [2.0]], [[3.0]]))
        self.assertEqual([call["model"] for call in asked], ["small"])


if __name__ == "__main__":
    unittest.main()
