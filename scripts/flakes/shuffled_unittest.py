"""Runs the Python tests in an order drawn from a seed, and writes what became of each as JSON: SEED OUTCOME_FILE."""

from __future__ import annotations

import json
import random
import sys
import time
import traceback
import unittest
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "python"


class Recorder(unittest.TextTestResult):
    """Keeps each test's time and outcome beside what is printed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes: dict[str, dict[str, Any]] = {}
        self._started = 0.0

    def startTest(self, test: unittest.TestCase) -> None:  # noqa: N802
        """A test passes unless something else is said of it."""
        super().startTest(test)
        self._started = time.monotonic()
        self._of(test)

    def stopTest(self, test: unittest.TestCase) -> None:  # noqa: N802
        """The end of a test."""
        super().stopTest(test)
        self._of(test)["seconds"] = round(time.monotonic() - self._started, 3)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:  # noqa: N802
        """A skipped test."""
        super().addSkip(test, reason)
        self._of(test)["status"] = "skipped"

    def addError(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """An error in a test, in a fixture of a class or in an import."""
        super().addError(test, err)
        self._fail(test, err)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """A failed assertion."""
        super().addFailure(test, err)
        self._fail(test, err)

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:  # noqa: N802
        """One case of a test: the test is red when one of its cases is."""
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._fail(test, err)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        """A test that was expected to fail and passed: unittest counts it as red."""
        super().addUnexpectedSuccess(test)
        self._of(test).update(status="failed", error="passed, and was expected to fail")

    def _fail(self, test: unittest.TestCase, err: Any) -> None:
        lines = traceback.format_exception_only(err[0], err[1])
        self._of(test).update(status="failed", error="".join(lines).strip())

    def _of(self, test: unittest.TestCase) -> dict[str, Any]:
        fresh = {"name": test.id(), "file": _file_of(test), "status": "passed", "seconds": 0.0, "error": ""}
        return self.outcomes.setdefault(test.id(), fresh)


def _file_of(test: unittest.TestCase) -> str:
    module = type(test).__module__
    return f"python/{module.replace('.', '/')}.py" if module.startswith("tests.") else "python/tests"


def cases_of(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    """The tests of a suite and of the suites in it."""
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from cases_of(item)
        else:
            yield item


def shuffled(cases: list[unittest.TestCase], seed: int) -> unittest.TestSuite:
    """Classes in random order, and their tests, too; a class stays together, because it starts a server for all of its tests."""
    draw = random.Random(seed)
    classes = [list(tests) for _, tests in groupby(cases, type)]
    draw.shuffle(classes)
    for tests in classes:
        draw.shuffle(tests)
    return unittest.TestSuite(test for tests in classes for test in tests)


def main(seed: int, outcome: Path) -> int:
    """The exit code: 0 when nothing was red."""
    found = unittest.TestLoader().discover(str(FOLDER / "tests"), top_level_dir=str(FOLDER))
    runner = unittest.TextTestRunner(verbosity=2, resultclass=Recorder)
    result = runner.run(shuffled(list(cases_of(found)), seed))
    assert isinstance(result, Recorder)
    outcome.parent.mkdir(parents=True, exist_ok=True)
    outcome.write_text(json.dumps(list(result.outcomes.values())))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
