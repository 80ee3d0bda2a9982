"""Tells what modules of the user's take and give: a process of its own, for `dspex-jest types`."""

from __future__ import annotations

import json
import sys
from typing import Any

from .guard import egress
from .programs.module_shape import module_shape
from .protocol.errors import BridgeError


def main() -> None:
    """Reads `{ paths, folders }` from the first argument; writes one marked line with the shape or the error of each path."""
    asked = json.loads(sys.argv[1])
    sys.path[:0] = asked["folders"]
    # What a module does while it is imported reaches nobody; what it is refused is told by its own error.
    egress.install("guard", [], lambda error: None)
    shapes = {path: _shape(path) for path in asked["paths"]}
    sys.stdout.write(f"\n{asked['mark']}{json.dumps(shapes)}\n")


def _shape(path: str) -> dict[str, Any]:
    try:
        return module_shape(path)
    except BridgeError as error:
        return {"error": error.wire}
