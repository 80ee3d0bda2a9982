"""Modules that a cancel does not reach."""

import asyncio
import ctypes
import os
import threading
import time

import dspy


def _started(marker):
    open(marker, "w").close()


class HoldsTheGil(dspy.Module):
    """C code that keeps the GIL: no thread of this process runs, not even the one that reads."""

    def forward(self, marker):
        _started(marker)
        ctypes.PyDLL(None).sleep(60)


class WaitsInC(dspy.Module):
    """C code that gives the GIL up, begun again whenever a signal ends it."""

    def forward(self, marker):
        _started(marker)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                ctypes.CDLL(None).sleep(60)
            except:  # noqa: E722
                pass


class CatchesAll(dspy.Module):
    def forward(self, marker):
        _started(marker)
        while True:
            try:
                time.sleep(0.01)
            except:  # noqa: E722
                pass


class JoinsForever(dspy.Module):
    """A thread that nothing ends, and a wait for it that begins anew."""

    def forward(self, marker):
        _started(marker)
        done = threading.Event()
        threading.Thread(target=lambda: (time.sleep(60), done.set())).start()
        while not done.is_set():
            try:
                done.wait()
            except:  # noqa: E722
                pass


class ReturnsLate(dspy.Module):
    def forward(self, marker):
        _started(marker)
        try:
            time.sleep(60)
        except BaseException:
            return dspy.Prediction(done=True)


class Obeys(dspy.Module):
    def forward(self, marker):
        _started(marker)
        time.sleep(60)


class AsksForever(dspy.Module):
    """Node does not answer."""

    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, marker):
        return self.predict(question=marker)


class AwaitsForever(dspy.Module):
    async def aforward(self, marker):
        await asyncio.sleep(60)


class WaitsForFile(dspy.Module):
    """Another test's program in the same process: done when the file is there."""

    def forward(self, marker, until):
        _started(marker)
        while not os.path.exists(until):
            time.sleep(0.005)
        return dspy.Prediction(done=True)


#: Without a line of the user's.
asks = dspy.Predict("marker -> answer")
