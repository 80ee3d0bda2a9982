"""What a seam does, whatever the line of DSPy that it is for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal


class Seam(ABC):
    """Leads the LM calls of one line of DSPy to Node, and the replies back."""

    #: How this DSPy asks its LMs, as `hello` tells Node.
    contract: Literal["lm15", "litellm"]

    @abstractmethod
    def install(self) -> None:
        """Route every managed LM to Node from now on. A second call does nothing."""

    @abstractmethod
    def answer_backoff_with_zero(self) -> None:
        """A scripted error is tried again as often as DSPy would, without the waiting. From a real provider DSPy backs off as it does."""

    @abstractmethod
    def fill(self) -> None:
        """Read and import what the first call of every child would."""
