"""A copy of a child: what it has of the original's, and what it has not."""

from __future__ import annotations

import os
import unittest
from pathlib import Path

from ..client import Client, message
from ..copy_case import CopyCase
from ..processes import HANGS


class Copies(CopyCase):
    """Fails where a copy has not all that was built, or where copies share what they change."""

    def test_has_what_was_built_and_shares_nothing_of_what_it_changes(self) -> None:
        self.built("Remembers")
        self.execute(self.original, "built:Remembers", add="original")
        first, second = self.copy_of(self.original), self.copy_of(self.original)
        for client, name in ((first, "first"), (second, "second")):
            seen = self.execute(client, "built:Remembers", add=name)
            self.assertEqual((seen["items"], seen["module"]), (["original", name], ["original", name]))
            self.assertEqual((seen["imported_in"], seen["pid"]), (self.pid(self.original), self.pid(client)))
        self.assertEqual(self.execute(self.original, "built:Remembers")["items"], ["original"])
        self.assertEqual(len({self.pid(first), self.pid(second), self.pid(self.original)}), 3)

    def test_lives_in_the_world_of_its_owner_with_what_code_changed_before(self) -> None:
        self.built("Remembers")
        worlds = [{"seed": seed, "env": {**self.server.env, "TEST": f"test {seed}"}} for seed in (5, 5, 6)]
        seen = [self.execute(self.copy_of(self.original, **world), "built:Remembers") for world in worlds]
        self.assertEqual([one["test"] for one in seen], ["test 5", "test 5", "test 6"])
        self.assertEqual({one["built_by"] for one in seen}, {"module"})
        self.assertEqual(seen[0]["random"], seen[1]["random"])
        self.assertNotEqual(seen[0]["random"], seen[2]["random"])

    def test_asks_its_own_owner(self) -> None:
        self.built("Asks")
        copy = self.copy_of(self.original, lambda _: message(fields={"answer": "the copy's owner"}))
        self.assertEqual(self.execute(copy, "built:Asks", question="q"), {"answer": "the copy's owner"})
        self.original.answer = lambda _: message(fields={"answer": "the original's"})
        self.assertEqual(self.execute(self.original, "built:Asks", question="q"), {"answer": "the original's"})

    def test_keeps_settings_and_takes_sessions_of_its_own(self) -> None:
        self.built("Asks")
        self.original.request("configure_lm", session="s", model="gpt-9", options={})
        copy = self.copy_of(self.original, lambda _: message(fields={"answer": "yes"}))
        self.execute(copy, "built:Asks", question="q")
        self.assertEqual(copy.calls[0]["call"]["model"], "gpt-9")
        copy.request("open_session", session="its own")
        self.assertEqual(copy.request("list_sessions")["sessions"], ["s", "its own"])
        self.assertEqual(self.original.request("list_sessions")["sessions"], ["s"])

    def test_holds_no_descriptor_of_another(self) -> None:
        self.built("Descriptors")
        others = [self.copy_of(self.original) for _ in range(3)]
        opened = self.execute(self.copy_of(self.original), "built:Descriptors")["open"]
        self.assertEqual((opened.count("socket"), opened.count("pipe")), (2, 0), opened)
        opened = self.execute(self.original, "built:Descriptors")["open"]
        self.assertEqual((opened.count("socket"), opened.count("pipe"), len(others)), (2, 0, 3), opened)

    def test_does_not_remove_at_its_end_what_the_original_uses(self) -> None:
        self.built("Folder")
        copy = self.copy_of(self.original)
        seen, pid = self.execute(copy, "built:Folder", own=True), self.pid(copy)
        copy.send("shutdown")
        self.assertEqual(self.server.exit_of(pid)["code"], 0)
        self.assertEqual((os.path.exists(seen["folder"]), os.path.exists(seen["own"])), (True, False))

    def test_prints_to_files_of_its_own(self) -> None:
        self.built("Prints")
        self.execute(self.original, "built:Prints", text="before")
        copy = Client(self.server, socket_path=self.original.request("fork")["socketPath"])
        self.addCleanup(copy.leave)
        out = copy.hello()["stdoutPath"]
        self.execute(copy, "built:Prints", text="from the copy")
        self.assertEqual(Path(out).read_text(), "from the copy\n")

    def test_of_a_copy_is_a_copy(self) -> None:
        self.built("Remembers")
        first = self.copy_of(self.original)
        self.execute(first, "built:Remembers", add="first")
        second = self.copy_of(first)
        self.assertEqual(self.execute(second, "built:Remembers", add="second")["items"], ["first", "second"])

    def test_original_goes_on_with_what_was_sent_meanwhile(self) -> None:
        self.built("Remembers")
        forked = self.original.send("fork")
        executed = self.original.send("execute", session="s", id="built:Remembers", executeId="e", inputs={"add": "x"})
        self.assertEqual(executed.result(HANGS)["outputs"]["items"], ["x"])
        copy = Client(self.server, socket_path=forked.result(HANGS)["socketPath"])
        self.addCleanup(copy.leave)
        copy.hello()
        self.assertEqual(self.execute(copy, "built:Remembers")["items"], [])


if __name__ == "__main__":
    unittest.main()
