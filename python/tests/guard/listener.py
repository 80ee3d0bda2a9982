"""A real listener: what comes to it was not refused."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


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
