"""Pages that are copied ahead: fails when a child has to copy page by page what another has written to, or when it gets what it need not have."""

from __future__ import annotations

import array
import ctypes
import mmap
import os
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from dspex_bridge.process_tree import linux
from dspex_bridge.process_tree.prefault import Prefault, path_of

PAGES = 64
WRITTEN = [1, 2, 3, 10, 40, 41]


class PagesCopiedAhead(unittest.TestCase):
    """Memory that is there before the fork, in children of this process."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.prefault = Prefault(self.folder, os.getpid())
        self.memory = mmap.mmap(-1, PAGES * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._write(range(PAGES))
        if not _can_copy(self.memory):
            self.skipTest("this kernel copies no pages ahead: Linux 6.13 is the first that does")

    def test_a_child_has_its_own_of_what_another_has_written_to_and_of_nothing_else(self) -> None:
        self.assertEqual(self._in_a_child(self._own_ahead), 0)
        self._learned()
        self.assertEqual(self._in_a_child(self._own_ahead), len(WRITTEN))
        self.assertEqual(self._in_a_child(lambda: self._own_ahead() and self._own(WRITTEN)), len(WRITTEN))

    def test_what_is_there_is_as_it_was(self) -> None:
        self._learned()
        self.memory[WRITTEN[0] * mmap.PAGESIZE] = 77

        def seen() -> int:
            self.prefault.copy_pages()
            return self.memory[WRITTEN[0] * mmap.PAGESIZE]

        self.assertEqual(self._in_a_child(seen), 77)

    def test_what_the_parent_gave_back_meanwhile_is_left_out(self) -> None:
        gone = mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        address = _address_of(gone)
        gone.close()
        kept = [(address, mmap.PAGESIZE), (_address_of(self.memory) + WRITTEN[0] * mmap.PAGESIZE, mmap.PAGESIZE)]
        self._leave_word(array.array("Q", [number for pages in kept for number in pages]).tobytes())
        self.assertEqual(self._in_a_child(self._own_ahead), 1)

    def test_word_that_is_none_hurts_nobody(self) -> None:
        for word in (b"", b"no numbers", bytes(range(240)), b"\xff" * 64, b"\0" * 160):
            self.prefault = Prefault(self.folder, os.getpid())
            self._leave_word(word)
            self.assertEqual(self._in_a_child(self._own_ahead), 0, word)

    def test_nothing_is_kept_where_the_kernel_copies_none(self) -> None:
        with mock.patch.object(linux, "copy_pages", return_value=-1):
            self._learned()
        self.assertEqual(os.listdir(self.folder), [])
        self.assertFalse(self.prefault.copy_pages())

    def test_nothing_is_kept_of_a_child_that_wrote_to_more_than_others_would(self) -> None:
        with mock.patch("dspex_bridge.process_tree.prefault._MOST_BYTES", 2 * mmap.PAGESIZE):
            self._learned()
        self.assertEqual(os.listdir(self.folder), [])

    def test_who_does_not_learn_leaves_no_word(self) -> None:
        self._in_a_child(self._learn)
        self.assertEqual(os.listdir(self.folder), [])

    def _learned(self) -> None:
        def learn() -> int:
            self.prefault.learns = True
            self._write(WRITTEN)
            return self._learn()

        self._in_a_child(learn)
        self.prefault.look()

    def _learn(self) -> int:
        self.prefault.learn()
        return 0

    def _leave_word(self, word: bytes) -> None:
        Path(path_of(self.folder, os.getpid())).write_bytes(word)
        self.prefault.look()

    def _own_ahead(self) -> int:
        self.prefault.copy_pages()
        return self._own(range(PAGES))

    def _own(self, pages: list[int] | range) -> int:
        """How many of these pages no other process has: bit 56 of their entries in the pagemap."""
        with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
            pagemap.seek(_address_of(self.memory) // mmap.PAGESIZE * 8)
            entries = array.array("Q", pagemap.read(PAGES * 8))
        return sum(entries[page] >> 56 & 1 for page in pages)

    def _write(self, pages: list[int] | range) -> None:
        for page in pages:
            self.memory[page * mmap.PAGESIZE] = 1

    def _in_a_child(self, work: Callable[[], int]) -> int:
        """What it gives, from 0 to 255."""
        pid = os.fork()
        if pid == 0:
            os._exit(work())
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _address_of(memory: mmap.mmap) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


def _can_copy(memory: mmap.mmap) -> bool:
    ranges = array.array("Q", [_address_of(memory), mmap.PAGESIZE])
    return linux.copy_pages(ranges.buffer_info()[0], 1) == mmap.PAGESIZE


if __name__ == "__main__":
    unittest.main()
