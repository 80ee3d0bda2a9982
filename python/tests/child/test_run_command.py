"""What one command is answered: fails when an exception gets out of it, which would end main's loop and with it the process."""

from __future__ import annotations

import json
import unittest
from typing import Any
from unittest import mock

from dspex_bridge.child.run_command import run_command
from dspex_bridge.protocol.errors import BadParams, BridgeError
from dspex_bridge.protocol.peer import Peer
from dspex_bridge.tasks.interruptions import Cancelled


class ToldWhileCancelled(Exception):
    """A cancel that comes while the answer is made: formatting a traceback takes milliseconds, and runs the user's own code."""

    def __str__(self) -> str:
        raise Cancelled


class RunCommand(unittest.TestCase):
    """A command that raises."""

    def answer_to(self, error: BaseException) -> Any:
        peer = mock.Mock()
        outcome = run_command(mock.Mock(side_effect=error), mock.Mock(), 1, "ping", {})
        self.assertFalse(outcome.is_done)
        outcome.send(peer, 1)
        [call] = peer.method_calls
        return call

    def test_each_exception_is_a_refusal(self) -> None:
        self.assertEqual(self.answer_to(BadParams("no")), mock.call.refuse(1, -32602, "no"))
        self.assertEqual(self.answer_to(Cancelled()), mock.call.refuse(1, -32800, "Request cancelled"))
        error = BridgeError("INPUT_TYPE", "what", "why", "next")
        self.assertEqual(self.answer_to(error), mock.call.refuse_typed(1, error))
        for raised in (ValueError("no"), SystemExit(3), KeyboardInterrupt()):
            self.assertEqual(self.answer_to(raised).args[1].wire["code"], "PYTHON_ERROR")

    def test_a_result_that_json_has_no_word_for_is_refused_by_name(self) -> None:
        sent: list[Any] = []
        peer = Peer(mock.Mock(write=lambda body: sent.append(json.loads(json.dumps(body, allow_nan=False)))), mock.Mock())
        for result in ({"a"}, float("nan")):
            run_command(mock.Mock(return_value=result), mock.Mock(), 1, "ping", {}).send(peer, 1)
        self.assertEqual([one["error"]["data"]["code"] for one in sent], ["OUTPUT_NOT_JSON"] * 2)
        self.assertIn('"ping"', sent[0]["error"]["data"]["what"])

    def test_a_cancel_while_the_answer_is_made_is_one(self) -> None:
        self.assertEqual(self.answer_to(ToldWhileCancelled()), mock.call.refuse(1, -32800, "Request cancelled"))


if __name__ == "__main__":
    unittest.main()
