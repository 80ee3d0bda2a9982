"""Modules of the user's that change a process: as programs, and when they are imported."""

from __future__ import annotations

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
        elif kind.endswith("loop"):
            KEPT[kind] = asyncio.new_event_loop(); asyncio.set_event_loop(KEPT[kind]); KEPT[kind].run_until_complete(asyncio.sleep(0))
            KEPT["its task"] = KEPT[kind].create_task(asyncio.sleep(600)) if kind == "busy loop" else None
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
