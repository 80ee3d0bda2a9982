"""Lists, dictionaries and objects that stay where they are, as others may hold them, and get back what was in them."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from types import FunctionType, ModuleType
from typing import Any

_SEQUENCES = (list, deque)
_MAPPINGS = (dict, defaultdict, OrderedDict, Counter)
_CONTAINERS = (*_SEQUENCES, *_MAPPINGS, set)
_NO_OBJECTS = (type, FunctionType, ModuleType)


class Container:
    """One of Python's own containers."""

    __slots__ = ("inside", "kept")

    def __init__(self, kept: Any, depth: int) -> None:
        self.kept = kept
        if type(kept) in _MAPPINGS:
            self.inside: Any = dict(kept) if depth == 1 else {key: with_contents(value, depth - 1) for key, value in kept.items()}
        else:
            self.inside = tuple(kept) if depth == 1 else tuple([with_contents(value, depth - 1) for value in kept])

    def put_back(self) -> Any:
        """The container itself, holding what it held."""
        self.kept.clear()
        if type(self.kept) in _MAPPINGS:
            self.kept.update({key: put_back(value) for key, value in self.inside.items()})
        elif type(self.kept) in _SEQUENCES:
            self.kept.extend([put_back(value) for value in self.inside])
        else:
            self.kept.update(self.inside)
        return self.kept


class Insides:
    """The attributes of an object, and what is in those that hold something."""

    __slots__ = ("inside", "kept", "left")

    def __init__(self, kept: Any, depth: int = 1, left: tuple[str, ...] = ()) -> None:
        """`left`: attributes that are not looked at."""
        self.kept = kept
        self.left = left
        self.inside = {name: with_contents(value, depth) for name, value in vars(kept).items() if name not in left}

    def put_back(self) -> Any:
        """The object itself, with the attributes it had."""
        now = vars(self.kept)
        for name in now.keys() - self.inside.keys() - set(self.left):
            del now[name]
        now.update({name: put_back(value) for name, value in self.inside.items()})
        return self.kept


def with_contents(value: Any, depth: int = 1) -> Any:
    """A value as it is captured: containers in containers to this depth."""
    return Container(value, depth) if depth > 0 and type(value) in _CONTAINERS else value


def has_insides(value: Any) -> bool:
    """True for an object with attributes of its own."""
    return hasattr(value, "__dict__") and not isinstance(value, _NO_OBJECTS)


def put_back(value: Any) -> Any:
    """A value that was captured."""
    return value.put_back() if isinstance(value, (Container, Insides)) else value
