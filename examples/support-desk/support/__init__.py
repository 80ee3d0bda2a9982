"""The support desk's DSPy programs."""
