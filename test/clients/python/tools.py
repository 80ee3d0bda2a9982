import dspy


def search(query: str) -> str:
    """Finds things."""
    return f"found {query}"


class Flexible(dspy.Module):
    def __init__(self):
        super().__init__()
        self.answer = dspy.Flex("q -> a")

    def forward(self, q):
        return self.answer(q=q)
