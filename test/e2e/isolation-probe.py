"""Changes whatever a test can change in a process, and looks at it: the module of a user's that the isolation tests load."""

import asyncio
import copyreg
import ctypes
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings

import dspy
import numpy

GLOBALS = []
OPTIND = ctypes.c_int.in_dll(ctypes.CDLL(None), "optind")
FRESH_STDOUT = sys.stdout


class Registered:
    pass


def changed(seen):
    """Names of what differs from a fresh process."""
    return sorted(name for name, is_changed in seen.items() if is_changed)


class Look(dspy.Module):
    def forward(self):
        mask = os.umask(0o022)
        os.umask(mask)
        reset = {
            "environment": "CHANGED" in os.environ,
            "directory": os.getcwd() == "/usr",
            "umask": mask == 0o007,
            "time zone": time.timezone == -50400,
            "import path": "/changed" in sys.path,
            "temp folder": tempfile.gettempdir() == "/usr",
            "stdout": sys.stdout is not FRESH_STDOUT,
            "logging": logging.root.level == 7 or logging.getLogger("changed").level == 7,
            "warnings": any(found[0] == "error" for found in warnings.filters),
            "signal handlers": signal.getsignal(signal.SIGUSR2) is not signal.SIG_DFL,
            "dspy.configure": dspy.settings.adapter is not None or "changed" in dspy.settings,
            "DSPy cache": dspy.cache.enable_memory_cache,
            "DSPy history": len(dspy.clients.base_lm.GLOBAL_HISTORY) > 0 or len(dspy.settings.lm.history) > 0,
        }
        stays = {
            "module globals": bool(GLOBALS),
            "class registries": Registered in copyreg.dispatch_table,
            "C state": OPTIND.value == 99,
            "imported modules": "isolation_extra" in sys.modules,
        }
        goes_on = {
            "thread": any(thread.name == "poller" for thread in threading.enumerate()),
            "process": bool(_children()),
            "descriptor": any(os.readlink(f"/proc/self/fd/{fd}").endswith("kept.txt") for fd in _descriptors()),
        }
        shared = {"temp file": os.path.exists(os.path.join(os.environ["TMPDIR"], "left.txt"))}
        numbers = [random.random(), float(numpy.random.random()), str(hash("text"))]
        return dspy.Prediction(
            reset=changed(reset), stays=changed(stays), goesOn=changed(goes_on), shared=changed(shared), numbers=numbers, pid=os.getpid()
        )


def _children():
    return open(f"/proc/self/task/{os.getpid()}/children").read().split()


def _descriptors():
    return [fd for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")]


class Change(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, question):
        answer = self.predict(question=question).answer
        os.environ.update(CHANGED="yes", TZ="Pacific/Kiritimati")
        time.tzset()
        os.chdir("/usr")
        os.umask(0o007)
        sys.path.insert(0, "/changed")
        tempfile.tempdir = "/usr"
        sys.stdout = sys.stderr
        logging.root.setLevel(7)
        logging.getLogger("changed").setLevel(7)
        warnings.simplefilter("error")
        signal.signal(signal.SIGUSR2, lambda *_: None)
        dspy.configure(adapter=dspy.JSONAdapter(), changed=True)
        dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=True)
        random.seed(99)
        GLOBALS.append(question)
        copyreg.pickle(Registered, str)
        OPTIND.value = 99
        import isolation_extra  # noqa: F401

        with open(os.path.join(os.environ["TMPDIR"], "left.txt"), "w") as file:
            file.write("left")
        return dspy.Prediction(answer=answer)


def poll():
    time.sleep(600)


class Leave(dspy.Module):
    """What no reset can clear."""

    def forward(self):
        threading.Thread(target=poll, name="poller", daemon=True).start()
        GLOBALS.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]))
        GLOBALS.append(open(os.path.join(os.environ["TMPDIR"], "kept.txt"), "w"))
        return dspy.Prediction(done=True)


class LeaveTask(dspy.Module):
    async def aforward(self):
        async def wanders():
            await asyncio.sleep(600)

        GLOBALS.append(asyncio.get_running_loop().create_task(wanders()))
        return dspy.Prediction(done=True)


class Crash(dspy.Module):
    def forward(self):
        os.kill(os.getpid(), signal.SIGSEGV)


class Linger(dspy.Module):
    """Obeys no cancel: the process has to go."""

    def forward(self):
        GLOBALS.append("lingers")
        while True:
            try:
                time.sleep(600)
            except BaseException:
                continue


class Setting(dspy.Module):
    """What `beforeAll` does: it stays for the file."""

    def forward(self, value=None):
        if value is not None:
            os.environ["FROM_BEFORE_ALL"] = value
        return dspy.Prediction(value=os.environ.get("FROM_BEFORE_ALL"))
