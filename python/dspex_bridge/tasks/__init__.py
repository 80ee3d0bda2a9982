"""Which thread runs which request. Standard library only."""
