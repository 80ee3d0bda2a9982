"""The guard: no client reaches what is not allowed, each refusal says who asked and is told to Node. A real listener says who came."""

from __future__ import annotations

import contextlib
import importlib.util
import socket
import threading
import time
import unittest
from pathlib import Path
from typing import Any, ClassVar

from ..case import ChildCase
from ..client import Client, Refused
from ..processes import Server

CLIENTS = """
import asyncio, http.client, socket, subprocess, sys, threading, urllib.request
import dspy

def tcp(host, port): socket.create_connection((host, port), 5)
def tcp_by_name(host, port): socket.socket().connect((host, port))
def tcp_ex(host, port): socket.socket().connect_ex((host, port))
def tcp_c(host, port):
    import _socket
    _socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect((host, port))
def ipv6(host, port): socket.socket(socket.AF_INET6).connect(("::1" if host == "127.0.0.1" else host, port))
def udp(host, port): socket.socket(type=socket.SOCK_DGRAM).sendto(b"hello", (host, port))
def udp_flags(host, port): socket.socket(type=socket.SOCK_DGRAM).sendto(b"hello", 0, (host, port))
def udp_msg(host, port): socket.socket(type=socket.SOCK_DGRAM).sendmsg([b"hello"], [], 0, (host, port))
def udp_connected(host, port):
    sock = socket.socket(type=socket.SOCK_DGRAM)
    sock.connect((host, port))
    sock.send(b"hello")
def urllib_client(host, port): urllib.request.urlopen(f"http://{host}:{port}/", timeout=5)
def http_client(host, port): http.client.HTTPConnection(host, port, timeout=5).request("GET", "/")
def asyncio_stream(host, port): asyncio.run(asyncio.open_connection(host, port))
def asyncio_sock(host, port):
    async def go():
        sock = socket.socket()
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (host, port))
    asyncio.run(go())
def asyncio_udp(host, port):
    async def go():
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(host, port))
        transport.sendto(b"hello")
    asyncio.run(go())
def requests_client(host, port):
    import requests
    requests.get(f"http://{host}:{port}/", timeout=5)
def httpx_client(host, port):
    import httpx
    httpx.get(f"http://{host}:{port}/", timeout=5)
def httpx_async(host, port):
    import httpx
    async def go():
        async with httpx.AsyncClient() as client:
            await client.get(f"http://{host}:{port}/", timeout=5)
    asyncio.run(go())
def aiohttp_client(host, port):
    import aiohttp
    async def go():
        async with aiohttp.ClientSession() as session:
            await session.get(f"http://{host}:{port}/")
    asyncio.run(go())
def lm15_engine(host, port):
    dspy.ColBERTv2(url=f"http://{host}:{port}/")("q")
def on_a_thread(host, port):
    caught = []
    def run():
        try: tcp(host, port)
        except OSError as error: caught.append(error)
    thread = threading.Thread(target=run, name="of-the-user")
    thread.start(); thread.join()
    if caught: raise caught[0]

class Asks(dspy.Module):
    def __init__(self, client, swallow=False):
        super().__init__()
        self.client, self.swallow = client, swallow
    def forward(self, host, port):
        try:
            globals()[self.client](host, port)
        except Exception:
            if not self.swallow: raise
        return dspy.Prediction(done=True)

class Looks(dspy.Module):
    def forward(self, how, name):
        try: found = getattr(socket, how)(name, *([80] if how == "getaddrinfo" else []))
        except socket.gaierror: found = "asked"
        return dspy.Prediction(found=str(found))

class Starts(dspy.Module):
    def forward(self, host, port):
        code = f"import socket; socket.create_connection(('{host}', {port}), 5)"
        return dspy.Prediction(code=subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode)

class ForksAndAsks(dspy.Module):
    def forward(self, host, port):
        import os
        if (pid := os.fork()) == 0:
            try: tcp(host, port)
            except ConnectionRefusedError: os._exit(7)
            os._exit(0)
        return dspy.Prediction(code=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

class Locally(dspy.Module):
    '''All that needs no network.'''
    def forward(self, path):
        left, right = socket.socketpair()
        left.send(b"x")
        server = socket.socket(socket.AF_UNIX)
        server.bind(path); server.listen()
        socket.socket(socket.AF_UNIX).connect(path)
        socket.socket().bind(("127.0.0.1", 0))
        socket.gethostbyname(socket.gethostname())
        socket.getaddrinfo("localhost", 80)
        async def nothing(): return 1
        return dspy.Prediction(done=asyncio.run(nothing()))
"""
NEEDED = {"requests_client": "requests", "httpx_client": "httpx", "httpx_async": "httpx", "aiohttp_client": "aiohttp"}
TCP = [
    "tcp",
    "tcp_by_name",
    "tcp_ex",
    "tcp_c",
    "urllib_client",
    "http_client",
    "asyncio_stream",
    "asyncio_sock",
    "requests_client",
    "httpx_client",
    "httpx_async",
    "aiohttp_client",
    "lm15_engine",
    "on_a_thread",
]
UDP = ["udp", "udp_flags", "udp_msg", "udp_connected", "asyncio_udp"]
#: Not resolved by name before the hook is asked, and so not to be tried with a name that nobody resolves.
BY_ADDRESS_ALONE = {"tcp_c", "udp_msg"}


class Listener:
    """TCP and UDP at one port of loopback; counts who came, and answers HTTP."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(type=socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self._came: list[int] = []
        self._visits = 0
        for serve in (self._serve_tcp, self._serve_udp):
            threading.Thread(target=serve, daemon=True).start()

    def came(self) -> int:
        """How many came until now: whoever connected before our own visits is counted when those are."""
        start = len(self._came)
        with socket.create_connection(("127.0.0.1", self.port)) as visitor, socket.socket(type=socket.SOCK_DGRAM) as sender:
            sender.sendto(b"hello", ("127.0.0.1", self.port))
            ours = {visitor.getsockname()[1], sender.getsockname()[1]}
            while not ours <= set(self._came[start:]):
                time.sleep(0.0005)
        self._visits += 2
        return len(self._came) - self._visits

    def _serve_tcp(self) -> None:
        while True:
            connection, (_, port) = self.tcp.accept()
            self._came.append(port)
            # A client that went away again has come all the same.
            with contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[]")
            connection.close()

    def _serve_udp(self) -> None:
        while True:
            self._came.append(self.udp.recvfrom(10)[1][1])


class Egress(ChildCase):
    """One child for each set of allowed hosts."""

    listener: ClassVar[Listener]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.listener = Listener()

    def guarded(self, *allow_hosts: str, network: str = "guard") -> Client:
        self.write_module("clients", CLIENTS)
        client = self.connect()
        client.hello(allowHosts=list(allow_hosts), network=network)
        client.request("open_session", session="s")
        return client

    def ask(self, client: Client, name: str, host: str, **kwargs: Any) -> Any:
        client.request("load_module", session="s", id=name, path="clients:Asks", args=[name], kwargs=kwargs)
        try:
            return self.execute(client, name, host=host, port=self.listener.port)
        finally:
            client.request("delete_program", session="s", id=name)

    def clients(self, names: list[str]) -> list[str]:
        return [name for name in names if name not in NEEDED or importlib.util.find_spec(NEEDED[name])]

    def refusal(self, client: Client, name: str, host: str) -> dict[str, Any]:
        with self.assertRaises(Refused) as caught:
            self.ask(client, name, host)
        self.assertEqual(caught.exception.code, "EGRESS_REFUSED", caught.exception)
        return caught.exception.data

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
        for how in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
            with self.subTest(how):
                self.assertEqual(self.execute(client, "clients:Looks", how=how, name="allowed.invalid"), {"found": "asked"})
                with self.assertRaises(Refused) as caught:
                    self.execute(client, "clients:Looks", how=how, name="other.invalid")
                self.assertEqual(caught.exception.code, "EGRESS_REFUSED")

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
        self.addCleanup(client.close)
        client.hello()
        client.request("open_session", session="s")
        client.request("load_module", session="s", id="p", path="clients:Asks", args=["tcp"], kwargs={})
        with self.assertRaises(Refused) as caught:
            client.request("execute", session="s", id="p", executeId="e1", inputs={"host": "127.0.0.1", "port": 9})
        self.assertEqual(caught.exception.code, "EGRESS_REFUSED")


# A name server of the test's own: the C function below Python's answers for one name, as a resolver would.
RESOLVES = """
import socket, _socket, functools
import dspy

class Resolves(dspy.Module):
    def forward(self, name, port):
        try:
            socket.create_connection(("127.0.0.1", port), 5)
            refused = False
        except ConnectionRefusedError:
            refused = True
        closure = dict(zip(_socket.getaddrinfo.__code__.co_freevars, _socket.getaddrinfo.__closure__))
        resolve = closure["original"].cell_contents
        closure["original"].cell_contents = lambda host, *args, **kwargs: resolve("127.0.0.1" if host == name else host, *args, **kwargs)
        reached = socket.create_connection((name, port), 5) is not None
        return dspy.Prediction(refusedFirst=refused, reached=reached)
"""

if __name__ == "__main__":
    unittest.main()
