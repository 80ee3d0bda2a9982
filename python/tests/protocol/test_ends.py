"""The other side goes away, at any moment: fails when that is told as a broken message, or when somebody waits for it for ever."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import unittest
import warnings
from typing import Any

from dspex_bridge.protocol.node_error import NodeError
from dspex_bridge.protocol.peer import Peer
from dspex_bridge.protocol.wire import FramingLost, Wire


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Ends(unittest.TestCase):
    """A connection of which this test holds both ends."""

    def setUp(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.addCleanup(self.ours.close)
        self.addCleanup(self.theirs.close)

    def test_a_message_that_is_cut_off_anywhere_is_the_end(self) -> None:
        whole = framed(b'{"id": 1, "method": "ping"}')
        for length in range(len(whole)):
            with self.subTest(sent=whole[:length]):
                ours, theirs = socket.socketpair()
                with ours, theirs:
                    theirs.sendall(whole[:length])
                    theirs.close()
                    wire = Wire(ours)
                    self.assertIsNone(wire.read())
                    wire._reader.close()

    def test_a_header_that_does_not_end_is_no_end(self) -> None:
        for header in (b"x" * 10_000, b"Content-Length: 2\n\r\n{}"):
            ours, theirs = socket.socketpair()
            with ours, theirs:
                theirs.sendall(header)
                wire = Wire(ours)
                with self.assertRaises(FramingLost):
                    wire.read()
                wire._reader.close()

    def read_to_the_end(self, peer: Peer) -> tuple[bool, str]:
        """Whether it was read to its end, and what it said to that; what is collected meanwhile, of any test before, says nothing here."""
        told = io.StringIO()
        with contextlib.redirect_stderr(told), warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            is_closed = peer.read_until_closed()
        return is_closed, told.getvalue()

    def test_what_cannot_be_refused_any_more_ends_the_connection_without_a_word(self) -> None:
        for bad in (b"no json", b'{"id": [], "method": "ping"}', b'{"id": 5}'):
            with self.subTest(bad):
                ours, theirs = socket.socketpair()
                with ours, theirs:
                    peer = Peer(Wire(ours), lambda _: None)
                    theirs.sendall(framed(bad))
                    theirs.close()
                    self.assertEqual(self.read_to_the_end(peer), (True, ""))

    def test_a_dispatcher_that_meets_the_broken_connection_ends_it(self) -> None:
        peer = Peer(Wire(self.ours), lambda message: peer.answer(message["id"], {}))
        self.theirs.sendall(framed(b'{"id": 1, "method": "ping"}'))
        self.theirs.close()
        self.assertEqual(self.read_to_the_end(peer), (True, ""))

    def test_a_dispatcher_that_fails_otherwise_is_refused_and_the_next_message_is_read(self) -> None:
        def fails(_: Any) -> None:
            raise OSError(24, "Too many open files")

        peer = Peer(Wire(self.ours), fails)
        self.theirs.sendall(framed(b'{"id": 1, "method": "ping"}') + framed(b'{"id": 2, "method": "ping"}'))
        self.theirs.shutdown(socket.SHUT_WR)
        self.assertEqual(self.read_to_the_end(peer), (True, ""))
        refusals = Wire(self.theirs)
        self.assertEqual([(refusals.read() or {})["id"] for _ in range(2)], [1, 2])

    def test_whoever_waits_for_an_answer_is_told_of_the_end(self) -> None:
        peer, caught = Peer(Wire(self.ours), lambda _: None), []

        def ask() -> None:
            try:
                peer.request("lm_answer", {})
            except NodeError as error:
                caught.append(error.dspex["code"])

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        self.assertIsNotNone(Wire(self.theirs).read())
        self.theirs.close()
        self.assertEqual(self.read_to_the_end(peer), (True, ""))
        asking.join(30)
        self.assertEqual(caught, ["BRIDGE_CLOSED"])


if __name__ == "__main__":
    unittest.main()
