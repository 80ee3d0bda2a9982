"""Where the processes of the package start.

The processes above a child know neither DSPy nor what a child does: the functions that know are handed to them here.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from .process_tree import reaper
from .process_tree.child_program import ChildProgram, ChildStart, settle_by


def start_reaper() -> None:
    """The topmost process: Node starts it. Never returns."""
    reaper.main(ChildProgram(_warm, _run_child, str(Path(__file__).with_name("start.py"))))


def start_cold_child(arguments: list[str]) -> NoReturn:
    """A child with the start method `spawn`: what a fork would have inherited comes as arguments."""
    _run_child(settle_by(arguments))


def _warm() -> str:
    # Delayed: the reaper never imports DSPy, the fork server below it does. What runs a child is imported with it: after the fork each
    # child would pay for it.
    from .child import child, warm  # noqa: F401

    return warm.warm()


def _run_child(start: ChildStart) -> NoReturn:
    # Delayed for the same reason.
    from .child.child import run_child

    run_child(start)
