"""Calls that DSPy gathers: fails when a program of the user's that gathers some itself has another `Unbatchify` than DSPy's."""

from __future__ import annotations

import unittest

from ..case import ChildCase

GATHERS = """
import threading
import dspy
from dspy.utils.unbatchify import Unbatchify

class Gathers(dspy.Module):
    def forward(self):
        batches = []
        def twice(batch):
            batches.append(sorted(batch))
            return [2 * one for one in batch]
        with Unbatchify(twice, max_batch_size=2, max_wait_time=2) as gathered:
            answers = {}
            threads = [threading.Thread(target=lambda n=n: answers.update({n: gathered(n)})) for n in (1, 2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        index = dspy.retrievers.Embeddings(corpus=["a"], embedder=lambda texts: [[1.0] for _ in texts], k=1, normalize=False)
        is_own = isinstance(index.search_fn, Unbatchify)
        return dspy.Prediction(batches=batches, answers=[answers[1], answers[2]], is_own=is_own, thread=index.search_fn.worker_thread)
"""


class Batches(ChildCase):
    """Beside an index of DSPy's, which asks at once."""

    def test_are_gathered_as_the_user_asks(self) -> None:
        self.write_module("gathers", GATHERS)
        client = self.open()
        self.load(client, "gathers:Gathers")
        outputs = self.execute(client, "gathers:Gathers")
        self.assertEqual(outputs, {"batches": [[1, 2]], "answers": [2, 4], "is_own": True, "thread": None})


if __name__ == "__main__":
    unittest.main()
