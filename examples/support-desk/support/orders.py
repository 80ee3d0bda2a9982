"""The orders an agent can look up; a real desk would ask its database."""

from pydantic import BaseModel


class Order(BaseModel):
    """One order, as the agent gets to see it."""

    item: str
    status: str
    due: str


_ORDERS = {
    "A-1001": Order(item="Espresso maker", status="shipped", due="Thursday"),
    "A-1002": Order(item="Milk jug", status="packing", due="Monday"),
    "A-1003": Order(item="Coffee grinder", status="delivered", due="last Friday"),
}


def find_order(order_id: str) -> str:
    """Look up an order by its number, such as A-1001."""
    order = _ORDERS.get(order_id.strip().upper())
    return order.model_dump_json() if order else f"There is no order {order_id}."
