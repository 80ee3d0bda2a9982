"""DSPy's private names. Each is written once, in the file of the DSPy line that has it; everybody else imports `dspy_names`."""

from __future__ import annotations

from .dspy_3_4 import Dspy34
from .shape import DspyNames

dspy_names: DspyNames = Dspy34()
