"""DSPy settings from their names on the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dspy
from dspy.adapters.baml_adapter import BAMLAdapter
from dspy.utils.callback import BaseCallback

from ..dspy_door import values
from ..dspy_door.default_lm import lm_of
from ..protocol.errors import BridgeError
from .imports import import_path
from .nearest import did_you_mean

_ADAPTERS: dict[str, Any] = {
    "chat": dspy.ChatAdapter,
    "json": dspy.JSONAdapter,
    "xml": dspy.XMLAdapter,
    "baml": BAMLAdapter,
    "two_step": dspy.TwoStepAdapter,
}


def settings_from(given: dict[str, Any]) -> dict[str, Any]:
    """DSPy settings from their names on the wire. OPTION_INVALID for what is none of them, or cannot be said in Node."""
    settings = dict(values.decode(given))
    for name, value in settings.items():
        if name not in _objects():
            _check(name, value)
    made = {name: _OBJECTS[name](value) for name, value in settings.items() if name in _objects() and value is not None}
    return {**{name: value for name, value in settings.items() if name not in _objects()}, **made}


def lm_from(model: str, options: dict[str, Any]) -> Any:
    """The LM of a name and options on the wire. OPTION_INVALID for what DSPy does not take."""
    if not model.strip("/ "):
        raise _invalid(f"The model of an LM is {model!r}.", "a model has a name", _LINE_OF_LM)
    try:
        return lm_of(model, **values.decode(options))
    except Exception as error:
        raise _invalid(f"An LM of {model} cannot be made with {options!r}.", str(error), _LINE_OF_LM) from None


def _objects() -> list[str]:
    """Those that this DSPy has."""
    return [name for name in _OBJECTS if name in dspy.settings.config]


def _check(name: str, value: Any) -> None:
    known = {key: type(default) for key, default in dspy.settings.config.items() if isinstance(default, (bool, int))}
    names = [*_objects(), *known]
    if name not in names:
        live = " It is an object of Python: set it there." if name in dspy.settings.config else did_you_mean(name, names)
        lines = {"lm": _LINE_OF_LM}
        raise _invalid(f'"{name}" is no setting that Node can give.', f"settings: {', '.join(names)}.{live}", lines.get(name, _LINE))
    if type(value) is not known[name]:
        raise _invalid(f"The setting {name} is {value!r}.", f"it is of type {known[name].__name__}", _LINE)


def _adapter(given: Any) -> Any:
    name, options = (
        (given.get("name"), {key: item for key, item in given.items() if key != "name"}) if isinstance(given, dict) else (given, {})
    )
    if isinstance(name, str) and ":" in name:
        return _own_adapter(name, options)
    if not isinstance(name, str) or name not in _ADAPTERS:
        hint = did_you_mean(name, list(_ADAPTERS)) if isinstance(name, str) else ""
        raise _invalid(f"The adapter setting is {given!r}.", f"adapters: {', '.join(_ADAPTERS)}, or pkg.mod:Class.{hint}", _LINE)
    if name == "two_step":
        model = options.pop("extraction_model", None)
        options["extraction_model"] = dspy.settings.lm if model is None else lm_of(str(model))
    return _made(_ADAPTERS[name], name, options, "adapter")


def _own_adapter(path: str, options: dict[str, Any]) -> Any:
    adapter = _of_path(path, options, "adapter")
    if isinstance(adapter, dspy.Adapter):
        return adapter
    raise _invalid(f"The adapter {path} is a {type(adapter).__name__}.", "an adapter is a dspy.Adapter, or a class that makes one", _LINE)


def _callbacks(given: Any) -> list[Any]:
    paths = given if isinstance(given, list) else [given]
    callbacks = [_of_path(path, {}, "callback") for path in paths]
    for path, callback in zip(paths, callbacks, strict=True):
        if not isinstance(callback, BaseCallback):
            why = "a callback is a dspy.utils.callback.BaseCallback, or a class that makes one"
            raise _invalid(f"The callback {path} is a {type(callback).__name__}.", why, _LINE_OF_CALLBACKS)
    return callbacks


def _interpreter_factory(given: Any) -> Any:
    if isinstance(given, str) and ":" in given:
        return import_path(given)
    raise _invalid(f"The setting interpreter_factory is {given!r}.", "it is the path of what makes an interpreter", _LINE_OF_INTERPRETER)


def _of_path(path: Any, options: dict[str, Any], role: str) -> Any:
    """What is there; a class or function makes it."""
    if not isinstance(path, str) or ":" not in path:
        raise _invalid(f"The {role} is {path!r}.", "one of your own is named by its path, pkg.mod:Class", _LINE_OF_CALLBACKS)
    found = import_path(path)
    return _made(found, path, options, role) if callable(found) and not isinstance(found, (dspy.Adapter, BaseCallback)) else found


def _made(kind: Any, name: str, options: dict[str, Any], role: str) -> Any:
    try:
        return kind(**options)
    except (TypeError, ValueError) as error:
        raise _invalid(f"The {role} {name} cannot be made with {options!r}.", str(error), _LINE_OF_OPTIONS) from None


#: Settings that are objects of Python, and what makes them of what Node says.
_OBJECTS: dict[str, Callable[[Any], Any]] = {
    "adapter": _adapter,
    "callbacks": _callbacks,
    "interpreter_factory": _interpreter_factory,
}
_LINE = "dspex.bridge.configureSettings({ adapter: 'json' })"
_LINE_OF_LM = "dspex.bridge.configureLm('gpt-4o-mini', { temperature: 0 })"
_LINE_OF_CALLBACKS = "dspex.bridge.configureSettings({ callbacks: ['support.callbacks:Log'] })"
_LINE_OF_INTERPRETER = "dspex.bridge.configureSettings({ interpreter_factory: 'dspy:LocalInterpreter' })"
_LINE_OF_OPTIONS = "dspex.bridge.configureSettings({ adapter: { name: 'chat', use_native_function_calling: true } })"


def _invalid(what: str, why: str, next: str) -> BridgeError:
    return BridgeError("OPTION_INVALID", what, why, next)
