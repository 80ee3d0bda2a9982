"""Typed messages between Node and a child. Standard library only."""
