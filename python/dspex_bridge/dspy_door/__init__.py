"""The only package that touches DSPy's internals: it brings LM calls to Node and the replies back."""
