"""Calls of an LM that no signature formats."""

import dspy


class Speaks(dspy.Module):
    """Asks for each of several things, one after the other."""

    def forward(self, calls: list[dict]):  # type: ignore[no-untyped-def]
        lm = dspy.LM("openai/m", cache=False, num_retries=0)
        for call in calls:
            lm(**call)
        return dspy.Prediction(count=len(calls))
