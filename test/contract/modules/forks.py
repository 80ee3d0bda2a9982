"""What stands in the way of a fork, and never moves."""

import os
import time

import dspy


class NeverForks(dspy.Module):
    def __init__(self):
        super().__init__()
        os.register_at_fork(before=lambda: time.sleep(100_000))

    def forward(self):
        return dspy.Prediction()
