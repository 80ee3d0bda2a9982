"""Modules without an LM, and ones that fail in every way a module can."""

import os
import sys
import time

import dspy


class Echo(dspy.Module):
    def forward(self, **inputs):
        return dspy.Prediction(**inputs)


class Raises(dspy.Module):
    def forward(self, text):
        sys.stderr.write("about to fail\n")
        raise ValueError(f"cannot do {text}")


class Noisy(dspy.Module):
    """Prints on every way out there is."""

    def forward(self, text):
        print("Content-Length: 5\r\n\r\n{}")
        os.write(1, b"Content-Length: 3\r\n\r\n{}}")
        os.system("echo from a shell")
        sys.stderr.write("noise\n")
        return dspy.Prediction(text=text)


class Sleeps(dspy.Module):
    def forward(self, seconds):
        time.sleep(seconds)
        return dspy.Prediction(slept=seconds)


class Stubborn(dspy.Module):
    """Ignores a cancel."""

    def forward(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                time.sleep(0.01)
            except:  # noqa: E722
                pass
        return dspy.Prediction(done=True)


class Socket(dspy.Module):
    def forward(self):
        return dspy.Prediction(value=open(os.devnull))


class Pid(dspy.Module):
    def forward(self):
        return dspy.Prediction(pid=os.getpid())


not_a_module = 3
