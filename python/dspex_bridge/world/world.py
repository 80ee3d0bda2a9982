"""Makes a child live in the world of the test that asked for it."""

from __future__ import annotations

import os
import sys
from typing import Any

from .environment import replace_environment
from .seeds import seed_everything

World = dict[str, Any]


def enter(world: World) -> None:
    """Environment, time zone, temp folder, directory, import path and seeds, in that order."""
    replace_environment(world["env"])
    os.chdir(world["cwd"])
    # Without "", which is wherever the process happens to be.
    sys.path[:] = [*world["path"], *(path for path in sys.path if path and path not in world["path"])]
    seed_everything(world["seed"])


def with_changes_since(entered: World, world: World) -> World:
    """A new owner's world, with the environment variables and the directory that code changed since `entered`."""
    before, now = entered["env"], dict(os.environ)
    changed = {name: value for name, value in now.items() if before.get(name) != value}
    removed = before.keys() - now.keys()
    env = {name: value for name, value in {**world["env"], **changed}.items() if name not in removed}
    has_moved = os.path.realpath(entered["cwd"]) != os.getcwd()
    return {**world, "env": env, "cwd": os.getcwd() if has_moved else world["cwd"]}
