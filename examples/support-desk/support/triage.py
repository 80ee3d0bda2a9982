"""Triage of a support ticket: what it is about, how urgent, and a first answer."""

from typing import Literal

import dspy
from pydantic import BaseModel, Field

from support.orders import find_order

Queue = Literal["billing", "shipping", "technical"]


class Customer(BaseModel):
    """Who writes, as far as the ticket tells."""

    name: str = Field(description="as signed, or 'unknown'")
    order_id: str | None = Field(default=None, description="such as A-1001")


class ClassifyTicket(dspy.Signature):
    """Sort a customer's ticket into a queue and say how urgent it is."""

    ticket: str = dspy.InputField(desc="the ticket as the customer wrote it")
    queue: Queue = dspy.OutputField()
    urgency: int = dspy.OutputField(desc="1: can wait, 5: drop everything", ge=1, le=5)
    summary: str = dspy.OutputField(desc="one sentence, without names")
    customer: Customer = dspy.OutputField()


class AnswerCustomer(dspy.Signature):
    """Answer a customer in two sentences. Look up an order before you mention it."""

    request: str = dspy.InputField(desc="what the customer wants, in one sentence")
    order_id: str | None = dspy.InputField()
    answer: str = dspy.OutputField()


class Triage(dspy.Module):
    """Classify a ticket, then let an agent that can look up orders answer it."""

    def __init__(self, max_steps: int = 4) -> None:
        """Let the agent take at most `max_steps` steps before it has to answer."""
        super().__init__()
        self.classify = dspy.ChainOfThought(ClassifyTicket)
        self.respond = dspy.ReAct(
            AnswerCustomer, tools=[find_order], max_iters=max_steps
        )

    def forward(self, ticket: str) -> dspy.Prediction:
        """Return the queue, urgency, summary and customer, and an answer to send."""
        found = self.classify(ticket=ticket)
        order_id = found.customer.order_id
        response = self.respond(request=found.summary, order_id=order_id)
        return dspy.Prediction(
            queue=found.queue,
            urgency=found.urgency,
            summary=found.summary,
            customer=found.customer,
            answer=response.answer,
        )
