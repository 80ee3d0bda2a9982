"""Servers of the program's own are reached; what variables lead to is refused with the variable's name."""

from __future__ import annotations

import unittest

from .egress_case import EgressCase

SERVES = """
import http.server, os, socket, threading, urllib.request
import dspy

class Serves(dspy.Module):
    def forward(self, is_closed=False):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
        threading.Thread(target=server.serve_forever).start()
        try:
            if is_closed:
                server.shutdown(); server.server_close()
            return dspy.Prediction(status=urllib.request.urlopen(f"http://localhost:{server.server_port}/").status)
        finally:
            server.shutdown(); server.server_close()

class IsLed(dspy.Module):
    def forward(self, variable, address, port):
        os.environ[variable] = address
        socket.create_connection(("10.9.8.7", port), timeout=1)
"""


class OwnSockets(EgressCase):
    """A child that may reach nothing."""

    def setUp(self) -> None:
        self.write_module("serves", SERVES)
        self.client = self.guarded()
        for name in ("Serves", "IsLed"):
            self.load(self.client, f"serves:{name}")

    def refused(self, name: str, **inputs: object) -> dict[str, str]:
        return self.told(lambda: self.execute(self.client, f"serves:{name}", **inputs))

    # Fails when a program that starts a server in its own process cannot ask it: no option names a number that each run draws anew.
    def test_a_server_of_the_program_is_reached(self) -> None:
        self.assertEqual(self.execute(self.client, "serves:Serves"), {"status": 200})
        self.assertEqual(self.client.notified, [])

    # Fails when a number stays open that may be another's by now.
    def test_a_server_that_has_ended_is_not(self) -> None:
        self.assertIn("Python was refused a connection", self.refused("Serves", is_closed=True)["what"])

    # Fails when the way out of a company's network is to be opened for what the test itself answers.
    def test_a_proxy_is_told_by_its_variable(self) -> None:
        data = self.refused("IsLed", variable="https_proxy", address="http://10.9.8.7:3128", port=3128)
        self.assertIn("https_proxy leads there", data["why"])
        self.assertIn("export NO_PROXY=localhost,127.0.0.1,::1", data["next"])

    # Fails when a gateway of models is to be opened in place of answered.
    def test_an_address_of_models_is_told_by_its_variable(self) -> None:
        data = self.refused("IsLed", variable="OPENAI_BASE_URL", address="http://10.9.8.7/v1", port=80)
        self.assertIn("OPENAI_BASE_URL leads there", data["why"])
        self.assertIn("lm: { hosts: ['10.9.8.7'] }", data["next"])

    def test_another_port_is_not_led_there(self) -> None:
        data = self.refused("IsLed", variable="OPENAI_BASE_URL", address="http://10.9.8.7/v1", port=81)
        self.assertIn("allowHosts: ['10.9.8.7:81']", data["next"])


if __name__ == "__main__":
    unittest.main()
