"""Changes drawn at random, in attempts of one child after another: none may be seen by the next. `python -m tests.resets.draw_changes`."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..client import Client
from ..processes import Server
from .many_changes import CHANGES, TOLD

SOURCE = (Path(__file__).parent / "many_changes.py").read_text()
#: The most changes that one attempt makes.
MOST = 6


class Drawn:
    """A child that is replaced where an attempt left something, as Node does."""

    def __init__(self, open_child: Callable[[], Client]) -> None:
        self._open_child = open_child
        self.client = open_child()
        self.fresh = self.look()
        self.count = 0

    def attempt(self, names: list[str]) -> None:
        """Make these changes, and look in the next attempt. Raises with what is seen."""
        try:
            left = self._changed(names)
            self._refuse_leaks(names)
        except Exception:
            self._replace_child()
            raise
        if left:
            self._replace_child()
        self.count += len(names)

    def _changed(self, names: list[str]) -> list[str]:
        self._begin("changes")
        self._run("ChangeSome", names=names)
        told = [one["what"] for one in self._end("changes")]
        if bool(told) != bool(set(names) & TOLD):
            raise AssertionError(f"{names}: told of {told}")
        return told

    def _refuse_leaks(self, names: list[str]) -> None:
        leaked = {name: (self.fresh[name], value) for name, value in self.look().items() if value != self.fresh[name]}
        if leaked:
            raise AssertionError(f"{names}: the next attempt sees {leaked}")

    def close(self) -> None:
        """End the child."""
        self.client.leave()

    def _replace_child(self) -> None:
        self.close()
        self.client = self._open_child()

    def look(self) -> dict[str, str]:
        """At everything that can be changed, as an attempt that only looks."""
        self._begin("look")
        seen: dict[str, str] = self._run("LookAtAll")["seen"]
        self._end("look")
        return seen

    def _begin(self, name: str) -> None:
        self.client.request("begin_attempt", attempt=name, seed=1, env={})

    def _end(self, name: str) -> list[dict[str, str]]:
        left: list[dict[str, str]] = self.client.request("end_attempt", attempt=name)["leftovers"]
        return left

    def _run(self, program: str, **inputs: Any) -> Any:
        path = f"many_changes:{program}"
        self.client.request("load_module", session="s", id=path, path=path, args=[], kwargs={}, tools=None)
        return self.client.request("execute", session="s", id=path, executeId="e", inputs=inputs)["outputs"]


def open_child(server: Server) -> Client:
    """With the session `s`, in a folder that has the module."""
    Path(server.root, "many_changes.py").write_text(SOURCE)
    client = Client(server)
    client.hello()
    client.request("open_session", session="s")
    return client


def draw(drawn: Drawn, draws: int, seed: int) -> None:
    """Until so many changes were made."""
    numbers, names = random.Random(seed), sorted(CHANGES)
    while drawn.count < draws:
        drawn.attempt(numbers.sample(names, numbers.randint(1, MOST)))


def main() -> None:
    """The long run: says what was drawn, or what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    given = parser.parse_args()
    server = Server()
    try:
        drawn = Drawn(lambda: open_child(server))
        draw(drawn, given.draws, given.seed)
    except AssertionError as error:
        raise SystemExit(f"{error}\n\nagain: npm run isolation -- --draws {given.draws} --seed {given.seed}") from None
    finally:
        server.close()
    sys.stdout.write(f"{drawn.count} changes of {len(CHANGES)} kinds, drawn from seed {given.seed}: the next attempt saw none of them\n")


if __name__ == "__main__":
    main()
