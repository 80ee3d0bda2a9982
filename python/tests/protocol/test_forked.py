"""A process that user code forked has the socket of the one that it was forked from, and must not speak over it."""

from __future__ import annotations

import os
import socket
import unittest

from dspex_bridge.protocol.node_error import NodeError
from dspex_bridge.protocol.wire import Wire

REFUSED = 3


def try_to_write(wire: Wire) -> int:
    """What the forked process ends with."""
    try:
        wire.write({"method": "from_a_fork"})
    except NodeError as error:
        return REFUSED if error.dspex["code"] == "BRIDGE_CLOSED" else 2
    return 0


class Forked(unittest.TestCase):
    # Fails when it writes: its bytes mix with others', and the answer comes to the process that has not asked.
    def test_a_forked_process_is_refused_and_the_first_goes_on(self) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            wire = Wire(ours)
            pid = os.fork()
            if pid == 0:
                os._exit(try_to_write(wire))
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), REFUSED)
            wire.write({"method": "from_the_first"})
            self.assertIn(b"from_the_first", theirs.recv(1000))


if __name__ == "__main__":
    unittest.main()
