"""Whose code a file is: the only place that decides it."""

from __future__ import annotations

import enum
import os
import sys
import sysconfig
from pathlib import Path


class Origin(enum.Enum):
    """Who wrote the code of a file."""

    OURS = "this package"
    STANDARD = "Python itself"
    INSTALLED = "an installed library"
    #: `<string>`, `<frozen importlib._bootstrap>`: there is no file to open.
    NO_FILE = "code without a file"
    USER = "the user"


def _with_their_targets(folders: list[str]) -> tuple[str, ...]:
    """As prefixes. A path may be written by way of a link, or by its target."""
    found = {os.path.normpath(folder) for folder in folders} | {os.path.realpath(folder) for folder in folders}
    return tuple(sorted(folder + os.sep for folder in found))


def _known(*names: str) -> list[str]:
    return [path for name in names if (path := sysconfig.get_path(name))]


_OURS = _with_their_targets([str(Path(__file__).parent.parent)])
_STANDARD = _with_their_targets(_known("stdlib", "platstdlib"))
_INSTALLED = _with_their_targets(_known("purelib", "platlib"))
#: Whole steps of the path: the user's project may be called `my-site-packages`.
_INSTALL_STEPS = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_STANDARD_ZIP = f"{os.sep}python{sys.version_info.major}{sys.version_info.minor}.zip{os.sep}"


def origin_of(file: str) -> Origin:
    """By where it lies. Whatever nobody else owns is the user's, wherever that is: in a folder `lib`, beside a virtual environment, in
    a zip file."""
    if file.startswith("<") or not file:
        return Origin.NO_FILE
    if file.startswith(_OURS):
        return Origin.OURS
    # Before Python's own folder, which may hold the folder of what was installed.
    if file.startswith(_INSTALLED) or any(step in file for step in _INSTALL_STEPS):
        return Origin.INSTALLED
    if file.startswith(_STANDARD) or _STANDARD_ZIP in file:
        return Origin.STANDARD
    return Origin.USER


def is_users(file: str) -> bool:
    """True for code that the user can open and change."""
    return origin_of(file) is Origin.USER


def is_library(file: str) -> bool:
    """True for Python's own code and for what was installed."""
    return origin_of(file) in (Origin.STANDARD, Origin.INSTALLED)


def is_ours(file: str) -> bool:
    """True for the code of this package."""
    return origin_of(file) is Origin.OURS
