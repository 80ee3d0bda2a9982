"""The vocabulary of what is put back after a test: states as flat dictionaries, compared by identity, so that capturing stays cheap."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from .contents import Container, Insides

State = dict[Any, Any]
_BY_VALUE = (str, bytes, int, float, bool, type(None))


class Authors(Protocol):
    """Knows which thread changed what."""

    def mark(self) -> int:
        """Now, for `wrote`."""

    def wrote(self, thread: int, key: Any, since: int) -> bool | None:
        """Since a mark: True for this thread alone, False for others alone, None where it cannot be told."""


class Keeper(Protocol):
    """One aspect of a process that can be captured and put back."""

    #: As the summary says it.
    name: str
    #: True where what the import of a module changes stays, as the module does.
    learns_from_imports: bool

    @property
    def authors(self) -> Authors | None:
        """None where nobody notes who changes it."""

    def capture(self) -> State:
        """What it is now."""

    def is_at(self, saved: State) -> bool:
        """True where nothing has to be put back; then `saved` is what the next test begins with, too. False where only `restore` knows."""

    def restore(self, saved: State) -> None:
        """Make it that again. Raises where it cannot."""


def is_main(thread: int) -> bool:
    """True for the ident of the main thread."""
    return thread == threading.main_thread().ident


def same(a: Any, b: Any) -> bool:
    """Identity, but for plain values and for what holds them: an `==` of the user's own may say or do anything."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, (Container, Insides)):
        return a.kept is b.kept and same(a.inside, b.inside)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(value, b[key]) for key, value in a.items())
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return isinstance(a, _BY_VALUE) and bool(a == b)


def equals(now: Any, saved: State) -> bool:
    """Two states whose values are told apart by `==`."""
    try:
        return bool(now == saved)
    except Exception:
        return False  # Something of the user's does not like to be compared.


def changed_keys(before: State, after: State) -> Iterator[Any]:
    """What is not there any more, what is new, and what is another."""
    yield from before.keys() - after.keys()
    for key, value in after.items():
        if key not in before or not same(before[key], value):
            yield key


def learn(saved: State, key: Any, before: State, after: State) -> None:
    """Make what changed from `before` to `after` part of what is saved."""
    if key not in after:
        saved.pop(key, None)
        return
    value: Any = after[key]
    known: Any = saved.get(key)
    was: Any = before.get(key)
    # Where the test had changed it before, only what the import changed is the import's.
    is_the_tests_too = type(value) is type(known) is type(was) and not same(known, was)
    if is_the_tests_too and isinstance(value, tuple):
        saved[key] = (*known, *(item for item in value if not any(same(item, there) for there in was)))
    elif is_the_tests_too and isinstance(value, dict):
        for inner in list(changed_keys(was, value)):
            learn(known, inner, was, value)
    else:
        saved[key] = value


class Settings:
    """A keeper over pairs of a reader and a writer."""

    learns_from_imports = True
    authors: Authors | None = None

    def __init__(self, name: str, pairs: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]]) -> None:
        self.name = name
        self._pairs = pairs

    def capture(self) -> State:
        """Every reader's value."""
        return {name: read() for name, (read, _) in self._pairs.items()}

    def is_at(self, saved: State) -> bool:
        """By each value."""
        return equals(self.capture(), saved)

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


class _MainAlone:
    """The authors of what only the main thread can change."""

    def mark(self) -> int:
        """No matter when."""
        return 0

    def wrote(self, thread: int, _key: Any, _since: int) -> bool:
        """Main, and nobody else."""
        return is_main(thread)


MAIN_ALONE: Authors = _MainAlone()


class SettingsOfMain(Settings):
    """What only the main thread has, or only it may set."""

    authors = MAIN_ALONE

    def capture(self) -> State:
        """Nothing on another thread: what is there is not main's."""
        return super().capture() if is_main(threading.get_ident()) else {}

    def restore(self, saved: State) -> None:
        """Nothing on another thread: main runs a program then that nobody waited for, and that is told."""
        if is_main(threading.get_ident()):
            super().restore({**self.capture(), **saved})


def attribute(owner: Any, name: str) -> tuple[Callable[[], Any], Callable[[Any], object]]:
    """An attribute, read and bound again."""
    return lambda: getattr(owner, name), lambda value: setattr(owner, name, value)
