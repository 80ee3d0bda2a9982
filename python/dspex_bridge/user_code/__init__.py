"""Tells the user's own code from libraries' and from this package's. Standard library only."""
