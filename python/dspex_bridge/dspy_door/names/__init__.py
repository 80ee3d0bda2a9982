"""DSPy's private names. Each is written once, in the file of the DSPy line that has it; everybody else imports `dspy_names`."""

from __future__ import annotations

from ..line import HAS_ENGINES
from .dspy_3_0 import names_3_0
from .dspy_3_4 import names_3_4
from .shape import DspyNames

dspy_names: DspyNames = names_3_4 if HAS_ENGINES else names_3_0
