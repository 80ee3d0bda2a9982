"""What not every line of DSPy has."""

from __future__ import annotations

from typing import Any

import dspy
from dspy.adapters import utils

REASONING: Any = getattr(dspy, "Reasoning", None)
FILE: Any = getattr(dspy, "File", None)


#: Whether DSPy gives a field that a reply leaves out its default (DSPy 3.3 and later).
FILLS_WHAT_IS_LEFT_OUT = hasattr(utils, "apply_output_field_defaults")


def streams_classes_alone(version: str) -> bool:
    """DSPy before 3.1.2 listens to no fields but those of a class: at `list[str]`, or the arguments that ReAct writes, it fails."""
    return version.startswith(("3.0.", "3.1.0", "3.1.1"))


STREAMS_CLASSES_ALONE = streams_classes_alone(dspy.__version__)


def is_reasoning(value: Any) -> bool:
    """Whether it is a `dspy.Reasoning` (DSPy 3.1 and later)."""
    return REASONING is not None and isinstance(value, REASONING)
