"""A network namespace holds what no audit event tells of. Skipped, and said so, where the kernel forbids one."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any, ClassVar

from ..client import Client, Refused
from ..guard.clients import CLIENTS
from ..guard.listener import Listener
from ..processes import PACKAGE_FOLDER, Server

_FORBIDDEN = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode != 0


@unittest.skipIf(_FORBIDDEN, "the kernel forbids network namespaces here (unshare -rn true)")
class OwnNetwork(unittest.TestCase):
    """A fork server in a network of its own, and a child for each test."""

    server: ClassVar[Server]

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server(own_network=True)
        cls.addClassCleanup(cls.server.close)

    def setUp(self) -> None:
        self.listener = Listener()
        Path(self.server.root, "clients.py").write_text(CLIENTS)
        self.client = Client(self.server)
        self.addCleanup(self.client.leave)

    def hello(self, network: str, *allow_hosts: str) -> None:
        self.client.hello(network=network, allowHosts=list(allow_hosts))
        self.client.request("open_session", session="s")

    def execute(self, path: str, *args: Any, **inputs: Any) -> Any:
        self.client.request("load_module", session="s", id=path, path=path, args=list(args), kwargs={}, tools=None)
        return self.client.request("execute", session="s", id=path, executeId="e", inputs=inputs)["outputs"]

    # Fails when a process that Python starts gets out: the guard alone cannot hold it.
    def test_a_process_that_it_starts_reaches_nothing(self) -> None:
        self.hello("namespace")
        self.assertNotEqual(self.execute("clients:Starts", host="127.0.0.1", port=self.listener.port), {"code": 0})
        self.assertEqual(self.listener.came(), 0)

    # Fails when the kernel would let it out, and only the guard holds.
    def test_the_kernel_holds_where_nothing_guards(self) -> None:
        self.hello("open")
        with self.assertRaises(Refused) as caught:
            self.execute("clients:Asks", "tcp", host="127.0.0.1", port=self.listener.port)
        self.assertIn("ConnectionRefusedError", caught.exception.data["what"])
        self.assertEqual(self.listener.came(), 0)

    # Fails when a refusal there does not say that no entry of allowHosts would help.
    def test_the_refusal_says_why_allowing_would_not_help(self) -> None:
        self.hello("namespace", "api.example.invalid", "10.0.0.1")
        for host in ("api.example.invalid", "10.0.0.1"):
            with self.subTest(host), self.assertRaises(Refused) as caught:
                self.execute("clients:Asks", "tcp", host=host, port=80)
            self.assertEqual(caught.exception.code, "EGRESS_REFUSED")
            self.assertIn("network: 'guard'", caught.exception.data["next"])
            self.client.request("delete_program", session="s", id="clients:Asks")

    # Fails when loopback is not up: programs that serve themselves need it.
    def test_it_has_a_loopback_of_its_own(self) -> None:
        Path(self.server.root, "own.py").write_text(
            "import socket, dspy\n"
            "class Own(dspy.Module):\n"
            "    def forward(self):\n"
            "        server = socket.create_server(('127.0.0.1', 0))\n"
            "        socket.create_connection(server.getsockname(), 5)\n"
            "        return dspy.Prediction(reached=True)\n"
        )
        self.hello("namespace", "localhost")
        self.assertEqual(self.execute("own:Own"), {"reached": True})


class ForbiddenNetwork(unittest.TestCase):
    """Where the kernel says no, the start says why: never a Python that is free after all."""

    # Fails when a refusal of the kernel is a silent fallback. A user namespace without room for another makes it refuse anywhere.
    @unittest.skipIf(_FORBIDDEN, "the kernel forbids network namespaces here: there is no way to make it forbid another")
    def test_is_told_at_the_start(self) -> None:
        limit = "echo 0 > /proc/sys/user/max_net_namespaces"
        server = Server(own_network=True, prefix=["unshare", "-r", "sh", "-c", f'{limit}; exec "$@"', "sh"])
        self.addCleanup(server.close)
        self.assertEqual((server.first["event"], server.first.get("code")), ("failed", "NETWORK_NAMESPACE_REFUSED"))
        self.assertIn("network: 'guard'", server.first["next"])

    # Fails when only root gets one.
    @unittest.skipIf(_FORBIDDEN or os.getuid() != 0, "only root can become another user here, where the kernel allows namespaces at all")
    def test_anybody_may_have_one(self) -> None:
        become_nobody = "os.setgroups([]); os.setgid(65534); os.setuid(65534); ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)"
        told = "print(os.getuid(), len(open('/proc/net/dev').readlines()) - 2)"
        code = f"import ctypes, os; from dspex_bridge.process_tree import own_network; {become_nobody}; own_network.enter(); {told}"
        ran = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE_FOLDER, capture_output=True, text=True, check=False)
        self.assertEqual((ran.stdout.strip(), ran.stderr), ("65534 1", ""))


if __name__ == "__main__":
    unittest.main()
