"""DSPy settings from their names on the wire."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door import values
from ..protocol.errors import BridgeError
from .nearest import did_you_mean

_ADAPTERS = {"chat": "ChatAdapter", "json": "JSONAdapter", "xml": "XMLAdapter", "two_step": "TwoStepAdapter"}


def settings_from(given: dict[str, Any]) -> dict[str, Any]:
    """DSPy settings from their names on the wire; `adapter` by its short name."""
    settings = dict(values.decode(given))
    name = settings.pop("adapter", None)
    if name is not None:
        if name not in _ADAPTERS:
            raise BridgeError(
                "OPTION_INVALID",
                f'The adapter setting is "{name}".',
                f"adapters: {', '.join(_ADAPTERS)}.{did_you_mean(str(name), list(_ADAPTERS))}",
                "dspex.bridge.configureSettings({ adapter: 'json' })",
            )
        adapter = getattr(dspy, _ADAPTERS[name])
        settings["adapter"] = adapter(dspy.settings.lm) if name == "two_step" else adapter()
    return settings
