"""Ways in which user code reaches for the network, as a module of the user's."""

from __future__ import annotations

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

async def asyncio_getaddrinfo(name):
    import asyncio
    return await asyncio.get_running_loop().getaddrinfo(name, 80)

class Looks(dspy.Module):
    def forward(self, how, name):
        import asyncio
        try: found = asyncio.run(asyncio_getaddrinfo(name)) if how == "asyncio" else getattr(socket, how)(name, *([80] if how == "getaddrinfo" else []))
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
