"""Which thread runs which request, and how one is cancelled. Standard library only."""
