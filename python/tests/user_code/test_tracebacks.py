"""Where an error was raised: fails when Python's own line is named, which nobody can mend."""

from __future__ import annotations

import inspect
import json
import unittest
from concurrent.futures import ThreadPoolExecutor

import dspy
from dspex_bridge.user_code.tracebacks import nearest_user_line


def raised_by(work: object) -> BaseException:
    try:
        work()  # type: ignore[operator]
    except Exception as error:
        return error
    raise AssertionError("it raised nothing")


def parses() -> None:
    json.loads("{")


class NearestLine(unittest.TestCase):
    """The innermost of the user's, below all libraries."""

    def here(self, function: object, line: int) -> str:
        return f"{__file__}:{inspect.getsourcelines(function)[1] + line}"  # type: ignore[arg-type]

    def test_is_the_users_where_python_itself_raises(self) -> None:
        self.assertEqual(nearest_user_line(raised_by(parses)), self.here(parses, 1))

    def test_is_the_users_where_a_library_raises(self) -> None:
        def asks() -> None:
            dspy.Signature(3)

        self.assertEqual(nearest_user_line(raised_by(asks)), self.here(asks, 1))

    def test_is_the_innermost_of_several(self) -> None:
        def outer() -> None:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(parses).result()

        self.assertEqual(nearest_user_line(raised_by(outer)), self.here(parses, 1))

    def test_is_the_librarys_where_the_user_has_none(self) -> None:
        error = raised_by(lambda: exec(compile("import dspy; dspy.Signature(3)", "<string>", "exec")))
        assert error.__traceback__ is not None
        error.__traceback__ = error.__traceback__.tb_next and error.__traceback__.tb_next.tb_next
        self.assertRegex(str(nearest_user_line(error)), r"site-packages/dspy/.*\.py:\d+$")

    def test_is_none_where_python_alone_is_in_it(self) -> None:
        error = raised_by(lambda: json.loads("{"))
        assert error.__traceback__ is not None and error.__traceback__.tb_next is not None
        error.__traceback__ = error.__traceback__.tb_next.tb_next
        self.assertIsNone(nearest_user_line(error))


if __name__ == "__main__":
    unittest.main()
