"""What the kernel holds of a process: limits, priority, processors, directory, umask, user. What was given away may not come back."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from typing import Any

from .kept_state import Settings

_LIMITS = {name: getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}


def of_the_kernel() -> Settings:
    """A limit that cannot be raised again raises: then the process is not used any more."""
    pairs: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]] = {
        # First: another user may put back less.
        **_identity(),
        **{name: _limit(number) for name, number in _LIMITS.items()},
        "directory": (_directory, os.chdir),
        "umask": (_umask, os.umask),
        "priority": (lambda: os.getpriority(os.PRIO_PROCESS, 0), lambda nice: os.setpriority(os.PRIO_PROCESS, 0, nice)),
        "process group": (os.getpgrp, lambda group: os.setpgid(0, group)),
        "session": (lambda: os.getsid(0), _refuse("session")),
        "root directory": (_root, _refuse("root directory")),
    }
    if hasattr(os, "sched_getaffinity"):
        pairs["processors"] = (lambda: tuple(sorted(os.sched_getaffinity(0))), lambda chosen: os.sched_setaffinity(0, chosen))
        pairs["scheduler"] = (lambda: os.sched_getscheduler(0), lambda policy: os.sched_setscheduler(0, policy, os.sched_param(0)))
    return Settings("limits of the process", pairs)


def _identity() -> dict[str, tuple[Callable[[], Any], Callable[[Any], object]]]:
    if not hasattr(os, "getresuid"):  # pragma: no cover - not on Linux
        return {}
    return {
        "user": (os.getresuid, lambda ids: os.setresuid(*ids)),
        "group": (os.getresgid, lambda ids: os.setresgid(*ids)),
        "groups": (lambda: tuple(os.getgroups()), lambda groups: os.setgroups(list(groups))),
    }


def _limit(number: int) -> tuple[Callable[[], Any], Callable[[Any], object]]:
    return lambda: resource.getrlimit(number), lambda limits: resource.setrlimit(number, limits)


def _umask() -> int:
    # There is no way to only read it. The strict value is for a file that another thread makes meanwhile.
    now = os.umask(0o077)
    os.umask(now)
    return now


def _directory() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None


def _root() -> tuple[int, int]:
    status = os.stat("/")
    return status.st_dev, status.st_ino


def _refuse(what: str) -> Callable[[Any], object]:
    def refuse(_: Any) -> None:
        raise RuntimeError(f"a process cannot get its old {what} again")

    return refuse
