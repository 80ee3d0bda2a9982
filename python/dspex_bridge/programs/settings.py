"""DSPy settings from their names on the wire."""

from __future__ import annotations

from typing import Any

import dspy
from dspy.adapters.baml_adapter import BAMLAdapter

from ..dspy_door import values
from ..dspy_door.default_lm import lm_of
from ..protocol.errors import BridgeError
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
    adapter = settings.pop("adapter", None)
    for name, value in settings.items():
        _check(name, value)
    return settings if adapter is None else {**settings, "adapter": _adapter(adapter)}


def lm_from(model: str, options: dict[str, Any]) -> Any:
    """The LM of a name and options on the wire. OPTION_INVALID for what DSPy does not take."""
    if not model.strip("/ "):
        raise _invalid(f"The model of an LM is {model!r}.", "a model has a name", _LINE_OF_LM)
    try:
        return lm_of(model, **values.decode(options))
    except Exception as error:
        raise _invalid(f"An LM of {model} cannot be made with {options!r}.", str(error), _LINE_OF_LM) from None


def _check(name: str, value: Any) -> None:
    known = {key: type(default) for key, default in dspy.settings.config.items() if isinstance(default, (bool, int))}
    names = ["adapter", *known]
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
    if not isinstance(name, str) or name not in _ADAPTERS:
        hint = did_you_mean(name, list(_ADAPTERS)) if isinstance(name, str) else ""
        raise _invalid(f"The adapter setting is {given!r}.", f"adapters: {', '.join(_ADAPTERS)}.{hint}", _LINE)
    if name == "two_step":
        model = options.pop("extraction_model", None)
        options["extraction_model"] = dspy.settings.lm if model is None else lm_of(str(model))
    try:
        return _ADAPTERS[name](**options)
    except (TypeError, ValueError) as error:
        raise _invalid(f"The adapter {name} cannot be made with {given!r}.", str(error), _LINE_OF_OPTIONS) from None


_LINE = "dspex.bridge.configureSettings({ adapter: 'json' })"
_LINE_OF_LM = "dspex.bridge.configureLm('gpt-4o-mini', { temperature: 0 })"
_LINE_OF_OPTIONS = "dspex.bridge.configureSettings({ adapter: { name: 'chat', use_native_function_calling: true } })"


def _invalid(what: str, why: str, next: str) -> BridgeError:
    return BridgeError("OPTION_INVALID", what, why, next)
