"""Runs a command to its end, and says what it and all below it took: python tree.py RESULT LIMIT_S COMMAND...

What outlives the command is waited for, as its time counts, too; what does not end by then is ended. RESULT is a file of JSON.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
ORPHANS_S = 10


class Late(Exception):
    pass


def late(*_):
    raise Late


def leave(*_):
    end_all()
    os._exit(143)


def adopt_orphans():
    """Linux gives what loses its parent to the nearest one above that asks for it."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def below(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = [int(child) for child in file.read().split()]
    except OSError:
        return []
    return children + [other for child in children for other in below(child)]


def end_all():
    for pid in below(os.getpid()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def wait_for(pid, seconds):
    """The exit code; None where the time passed, or where nothing is left to wait for."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        while True:
            ended, status = os.wait()
            if ended == pid:
                return os.waitstatus_to_exitcode(status)
    except (Late, ChildProcessError):
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main():
    result, limit, *command = sys.argv[1:]
    adopt_orphans()
    signal.signal(signal.SIGALRM, late)
    signal.signal(signal.SIGTERM, leave)
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            os.execvp(command[0], command)
        except OSError as error:
            sys.stderr.write(f"{command[0]}: {error}\n")
            os._exit(127)
    code = wait_for(pid, float(limit))
    wall = time.monotonic() - started
    if code is not None:
        wait_for(None, ORPHANS_S)
    left = len(below(os.getpid()))
    while below(os.getpid()):
        end_all()
        wait_for(None, 0.2)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"code": code, "wall": wall * 1000, "cpu": (used.ru_utime + used.ru_stime) * 1000, "left": left}
    with open(result, "w") as file:
        json.dump(told, file)


main()
