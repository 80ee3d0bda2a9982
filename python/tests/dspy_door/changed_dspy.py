"""A DSPy that differs in one thing, in a process of its own: what is changed there must not reach the other tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from ..processes import PACKAGE_FOLDER

_CHECK = """
import json, sys, os
sys.path.insert(0, {folder!r})
import dspy
{change}
from dspex_bridge.child.warm import warm
from dspex_bridge.protocol.errors import BridgeError
try:
    print(json.dumps({{"version": warm()}}))
except BridgeError as error:
    print(json.dumps(error.wire))
"""


def warmed(change: str) -> dict[str, Any]:
    """The version, or the typed error, of a process in which `change` ran right after `import dspy`."""
    code = _CHECK.format(folder=PACKAGE_FOLDER, change=change)
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "DSPY_CACHEDIR": "/nonexistent"}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise AssertionError(ran.stderr)
    found: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return found
