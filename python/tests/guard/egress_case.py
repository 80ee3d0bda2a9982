"""What the tests of the guard have in common: clients of the user's, and a listener that says who came."""

from __future__ import annotations

import importlib.util
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
        with self.assertRaises(Refused) as caught:
            self.ask(client, name, host)
        self.assertEqual(caught.exception.code, "EGRESS_REFUSED", caught.exception)
        return caught.exception.data
