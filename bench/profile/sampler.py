"""Samples the stack of the main thread by the CPU time that it takes, here and in each process that is forked from here.

Run at the start of an interpreter, with FOLDER as a global: each process leaves a file of stacks and counts there.
"""

import atexit
import json
import os
import signal

EVERY_S = 0.001
counts = {}


def sample(_, frame):
    stack = []
    while frame is not None:
        code = frame.f_code
        stack.append((getattr(code, "co_qualname", code.co_name), code.co_filename, code.co_firstlineno))
        frame = frame.f_back
    stack = tuple(reversed(stack))
    counts[stack] = counts.get(stack, 0) + 1


def arm():
    signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)


def start_anew():
    counts.clear()
    arm()


def dump():
    signal.setitimer(signal.ITIMER_PROF, 0)
    if counts:
        with open(f"{FOLDER}/python-{os.getpid()}.json", "w") as file:  # noqa: F821
            json.dump([[list(stack), count] for stack, count in counts.items()], file)
        counts.clear()


def leaving(code, leave=os._exit):
    dump()
    leave(code)


os._exit = leaving
atexit.register(dump)
os.register_at_fork(after_in_child=start_anew)
signal.signal(signal.SIGPROF, sample)
arm()
