"""Attempts: what each changed in a shared process is put back, what goes on is told, what an import set up stays."""

from __future__ import annotations

import socket
import unittest
from pathlib import Path
from typing import Any

from ..case import ChildCase
from ..client import Client, message

CHANGES = """
import asyncio, contextvars, decimal, locale, logging, os, random, signal, socket, subprocess, sys, tempfile, threading, time, warnings
import dspy
KEPT = {}
VARIABLE = contextvars.ContextVar("variable", default="default")
class Custom(dspy.ChatAdapter): ...

def look():
    import numpy
    mask = os.umask(0); os.umask(mask)
    return {
        "environ": os.environ.get("CHANGED"), "removed": os.environ.get("HOME") is None, "cwd": os.getcwd(), "umask": mask,
        "zone": time.strftime("%Z", time.localtime(0)), "path": "/changed" in sys.path, "hook": any(type(f).__name__ == "Hook" for f in sys.meta_path),
        "temp": tempfile.gettempdir(), "argv": "changed" in sys.argv, "stdout": sys.stdout is KEPT.get("stdout"),
        "root": (logging.root.level, len(logging.root.handlers)), "named": (logging.getLogger("changed").level, logging.getLogger("changed").propagate),
        "disabled": logging.root.manager.disable, "warnings": len(warnings.filters), "usr1": signal.getsignal(signal.SIGUSR2) is signal.SIG_DFL,
        "timer": signal.getitimer(signal.ITIMER_REAL)[0] > 0, "locale": locale.setlocale(locale.LC_ALL), "decimal": decimal.getcontext().prec,
        "variable": VARIABLE.get(), "timeout": socket.getdefaulttimeout(), "recursion": sys.getrecursionlimit(),
        "adapter": type(dspy.settings.adapter).__name__, "model": dspy.settings.lm.model, "custom": dspy.settings.get("changed"),
        "callbacks": len(dspy.settings.callbacks), "cache": dspy.cache.enable_memory_cache, "lm history": len(KEPT.setdefault("lm", dspy.settings.lm).history),
        "history": len(dspy.clients.base_lm.GLOBAL_HISTORY), "random": random.random(), "numpy": float(numpy.random.random()),
    }

class Look(dspy.Module):
    def forward(self):
        return dspy.Prediction(seen=look())

class Hook:
    def find_spec(self, *_): return None

class Change(dspy.Module):
    def forward(self, folder):
        os.environ["CHANGED"] = "yes"; del os.environ["HOME"]
        os.environ["TZ"] = "Pacific/Kiritimati"; time.tzset()
        os.chdir(folder); os.umask(0o007)
        sys.path.insert(0, "/changed"); sys.meta_path.append(Hook()); sys.argv.append("changed")
        tempfile.tempdir = folder
        KEPT["stdout"] = sys.stdout = open(os.devnull, "w")
        logging.basicConfig(level=logging.DEBUG, force=True); logging.disable(logging.INFO)
        named = logging.getLogger("changed"); named.setLevel(10); named.propagate = False
        warnings.simplefilter("error"); signal.signal(signal.SIGUSR2, lambda *_: None); signal.alarm(600)
        locale.setlocale(locale.LC_ALL, "C.UTF-8" if locale.setlocale(locale.LC_ALL) != "C.UTF-8" else "C")
        decimal.getcontext().prec = 5; VARIABLE.set("changed"); socket.setdefaulttimeout(5); sys.setrecursionlimit(5000)
        dspy.settings.callbacks.append(object())
        dspy.Predict("question -> answer")(question="q")
        dspy.configure(lm=dspy.LM("openai/changed"), adapter=dspy.JSONAdapter(), changed=True)
        dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=True)
        return dspy.Prediction(done=True)

class SetsItself(dspy.Module):
    def __init__(self):
        super().__init__()
        self.inner = dspy.Predict("question -> answer"); self.notes = []; self.label = "new"
    def forward(self, label=None):
        before = [self.label, list(self.notes), len(self.inner.demos), hasattr(self, "extra")]
        if label is not None:
            self.label = label; self.notes.append(label); self.inner.demos = [1]; self.extra = 1
        return dspy.Prediction(before=before)

class Leaves(dspy.Module):
    def forward(self, kind):
        if kind == "thread":
            threading.Thread(target=lambda: time.sleep(600), name="poller", daemon=True).start()
        elif kind == "process":
            KEPT["process"] = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        elif kind == "descriptor":
            KEPT["file"] = open(os.path.join(os.getcwd(), "kept.txt"), "w")
        elif kind == "pool":
            import concurrent.futures
            KEPT["pool"] = concurrent.futures.ThreadPoolExecutor(1); KEPT["pool"].submit(int).result()
        elif kind == "multiprocessing":
            import multiprocessing
            with multiprocessing.get_context("spawn").Pool(1) as pool: pool.map(abs, [1])
        elif kind.startswith("connection"):
            KEPT[kind] = socket.create_connection(("127.0.0.1", int(kind.split()[1])))
        elif kind == "gone":
            import concurrent.futures
            thread = threading.Thread(target=time.sleep, args=(0.01,)); thread.start()
            KEPT["cycle"] = None; cycle = [open(os.devnull)]; cycle.append(cycle)
        elif kind == "directory":
            pass
        return dspy.Prediction(done=True)

class Waits(dspy.Module):
    def forward(self, marker):
        os.environ["CHANGED"] = "yes"; open(marker, "w").close(); time.sleep(600)

class LeavesTask(dspy.Module):
    async def aforward(self):
        async def wanders(): await asyncio.sleep(600)
        KEPT["task"] = asyncio.get_running_loop().create_task(wanders())
        return dspy.Prediction(done=True)
"""

AT_IMPORT = """
import logging, os, threading, time
import dspy
os.environ["AT_IMPORT"] = "stays"
logging.getLogger("at_import").setLevel(10)
dspy.configure(adapter=dspy.XMLAdapter(), lm=dspy.LM("openai/at-import"))
LOG = open(os.devnull)
threading.Thread(target=time.sleep, args=(600,), name="heartbeat", daemon=True).start()
class Seen(dspy.Module):
    def forward(self):
        return dspy.Prediction(seen=[os.environ.get("AT_IMPORT"), logging.getLogger("at_import").level, type(dspy.settings.adapter).__name__, dspy.settings.lm.model, os.environ.get("CHANGED")])
"""


class Attempts(ChildCase):
    """Fails when something of an attempt is found by the next one, or when what goes on is not told."""

    def setUp(self) -> None:
        self.write_module("changes", CHANGES)
        self.write_module("at_import", AT_IMPORT)
        self.client = self.open(lambda _: message(fields={"answer": "a"}))

    def begin(self, name: str, seed: int = 1, **env: Any) -> None:
        self.client.request("begin_attempt", attempt=name, seed=seed, env=env)

    def end(self, name: str) -> list[dict[str, str]]:
        left: list[dict[str, str]] = self.client.request("end_attempt", attempt=name)["leftovers"]
        return left

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
