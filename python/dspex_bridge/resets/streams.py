"""The standard streams, and the descriptors under them."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import sys
from typing import Any, NamedTuple

from .kept_state import State, equals

_NAMES = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
_FDS = (0, 1, 2)
#: Where the copies of the descriptors go: away from those that programs count on.
_COPIES_FROM = 100


class _Stream(NamedTuple):
    """How a stream was made."""

    stream: io.TextIOWrapper
    fd: int
    mode: str
    settings: dict[str, Any]
    #: Functions of the test's own among them: `sys.stdout.write = …`.
    attributes: dict[str, Any]


class _Descriptor(NamedTuple):
    """What a descriptor leads to: a device and a file on it."""

    fd: int
    device: int
    file: int
    is_blocking: bool


class Streams:
    """Which object is `sys.stdout` is a name's business; here is what the object does, and where it leads to."""

    name = "standard streams"
    learns_from_imports = False
    authors = None

    def __init__(self) -> None:
        #: By device and file.
        self._copies: dict[tuple[int, int], int] = {}

    def capture(self) -> State:
        """By name and by number."""
        streams = {name: _read(vars(sys).get(name)) for name in _NAMES}
        descriptors = {fd: found for fd in _FDS if (found := _descriptor(fd)) is not None}
        for fd, found in descriptors.items():
            if found[1:3] not in self._copies:
                self._copies[found[1:3]] = _copy(fd)
        return {**streams, **descriptors}

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        return equals(self.capture(), saved)

    def restore(self, saved: State) -> None:
        """Descriptors first: a stream is opened over them."""
        descriptors = [was for was in saved.values() if isinstance(was, _Descriptor)]
        for was in descriptors:
            self._lead_back(was)
        for was in saved.values():
            if isinstance(was, _Stream):
                _open_again(was)
        kept = [was[1:3] for was in descriptors]
        for file in [file for file in self._copies if file not in kept]:
            os.close(self._copies.pop(file))

    def _lead_back(self, was: _Descriptor) -> None:
        now = _descriptor(was.fd)
        if now is None or now[1:3] != was[1:3]:
            os.dup2(self._copies[was[1:3]], was.fd)
        if now != was:
            os.set_blocking(was.fd, was.is_blocking)


def _descriptor(fd: int) -> _Descriptor | None:
    try:
        status = os.fstat(fd)
    except OSError:
        return None
    return _Descriptor(fd, status.st_dev, status.st_ino, os.get_blocking(fd))


def _copy(fd: int) -> int:
    try:
        return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _COPIES_FROM)
    except OSError:
        return os.dup(fd)  # The process may not have so many.


def _read(stream: Any) -> _Stream | None:
    """None for what is no stream of Python's own over a descriptor."""
    if not isinstance(stream, io.TextIOWrapper) or _is_closed(stream):
        return None
    settings = {name: getattr(stream, name) for name in ("encoding", "errors", "line_buffering", "write_through")}
    is_read = stream.readable()
    if not is_read:
        # What it has not written yet is whose it was.
        with contextlib.suppress(Exception):
            stream.flush()
    try:
        return _Stream(stream, stream.fileno(), "rb" if is_read else "wb", settings, dict(vars(stream)))
    except OSError:
        return None


def _open_again(was: _Stream) -> None:
    """The object itself, as others hold it: handlers of loggers, for one."""
    stream, now = was.stream, _read(was.stream)
    if now is None:
        opened = open(was.fd, was.mode, closefd=False)  # noqa: SIM115
        stream.__init__(opened, **was.settings)  # type: ignore[misc]
    elif now.settings != was.settings:
        stream.reconfigure(**was.settings)
    vars(stream).clear()
    vars(stream).update(was.attributes)


def _is_closed(stream: io.TextIOWrapper) -> bool:
    try:
        return stream.closed
    except ValueError:
        return True  # Detached from what it wrote to.
