"""Attempts: what each changed in a shared process is put back, what goes on is told, what an import set up stays."""

from __future__ import annotations

import signal
import socket
import unittest
from pathlib import Path
from typing import Any

from ..client import Client
from .attempt_case import AttemptCase
from .changing_modules import AT_IMPORT, CHANGES


class Attempts(AttemptCase):
    """Fails when something of an attempt is found by the next one, or when what goes on is not told."""

    def setUp(self) -> None:
        self.write_module("changes", CHANGES)
        self.write_module("at_import", AT_IMPORT)
        super().setUp()

    def look(self) -> dict[str, Any]:
        if "changes:Look" not in self.programs():
            self.load(self.client, "changes:Look")
        return {**self.execute(self.client, "changes:Look")["seen"]}

    def programs(self, client: Client | None = None) -> list[str]:
        return [info["id"] for info in (client or self.client).request("list_programs", session="s")["programs"]]

    def test_everything_is_back_as_it_was(self) -> None:
        self.begin("first")
        before = self.look()
        self.load(self.client, "changes:Change")
        self.execute(self.client, "changes:Change", folder="/usr")
        changed = self.look()
        unchanged = sorted(key for key in before if before[key] == changed[key])
        self.assertEqual(unchanged, [], "the test changes all that it looks at")
        self.assertEqual(self.end("first"), [{"kind": "descriptor", "what": "4 (/dev/null)"}], "the stdout that it keeps open")
        self.begin("second")
        self.assertEqual(self.look(), before)

    def test_programs_and_sessions_of_it_are_gone_and_those_from_before_are_as_they_were(self) -> None:
        self.load(self.client, "changes:SetsItself")
        self.begin("first")
        self.load(self.client, "changes:Look")
        self.client.request("open_session", session="mine")
        self.client.request("configure_settings", session="s", settings={"adapter": "json"})
        fresh = ["new", [], 0, False]
        self.assertEqual(self.execute(self.client, "changes:SetsItself", label="changed")["before"], fresh)
        self.end("first")
        self.assertEqual(self.programs(), ["changes:SetsItself"])
        self.assertEqual(self.client.request("list_sessions")["sessions"], ["s"])
        self.begin("second")
        self.assertEqual(self.execute(self.client, "changes:SetsItself")["before"], fresh)

    def test_what_an_import_set_up_stays_with_the_module(self) -> None:
        self.begin("first", CHANGED="yes")
        self.load(self.client, "at_import:Seen")
        seen = ["stays", 10, "XMLAdapter", "openai/at-import"]
        self.assertEqual(self.execute(self.client, "at_import:Seen")["seen"], [*seen, "yes"])
        self.assertEqual(self.end("first"), [], "its thread and its file belong to the module")
        self.begin("second")
        self.load(self.client, "at_import:Seen")
        self.assertEqual(self.execute(self.client, "at_import:Seen")["seen"], [*seen, None])

    def test_what_an_import_in_the_middle_of_a_program_set_up_stays_too(self) -> None:
        self.write_module("late", "import dspy\nclass Late(dspy.Module):\n    def forward(self):\n        import late_package.inner\n")
        package = Path(self.server.root, "late_package")
        package.mkdir(exist_ok=True)
        Path(package, "__init__.py").write_text("import os\nos.environ['LATE'] = 'stays'\n")
        Path(package, "inner.py").write_text("import logging\nlogging.getLogger('late').addHandler(logging.NullHandler())\n")
        self.write_module(
            "late_look",
            "import dspy, logging, os\nclass Look(dspy.Module):\n    def forward(self):\n        return {'seen': [os.environ.get('LATE'), len(logging.getLogger('late').handlers)]}\n",
        )
        self.begin("first")
        self.load(self.client, "late:Late")
        self.client.request("execute", session="s", id="late:Late", executeId="e", inputs={})
        self.end("first")
        self.begin("second")
        self.load(self.client, "late_look:Look")
        self.assertEqual(self.execute(self.client, "late_look:Look")["seen"], ["stays", 1])

    def test_a_signal_that_a_test_blocks_is_not_the_blocking_of_a_module_that_it_imports_then(self) -> None:
        blocks = "import signal, dspy\nmask = lambda how, *numbers: [int(n) for n in signal.pthread_sigmask(how, numbers)]\n"
        test = "mask(signal.SIG_BLOCK, signal.SIGUSR2); import blocks_one"
        self.write_module("blocks_one", "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})\n")
        self.write_module("masks", f"{blocks}class Blocks(dspy.Module):\n    def forward(self):\n        {test}\n")
        self.write_module(
            "looks",
            f"{blocks}class Looks(dspy.Module):\n    def forward(self):\n        return dspy.Prediction(mask=mask(signal.SIG_BLOCK))\n",
        )
        self.begin("a")
        self.run_program("masks:Blocks")
        self.assertEqual(self.end("a"), [])
        self.begin("b")
        self.assertEqual(self.run_program("looks:Looks")["mask"], [int(signal.SIGUSR1)])
        self.end("b")

    def test_module_globals_are_shared(self) -> None:
        self.begin("first")
        self.load(self.client, "changes:Change")
        self.execute(self.client, "changes:Change", folder="/usr")
        self.end("first")
        self.begin("second")
        self.write_module(
            "peek", "import changes, dspy\nclass Peek(dspy.Module):\n    def forward(self):\n        return {'kept': list(changes.KEPT)}\n"
        )
        self.load(self.client, "peek:Peek")
        self.assertEqual(self.execute(self.client, "peek:Peek")["kept"], ["stdout"], "what it left in a module is there")

    def test_what_goes_on_is_told_once_by_name(self) -> None:
        named = {
            "thread": "poller (changes.py:",
            "process": "time.sleep(600)",
            "descriptor": "kept.txt",
        }
        for kind, name in named.items():
            self.begin(kind)
            self.load(self.client, "changes:Leaves")
            self.execute(self.client, "changes:Leaves", kind=kind)
            left = self.end(kind)
            self.assertEqual([one["kind"] for one in left], [kind], left)
            self.assertIn(name, left[0]["what"])
        self.begin("task")
        self.load(self.client, "changes:LeavesTask")
        self.execute(self.client, "changes:LeavesTask")
        self.assertEqual([one["kind"] for one in self.end("task")], ["task"])
        self.begin("after")
        self.assertEqual(self.end("after"), [])

    def test_a_pool_that_waits_and_what_ends_by_itself_are_no_leftovers(self) -> None:
        for kind in ("pool", "gone", "multiprocessing"):
            self.begin(kind)
            self.load(self.client, "changes:Leaves")
            self.execute(self.client, "changes:Leaves", kind=kind)
            self.assertEqual(self.end(kind), [], kind)

    def test_a_connection_to_the_gateway_is_no_leftover_and_any_other_is(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gateway, socket.create_server(("127.0.0.1", 0)) as other:
            self.client = self.connect()
            self.client.hello(allowHosts=[f"127.0.0.1:{server.getsockname()[1]}" for server in (gateway, other)])
            self.client.request("open_session", session="s")
            for server, expected in ((gateway, []), (other, ["descriptor"])):
                self.begin(str(server), OPENAI_BASE_URL=f"http://127.0.0.1:{gateway.getsockname()[1]}/token/v1")
                self.load(self.client, "changes:Leaves")
                self.execute(self.client, "changes:Leaves", kind=f"connection {server.getsockname()[1]}")
                self.assertEqual([one["kind"] for one in self.end(str(server))], expected)

    def test_a_program_that_nobody_waited_for_is_told_and_the_rest_is_put_back(self) -> None:
        self.begin("first")
        self.load(self.client, "changes:Waits")
        marker = Path(self.server.root, "waits")
        self.client.send("execute", session="s", id="changes:Waits", executeId="e", inputs={"marker": str(marker)})
        while not marker.exists():
            pass
        self.assertEqual([one["kind"] for one in self.end("first")], ["program"])
        self.begin("second")
        self.assertIsNone(self.look()["environ"])

    def test_each_has_its_own_seed_and_variables(self) -> None:
        drawn = []
        for name, seed in (("first", 5), ("second", 6), ("again", 5)):
            self.begin(name, seed, CHANGED=name, HOME=None)
            seen = self.look()
            self.assertEqual((seen["environ"], seen["removed"]), (name, True))
            drawn.append((seen["random"], seen["numpy"]))
            self.end(name)
        self.assertEqual(drawn[0], drawn[2])
        self.assertNotEqual(drawn[0], drawn[1])

    # A process has one environment and one state of `random`: fails when the second attempt takes them from the first.
    def test_those_that_run_at_once_have_the_variables_and_the_seed_of_the_first(self) -> None:
        self.begin("alone", 5)
        alone = self.look()["random"]
        self.end("alone")
        self.begin("one", 5, CHANGED="one")
        self.begin("two", 6, CHANGED="two")
        seen = self.look()
        self.assertEqual((seen["environ"], seen["random"]), ("one", alone))

    def test_those_that_run_at_once_are_reset_when_the_last_ends(self) -> None:
        self.begin("one", CHANGED="yes")
        self.begin("two")
        self.assertEqual(self.end("one"), [])
        self.assertEqual(self.look()["environ"], "yes")
        self.assertEqual(self.end("two"), [])
        self.begin("three")
        self.assertIsNone(self.look()["environ"])
        self.assertEqual(self.end("never began"), [])


if __name__ == "__main__":
    unittest.main()
