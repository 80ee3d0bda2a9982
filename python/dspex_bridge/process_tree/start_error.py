"""Why Python cannot serve, in the words of one who has to cure it."""

from __future__ import annotations

import sys
import traceback

from ..protocol.errors import BridgeError
from ..protocol.install import INSTALL_DSPY
from .limits import limit_error

_IMPORT = f'"{sys.executable}" -c "import dspy"'
_WHY = "this layer runs real DSPy programs"


def start_error(error: BaseException) -> BridgeError:
    """The typed error for what `import dspy`, the check of its names or the first predict raised."""
    if isinstance(error, BridgeError):
        return error
    limit = limit_error(error, "Starting Python with DSPy")
    if limit is not None:
        return limit
    detail = "".join(traceback.format_exception(error))[-3000:]
    if isinstance(error, ModuleNotFoundError) and error.name == "dspy":
        return BridgeError("DSPY_NOT_FOUND", f"DSPy is not installed in {sys.executable}.", _WHY, INSTALL_DSPY, detail)
    return BridgeError("PYTHON_START_FAILED", f"import dspy failed: {type(error).__name__}: {error}", _WHY, _IMPORT, detail)


def not_listening(path: str, error: OSError) -> BridgeError:
    """The typed error for a socket that cannot be made."""
    return limit_error(error, f"Listening on {path}") or BridgeError(
        "PYTHON_START_FAILED", f"The fork server cannot listen on {path}.", str(error), "TMPDIR=/tmp npx jest"
    )


def not_forkable(threads: list[str]) -> BridgeError:
    """The typed error for a process that would lose threads when it is forked."""
    return BridgeError(
        "NOT_FORKABLE",
        f"This DSPy leaves threads behind when it is imported: {', '.join(threads)}.",
        "a fork copies one thread alone; locks that the others hold would never be released",
        "set testEnvironmentOptions: { dspex: { python: { startMethod: 'spawn' } } }",
    )
