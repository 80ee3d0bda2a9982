"""What the tests have in common: a server for a class, a child for a test, and modules of the user's."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
import textwrap
import unittest
from pathlib import Path
from typing import Any, ClassVar

from .client import NO_LM, Answer, Client
from .processes import Server


class ChildCase(unittest.TestCase):
    """Every test has a child of its own."""

    start_method: ClassVar[str] = "fork"
    #: For tests that end the server, or look at its processes and its events. The others' is one: each starts with `import dspy`.
    own_server: ClassVar[bool] = False
    server: ClassVar[Server]

    @classmethod
    def setUpClass(cls) -> None:
        if cls.own_server or cls.start_method != "fork":
            cls.server = Server(cls.start_method)
            cls.addClassCleanup(cls.server.close)
        else:
            root = tempfile.mkdtemp(prefix="dxp-")
            cls.addClassCleanup(shutil.rmtree, root, ignore_errors=True)
            cls.server = _shared_server().in_folder(root)

    def open(self, answer: Answer = NO_LM) -> Client:
        """A child that has said hello, with the session `s`."""
        client = self.connect(answer)
        client.hello()
        client.request("open_session", session="s")
        return client

    def connect(self, answer: Answer = NO_LM) -> Client:
        """A child that was asked nothing yet."""
        client = Client(self.server, answer)
        self.addCleanup(client.leave)
        return client

    def write_module(self, name: str, source: str) -> None:
        """A module that `world.path` finds."""
        Path(self.server.root, f"{name}.py").write_text(textwrap.dedent(source))

    def load(self, client: Client, path: str, **kwargs: Any) -> Any:
        """`load_module` under the path as id."""
        return client.request("load_module", session="s", id=path, path=path, args=[], kwargs=kwargs, tools=None)

    def execute(self, client: Client, program: str, **inputs: Any) -> Any:
        """`execute`, and its outputs."""
        return client.request("execute", session="s", id=program, executeId="e1", inputs=inputs)["outputs"]


@functools.cache
def _shared_server() -> Server:
    server = Server()
    atexit.register(server.close)
    return server
