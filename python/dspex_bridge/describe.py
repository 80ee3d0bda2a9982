"""Tells what modules of the user's take and give: a process of its own, for `dspex-jest types`."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from .guard import egress
from .programs.module_shape import module_shape
from .protocol.errors import BridgeError


def main() -> None:
    """Reads `{ paths, folders }` from the first argument; writes a marked line with the shape or the error of each path, one by one: the
    first that is missing is the one that ended the process."""
    asked = json.loads(sys.argv[1])
    # A module may close standard output, or put another in its place.
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.path[:0] = asked["folders"]
    # What a module does while it is imported reaches nobody; what it is refused is told by its own error.
    egress.install("guard", [], [], lambda error: None)
    for path in asked["paths"]:
        told.write(f"\n{asked['mark']}{json.dumps({path: _shape(path)})}\n")
        told.flush()


def _shape(path: str) -> dict[str, Any]:
    try:
        return module_shape(path)
    except BridgeError as error:
        return {"error": error.wire}
