"""What the tests of attempts have in common: a child, and the requests that an attempt is made of."""

from __future__ import annotations

from typing import Any

from ..case import ChildCase
from ..client import message


class AttemptCase(ChildCase):
    """A child in the session `s`, as tests share it."""

    def setUp(self) -> None:
        self.client = self.open(lambda _: message(fields={"answer": "a"}))

    def begin(self, name: str, seed: int = 1, **env: Any) -> None:
        self.client.request("begin_attempt", attempt=name, seed=seed, env=env)

    def end(self, name: str) -> list[dict[str, str]]:
        left: list[dict[str, str]] = self.client.request("end_attempt", attempt=name)["leftovers"]
        return left

    def run_program(self, path: str, **inputs: Any) -> Any:
        """Load it and run it once."""
        self.load(self.client, path)
        return self.execute(self.client, path, **inputs)
