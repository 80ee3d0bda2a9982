"""The classifier alone: what is evaluated and optimised."""

import dspy

from support.triage import ClassifyTicket


class Classifier(dspy.Module):
    """Sort a ticket."""

    def __init__(self) -> None:
        """One predictor, which optimisers give demos."""
        super().__init__()
        self.classify = dspy.ChainOfThought(ClassifyTicket)

    def forward(self, ticket: str) -> dspy.Prediction:
        """Return its queue, urgency, summary and customer."""
        return self.classify(ticket=ticket)
