"""Which DSPy has what: fails when a stream of typed fields ends in an error of a DSPy that cannot listen to them."""

from __future__ import annotations

import unittest

from dspex_bridge.dspy_door.of_some_dspys import streams_classes_alone


class Versions(unittest.TestCase):
    """As their sources say."""

    def test_which_listen_to_fields_of_a_class_alone(self) -> None:
        alone = [version for version in ("3.0.0", "3.0.4", "3.1.0", "3.1.2", "3.1.3", "3.2.0", "3.4.1") if streams_classes_alone(version)]
        self.assertEqual(alone, ["3.0.0", "3.0.4", "3.1.0"])


if __name__ == "__main__":
    unittest.main()
