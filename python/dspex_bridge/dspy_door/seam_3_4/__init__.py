"""DSPy 3.4 and later: LMs ask engines, by typed requests."""
