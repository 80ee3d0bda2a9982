"""DSPy 3.0 to 3.3: LMs ask litellm, by the bodies of chat completions."""
