"""The Python side alone, over its real processes and real DSPy. Node's side of the same wire is in test/contract."""
