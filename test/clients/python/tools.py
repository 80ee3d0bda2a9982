def search(query: str) -> str:
    """Finds things."""
    return f"found {query}"
