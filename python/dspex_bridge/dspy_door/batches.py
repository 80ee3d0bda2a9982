"""`dspy.retrievers.Embeddings` asks its embedder from a thread of its own, which gathers queries for a tenth of a second (`Unbatchify`).

Here each query is asked where it is made: the call belongs to the test that makes it, what is asked depends on no clock, so that a
recording of it is found again, and there is no thread, which a copy of the process could not have.
"""

from __future__ import annotations

import queue
import threading
from typing import Any

from .names import dspy_names


def install() -> None:
    """For an index alone: whoever gathers calls of his own by `Unbatchify` has DSPy's."""

    class AtOnce(dspy_names.batches_of_index.get()):  # type: ignore[misc]
        """Gathers nothing."""

        def __init__(self, batch_fn: Any, max_batch_size: int = 32, max_wait_time: float = 0.1) -> None:
            self.batch_fn, self.max_batch_size, self.max_wait_time = batch_fn, max_batch_size, max_wait_time
            self.input_queue: queue.Queue[Any] = queue.Queue()
            self.stop_event, self.worker_thread = threading.Event(), None
            # Its `close` waits for the thread until this is set.
            self.stop_event.set()

        def __call__(self, input_item: Any) -> Any:
            return self.batch_fn([input_item])[0]

    dspy_names.batches_of_index.replace(AtOnce)
