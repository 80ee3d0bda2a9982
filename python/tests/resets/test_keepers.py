"""What keeps a state and puts it back, each alone: fails where it puts back something else, or lets a failure stop the rest."""

from __future__ import annotations

import io
import os
import resource
import signal
import sys
import tempfile
import threading
import unittest
from collections import deque
from collections.abc import Callable
from types import ModuleType
from typing import Any
from unittest import mock

from dspex_bridge.resets.activity import Activity
from dspex_bridge.resets.contents import put_back, with_contents
from dspex_bridge.resets.imported_modules import ImportedModules
from dspex_bridge.resets.kept_state import State, equals, learn
from dspex_bridge.resets.leftovers import described
from dspex_bridge.resets.process_limits import of_the_kernel
from dspex_bridge.resets.signals import BlockedSignals, Signals
from dspex_bridge.resets.streams import Streams


class Incomparable:
    """Something of the user's whose comparison fails."""

    def __eq__(self, _: object) -> bool:
        raise TypeError("not with me")

    def __hash__(self) -> int:
        return 1


class Learned(unittest.TestCase):
    """What an import changed beside what a test had changed: only the import's stays."""

    def learned(self, saved: Any, before: Any, after: Any) -> Any:
        states: list[State] = [{} if value is None else {"key": value} for value in (saved, before, after)]
        learn(states[0], "key", states[1], states[2])
        return states[0].get("key")

    def test_of_a_list_are_its_items(self) -> None:
        self.assertEqual(self.learned(("kept",), ("test's", "kept"), ("module's", "test's", "kept")), ("kept", "module's"))

    def test_of_a_dictionary_are_its_entries(self) -> None:
        saved = {"kept": 1, "removed": 1}
        self.assertEqual(self.learned(saved, {"kept": 2, "removed": 1}, {"kept": 2, "new": 3}), {"kept": 1, "new": 3})

    def test_what_it_removed_stays_removed(self) -> None:
        self.assertIsNone(self.learned("kept", "kept", None))


class PutBack(unittest.TestCase):
    """By a keeper that is asked by itself."""

    def test_a_container_is_itself_with_what_was_in_it(self) -> None:
        for container, change in (([1], list.clear), (deque([1]), deque.clear), ({1: 1}, dict.clear), ({1}, set.clear)):
            was, copied = with_contents(container), container.copy()  # type: ignore[attr-defined]
            change(container)  # type: ignore[arg-type]
            self.assertIs(put_back(was), container)
            self.assertEqual(container, copied)

    def test_what_fails_to_be_compared_is_put_back(self) -> None:
        self.assertFalse(equals({"a": Incomparable()}, {"a": Incomparable()}))

    def test_what_cannot_be_put_back_is_named_and_the_rest_is_put_back(self) -> None:
        kept = of_the_kernel()
        state = kept.capture()
        self.addCleanup(os.umask, os.umask(0o027))
        with self.assertRaisesRegex(RuntimeError, "^session: a process cannot get its old session again$"):
            kept.restore({**state, "session": state["session"] + 1})
        self.assertEqual(kept.capture(), state)

    def test_a_directory_that_is_gone_is_none(self) -> None:
        self.addCleanup(os.chdir, os.getcwd())
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
        kept = of_the_kernel()
        self.assertIsNone(kept.capture()["directory"])
        self.assertTrue(kept.is_at(kept.capture()))

    def test_a_module_is_in_its_package_again_too(self) -> None:
        import xml.dom

        kept, module = ImportedModules(), xml.dom
        state = dict(kept.capture())
        sys.modules["xml.dom"] = xml.dom = ModuleType("xml.dom")
        kept.restore(state)
        self.assertIs(sys.modules["xml.dom"], module)
        self.assertIs(sys.modules["xml"].dom, module)

    def test_signals_stay_as_they_are_where_main_runs_on(self) -> None:
        before = signal.getsignal(signal.SIGUSR2), signal.pthread_sigmask(signal.SIG_BLOCK, ())
        for restore, saved in ((Signals().restore, {signal.SIGUSR2: signal.SIG_IGN}), (BlockedSignals().restore, {signal.SIGUSR2: True})):
            self.on_a_thread(restore, saved)
        self.assertEqual((signal.getsignal(signal.SIGUSR2), signal.pthread_sigmask(signal.SIG_BLOCK, ())), before)

    def on_a_thread(self, restore: Callable[[State], None], saved: State) -> None:
        masks = []
        thread = threading.Thread(target=lambda: (restore(saved), masks.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))))
        thread.start()
        thread.join()
        self.assertEqual(masks, [set()])


class OfDescriptors(unittest.TestCase):
    """Streams and what they lead to."""

    def test_a_stream_in_memory_is_left_as_it_is(self) -> None:
        with mock.patch.object(sys, "stdout", io.TextIOWrapper(io.BytesIO())):
            self.assertIsNone(Streams().capture()["stdout"])

    def test_are_kept_where_a_process_may_open_few_files(self) -> None:
        streams, limits = Streams(), resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (90, limits[1]))
        try:
            state = streams.capture()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        self.assertTrue(streams.is_at(state))
        streams.restore({})

    def test_one_that_is_closed_meanwhile_is_told_by_its_number(self) -> None:
        left = described(Activity(descriptors=frozenset({(1 << 20, "file")})))  # type: ignore[arg-type]
        self.assertEqual(left, [{"kind": "descriptor", "what": f"{1 << 20} (?)"}])


if __name__ == "__main__":
    unittest.main()
