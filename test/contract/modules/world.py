"""What a module finds around it."""

import os
import random
import tempfile

import dspy


class World(dspy.Module):
    def forward(self):
        return dspy.Prediction(cwd=os.getcwd(), env=dict(os.environ), tmp=tempfile.gettempdir(), random=[random.random() for _ in range(3)])
