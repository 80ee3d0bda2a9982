"""What a child of the fork server copies of its memory, step by step: `.venv/bin/python bench/profile/faults.py [--immortal] [--filled]`.

A page that is shared with the server is copied when something writes to it, and reference counts are written wherever objects are used.
`--immortal` (Python 3.12 and 3.13): all objects of the server get the count that Python never writes again. `--filled`: what is free
among Python's small blocks is taken first, so that new objects lie together.
"""

from __future__ import annotations

import ctypes
import gc
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))

from dspex_bridge.child import child, warm

#: Objects/object.c: a count that `Py_INCREF` does not write, where the half that it looks at has all its bits.
_IMMORTAL = 0xFFFFFFFF


def _private_kb() -> int:
    rollup = Path("/proc/self/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"Private_(?:Clean|Dirty):\s+(\d+)", rollup))


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def _make_immortal() -> int:
    """All that the collector knows, and all that these refer to."""
    words = (ctypes.c_uint32 * (1 << 46)).from_address(0)
    found: dict[int, object] = {}
    layer = gc.get_objects()
    while layer:
        for known in layer:
            found[id(known)] = known
            words[id(known) >> 2] = _IMMORTAL
        layer = [known for known in gc.get_referents(*layer) if id(known) not in found]
    return len(found)


def _fill() -> list[object]:
    return [[bytes(size - 41) for _ in range(800)] for size in range(48, 513, 16)]


def _steps() -> dict[str, Callable[[], None]]:
    import dspy

    def program() -> None:
        dspy.ChainOfThought("question -> answer")

    predict = warm.throw_away_predict
    return {"settles in": child._settle_in, "the first predict": predict, "the second": predict, "a program": program}


def _tell_of_child() -> None:
    """In the child: what each step adds."""
    steps, faults, private = _steps(), _faults(), _private_kb()
    for name, step in steps.items():
        before, began = (_faults(), _private_kb()), time.process_time()
        step()
        took = (time.process_time() - began) * 1000
        print(f"{name:<20}{_faults() - before[0]:>7} faults{_private_kb() - before[1]:>7} kB{took:>8.1f} ms of CPU")
    print(f"{'all of it':<20}{_faults() - faults:>7} faults{_private_kb() - private:>7} kB")


def main(args: list[str]) -> None:
    """Does what the fork server does, and forks once."""
    warm.warm()
    gc.collect()
    filled = _fill() if "--filled" in args else []
    if "--immortal" in args:
        began = time.process_time()
        print(f"{_make_immortal()} objects marked in {(time.process_time() - began) * 1000:.0f} ms of CPU")
    gc.freeze()
    _private_kb()
    sys.stdout.flush()
    if os.fork() == 0:
        _tell_of_child()
        sys.stdout.flush()
        os._exit(len(filled) and 0)
    os.wait()
    # Nothing is taken apart: the counts are not those of any reference.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
