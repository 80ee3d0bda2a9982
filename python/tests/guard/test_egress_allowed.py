"""What is allowed is reached, and nothing beside it: by name, by address, by port."""

from __future__ import annotations

import unittest

from ..client import Refused
from .clients import RESOLVES, TCP
from .egress_case import EgressCase


class EgressAllowed(EgressCase):
    """One child for each set of allowed hosts."""

    # Fails when what is allowed is refused: by loopback's name, by address, with and without the port.
    def test_what_is_allowed_is_reached(self) -> None:
        for entry in ("localhost", "127.0.0.1", f"localhost:{self.listener.port}", f"[::1]:{self.listener.port}", "*"):
            client = self.guarded(entry)
            with self.subTest(entry):
                before = self.listener.came()
                self.ask(client, "urllib_client", "127.0.0.1")
                self.ask(client, "tcp", "localhost")
                self.assertEqual((self.listener.came() - before, client.notified), (2, []))

    def test_every_client_reaches_what_is_allowed(self) -> None:
        client = self.guarded("localhost")
        for name in self.clients(TCP):
            with self.subTest(name):
                before = self.listener.came()
                self.ask(client, name, "127.0.0.1", swallow=name == "lm15_engine")
                self.assertGreater(self.listener.came(), before)
        self.assertEqual(client.notified, [])

    # Fails when a port that is not named is open.
    def test_a_port_is_that_port_alone(self) -> None:
        client = self.guarded(f"localhost:{self.listener.port + 1}")
        self.assertIn(f":{self.listener.port}", self.refusal(client, "tcp", "127.0.0.1")["what"])

    # Fails when an allowed name's address is refused, or when one that was only guessed is let through.
    def test_an_allowed_name_opens_the_addresses_it_resolves_to(self) -> None:
        client = self.guarded("db.example.test")
        self.write_module("resolves", RESOLVES)
        self.load(client, "resolves:Resolves")
        before = self.listener.came()
        result = self.execute(client, "resolves:Resolves", name="db.example.test", port=self.listener.port)
        self.assertEqual((result, self.listener.came() - before), ({"refusedFirst": True, "reached": True}, 1))

    def test_lookups_of_every_kind_are_judged(self) -> None:
        client = self.guarded("allowed.invalid")
        self.load(client, "clients:Looks")
        for how in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "asyncio"):
            with self.subTest(how):
                self.assertEqual(self.execute(client, "clients:Looks", how=how, name="allowed.invalid"), {"found": "asked"})
                with self.assertRaises(Refused) as caught:
                    self.execute(client, "clients:Looks", how=how, name="other.invalid")
                self.assertEqual(caught.exception.code, "EGRESS_REFUSED")


if __name__ == "__main__":
    unittest.main()
