"""A DSPy that differs in one thing, in a process of its own: what is changed there must not reach the other tests."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import unittest
from typing import Any

from ..processes import PACKAGE_FOLDER

# Imports DSPy once, and forks a process for each change that it reads.
_CHECKS = """
import json, sys, os
sys.path.insert(0, {folder!r})
import dspy

def answer(change):
    exec(change, globals())
    from dspex_bridge.child.warm import warm
    from dspex_bridge.protocol.errors import BridgeError
    try:
        return {{"version": warm()}}
    except BridgeError as error:
        return error.wire

for line in sys.stdin:
    if (pid := os.fork()) == 0:
        print(json.dumps(answer(json.loads(line))), flush=True)
        os._exit(0)
    if os.waitpid(pid, 0)[1] != 0:
        print("null", flush=True)
"""


@functools.cache
def _checks() -> subprocess.Popen[str]:
    """One for the tests of a module."""
    measured = {name: value for name, value in os.environ.items() if name == "NODE_V8_COVERAGE"}
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "DSPY_CACHEDIR": "/nonexistent", **measured}
    checks = subprocess.Popen(
        [sys.executable, "-c", _CHECKS.format(folder=PACKAGE_FOLDER)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    unittest.addModuleCleanup(_end, checks)
    return checks


def _end(checks: subprocess.Popen[str]) -> None:
    _checks.cache_clear()
    with checks:
        assert checks.stdin is not None
        checks.stdin.close()


def warmed(change: str) -> dict[str, Any]:
    """The version, or the typed error, of a process in which `change` ran right after `import dspy`."""
    checks = _checks()
    assert checks.stdin is not None and checks.stdout is not None
    checks.stdin.write(json.dumps(change) + "\n")
    found: dict[str, Any] | None = json.loads(checks.stdout.readline())
    if found is None:
        raise AssertionError("The process ended with the error above.")
    return found
