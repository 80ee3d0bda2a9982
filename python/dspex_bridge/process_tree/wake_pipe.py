"""Turns signals into bytes of a pipe, which poll() waits for together with everything else."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable


def open_wake_pipe(signals: Iterable[signal.Signals]) -> int:
    """From now on each of these signals writes its number to a pipe; gives the end to read."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in signals:
        signal.signal(number, lambda *_: None)
    return readable


def close_wake_pipe(readable: int, signals: Iterable[signal.Signals]) -> None:
    """In a process that was forked from one with such a pipe: the signals do again what they do by default."""
    signal.set_wakeup_fd(-1)
    for number in signals:
        signal.signal(number, signal.SIG_DFL)
    os.close(readable)
