"""Vectors of texts, by `dspy.Embedder`."""

from __future__ import annotations

from typing import Any

import dspy

from ..dspy_door import values
from ..dspy_door.accounting import Accounting
from ..dspy_door.default_lm import with_provider
from .execute import inside
from .sessions import Session


def embed(session: Session, accounting: Accounting, params: dict[str, Any]) -> list[list[float]]:
    """One to each text."""
    model = params["model"]
    with inside(accounting, params["executeId"], session.id, session.settings, f"embedding by {model}"):
        embedder = dspy.Embedder(with_provider(model), caching=False, **values.decode(params["options"]))
        return [[float(number) for number in vector] for vector in embedder(params["texts"])]
