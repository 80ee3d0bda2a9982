"""A copy of a child: what it has of the original's, what it has not, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import time
import unittest
from pathlib import Path

from ..case import ChildCase
from ..client import Client, Refused, message
from ..processes import HANGS, Server, is_running, left_of, state_of

BUILT = """
import asyncio, atexit, ctypes, os, random, socket, subprocess, sys, tempfile, threading, time
import dspy

IMPORTED = []
IMPORTED.append(os.getpid())
STATE = {"items": []}
os.environ["BUILT_BY"] = "module"

class Remembers(dspy.Module):
    def __init__(self):
        super().__init__()
        self.items = []
    def forward(self, add=None):
        if add is not None:
            self.items.append(add)
            STATE["items"].append(add)
        return dspy.Prediction(items=self.items, module=STATE["items"], imported_in=IMPORTED[0], pid=os.getpid(), random=random.random(),
                               built_by=os.environ.get("BUILT_BY"), test=os.environ.get("TEST"), cwd=os.getcwd())
class Asks(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
    def forward(self, question):
        return self.predict(question=question)
class Descriptors(dspy.Module):
    def forward(self):
        return dspy.Prediction(open=sorted(os.readlink(f"/proc/self/fd/{fd}").split(":")[0] for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")))
class Folder(dspy.Module):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
    def forward(self, own=None):
        if own:
            self.own = tempfile.TemporaryDirectory()
        return dspy.Prediction(folder=self.folder.name, own=self.own.name if own else None)
class Prints(dspy.Module):
    def forward(self, text):
        print(text)
        return dspy.Prediction(done=True)
class Starts(dspy.Module):
    '''What a fork would lose or share.'''
    def __init__(self, what):
        super().__init__()
        if what == "thread":
            threading.Thread(target=keep_polling, name="poller", daemon=True).start()
        if what == "timer":
            threading.Timer(600, keep_polling).start()
        if what == "child":
            self.child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        if what == "socket":
            self.socket = socket.create_server(("127.0.0.1", 0))
        if what == "loop":
            self.loop = asyncio.new_event_loop()
        if what == "thread of C":
            libc = ctypes.CDLL(None)
            self.start = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)  # Keeps the type alive.
            ident = ctypes.c_ulong()
            libc.pthread_create(ctypes.byref(ident), None, ctypes.cast(libc.pause, ctypes.c_void_p), None)
        if what == "what is over":
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
            subprocess.run([sys.executable, "-c", "pass"])
            asyncio.run(asyncio.sleep(0))
            socket.create_server(("127.0.0.1", 0)).close()
    def forward(self):
        return dspy.Prediction(done=True)
def keep_polling():
    time.sleep(600)
class Awaits(dspy.Module):
    async def aforward(self):
        return dspy.Prediction(done=True)
class Sleeps(dspy.Module):
    def forward(self):
        time.sleep(600)
class HoldsTheGil(dspy.Module):
    def forward(self, marker):
        open(marker, "w").write(str(os.getpid()))
        ctypes.PyDLL(None).sleep(600)
class Leaves(dspy.Module):
    def forward(self):
        if (pid := os.fork()) == 0:
            os.setsid()
            os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"], {})
        return dspy.Prediction(pid=pid)
"""


class CopyCase(ChildCase):
    """The module, and copies that have said hello."""

    def setUp(self) -> None:
        self.write_module("built", BUILT)
        self.original = self.open()

    def copy_of(self, original: Client, answer: object = None, **world: object) -> Client:
        """Forked, connected, in its own world."""
        copy = Client(self.server, answer or self.original.answer, original.request("fork")["socketPath"])  # type: ignore[arg-type]
        self.addCleanup(copy.close)
        copy.hello(**world)
        return copy

    def built(self, name: str, client: Client | None = None, **kwargs: object) -> None:
        """A program of the module, in the original."""
        self.load(client or self.original, f"built:{name}", **kwargs)

    def pid(self, client: Client) -> int:
        """Its process."""
        pid: int = client.request("ping")["pid"]
        return pid


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
        self.addCleanup(copy.close)
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
        self.addCleanup(copy.close)
        copy.hello()
        self.assertEqual(self.execute(copy, "built:Remembers")["items"], [])


class NotForkable(CopyCase):
    """Fails where a process that a fork would break is copied, or where the reason does not name what is in the way."""

    def refused(self) -> str:
        """Why."""
        with self.assertRaises(Refused) as caught:
            self.original.request("fork")
        self.assertEqual(caught.exception.code, "NOT_FORKABLE")
        # It goes on as if nothing had been asked.
        self.assertEqual(self.original.request("list_sessions")["sessions"], ["s"])
        what: str = caught.exception.data["what"]
        return what

    def test_names_what_is_in_the_way(self) -> None:
        for what, named in (
            ("thread", r'the thread "poller" \(built\.keep_polling\)'),
            ("timer", r'the thread "Thread-\d+" \(built\.keep_polling\)'),
            ("child", r"the child process \d+ \(.*python.* -c import time"),
            ("socket", r"an open socket \(127\.0\.0\.1:\d+\)"),
            ("loop", r"an open event loop.*|.*a socket pair"),
            ("thread of C", r"the thread python\S* of C code"),
        ):
            with self.subTest(what):
                self.original = self.open()
                self.built("Starts", what=what)
                self.assertRegex(self.refused(), named)

    def test_is_not_said_of_what_is_over(self) -> None:
        self.built("Starts", what="what is over")
        self.copy_of(self.original)

    def test_is_said_of_an_async_program_that_left_its_loop(self) -> None:
        self.built("Awaits")
        self.execute(self.original, "built:Awaits")
        self.assertIn('the thread "dspex-event-loop"', self.refused())

    def test_is_said_while_a_program_runs(self) -> None:
        self.built("Sleeps")
        self.original.send("execute", session="s", id="built:Sleeps", executeId="e", inputs={})
        with self.assertRaises(Refused) as caught:
            self.original.request("fork")
        self.assertEqual(caught.exception.code, "NOT_FORKABLE")
        self.assertIn("run at this moment", caught.exception.data["what"])

    def test_is_not_said_after_programs_ran_beside_each_other(self) -> None:
        self.built("Asks")
        self.original.answer = lambda _: message(fields={"answer": "yes"})
        for _ in range(20):
            running = [
                self.original.send("execute", session="s", id="built:Asks", executeId=f"e{i}", inputs={"question": "q"}) for i in range(3)
            ]
            for one in running:
                one.result(HANGS)
            self.copy_of(self.original).close()


class Ends(CopyCase):
    """Fails where a copy outlives its owner, or its end harms another."""

    def hold_the_gil(self, client: Client) -> int:
        """Its pid, once it does."""
        marker = Path(self.server.root, f"gil-{self.pid(client)}")
        client.send("execute", session="s", id="built:HoldsTheGil", executeId="1", inputs={"marker": str(marker)})
        while not marker.exists() or not marker.read_text():
            time.sleep(0.001)
        return int(marker.read_text())

    def test_it_is_killed_when_its_owner_goes_while_c_code_holds_the_gil(self) -> None:
        self.built("HoldsTheGil")
        copy = self.copy_of(self.original)
        pid = self.hold_the_gil(copy)
        copy.close()
        self.assertEqual(self.server.exit_of(pid)["reason"], "killed by us")
        self.assertTrue(is_running(self.pid(self.original)))

    def test_a_crash_is_its_own_and_says_by_which_signal(self) -> None:
        copy, other = self.copy_of(self.original), self.copy_of(self.original)
        pid = self.pid(copy)
        os.kill(pid, signal.SIGSEGV)
        event = self.server.exit_of(pid)
        self.assertEqual((event["reason"], event["signal"]), ("crashed", "SIGSEGV"))
        self.assertGreater(event["maxRssKb"], 0)
        self.assertTrue(is_running(self.pid(other)) and is_running(self.pid(self.original)))

    def test_what_it_started_ends_with_it(self) -> None:
        self.built("Leaves")
        copy = self.copy_of(self.original)
        left = self.execute(copy, "built:Leaves")["pid"]
        copy.send("shutdown")
        self.assertEqual(left_of([left]), [])

    def test_it_outlives_the_original(self) -> None:
        self.built("Remembers")
        copy = self.copy_of(self.original)
        os.kill(self.pid(self.original), signal.SIGKILL)
        self.assertEqual(self.execute(copy, "built:Remembers", add="still")["items"], ["still"])

    def test_one_that_nobody_connected_to_ends_with_the_original(self) -> None:
        for end in ("killed", "closed"):
            with self.subTest(end):
                original = self.open()
                original.request("fork")
                if end == "killed":
                    os.kill(self.pid(original), signal.SIGKILL)
                else:
                    original.close()
                self.assert_children(2, "the first original and a spare")

    def test_it_starts_no_thread_for_an_owner_that_says_nothing_and_ends_when_that_goes(self) -> None:
        server = self.server.first["serverPid"]
        self.assert_children(2, "the original and a spare")
        before = children_of(server)
        path = self.original.request("fork")["socketPath"]
        [pid] = [pid for pid in children_of(server) if pid not in before]
        with socket.socket(socket.AF_UNIX) as owner:
            owner.connect(path)
            while os.path.exists(path) or state_of(pid) != "S":
                time.sleep(0.001)
            self.assertEqual(len(os.listdir(f"/proc/{pid}/task")), 1)
        self.assertEqual(left_of([pid]), [])

    def test_nothing_is_left_when_the_server_is_killed(self) -> None:
        self.built("HoldsTheGil")
        copies = [self.copy_of(self.original) for _ in range(3)]
        pids = [self.pid(self.original), *(self.pid(copy) for copy in copies[1:]), self.hold_the_gil(copies[0])]
        os.kill(self.server.first["serverPid"], signal.SIGKILL)
        self.assertEqual(left_of(pids), [])
        type(self).server = Server(self.start_method)
        self.addClassCleanup(self.server.close)

    def test_an_original_killed_at_any_instant_of_a_fork_leaves_nothing(self) -> None:
        for number in range(40):
            original = self.open()
            pid = self.pid(original)
            original.send("fork")
            time.sleep(number * 0.0001)
            os.kill(pid, signal.SIGKILL)
        self.assert_children(2, "the first original and a spare")
        self.open()

    def assert_children(self, count: int, which: str) -> None:
        """That many are left below the server, in the end."""
        server, until = self.server.first["serverPid"], time.monotonic() + HANGS
        while len(children_of(server)) != count and time.monotonic() < until:
            time.sleep(0.002)
        self.assertEqual(len(children_of(server)), count, which)


def children_of(pid: int) -> list[int]:
    """Without zombies."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if is_running(int(child))]


if __name__ == "__main__":
    unittest.main()
