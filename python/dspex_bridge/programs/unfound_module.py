"""Where a module of the project lies that Python does not find: in a folder where modules are not looked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..user_code.origin import is_library


def python_path_with(missing: str) -> str | None:
    """What the option `python.path` has to be; None where the project has no such module in its root, or in a folder there."""
    looked_in = _folders_looked_in()
    top = missing.partition(".")[0]
    for folder in (Path(), *_folders_there()):
        if folder not in looked_in and _holds(folder, top):
            return f"[{', '.join(_written(one) for one in (*looked_in, folder))}]"
    return None


def _folders_looked_in() -> list[Path]:
    """Those of the project; the working directory is its root."""
    root = Path.cwd()
    folders = [Path(os.path.realpath(path)) for path in sys.path if not is_library(os.path.join(path, ""))]
    own = (folder.relative_to(root) for folder in folders if folder.is_relative_to(root))
    return list(dict.fromkeys(folder for folder in own if "node_modules" not in folder.parts))


def _folders_there() -> list[Path]:
    try:
        return sorted(
            folder for folder in Path().iterdir() if folder.is_dir() and not folder.name.startswith(".") and not _is_others(folder)
        )
    except OSError:
        return []


def _is_others(folder: Path) -> bool:
    return folder.name == "node_modules" or Path(folder, "pyvenv.cfg").exists()


def _holds(folder: Path, name: str) -> bool:
    return Path(folder, f"{name}.py").is_file() or any(Path(folder, name).glob("**/*.py"))


def _written(folder: Path) -> str:
    return "'.'" if folder == Path() else f"'./{folder.as_posix()}'"
