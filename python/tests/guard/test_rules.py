"""What the guard does with what few programs give it: fails when it lets something out, or ends a program with an error of its own."""

from __future__ import annotations

import os
import socket
import unittest
from types import SimpleNamespace
from unittest import mock

from dspex_bridge.guard.changed_clients import CHANGES
from dspex_bridge.guard.leading_variables import model_variable
from dspex_bridge.guard.network_guard import NetworkGuard
from dspex_bridge.guard.refusal import EgressRefused


class Rules(unittest.TestCase):
    """Of a guard that lets nothing out."""

    def setUp(self) -> None:
        self.guard = NetworkGuard()
        self.guard.network = "guard"

    def test_a_packet_to_a_network_card_is_refused_with_its_kind_of_address(self) -> None:
        with self.assertRaises(EgressRefused) as caught:
            self.guard.check_address(SimpleNamespace(family=socket.AF_PACKET), ("eth0", 0), "a packet")
        self.assertIn("AF_PACKET ('eth0', 0)", caught.exception.dspex["what"])

    def test_a_lookup_of_no_host_which_is_this_machine_is_none_of_another(self) -> None:
        self.guard.check_lookup(None, 80)

    def test_a_variable_that_is_no_address_is_passed_over(self) -> None:
        with mock.patch.dict(os.environ, {"BAD_BASE_URL": "http://[::1", "GOOD_BASE_URL": "http://10.0.0.1"}, clear=True):
            self.assertEqual(model_variable("10.0.0.1", 80), "GOOD_BASE_URL")

    def test_a_request_that_is_led_nowhere_is_made_as_it_is(self) -> None:
        request = SimpleNamespace(url="https://example.test")
        for module, name, method, given in (
            ("urllib3.poolmanager", "PoolManager", "urlopen", ("GET", request.url)),
            ("botocore.httpsession", "URLLib3Session", "send", (request,)),
        ):
            with self.subTest(module):
                kind = type(name, (), {method: lambda _, *args: args})
                CHANGES[module](SimpleNamespace(**{name: kind}), lambda _: None)
                self.assertEqual(getattr(kind(), method)(*given), given)


if __name__ == "__main__":
    unittest.main()
