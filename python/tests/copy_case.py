"""What the tests of copies have in common: a module that was built, and copies of the process that has it."""

from __future__ import annotations

from pathlib import Path

from .case import ChildCase
from .client import Client
from .processes import is_running

BUILT = """
import asyncio, atexit, concurrent.futures, ctypes, os, random, socket, subprocess, sys, tempfile, threading, time
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
        if what == "a pool that was shut down":
            pool = concurrent.futures.ThreadPoolExecutor()
            pool.submit(time.sleep, 0.05)
            pool.shutdown(wait=False)
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
    async def aforward(self, leaves=None):
        await asyncio.to_thread(time.sleep, 0)
        loop = asyncio.get_running_loop()
        if leaves == "task":
            self.left = loop.create_task(asyncio.sleep(600))
        if leaves == "timer":
            self.left = loop.call_later(600, print)
        if leaves == "thread":
            self.left = loop.run_in_executor(None, keep_polling)
        if leaves == "server":
            self.left = await asyncio.start_server(print, "127.0.0.1", 0)
        return dspy.Prediction(done=True)
class Draws(dspy.Module):
    def forward(self):
        dspy.Parallel(num_threads=2)([(lambda n: n, dspy.Example(n=1).with_inputs("n"))])
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

    own_server = True

    def setUp(self) -> None:
        self.write_module("built", BUILT)
        self.original = self.open()

    def copy_of(self, original: Client, answer: object = None, **world: object) -> Client:
        """Forked, connected, in its own world."""
        copy = Client(self.server, answer or self.original.answer, original.request("fork")["socketPath"])  # type: ignore[arg-type]
        self.addCleanup(copy.leave)
        copy.hello(**world)
        return copy

    def built(self, name: str, client: Client | None = None, **kwargs: object) -> None:
        """A program of the module, in the original."""
        self.load(client or self.original, f"built:{name}", **kwargs)

    def pid(self, client: Client) -> int:
        """Its process."""
        pid: int = client.request("ping")["pid"]
        return pid


def children_of(pid: int) -> list[int]:
    """Without zombies."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if is_running(int(child))]
