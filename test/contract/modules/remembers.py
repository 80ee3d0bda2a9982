"""State that a process has and its copies have after it."""

import dspy


class Remembers(dspy.Module):
    """Gives all that it was told."""

    def __init__(self):
        super().__init__()
        self.told = []

    def forward(self, word=None):
        if word is not None:
            self.told.append(word)
        return dspy.Prediction(told=self.told)
