"""A child that is refused what it needs to serve: its owner is told, instead of a connection that closes."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import unittest
from types import SimpleNamespace
from unittest import mock

from dspex_bridge.child.child import run_child
from dspex_bridge.process_tree.child_program import ChildStart
from dspex_bridge.process_tree.make_child import fork_child
from dspex_bridge.process_tree.prefault import Prefault
from dspex_bridge.process_tree.reserve import Reserve
from dspex_bridge.protocol.wire import Wire


class RefusedChild(unittest.TestCase):
    """Root, which may run this, is never refused a thread, so the answer of the system stands in for it."""

    def test_names_the_limit_to_its_owner(self) -> None:
        service = SimpleNamespace(Service=mock.Mock(side_effect=RuntimeError("can't start new thread")))
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        listener, (link, childs_link) = socket.socket(socket.AF_UNIX), socket.socketpair()
        listener.bind(f"{folder.name}/server.sock")
        listener.listen(1)
        with listener, link, childs_link, mock.patch.dict(sys.modules, {"dspex_bridge.child.service": service}):
            child = fork_child(
                ChildStart(folder.name, listener, childs_link, "fork", False, Prefault(folder.name, os.getpid())), run_child, Reserve()
            )
            with socket.socket(socket.AF_UNIX) as owner:
                owner.connect(f"{folder.name}/server.sock")
                wire = Wire(owner)
                wire.write({"id": 1, "method": "hello", "params": {}})
                answer = wire.read()
                owner.shutdown(socket.SHUT_RDWR)
        assert answer is not None
        self.assertEqual(os.waitpid(child, 0)[0], child)
        self.assertEqual((answer["id"], answer["error"]["data"]["code"]), (1, "LIMIT_REACHED"))


if __name__ == "__main__":
    unittest.main()
