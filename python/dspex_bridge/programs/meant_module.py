"""What was meant by `src/support/triage.py` or `src.support.triage`, where `src` is where modules are found."""

from __future__ import annotations

from importlib.machinery import PathFinder


def meant_module(asked: str) -> str | None:
    """The name to import it by; None where there is none. Nothing is imported to find it: that would run code of the user's."""
    steps = asked.removesuffix(".py").replace("\\", "/").replace(".", "/").split("/")
    names = [step for step in steps if step]
    if names[-1:] == ["__init__"]:
        names.pop()
    meant = next((names[begin:] for begin in range(len(names)) if _is_there(names[begin:])), None)
    return None if meant is None or ".".join(meant) == asked else ".".join(meant)


def _is_there(names: list[str]) -> bool:
    folders: list[str] | None = None
    for name in names:
        spec = PathFinder.find_spec(name, folders)
        if spec is None:
            return False
        folders = [*(spec.submodule_search_locations or [])]
    return True
