"""What DSPy's streamify is given in place of the program."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import dspy

from ..programs.execute import call_async

_JOIN_SECONDS = 1


class StreamedProgram:
    """streamify ends at the first Prediction and waits for ever for one: so this gives one, whatever the program gives."""

    def __init__(self, module: Any) -> None:
        self._module = module
        self.result: Any = None
        self._cause: BaseException | None = None
        self._ended = threading.Event()
        self._ended.set()
        self._thread: threading.Thread | None = None

    @property
    def thread(self) -> int:
        """Where a program runs that is not async."""
        return 0 if self._thread is None else self._thread.ident or 0

    def named_predictors(self) -> list[tuple[str, Any]]:
        """Those of the program."""
        return list(self._module.named_predictors())

    def __call__(self, **given: Any) -> dspy.Prediction:
        """On a thread of streamify's."""
        self._ended.clear()
        self._thread = threading.current_thread()
        try:
            with self._keeping_cause():
                self.result = self._module(**given)
            return dspy.Prediction()
        finally:
            self._ended.set()

    async def acall(self, **given: Any) -> dspy.Prediction:
        """On the event loop, where a cancel reaches it by itself."""
        with self._keeping_cause():
            self.result = await call_async(self._module, given)
        return dspy.Prediction()

    def give_back_cause(self, error: BaseException) -> None:
        """streamify takes it away, and with it the refusal of Node's that is below an error of DSPy's."""
        error.__cause__ = error.__cause__ or self._cause

    @contextlib.contextmanager
    def _keeping_cause(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._cause = error.__cause__ or error.__context__
            raise

    def has_ended(self, within: float | None) -> bool:
        """After so many seconds at most, its thread with it: the next who looks at this process must find none of ours."""
        if not self._ended.wait(within):
            return False
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)
        return True
