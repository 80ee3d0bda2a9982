"""What the tests of the guard have in common: clients of the user's, and a listener that says who came."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any, ClassVar

from ..case import ChildCase
from ..client import Client, Refused
from .clients import CLIENTS, NEEDED
from .listener import Listener


class EgressCase(ChildCase):
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
        client.request("load_module", session="s", id=name, path="clients:Asks", args=[name], kwargs=kwargs, tools=None)
        try:
            return self.execute(client, name, host=host, port=self.listener.port)
        finally:
            client.request("delete_program", session="s", id=name)

    def clients(self, names: list[str]) -> list[str]:
        return [name for name in names if name not in NEEDED or importlib.util.find_spec(NEEDED[name])]

    def refusal(self, client: Client, name: str, host: str) -> dict[str, Any]:
        return self.told(lambda: self.ask(client, name, host))

    def told(self, ask: Callable[[], object]) -> dict[str, Any]:
        """The typed error of what is refused a connection."""
        with self.assertRaises(Refused) as caught:
            ask()
        self.assertEqual(caught.exception.code, "EGRESS_REFUSED", caught.exception)
        return caught.exception.data
