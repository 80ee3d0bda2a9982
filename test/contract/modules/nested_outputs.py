"""A program whose output is a model with models in it."""

import dspy
import pydantic


class Item(pydantic.BaseModel):
    sku: str
    count: int


class Order(pydantic.BaseModel):
    id: str
    items: list[Item]


class Ordering(dspy.Signature):
    """Reads an order."""

    mail: str = dspy.InputField()
    order: Order = dspy.OutputField()


class Orders(dspy.Module):
    def __init__(self):
        super().__init__()
        self.read = dspy.Predict(Ordering)

    def forward(self, mail):
        return self.read(mail=mail)
