"""A private name that DSPy no longer has: each fails when the start goes on without it, or when the error does not say what to do."""

from __future__ import annotations

import contextlib
import unittest
from collections.abc import Iterator
from typing import Any

from dspex_bridge.dspy_door.names import dspy_names
from dspex_bridge.dspy_door.names.check import refuse_unknown_dspy, unknown_dspy
from dspex_bridge.dspy_door.names.symbols import ErrorText, Function, InstanceAttribute, Locals, Record, Symbol
from dspex_bridge.protocol.errors import BridgeError

from ..changed_dspy import warmed


def _holders(symbol: Symbol) -> list[Any]:
    """The module or class that has it; a class may have inherited it. What every object has, stays: then it is another function."""
    owner = symbol._owner()
    name = symbol.name.rpartition(".")[2]
    return [holder for holder in getattr(owner, "__mro__", [owner]) if holder is not object and name in vars(holder)]


@contextlib.contextmanager
def taken_away(symbol: Symbol) -> Iterator[None]:
    """As if DSPy had never had it."""
    name = symbol.name.rpartition(".")[2]
    kept = [(holder, vars(holder)[name]) for holder in _holders(symbol)]
    for holder, _ in kept:
        delattr(holder, name)
    try:
        yield
    finally:
        for holder, value in kept:
            setattr(holder, name, value)


@contextlib.contextmanager
def put_in_place(symbol: Symbol, stranger: object) -> Iterator[None]:
    """As if DSPy had something else of that name."""
    with taken_away(symbol):
        symbol.replace(stranger)
        try:
            yield
        finally:
            delattr(symbol._owner(), symbol.name.rpartition(".")[2])


class MissingNames(unittest.TestCase):
    """Of the DSPy that is installed, one name is taken away, and put back."""

    def refused(self) -> dict[str, str]:
        with self.assertRaises(BridgeError) as caught:
            refuse_unknown_dspy("3.5.0")
        return caught.exception.wire

    def test_the_installed_dspy_is_known(self) -> None:
        refuse_unknown_dspy("3.4.1")

    def test_each_is_missed(self) -> None:
        for symbol in dspy_names.all:
            with self.subTest(symbol.text), taken_away(symbol):
                self.assertIn(symbol.text.removesuffix(f".{getattr(symbol, 'attribute', '')}"), self.refused()["why"])
        refuse_unknown_dspy("3.4.1")

    def test_each_is_refused_when_it_is_something_else(self) -> None:
        for symbol in dspy_names.all:
            if type(symbol) is Symbol:
                continue  # A value: what it holds is asked of the first predict.
            with self.subTest(symbol.text), put_in_place(symbol, _stranger_for(symbol)):
                self.assertIn(symbol.text, self.refused()["why"])

    def test_the_error_names_what_is_missing_what_works_and_what_to_type(self) -> None:
        for version, code in (("2.6.27", "DSPY_TOO_OLD"), ("3.4.9", "DSPY_TOO_NEW"), ("3.5.0", "DSPY_TOO_NEW"), ("4.0", "DSPY_TOO_NEW")):
            wire = unknown_dspy(version, ["dspy.clients.execution._select_engine is missing"]).wire
            self.assertEqual(wire["code"], code)
            self.assertIn(version, wire["what"])
            self.assertIn("_select_engine is missing; DSPy 3.4.1 works", wire["why"])
            self.assertRegex(wire["next"], r"-m pip install 'dspy==3\.4\.1'$")

    def test_an_old_one_is_refused_by_its_version_alone(self) -> None:
        for version in ("2.6.27", "2.5.43", "2.6.0rc1"):
            with self.subTest(version), self.assertRaises(BridgeError) as caught:
                refuse_unknown_dspy(version)
            self.assertEqual(caught.exception.wire["code"], "DSPY_TOO_OLD")

    def test_many_problems_are_three_and_a_number(self) -> None:
        self.assertIn("c is missing and 2 more;", unknown_dspy("3.5.0", [f"{name} is missing" for name in "abcde"]).wire["why"])


class StartWithoutAName(unittest.TestCase):
    """The check belongs to the start: fails when a server without the name says that it is ready."""

    def test_is_refused_before_anything_is_hooked(self) -> None:
        wire = warmed("from dspy.clients import execution; del execution._select_engine; dspy.__version__ = '3.5.0'")
        self.assertEqual(wire["code"], "DSPY_TOO_NEW")
        self.assertIn("dspy.clients.execution._select_engine is missing", wire["why"])

    def test_a_module_that_is_gone_is_a_missing_name(self) -> None:
        wire = warmed("sys.modules['dspy.clients.embedding'] = None")
        self.assertIn("dspy.clients.embedding._compute_embeddings is missing", wire["why"])


def _stranger_for(symbol: Symbol) -> object:
    """Of the right kind, and not what the package needs."""
    if isinstance(symbol, (InstanceAttribute, Record)):
        return type("Stranger", (), {"__init__": lambda self: None})
    if isinstance(symbol, (Locals, ErrorText)):
        return lambda: None
    assert isinstance(symbol, Function)
    return (lambda other: None) if symbol.takes else 3


if __name__ == "__main__":
    unittest.main()
