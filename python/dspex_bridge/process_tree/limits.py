"""What the system refuses for want of descriptors, processes, memory or room, as errors for one who has to cure it."""

from __future__ import annotations

import errno
import os

from ..protocol.errors import BridgeError

#: Above this, the exit code of a child says by its distance which refusal ended it before it had an owner.
_FIRST_CODE = 64

_LIMITS = {
    errno.EMFILE: (
        "LIMIT_REACHED",
        "this process may open no more files and sockets",
        "ulimit -n 4096   # then npx jest in the same shell",
    ),
    errno.ENFILE: (
        "LIMIT_REACHED",
        "this machine may open no more files and sockets",
        "cat /proc/sys/fs/file-nr   # the whole machine has no more files to open",
    ),
    errno.EAGAIN: ("LIMIT_REACHED", "this user may start no more processes", "ulimit -u   # how many processes this user may have"),
    errno.ENOMEM: ("LIMIT_REACHED", "this machine has no more memory", "free -m"),
    errno.ENOSPC: ("DISK_FULL", "the disk is full", "df -h ${TMPDIR:-/tmp}; df -i ${TMPDIR:-/tmp}"),
    errno.EDQUOT: ("DISK_FULL", "this user's share of the disk is full", "quota -s"),
}


def limit_error(error: BaseException, doing: str) -> BridgeError | None:
    """The typed error that names the limit; None for what is no such refusal."""
    number = _number_of(error)
    if number is None:
        return None
    code, meaning, next_step = _LIMITS[number]
    return BridgeError(code, f"{doing} failed.", f"{meaning} ({error})", next_step)


def exit_code_of(error: BaseException) -> int:
    """How a child ends that was refused something: whoever made it learns by that why there is none."""
    number = _number_of(error)
    return 70 if number is None else _FIRST_CODE + number


def refusal_in(code: int | None) -> OSError | None:
    """What `exit_code_of` told."""
    number = (code or 0) - _FIRST_CODE
    return OSError(number, os.strerror(number)) if number in _LIMITS else None


def _number_of(error: BaseException) -> int | None:
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return errno.EAGAIN
    return error.errno if isinstance(error, OSError) and error.errno in _LIMITS else None
