"""They run where a DSPy before 3.4 is installed: importing litellm takes seconds, and newer ones ask by another seam."""

import os
import unittest
from importlib.metadata import version

if tuple(map(int, version("dspy").split(".")[:2])) >= (3, 4):
    raise unittest.SkipTest("the seam of DSPy 3.0 to 3.3")

# As the product's own processes have it: litellm asks the network otherwise.
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
