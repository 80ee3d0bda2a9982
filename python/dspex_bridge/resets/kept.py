"""What is put back when an attempt ends."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from .activity import ActivityWatch
from .import_window import Change, ImportWindow
from .kept_state import Keeper, State, learn, same


class Kept:
    """The states as they were when an attempt began, and what imports have set up since."""

    def __init__(self, keepers: list[Keeper], watch: ActivityWatch, known: Mapping[Keeper, State]) -> None:
        """`known`: states that hold still, as nothing ran since they were put back."""
        self._watch = watch
        self._keepers = keepers
        self._states = {**known, **{keeper: keeper.capture() for keeper in set(keepers) - known.keys()}}
        self.activity = watch.now()
        #: What was not changed, once all is put back.
        self.unchanged: dict[Keeper, State] = {}
        #: With the module that was imported on another thread.
        self._unclear: list[tuple[Change, str]] = []

    @contextlib.contextmanager
    def importing(self, module: str) -> Iterator[None]:
        """Around the first import of a module: it stays imported, so what it set up stays, too."""
        window = ImportWindow(module, self._keepers, self._watch)
        yield
        for change in window.changes():
            if change.is_the_modules:
                learn(self._states[change.keeper], change.key, change.before, change.after)
            elif change.is_the_modules is None:
                self._unclear.append((change, module))
        self.activity += window.activity()

    def put_back(self) -> list[str]:
        """Everything; gives what may not be as it was, and why."""
        return [*self._told_of_unclear(), *(failure for keeper in self._keepers if (failure := self._put_one_back(keeper)))]

    def _put_one_back(self, keeper: Keeper) -> str | None:
        saved = self._states[keeper]
        try:
            if keeper.is_at(saved):
                self.unchanged[keeper] = saved
            else:
                keeper.restore(saved)
        except Exception as error:
            return f"{keeper.name}: {error}"
        return None

    def _told_of_unclear(self) -> list[str]:
        """It may be the test's, so it is put back; it may be the module's, which lacks it then."""
        return [
            f"{change.keeper.name} ({change.key}): put back, though {module}, imported meanwhile on another thread, may have set it"
            for change, module in self._unclear
            if not _is_at(change.key, change.keeper.capture(), self._states[change.keeper])
        ]


def _is_at(key: object, now: State, saved: State) -> bool:
    return (key in now) == (key in saved) and (key not in now or same(now[key], saved[key]))
