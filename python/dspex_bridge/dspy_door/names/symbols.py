"""Kinds of private names: each can be found, and says what is wrong with the one that is there.

Plain classes: making a dataclass of each costs milliseconds at every start.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import sys
from typing import Any


class Symbol:
    """An attribute of a module of DSPy, or of a class in it: `Class.attribute`."""

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    @property
    def text(self) -> str:
        """Its whole name."""
        return f"{self.module}.{self.name}"

    def get(self) -> Any:
        """What is there now."""
        return getattr(self._owner(), self._last_step)

    def replace(self, value: Any) -> None:
        """Put something else in its place."""
        setattr(self._owner(), self._last_step, value)

    def problem(self) -> str | None:
        """What is wrong with it in the DSPy that is installed; None for nothing."""
        try:
            found = self.get()
        except (ImportError, AttributeError):
            return f"{self.text} is missing"
        return self._problem_with(found)

    @property
    def _last_step(self) -> str:
        return self.name.rpartition(".")[2]

    def _owner(self) -> Any:
        # Not by `import a.b`: DSPy hides one of its modules behind an object of the same name.
        owner: Any = sys.modules.get(self.module) or importlib.import_module(self.module)
        for step in self.name.split(".")[:-1]:
            owner = getattr(owner, step)
        return owner

    def _problem_with(self, found: Any) -> str | None:
        return None


class Function(Symbol):
    """A function that takes these parameters, in this order; it may take more."""

    def __init__(self, module: str, name: str, takes: tuple[str, ...] = ()) -> None:
        super().__init__(module, name)
        self.takes = takes

    def _problem_with(self, found: Any) -> str | None:
        if not callable(found):
            return f"{self.text} is no function"
        parameters = tuple(inspect.signature(found).parameters)
        if parameters[: len(self.takes)] != self.takes:
            return f"{self.text} takes ({', '.join(parameters)}), not ({', '.join(self.takes)})"
        return None


class Record(Symbol):
    """A dataclass of which these fields are read."""

    def __init__(self, module: str, name: str, fields: tuple[str, ...]) -> None:
        super().__init__(module, name)
        self.fields = fields

    def _problem_with(self, found: Any) -> str | None:
        there = {field.name for field in dataclasses.fields(found)} if dataclasses.is_dataclass(found) else set()
        missing = [name for name in self.fields if name not in there]
        return f"{self.text} has no field {', '.join(missing)}" if missing else None


class Locals(Symbol):
    """A function of which these local variables are read while it runs."""

    def __init__(self, module: str, name: str, variables: tuple[str, ...]) -> None:
        super().__init__(module, name)
        self.variables = variables

    def _problem_with(self, found: Any) -> str | None:
        code = _code_of(found)
        there = () if code is None else (*code.co_varnames, *code.co_cellvars)
        missing = [name for name in self.variables if name not in there]
        return f"{self.text} has no local variable {', '.join(missing)}" if missing else None


class InstanceAttribute(Symbol):
    """An attribute that each object of a class has; `module` and `name` are the class's."""

    def __init__(self, module: str, name: str, attribute: str) -> None:
        super().__init__(module, name)
        self.attribute = attribute

    @property
    def text(self) -> str:
        """With its class."""
        return f"{self.module}.{self.name}.{self.attribute}"

    def of(self, owner: Any) -> Any:
        """The attribute of one object."""
        return getattr(owner, self.attribute)

    def _problem_with(self, found: Any) -> str | None:
        code = _code_of(found.__init__)
        return None if code is not None and self.attribute in code.co_names else f"{self.text} is missing"


class ErrorText(Symbol):
    """Words in what a function of DSPy raises."""

    def __init__(self, module: str, name: str, words: str) -> None:
        super().__init__(module, name)
        self.words = words

    def is_in(self, error: BaseException) -> bool:
        """True when the error says it."""
        return isinstance(error, ValueError) and self.words in str(error)

    def _problem_with(self, found: Any) -> str | None:
        code = _code_of(found)
        said = () if code is None else code.co_consts
        return None if any(isinstance(text, str) and self.words in text for text in said) else f'{self.text} does not say "{self.words}"'


def _code_of(function: Any) -> Any:
    """Below all decorators; None for what is not written in Python."""
    return getattr(inspect.unwrap(function), "__code__", None)
