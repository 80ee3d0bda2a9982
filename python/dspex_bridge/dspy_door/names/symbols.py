"""Kinds of private names: each can be found, and says what is wrong with the one that is there."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from dataclasses import dataclass
from typing import Any


def _without_wrappers(function: Any) -> Any:
    return inspect.unwrap(function)


@dataclass(frozen=True)
class Symbol:
    """An attribute of a module of DSPy, or of a class in it: `Class.attribute`."""

    module: str
    name: str

    @property
    def text(self) -> str:
        """Its whole name."""
        return f"{self.module}.{self.name}"

    def get(self) -> Any:
        """What is there now."""
        return getattr(self._owner(), self.name.rpartition(".")[2])

    def replace(self, value: Any) -> None:
        """Put something else in its place."""
        setattr(self._owner(), self.name.rpartition(".")[2], value)

    def problem(self) -> str | None:
        """What is wrong with it in the DSPy that is installed; None for nothing."""
        try:
            found = self.get()
        except (ImportError, AttributeError):
            return f"{self.text} is missing"
        return self._problem_with(found)

    def _owner(self) -> Any:
        # Not by `import a.b`: DSPy hides one of its modules behind an object of the same name.
        owner: Any = importlib.import_module(self.module)
        for step in self.name.split(".")[:-1]:
            owner = getattr(owner, step)
        return owner

    def _problem_with(self, found: Any) -> str | None:
        return None


@dataclass(frozen=True)
class Function(Symbol):
    """A function that takes these parameters, in this order; it may take more."""

    takes: tuple[str, ...] = ()

    def _problem_with(self, found: Any) -> str | None:
        if not callable(found):
            return f"{self.text} is no function"
        parameters = tuple(inspect.signature(found).parameters)
        if parameters[: len(self.takes)] != self.takes:
            return f"{self.text} takes ({', '.join(parameters)}), not ({', '.join(self.takes)})"
        return None


@dataclass(frozen=True)
class Record(Symbol):
    """A dataclass of which these fields are read."""

    fields: tuple[str, ...] = ()

    def _problem_with(self, found: Any) -> str | None:
        there = {field.name for field in dataclasses.fields(found)} if dataclasses.is_dataclass(found) else set()
        missing = [name for name in self.fields if name not in there]
        return f"{self.text} has no field {', '.join(missing)}" if missing else None


@dataclass(frozen=True)
class Locals(Symbol):
    """A function of which these local variables are read while it runs."""

    variables: tuple[str, ...] = ()

    def _problem_with(self, found: Any) -> str | None:
        code = getattr(_without_wrappers(found), "__code__", None)
        there = () if code is None else (*code.co_varnames, *code.co_cellvars)
        missing = [name for name in self.variables if name not in there]
        return f"{self.text} has no local variable {', '.join(missing)}" if missing else None


@dataclass(frozen=True)
class InstanceAttribute(Symbol):
    """An attribute that each object of a class has; `module` and `name` are the class's."""

    attribute: str = ""

    @property
    def text(self) -> str:
        """With its class."""
        return f"{self.module}.{self.name}.{self.attribute}"

    def of(self, owner: Any) -> Any:
        """The attribute of one object."""
        return getattr(owner, self.attribute)

    def _problem_with(self, found: Any) -> str | None:
        code = getattr(_without_wrappers(found.__init__), "__code__", None)
        return None if code is not None and self.attribute in code.co_names else f"{self.text} is missing"


@dataclass(frozen=True)
class ErrorText(Symbol):
    """Words in what a function of DSPy raises."""

    words: str = ""

    def is_in(self, error: BaseException) -> bool:
        """True when the error says it."""
        return isinstance(error, ValueError) and self.words in str(error)

    def _problem_with(self, found: Any) -> str | None:
        constants = getattr(_without_wrappers(found), "__code__", None)
        said = () if constants is None else constants.co_consts
        return None if any(isinstance(text, str) and self.words in text for text in said) else f'{self.text} does not say "{self.words}"'
