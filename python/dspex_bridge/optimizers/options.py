"""An optimiser's options: DSPy's own words, each for its constructor or for `compile`; what lives in Python is named."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.default_lm import lm_of, with_provider
from ..programs.imports import import_path
from ..programs.nearest import did_you_mean
from .known import optimize_invalid


def _lm(value: Any) -> Any:
    return lm_of(value) if isinstance(value, str) else value


def _by_path(value: Any) -> Any:
    return import_path(value) if isinstance(value, str) and ":" in value else value


def _reduced_by(value: Any) -> Any:
    return dspy.majority if value == "majority" else _by_path(value)


def _embedder(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    model = import_path(value) if ":" in value else with_provider(value)
    return model if isinstance(model, dspy.Embedder) else dspy.Embedder(model, caching=False)


def _teacher_settings(value: Any) -> Any:
    return {**value, "lm": _lm(value["lm"])} if isinstance(value, dict) and "lm" in value else value


#: Options that are objects in Python, and how they are said in Node: a model's name, or `pkg.mod:name`.
_OBJECTS: dict[str, Callable[[Any], Any]] = {
    "prompt_model": _lm,
    "task_model": _lm,
    "reflection_lm": _lm,
    "teacher_settings": _teacher_settings,
    "reduce_fn": _reduced_by,
    "vectorizer": _embedder,
    "instruction_proposer": _by_path,
    "component_selector": _by_path,
}


#: They hand what they do not name to a BootstrapFewShot.
_BOOTSTRAPS = ("KNNFewShot", "InferRules")
#: COPRO's, which has no default before 3.3.
_DEMANDED_BY_OLD_DSPYS = ("eval_kwargs",)


class Options:
    """Of one optimiser."""

    def __init__(self, kind: Any, given: dict[str, Any], seed: int | None) -> None:
        self._made = _parameters(kind.__init__)
        self._compiled = _parameters(kind.compile)
        if kind.__name__ in _BOOTSTRAPS:
            self._made += [name for name in _parameters(dspy.BootstrapFewShot.__init__) if name not in self._made]
        decoded = {name: _OBJECTS.get(name, lambda value: value)(value) for name, value in values.decode(given).items()}
        self._given = self._with_seed(decoded, seed)
        for name in self._given:
            self._refuse_unknown(kind.__name__, name)

    def for_making(self, **more: Any) -> dict[str, Any]:
        """Keyword arguments of the constructor: of `more` those that it takes."""
        return self._of(self._made, more)

    def for_compiling(self, **more: Any) -> dict[str, Any]:
        """Keyword arguments of `compile` that its constructor has not had."""
        names = [name for name in self._compiled if name not in self._made or name in more]
        return {**{name: {} for name in _DEMANDED_BY_OLD_DSPYS if name in names}, **self._of(names, more)}

    def _of(self, names: list[str], more: dict[str, Any]) -> dict[str, Any]:
        given = {name: value for name, value in more.items() if value is not None}
        return {name: value for name, value in {**self._given, **given}.items() if name in names}

    def _with_seed(self, given: dict[str, Any], seed: int | None) -> dict[str, Any]:
        takes_one = "seed" in (*self._made, *self._compiled)
        return {**given, "seed": seed} if takes_one and seed is not None else given

    def _refuse_unknown(self, optimizer: str, name: str) -> None:
        names = sorted({*self._made, *self._compiled} - {"metric", "student", "programs", "trainset", "valset", "teacher", "self"})
        if name not in names:
            raise optimize_invalid(f'{optimizer} has no option "{name}".', f"it takes: {', '.join(names)}.{did_you_mean(name, names)}")


def _parameters(function: Any) -> list[str]:
    named = inspect.signature(function).parameters.values()
    return [one.name for one in named if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) and one.name != "self"]
