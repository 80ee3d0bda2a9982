"""Which server DSPy believes a model to have, while it works out what the model can do (`dspy.clients.backend_selection`).

The variables that lead the SDKs of a process to Node look to DSPy like a server of the user's own. Of such a model it asks litellm, whose
import takes seconds and 200 MB, and answers otherwise than in production. A server that the user names stays what it is.
"""

from __future__ import annotations

import os
from typing import Any

from ..gateway_door import GATEWAY_VARIABLE
from ..names.dspy_3_4 import names_3_4


def install() -> None:
    """Let DSPy see no variable that leads to Node."""
    names_3_4.variables_of_servers.replace(_WithoutGateway())


class _WithoutGateway:
    """The module `os`, but for variables that lead to Node."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def getenv(self, name: str, default: str | None = None) -> str | None:
        value, gateway = os.getenv(name, default), os.getenv(GATEWAY_VARIABLE)
        return default if value and gateway and value.startswith(gateway) else value
