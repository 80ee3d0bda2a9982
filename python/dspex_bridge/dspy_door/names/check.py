"""Whether the DSPy that is installed is one that the package knows."""

from __future__ import annotations

import re

from ...protocol.errors import BridgeError
from ...protocol.install import INSTALL_DSPY, WORKING_DSPY
from . import dspy_names

_OLDEST = (3, 0)


def refuse_unknown_dspy(version: str) -> None:
    """DSPY_TOO_OLD or DSPY_TOO_NEW where a name is missing, or is not what it was."""
    # An old one is not asked for its names: modules of it that look for them would go to the network.
    if _is_too_old(version):
        raise unknown_dspy(version, ["its adapters and LMs are other ones"])
    problems = [problem for symbol in dspy_names.all if (problem := symbol.problem()) is not None]
    if problems:
        raise unknown_dspy(version, problems)


def unknown_dspy(version: str, problems: list[str]) -> BridgeError:
    """The typed error for a DSPy in which something is missing or behaves differently."""
    if _is_too_old(version):
        what = f"DSPy {version} is older than 3.0, the first this version supports."
        return BridgeError("DSPY_TOO_OLD", what, _why(problems), INSTALL_DSPY)
    what = f"DSPy {version} is newer than what this version knows, or was changed."
    return BridgeError("DSPY_TOO_NEW", what, _why(problems), INSTALL_DSPY)


def _why(problems: list[str]) -> str:
    more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
    return f"{'; '.join(problems[:3])}{more}; DSPy {WORKING_DSPY} works"


def _is_too_old(version: str) -> bool:
    found = re.match(r"(\d+)\.(\d+)", version)
    return found is not None and (int(found[1]), int(found[2])) < _OLDEST
