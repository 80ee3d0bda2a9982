"""Which adapter's call an LM call belongs to: fails when one is taken for another, or is not known where an LM of the user's made it."""

from __future__ import annotations

import threading
import unittest
from typing import Any

from dspex_bridge.dspy_door.adapter_call import AdapterCall
from dspex_bridge.dspy_door.under_way import UnderWay

SYSTEM = {"role": "system", "content": "Answer by fields."}
USER = {"role": "user", "content": "q: x"}


def _call(*messages: Any) -> AdapterCall:
    call = AdapterCall(None, None, None, [], {})
    call.note_messages(None, list(messages))
    return call


class Calls(unittest.TestCase):
    """Known by what they say."""

    def setUp(self) -> None:
        self.under_way = UnderWay()

    def test_a_call_says_what_was_written_and_may_say_more(self) -> None:
        call = _call(SYSTEM, USER)
        with self.under_way.noted(call):
            for said in (
                [SYSTEM, USER],
                (SYSTEM, USER),
                [{"role": "system", "content": "Be kind."}, SYSTEM, {"role": "user", "content": "before"}, USER],
                [{**SYSTEM, "content": "Be kind. Answer by fields."}, {**USER, "content": "q: x\n\nBe brief."}],
            ):
                self.assertIs(self.under_way.said_by(said), call)

    def test_what_says_less_or_in_another_order_is_another_call(self) -> None:
        with self.under_way.noted(_call(SYSTEM, USER)):
            for said in (
                None,
                "q: x",
                [],
                [USER],
                [USER, SYSTEM],
                [{**USER, "content": "Is this harmless? Answer by fields. q: x"}],
                [SYSTEM, {**USER, "role": "assistant"}],
                [SYSTEM, {**USER, "content": [{"type": "text", "text": "q: x"}]}],
                ["Answer by fields.", "q: x"],
            ):
                self.assertIsNone(self.under_way.said_by(said), said)

    def test_before_anything_is_written_nothing_says_it(self) -> None:
        for call in (AdapterCall(None, None, None, [], {}), _call()):
            with self.under_way.noted(call):
                self.assertIsNone(self.under_way.said_by(None))
                self.assertIsNone(self.under_way.said_by([USER]))

    def test_a_call_is_known_on_another_thread_until_it_is_over(self) -> None:
        call, found = _call(USER), []
        look = lambda: found.append(self.under_way.said_by([USER]))  # noqa: E731
        with self.under_way.noted(call):
            self._on_a_thread(look)
        self._on_a_thread(look)
        self.assertEqual(found, [call, None])

    def test_of_several_that_say_the_same_it_is_the_one_around(self) -> None:
        outer, inner = _call(USER), _call(USER)
        with self.under_way.noted(outer):
            with self.under_way.noted(inner):
                self.assertIs(self.under_way.said_by([USER]), inner)
            self.assertIs(self.under_way.said_by([USER]), outer)

    @staticmethod
    def _on_a_thread(look: Any) -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
