"""A user's program and metric."""

import dspy


class Desk(dspy.Module):
    """Finds the queue of a ticket, and answers it."""

    def __init__(self, tools=()):
        super().__init__()
        self.triage = dspy.ChainOfThought("ticket -> queue")
        self.answer = dspy.ReAct("ticket, queue -> answer", tools=list(tools))

    def forward(self, ticket):
        queue = self.triage(ticket=ticket).queue
        return dspy.Prediction(queue=queue, answer=self.answer(ticket=ticket, queue=queue).answer)


def is_right(example, prediction, trace=None):
    """Whether the queue was found."""
    return example.queue == prediction.queue
