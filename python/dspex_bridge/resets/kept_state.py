"""The vocabulary of what is put back after a test: states as flat dictionaries, compared by identity, so that capturing stays cheap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

State = dict[Any, Any]
_BY_VALUE = (str, bytes, int, float, bool, type(None))


class Keeper(Protocol):
    """One aspect of a process that can be captured and put back."""

    #: True where what the import of a module changes stays, as the module does.
    learns_from_imports: bool

    def capture(self) -> State:
        """What it is now."""

    def restore(self, saved: State) -> None:
        """Make it that again. Raises where it cannot."""


class Container:
    """A list, dictionary or set that stays where it is, as others may hold it, and what is in it."""

    __slots__ = ("inside", "kept")

    def __init__(self, kept: Any) -> None:
        self.kept = kept
        self.inside = dict(kept) if type(kept) is dict else tuple(kept)

    def put_back(self) -> Any:
        """The container itself, holding what it held."""
        if type(self.kept) is list:
            self.kept[:] = self.inside
        else:
            self.kept.clear()
            self.kept.update(self.inside)
        return self.kept


def with_contents(value: Any) -> Any:
    """A value as it is captured."""
    return Container(value) if type(value) in (list, dict, set) else value


def put_back(value: Any) -> Any:
    """A value that was captured."""
    return value.put_back() if isinstance(value, Container) else value


def same(a: Any, b: Any) -> bool:
    """Identity, but for plain values and for what holds them: an `==` of the user's own may say or do anything."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, Container):
        return a.kept is b.kept and same(a.inside, b.inside)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(value, b[key]) for key, value in a.items())
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return isinstance(a, _BY_VALUE) and bool(a == b)


def learn(saved: State, before: State, after: State) -> None:
    """Make what changed from `before` to `after` part of what is saved."""
    for key in before.keys() - after.keys():
        saved.pop(key, None)
    for key, value in after.items():
        if key in before and same(before[key], value):
            continue
        known, was = saved.get(key), before.get(key)
        if isinstance(value, tuple) and isinstance(known, tuple) and not same(known, was):
            # The test had changed it before: only what the import added is the import's.
            saved[key] = (*known, *(item for item in value if not any(same(item, there) for there in was or ())))
        else:
            saved[key] = value


class Settings:
    """A keeper over pairs of a reader and a writer."""

    learns_from_imports = True

    def __init__(self, pairs: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]]) -> None:
        self._pairs = pairs

    def capture(self) -> State:
        """Every reader's value."""
        return {name: read() for name, (read, _) in self._pairs.items()}

    def restore(self, saved: State) -> None:
        """Write those that differ; all of them, also when one cannot be written."""
        failures = []
        for name, (read, write) in self._pairs.items():
            try:
                if not same(read(), saved[name]):
                    write(saved[name])
            except Exception as error:
                failures.append(f"{name}: {error}")
        if failures:
            raise RuntimeError("; ".join(failures))


def attribute(owner: Any, name: str) -> tuple[Callable[[], Any], Callable[[Any], object]]:
    """An attribute, read and bound again."""
    return lambda: getattr(owner, name), lambda value: setattr(owner, name, value)


def contents(owner: Any, name: str) -> tuple[Callable[[], Any], Callable[[Any], object]]:
    """What is in a list: the list itself stays, as others may hold it."""
    kept = getattr(owner, name)

    def write(value: Any) -> None:
        kept[:] = value
        setattr(owner, name, kept)

    return lambda: tuple(getattr(owner, name)), write
