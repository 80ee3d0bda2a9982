"""Which line of DSPy is installed: how it asks its LMs decides which seam leads them to Node."""

from __future__ import annotations

import dspy

#: DSPy 3.4 and later ask by engines and typed requests; before, by litellm.
HAS_ENGINES = hasattr(dspy, "lm15")
