"""Copies in one go the pages of memory that every child writes to.

After a fork a child shares its memory with its parent until it writes, page by page, each by a fault of its own; and reference counts are
written wherever objects are used. Which pages a test writes to hardly differs from one test to the next: one child looks what it has
written to, and those that are forked later ask the kernel for copies of these at their start.

Source: /proc/PID/pagemap in the kernel's Documentation/admin-guide/mm/pagemap.rst.
"""

from __future__ import annotations

import array
import contextlib
import os
from collections.abc import Iterator
from itertools import groupby

from . import linux

_RANGES_A_CALL = 1024
_PAGE = os.sysconf("SC_PAGE_SIZE")
#: Of an entry of a pagemap, from its bit 56 on: no other process has this page, and it is in memory.
_OWN_PAGE = 0x81
#: A child that has written to more than that is no measure for others.
_MOST_BYTES = 16 << 20


def path_of(folder: str, parent: int) -> str:
    """Where word is left for a process that forks."""
    return f"{folder}/written-pages-{parent}"


class Prefault:
    """What is known of the pages that the children of one process write to: one finds out, the process reads it and hands it on by a fork.

    `folder`: where the child leaves word. `parent`: the process that forks.
    """

    def __init__(self, folder: str, parent: int) -> None:
        self._path = path_of(folder, parent)
        self._parent = parent
        #: Address and length of each range, for the kernel to read.
        self._ranges = array.array("Q")
        #: Of a child that touches page by page what a test needs.
        self.learns = False

    def look(self) -> None:
        """Before a fork: has a child left word?"""
        if not self._ranges:
            with contextlib.suppress(OSError, ValueError), open(self._path, "rb") as file:
                ranges = array.array("Q", file.read())
                # The user's code could write there as well.
                self._ranges = ranges if _is_small(ranges) else array.array("Q")

    def copy_pages(self) -> bool:
        """In a new child: copy what it will write to. False where nothing is known yet."""
        count = len(self._ranges) // 2
        for first in range(0, count, _RANGES_A_CALL):
            self._copy(first, min(_RANGES_A_CALL, count - first))
        return count > 0

    def _copy(self, first: int, count: int) -> None:
        start = self._ranges.buffer_info()[0] + first * 16
        if linux.copy_pages(start, count) < sum(self._ranges[2 * first + 1 : 2 * (first + count) : 2]):
            # The parent has given one of them back meanwhile: that ended the call.
            for each in range(count):
                linux.copy_pages(start + each * 16, 1)

    def learn(self) -> None:
        """In a child that `learns`: leave word of which pages it has written to. Where the kernel tells nobody, or copies none, nothing."""
        if not self.learns:
            return
        self.learns = False
        with contextlib.suppress(OSError):
            ranges = array.array("Q", [number for pages in _written(self._parent) for number in pages])
            # What is this process's own already stays as it is.
            if ranges and _is_small(ranges) and linux.copy_pages(ranges.buffer_info()[0], 1) > 0:
                self._leave_word(ranges)

    def _leave_word(self, ranges: array.array[int]) -> None:
        # Whole at once: its parent may be reading.
        unfinished = f"{self._path}.{os.getpid()}"
        with open(unfinished, "wb") as file:
            file.write(ranges.tobytes())
        os.replace(unfinished, self._path)


def _is_small(ranges: array.array[int]) -> bool:
    return sum(ranges[1::2]) <= _MOST_BYTES


def _written(parent: int) -> Iterator[tuple[int, int]]:
    """Address and length of what this process alone has, where the one that it was forked from has memory as well."""
    with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
        for start, end in _writable_of(parent):
            pagemap.seek(start // _PAGE * 8)
            entries = array.array("Q", pagemap.read((end - start) // _PAGE * 8))
            own = [page for page, entry in enumerate(entries) if entry >> 56 & _OWN_PAGE == _OWN_PAGE]
            # Pages that are next to one another are as far from their places in the list.
            for _, group in groupby(enumerate(own), lambda item: item[1] - item[0]):
                pages = [page for _, page in group]
                yield start + pages[0] * _PAGE, len(pages) * _PAGE


def _writable_of(pid: int) -> list[tuple[int, int]]:
    """Where a process's private, writable memory begins and ends."""
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps:
        fields = [line.split(None, 2)[:2] for line in maps]
    areas = [area.split("-") for area, rights in fields if rights == "rw-p"]
    return [(int(start, 16), int(end, 16)) for start, end in areas]
