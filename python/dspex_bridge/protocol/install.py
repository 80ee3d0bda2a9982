"""The DSPy that this package is made for, and the line that installs it."""

from __future__ import annotations

import sys

#: The versions whose names and behaviour the package knows.
WORKING_DSPY = "3.4.1"
INSTALL_DSPY = f"\"{sys.executable}\" -m pip install 'dspy=={WORKING_DSPY}'"
