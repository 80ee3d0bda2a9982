"""Programs made better by DSPy's optimisers."""
