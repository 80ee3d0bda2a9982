"""The guard: no client reaches what is not allowed, each refusal says who asked and is told to Node. A real listener says who came."""

from __future__ import annotations

import unittest
from pathlib import Path

from ..client import Client, Refused
from ..processes import Server
from .clients import BY_ADDRESS_ALONE, CLIENTS, TCP, UDP
from .egress_case import EgressCase


class Egress(EgressCase):
    """Children that may reach nothing."""

    # Fails when a client gets through to an address, when it is refused by another error, or when the error does not name the line.
    def test_no_client_reaches_an_address(self) -> None:
        client = self.guarded()
        before = self.listener.came()
        for name in self.clients([*TCP, *UDP, "ipv6"]):
            with self.subTest(name):
                data = self.refusal(client, name, "127.0.0.1")
                self.assertRegex(data["why"], r"clients\.py:\d+ \(in \w+\)")
                self.assertRegex(data["next"], rf"allowHosts: \['\S*:{self.listener.port}'\]")
        self.assertEqual(self.listener.came(), before)

    # Fails when a name is looked up, which is egress too, or when a machine without DNS hides the attempt.
    def test_no_client_looks_up_a_name(self) -> None:
        client = self.guarded()
        for name in self.clients([name for name in [*TCP, *UDP, "ipv6"] if name not in BY_ADDRESS_ALONE]):
            with self.subTest(name):
                data = self.refusal(client, name, "api.example.invalid")
                self.assertIn(f"api.example.invalid:{self.listener.port}", data["what"])
                self.assertRegex(data["why"], r"clients\.py:\d+")

    # Fails when a refusal that code swallowed is not told, or not as that of its execute.
    def test_a_refusal_that_was_swallowed_is_told(self) -> None:
        client = self.guarded()
        for name in self.clients([*TCP, *UDP]):
            with self.subTest(name):
                client.notified.clear()
                self.assertEqual(self.ask(client, name, "127.0.0.1", swallow=True), {"done": True})
                told = [note["params"] for note in client.notified if note["method"] == "egress_refused"]
                self.assertEqual(len({str(note["error"]) for note in told}), 1, told)
                # A thread of the user's own has none of DSPy's settings.
                self.assertEqual(told[0]["executeId"], None if name == "on_a_thread" else "e1")

    # Fails when the guard is in the way of what stays on the machine.
    def test_what_needs_no_network_is_untouched(self) -> None:
        client = self.guarded()
        self.load(client, "clients:Locally")
        self.assertEqual(self.execute(client, "clients:Locally", path=f"{self.server.root}/own.sock"), {"done": 1})
        self.assertEqual(client.notified, [])

    # Fails when a process that user code forked is free, or writes into the connection of its parent.
    def test_a_forked_process_is_refused_too(self) -> None:
        client = self.guarded()
        self.load(client, "clients:ForksAndAsks")
        result = self.execute(client, "clients:ForksAndAsks", host="127.0.0.1", port=self.listener.port)
        self.assertEqual(result, {"code": 7})
        self.assertIn("pid", client.request("ping"))

    # Fails when this limit is no longer true: then the docs are to be corrected.
    def test_a_process_that_it_starts_is_not_seen_but_noted(self) -> None:
        client = self.guarded()
        self.load(client, "clients:Starts")
        before = self.listener.came()
        self.assertEqual(self.execute(client, "clients:Starts", host="127.0.0.1", port=self.listener.port), {"code": 0})
        self.assertEqual(self.listener.came() - before, 1)
        started = client.request("stats")["started"]
        self.assertIn("socket.create_connection", started[-1]["command"])
        self.assertRegex(started[-1]["at"], r"clients\.py:\d+")

    def test_open_is_open(self) -> None:
        client = self.guarded(network="open")
        before = self.listener.came()
        self.ask(client, "tcp", "127.0.0.1")
        self.assertEqual(self.listener.came() - before, 1)

    # Fails when one child's rules are another's, or the fork server itself is guarded.
    def test_each_child_has_its_own_rules(self) -> None:
        self.refusal(self.guarded(), "tcp", "127.0.0.1")
        self.ask(self.guarded("localhost"), "tcp", "127.0.0.1")
        self.refusal(self.guarded(), "tcp", "127.0.0.1")

    def test_a_world_that_names_no_network_is_refused(self) -> None:
        client = self.connect()
        for change in ({"network": "wifi"}, {"allowHosts": [1]}, {"allowHosts": "localhost"}):
            with self.subTest(change), self.assertRaises(Refused) as caught:
                client.hello(**change)
            self.assertEqual(caught.exception.number, -32602)


class EgressOfASpawnedChild(unittest.TestCase):
    """A cold child says the same hello."""

    # Fails when the guard hangs on what a fork inherits.
    def test_is_refused_too(self) -> None:
        server = Server("spawn", spares=0)
        self.addCleanup(server.close)
        Path(server.root, "clients.py").write_text(CLIENTS)
        client = Client(server)
        self.addCleanup(client.leave)
        client.hello()
        client.request("open_session", session="s")
        client.request("load_module", session="s", id="p", path="clients:Asks", args=["tcp"], kwargs={}, tools=None)
        with self.assertRaises(Refused) as caught:
            client.request("execute", session="s", id="p", executeId="e1", inputs={"host": "127.0.0.1", "port": 9})
        self.assertEqual(caught.exception.code, "EGRESS_REFUSED")


if __name__ == "__main__":
    unittest.main()
